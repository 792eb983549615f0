"""The path as one pipeline: how many groups stand where, for how long, and where they get stuck. Pure."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from assessment.models import Standing
from groups.models import Ksm

FORMING, CANDIDATE, MODEL, WAITING, ACCESSED = "FORMING", "CANDIDATE", "MODEL", "WAITING", "ACCESSED"
# Label, and how many weeks the programme expects a group to spend there (domain.md 1, phase table).
STAGES = {
    FORMING: ("Pembentukan", None),
    CANDIDATE: ("Calon percontohan", 4),
    MODEL: ("Minggu 5–12: percontohan", 8),
    WAITING: ("Minggu 13+: kelayakan dan usulan BLM Sosial", None),
    ACCESSED: ("Telah mengakses BLM Sosial", None),
}
WEEK = 7
FIRST = 10  # groups named at a stage; all of them stand on pages of its own
# What the pipeline reads of a standing; findings, above all, take long to read.
FIELDS = (
    "eligibility",
    "blm_since",
    *(f"ksm__{name}" for name in ("name", "bkm", "phase", "origin")),
    *(f"ksm__{name}" for name in ("founded_on", "mentoring_started_on", "model_since")),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A group's time in one stage, in days; `ended` is False while it is still there."""

    ksm: Ksm
    days: int
    ended: bool

    @property
    def weeks(self) -> int:
        return self.days // WEEK


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage: the groups in it now, the median weeks spent, and those longer there than expected.

    Both lists begin with who is there longest.
    """

    code: str
    label: str
    now: list[Visit]
    median_weeks: Fraction | None
    passed: int
    expected: int | None
    stuck: list[Visit]

    @property
    def first_now(self) -> list[Visit]:
        return self.now[:FIRST]

    @property
    def first_stuck(self) -> list[Visit]:
        return self.stuck[:FIRST]

    @property
    def more_stuck(self) -> int:
        return max(len(self.stuck) - FIRST, 0)


def median(values: Iterable[int]) -> Fraction | None:
    """The exact middle of some whole numbers; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle], 2)


def visits_of(
    ksm: Ksm, stage_now: str, today: datetime.date, blm_since: datetime.date | None = None
) -> dict[str, Visit]:
    """How long a group was in each stage so far. Dates that were never recorded leave a stage out."""
    found: dict[str, Visit] = {}
    starts = {
        FORMING: ksm.founded_on,
        CANDIDATE: ksm.mentoring_started_on,
        MODEL: ksm.model_since,
        WAITING: None,
        ACCESSED: blm_since,
    }
    if stage_now in (WAITING, ACCESSED) and ksm.mentoring_started_on:
        starts[WAITING] = ksm.mentoring_started_on + datetime.timedelta(weeks=12)
    order = list(starts)
    for index, stage in enumerate(order):
        begin = starts[stage]
        if begin is None or index > order.index(stage_now):
            continue
        following = [since for later in order[index + 1 :] if (since := starts[later])]
        ended = stage != stage_now and bool(following)
        end = following[0] if ended else today
        if end >= begin:
            found[stage] = Visit(ksm, (end - begin).days, ended)
    return found


def stage_of(standing: Standing) -> str:
    """Where a group stands in the pipeline today."""
    if standing.ksm.phase in (Ksm.Phase.FORMING, Ksm.Phase.CANDIDATE):
        return standing.ksm.phase
    if standing.eligibility == Standing.Eligibility.NOT_YET:
        return MODEL
    return ACCESSED if standing.eligibility == Standing.Eligibility.ACCESSED else WAITING


def pipeline(standings: Iterable[Standing], today: datetime.date) -> list[StageRow]:
    """The pipeline over open groups, from standings already brought up to date; no query of its own."""
    here: dict[str, list[Visit]] = {stage: [] for stage in STAGES}
    done: dict[str, list[Visit]] = {stage: [] for stage in STAGES}
    for standing in standings:
        now = stage_of(standing)
        visits = visits_of(standing.ksm, now, today, standing.blm_since)
        for stage, visit in visits.items():
            (done if visit.ended else here)[stage].append(visit)
        if now not in visits:
            here[now].append(Visit(standing.ksm, 0, ended=False))
    rows = []
    for stage, (label, expected) in STAGES.items():
        stuck = [visit for visit in here[stage] if expected and visit.days > expected * WEEK]
        rows.append(
            StageRow(
                code=stage,
                label=label,
                now=sorted(here[stage], key=lambda visit: -visit.days),
                median_weeks=median(visit.weeks for visit in done[stage]),
                passed=len(done[stage]),
                expected=expected,
                stuck=sorted(stuck, key=lambda visit: -visit.days),
            )
        )
    return rows
