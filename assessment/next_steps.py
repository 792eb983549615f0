"""What somebody should do next for a group, who that is, and which page it is done on."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from assessment.graduation.figures import Figure, Judgement
from assessment.models import Standing
from ledger.blm.reading import Who
from meetings.schedule import Slot

Status, Eligibility = Standing.Status, Standing.Eligibility
NAMED_WEEKS = 4


class Act(StrEnum):
    """What is done next; the standing keeps it, so that a list can lead to its page."""

    START = "START"  # complete what mentoring begins with
    RECORD = "RECORD"  # a sheet that is due or left behind
    CHASE = "CHASE"  # a criterion of graduation that does not hold
    EXTEND = "EXTEND"
    DECLARE = "DECLARE"
    MEET = "MEET"  # go on as planned
    ASSESS = "ASSESS"  # eligibility
    DECIDE = "DECIDE"
    COMPLETE = "COMPLETE"  # what kept it from being eligible
    GRANT = "GRANT"  # the proposal, the money and the LPJ of BLM Sosial
    NOTHING = ""


WHO: dict[Act, Who] = {
    Act.START: Who.FACILITATOR,
    Act.RECORD: Who.WRITER,
    Act.CHASE: Who.WRITER,
    Act.EXTEND: Who.WRITER,
    Act.DECLARE: Who.WRITER,
    Act.MEET: Who.WRITER,
    Act.ASSESS: Who.UNIT,
    Act.DECIDE: Who.COORDINATOR,
    Act.COMPLETE: Who.WRITER,
    Act.GRANT: Who.WRITER,
    Act.NOTHING: Who.NOBODY,
}


class NextStep(NamedTuple):
    """The act, and the few words that tell it."""

    act: Act
    words: str


def next_step(
    status: str, lagging: Sequence[Slot], judgement: Judgement[Figure], week: int | None, eligibility: str
) -> NextStep:
    """What comes next for a group of a status, a week and a state of eligibility."""
    if lagging and status in (Status.LAGGING, Status.MODEL):
        return NextStep(Act.RECORD, _catch_up(lagging))
    if status == Status.MODEL:
        return _step_of_model(judgement, week, eligibility)
    if status == Status.MISSING:
        if judgement.may_extend:
            return NextStep(Act.EXTEND, "Usulkan perpanjangan")
        return NextStep(Act.CHASE, f"Kejar {judgement.unmet[0].label.lower()}")
    record = NextStep(Act.RECORD, f"Catat pertemuan minggu {week}")
    steps: dict[str, NextStep] = {
        Status.FORMING: NextStep(Act.START, "Lengkapi profil dan aturan, lalu mulai pendampingan"),
        Status.CLOSED: NextStep(Act.NOTHING, "Sudah ditutup"),
        Status.READY: NextStep(Act.DECLARE, "Tetapkan lulus"),
        Status.CANDIDATE: record if week else NextStep(Act.MEET, "Tunggu pertemuan pertama"),
    }
    return steps[status]


def _catch_up(lagging: Sequence[Slot]) -> str:
    """ "Catat pertemuan minggu 1, 2"; a long row of weeks by its number and where it begins."""
    if len(lagging) > NAMED_WEEKS:
        return f"Catat {len(lagging)} pertemuan yang tertinggal, mulai minggu {lagging[0].week}"
    return f"Catat pertemuan minggu {', '.join(str(slot.week) for slot in lagging)}"


STEPS_OF_ELIGIBILITY: dict[str, NextStep] = {
    Eligibility.WAITING: NextStep(Act.ASSESS, "Nilai kelayakan BLM Sosial"),
    Eligibility.PROPOSED: NextStep(Act.DECIDE, "Putuskan kelayakan BLM Sosial"),
    Eligibility.ELIGIBLE: NextStep(Act.GRANT, "Urus usulan BLM Sosial"),
    Eligibility.ACCESSED: NextStep(Act.GRANT, "Kelola dana BLM dan kirim LPJ-nya"),
    Eligibility.NOT_ELIGIBLE: NextStep(Act.COMPLETE, "Lengkapi syarat kelayakan, lalu nilai lagi"),
    Eligibility.SUSPENDED: NextStep(Act.COMPLETE, "Selesaikan sebab penangguhan, lalu nilai lagi"),
}


def _step_of_model(judgement: Judgement[Figure], week: int | None, eligibility: str) -> NextStep:
    if judgement.unmet:
        who = "Penerima BLM turun" if eligibility == Eligibility.ACCESSED else "Turun"
        words = f"{who} dalam empat pertemuan terakhir: {judgement.unmet[0].label.lower()}"
        return NextStep(Act.CHASE, words)
    go_on = NextStep(Act.MEET, f"Pertemuan dan pelatihan minggu {week}")
    return STEPS_OF_ELIGIBILITY.get(eligibility, go_on)
