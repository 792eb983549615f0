"""What to do this week: meetings, visits and trainings due, sheets left open, criteria about to be missed,
decisions that wait.

Each heading shows its first rows and says how many there are; all of them stand on pages of its own. What is
read is counted and cut in the database, so that a wide area costs no more than a small one.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from assessment.graduation.criteria import Finding
from assessment.graduation.figures import Judgement
from assessment.graduation.windows import judge_all
from assessment.models import DecisionRequest, Standing
from groups.models import Ksm
from groups.pages import ShownRows
from groups.path.training import trainings_due
from groups.registers.visiting import due_visits, told
from ksm.certain import certain
from ledger.blm.reading import waiting_grants
from ledger.models import LoanEvent
from meetings.models import Correction, Meeting, SheetDraft

Status, Eligibility = Standing.Status, Standing.Eligibility
FIRST = 10  # rows under a heading
MISSED = Q(status__in=[Status.MISSING, Status.MODEL, Status.LAGGING], missing_count__gt=0)


@dataclass(frozen=True, slots=True)
class DueMeeting:
    """A routine meeting of this week that is not closed yet."""

    ksm: Ksm
    day: datetime.date
    has_draft: bool

    @property
    def code(self) -> str:
        return "DRAFT" if self.has_draft else "DUE"


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A group that misses a criterion unless something happens, and what."""

    standing: Standing
    missing: list[str]


class Section(list):
    """The rows shown under one heading; `total` of them there are."""

    def __init__(self, rows: Iterable = (), code: str = "", total: int = 0):
        super().__init__(rows)
        self.code, self.total = code, total

    @property
    def has_more(self) -> bool:
        return self.total > len(self)


@dataclass(slots=True)
class ThisWeek:
    """Everything that waits for one user, over the groups of their area."""

    due: Section = field(default_factory=Section)
    reopened: Section = field(default_factory=Section)
    lagging: Section = field(default_factory=Section)
    at_risk: Section = field(default_factory=Section)
    ready: Section = field(default_factory=Section)
    eligibility: Section = field(default_factory=Section)
    proposed: Section = field(default_factory=Section)
    visits: Section = field(default_factory=Section)
    trainings: Section = field(default_factory=Section)
    requests: Section = field(default_factory=Section)
    corrections: Section = field(default_factory=Section)
    blm: Section = field(default_factory=Section)
    blm_falling: Section = field(default_factory=Section)
    write_offs: Section = field(default_factory=Section)

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, name) for name in self.__slots__)


Rows = QuerySet | Sequence


class Heading(NamedTuple):
    """One heading: the field of ThisWeek, its rows, and how those that are shown are told."""

    name: str
    rows: Callable[[QuerySet[Ksm], datetime.date], Rows]
    told: Callable[[Sequence, datetime.date], Iterable] = lambda rows, today: rows


@dataclass(frozen=True, slots=True)
class Standings:
    """Rows of a heading out of the standings of open groups that fit a condition of the day."""

    condition: Callable[[datetime.date], Q]
    order: tuple[str, ...] = ("ksm__name", "pk")

    def __call__(self, ksms: QuerySet[Ksm], today: datetime.date) -> QuerySet[Standing]:
        rows = Standing.objects.filter(self.condition(today), ksm__in=ksms)
        return rows.select_related("ksm").order_by(*self.order)


def _standings(*conditions: Q, order: tuple[str, ...] = ("ksm__name", "pk")) -> Standings:
    return Standings(lambda today: Q(*conditions), order)


def _meets(today: datetime.date) -> Q:
    """This week; a standing that waits to be recomputed may still tell of an older week's meeting."""
    return Q(meets_on__gt=today - datetime.timedelta(weeks=1))


def _waiting(model: type[Any], *related: str):
    """Rows of a heading that wait for a second person."""

    def rows(ksms: QuerySet[Ksm], today: datetime.date) -> QuerySet:
        return model.objects.filter(ksm__in=ksms, state="WAITING").select_related("ksm", *related)

    return rows


def _meetings(standings: Sequence[Standing], today: datetime.date) -> list[DueMeeting]:
    drafts = SheetDraft.objects.filter(ksm__in=[one.ksm_id for one in standings])
    begun = set(drafts.values_list("ksm_id", "scheduled_on"))
    days = [(one.ksm, certain(one.meets_on, "only groups that meet")) for one in standings]
    return [DueMeeting(ksm, day, (ksm.pk, day) in begun) for ksm, day in days]


