"""The path as one pipeline: how many groups stand where, for how long, and where they get stuck.

Of each group one lean row is read; a wide area has very many of them.
"""

import datetime
import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet

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
STAGE_CODES = tuple(STAGES)
PLACE = {code: place for place, code in enumerate(STAGE_CODES)}
WEEK = 7
TWELVE_WEEKS = datetime.timedelta(weeks=12)
NOT_YET = Standing.Eligibility.NOT_YET.value
FIRST = 10  # groups named at a stage; all of them stand on pages of its own


class Walker(NamedTuple):
    """What the path is told from: a group's row, and of its standing what was decided about BLM Sosial."""

    pk: int
    name: str
    bkm_id: int
    origin: str
    phase: str
    founded_on: datetime.date | None
    mentoring_started_on: datetime.date | None
    model_since: datetime.date | None
    eligibility: str
    blm_since: datetime.date | None


ITS_DAYS = Walker._fields.index("phase")  # from here on it is told by what a group shares with others


def walkers(standings: QuerySet[Standing]) -> list[Walker]:
    """One row for each group, in no order; one query, whatever the path tells of them."""
    of_ksm = [f"ksm__{name}" for name in Walker._fields[:-2]]
    rows = standings.order_by().values_list(*of_ksm, *Walker._fields[-2:])
    return [Walker._make(row) for row in rows]


class Visit(NamedTuple):
    """A time in one stage, in days; `ended` is False while it goes on."""

    days: int
    ended: bool

    @property
    def weeks(self) -> int:
        return self.days // WEEK


class Stay(NamedTuple):
    """A group in its stage, for so many days."""

    pk: int
    name: str
    days: int

    @property
    def weeks(self) -> int:
        return self.days // WEEK


@dataclass
class StageRow:
    """One stage: the groups in it now, in no order, and for how many weeks others were in it."""

    code: str
    label: str
    expected: int | None
    here: list[tuple[int, str, int]] = field(default_factory=list)  # minus days, name, pk
    weeks: Counter[int] = field(default_factory=Counter)
    reached: int = 0  # groups that are here or further
    share: Fraction = Fraction(0)  # of all groups

    @property
    def now(self) -> list[Stay]:
        """Who is there longest comes first."""
        return _stays(sorted(self.here))

    @cached_property
    def first_now(self) -> list[Stay]:
        return _stays(heapq.nsmallest(FIRST, self.here))

    @property
    def passed(self) -> int:
        return self.weeks.total()

    @property
    def median_weeks(self) -> Fraction | None:
        return median(self.weeks)

    @cached_property
    def stuck(self) -> int:
        """How many are longer there than expected."""
        limit = self.expected and self.expected * WEEK
        return sum(-minus_days > limit for minus_days, _, _ in self.here) if limit else 0

    @property
    def first_stuck(self) -> list[Stay]:
        """Those who are stuck are those who are there longest."""
        return self.first_now[: self.stuck]

    @property
    def more_stuck(self) -> int:
        return max(self.stuck - FIRST, 0)


def _stays(here: Iterable[tuple[int, str, int]]) -> list[Stay]:
    return [Stay(pk, name, -minus_days) for minus_days, name, pk in here]


def median(counted: Counter[int]) -> Fraction | None:
    """The exact middle of whole numbers, each of which was met so often; None of none."""
    total = counted.total()
    if not total:
        return None
    middles = ((total - 1) // 2, total // 2)
    ordered, met, found = sorted(counted), 0, []
    for value in ordered:
        found += [value for middle in middles if met <= middle < met + counted[value]]
        met += counted[value]
    return Fraction(sum(found), 2)


def visits_of(
    ksm: Walker | Ksm, stage_now: str, today: datetime.date, blm_since: datetime.date | None = None
) -> dict[str, Visit]:
    """How long a group was in each stage so far. Dates that were never recorded leave a stage out."""
    found: dict[str, Visit] = {}
    waiting_since = None
    if stage_now in (WAITING, ACCESSED) and ksm.mentoring_started_on:
        waiting_since = ksm.mentoring_started_on + TWELVE_WEEKS
    starts = (ksm.founded_on, ksm.mentoring_started_on, ksm.model_since, waiting_since, blm_since)
    following: datetime.date | None = None
    here = PLACE[stage_now]
    for index in range(len(starts) - 1, -1, -1):
        begin = starts[index]
        if begin is None:
            continue
        if index <= here:
            ended = index != here and following is not None
            days = ((following if ended and following else today) - begin).days
            if days >= 0:
                found[STAGE_CODES[index]] = Visit(days, ended)
        following = begin
    return found


def stage_of(walker: Walker) -> str:
    """Where a group stands in the pipeline today."""
    if walker.phase in (FORMING, CANDIDATE):
        return walker.phase
    if walker.eligibility == NOT_YET:
        return MODEL
    return ACCESSED if walker.eligibility == ACCESSED else WAITING


def pipeline(groups: Iterable[Walker], today: datetime.date) -> list[StageRow]:
    """The pipeline over these groups; no query of its own. Groups of the same days are told together."""
    rows = {code: StageRow(code, label, expected) for code, (label, expected) in STAGES.items()}
    alike: dict[tuple, list[Walker]] = defaultdict(list)
    for walker in groups:
        alike[walker[ITS_DAYS:]].append(walker)
    for some in alike.values():
        now = stage_of(some[0])
        visits = visits_of(some[0], now, today, some[0].blm_since)
        for stage, visit in visits.items():
            if visit.ended:
                rows[stage].weeks[visit.weeks] += len(some)
        here = visits[now].days if now in visits else 0
        rows[now].here += [(-here, walker.name, walker.pk) for walker in some]
    return _narrowing(list(rows.values()))


def _narrowing(rows: list[StageRow]) -> list[StageRow]:
    """The stages with how many groups came as far, as a funnel tells it."""
    total = sum(len(row.here) for row in rows)
    for place, row in enumerate(rows):
        row.reached = sum(len(later.here) for later in rows[place:])
        row.share = Fraction(row.reached, total) if total else Fraction(0)
    return rows
