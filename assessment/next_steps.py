"""What somebody should do next for a group, who that is, and on which page it is done."""

from collections.abc import Sequence

from assessment.graduation.figures import Figure, Judgement
from assessment.models import Standing
from meetings.schedule import Slot

Status, Eligibility = Standing.Status, Standing.Eligibility
NAMED_WEEKS = 4


def next_step(
    status: str, lagging: Sequence[Slot], judgement: Judgement[Figure], week: int | None, eligibility: str
) -> str:
    """What somebody should do next for this group, in a few words."""
    if lagging and status in (Status.LAGGING, Status.MODEL):
        return _catch_up(lagging)
    if status == Status.MODEL:
        return _step_of_model(judgement, week, eligibility)
    if status == Status.MISSING:
        if judgement.may_extend:
            return "Usulkan perpanjangan"
        return f"Kejar {judgement.unmet[0].label.lower()}"
    steps: dict[str, str] = {
        Status.FORMING: "Lengkapi profil dan aturan, lalu mulai pendampingan",
        Status.CLOSED: "Sudah ditutup",
        Status.READY: "Tetapkan lulus",
        Status.CANDIDATE: f"Catat pertemuan minggu {week}" if week else "Tunggu pertemuan pertama",
    }
    return steps[status]


def _catch_up(lagging: Sequence[Slot]) -> str:
    """ "Catat pertemuan minggu 1, 2"; a long row of weeks by its number and where it begins."""
    if len(lagging) > NAMED_WEEKS:
        return f"Catat {len(lagging)} pertemuan yang tertinggal, mulai minggu {lagging[0].week}"
    return f"Catat pertemuan minggu {', '.join(str(slot.week) for slot in lagging)}"


STEPS_OF_ELIGIBILITY: dict[str, str] = {
    Eligibility.WAITING: "Nilai kelayakan BLM Sosial",
    Eligibility.PROPOSED: "Putuskan kelayakan BLM Sosial (koordinator BKM)",
    Eligibility.ELIGIBLE: "Urus usulan BLM Sosial",
    Eligibility.ACCESSED: "Kelola dana BLM dan kirim LPJ-nya",
    Eligibility.NOT_ELIGIBLE: "Lengkapi syarat kelayakan, lalu nilai lagi",
    Eligibility.SUSPENDED: "Selesaikan sebab penangguhan, lalu nilai lagi",
}


def _step_of_model(judgement: Judgement[Figure], week: int | None, eligibility: str) -> str:
    if judgement.unmet:
        who = "Penerima BLM turun" if eligibility == Eligibility.ACCESSED else "Turun"
        return f"{who} dalam empat pertemuan terakhir: {judgement.unmet[0].label.lower()}"
    return STEPS_OF_ELIGIBILITY.get(eligibility) or f"Pertemuan dan pelatihan minggu {week}"