def _risks(standings: Sequence[Standing], today: datetime.date) -> list[AtRisk]:
    """What is missing, in words and with names, of the groups that are shown; a fixed number of queries."""
    judgements = judge_all([one.ksm for one in standings], today)[1] if standings else {}
    return [AtRisk(one, _missing(judgements[one.ksm_id])) for one in standings]


def _missing(judgement: Judgement[Finding]) -> list[str]:
    return [finding.missing for finding in judgement.unmet if finding.missing]


def _reopened(ksms: QuerySet[Ksm], today: datetime.date) -> QuerySet[Meeting]:
    return Meeting.objects.filter(ksm__in=ksms, state=Meeting.State.REOPENED).select_related("ksm")


# By the word in the address of a heading's own pages.
HEADINGS = {
    "pertemuan": Heading("due", Standings(_meets, order=("meets_on", "ksm__name", "pk")), _meetings),
    "tertinggal": Heading(
        "lagging",
        _standings(Q(unrecorded_since__isnull=False), order=("unrecorded_since", "ksm__name", "pk")),
    ),
    "dibuka-lagi": Heading("reopened", _reopened),
    "syarat": Heading("at_risk", _standings(MISSED, Q(blm_since=None)), _risks),
    "blm-turun": Heading("blm_falling", _standings(MISSED, Q(blm_since__isnull=False)), _risks),
    "kunjungan": Heading("visits", due_visits, lambda ksms, today: [told(ksm, today) for ksm in ksms]),
    "pelatihan": Heading(
        "trainings",
        _standings(Q(trainings_short__gt=0), order=("-week", "ksm__name", "pk")),
        lambda standings, today: trainings_due([one.ksm for one in standings], today),
    ),
    "blm": Heading("blm", lambda ksms, today: waiting_grants(ksms.values("pk"))),
    "keputusan": Heading("requests", _waiting(DecisionRequest, "requested_by")),
    "koreksi": Heading("corrections", _waiting(Correction, "meeting", "requested_by")),
    "hapus-buku": Heading("write_offs", _waiting(LoanEvent, "loan", "recorded_by")),
    "siap-lulus": Heading("ready", _standings(Q(status=Status.READY))),
    "kelayakan": Heading("eligibility", _standings(Q(eligibility=Eligibility.WAITING))),
    "rekomendasi": Heading("proposed", _standings(Q(eligibility=Eligibility.PROPOSED))),
}


def week_of(ksms: QuerySet[Ksm], today: datetime.date) -> ThisWeek:
    """The first rows of every heading over open groups, from their standings; a few queries."""
    week, counts = ThisWeek(), _counts(ksms, today)
    for code, heading in HEADINGS.items():
        rows = heading.rows(ksms, today) if counts.get(code, 1) else ()
        cut = ShownRows(rows) if isinstance(rows, QuerySet) else rows
        shown = list(cut[: FIRST + 1])
        total = counts.get(code, len(shown))
        if code not in counts and total > FIRST:
            total = rows.count() if isinstance(rows, QuerySet) else len(rows)
        setattr(week, heading.name, Section(heading.told(shown[:FIRST], today), code, total))
    return week


def _counts(ksms: QuerySet[Ksm], today: datetime.date) -> dict[str, int]:
    """How many rows each heading has that is read from standings, by its code; one query."""
    named = {code: heading.rows for code, heading in HEADINGS.items() if isinstance(heading.rows, Standings)}
    wanted = [Count("pk", filter=rows.condition(today)) for rows in named.values()]
    sums = Standing.objects.filter(ksm__in=ksms).aggregate(
        **{f"heading_{place}": one for place, one in enumerate(wanted)}
    )
    return {code: sums[f"heading_{place}"] for place, code in enumerate(named)}


def rows_of(code: str, ksms: QuerySet[Ksm], today: datetime.date) -> Rows:
    """All rows of one heading, not yet told."""
    return HEADINGS[code].rows(ksms, today)


def part_of(code: str, shown: Sequence, today: datetime.date) -> ThisWeek:
    """The week with some rows of one heading only."""
    heading, week = HEADINGS[code], ThisWeek()
    setattr(week, heading.name, Section(heading.told(shown, today), code, len(shown)))
    return week
