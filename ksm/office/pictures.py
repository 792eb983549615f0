"""What an area looks like: arrears and PAR by month, and its groups side by side. Reads only."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from assessment.dashboard import chosen_rows
from assessment.graduation.facts import thresholds_on
from assessment.models import Standing
from ksm.sets import among
from ledger.journal.months import Month
from ledger.loans.quality import AreaRisk, area_risk
from ledger.policy.collectability import Band, risk_band
from meetings.models import Attendance, Meeting

MONTHS = 12
WEEKS = 12
MOST_GROUPS = 24  # side by side on one page; of a wider area those who need help first


@dataclass(frozen=True, slots=True)
class RiskMonth:
    """The loans of an area to members at the end of a month."""

    month: Month
    risk: AreaRisk

    @property
    def label(self) -> str:
        return f"{self.month.first:%m-%y}"

    @property
    def band(self) -> Band:
        return risk_band(self.risk.par)


@dataclass(frozen=True, slots=True)
class Course:
    """The same months as two drawings, and the rows behind both."""

    rows: Sequence[RiskMonth]

    @property
    def is_empty(self) -> bool:
        """Was nothing lent in any of the months?"""
        return not any(row.risk.lent for row in self.rows)

    @property
    def arrears(self) -> list[tuple[str, int]]:
        return [(row.label, row.risk.arrears) for row in self.rows]

    @property
    def par(self) -> list[tuple[str, Fraction | None, Band]]:
        return [(row.label, row.risk.par, row.band) for row in self.rows]


def risk_course(ksm_ids: Iterable[int] | QuerySet, month: Month, today: datetime.date) -> Course:
    """The months up to `month`, oldest first, each as of its last day or of today; five queries a month."""
    months = [month]
    while len(months) < MONTHS:
        months.append(months[-1].previous)
    ends = {one: min(one.last, today) for one in reversed(months)}
    risks = area_risk(ksm_ids, set(ends.values()))
    return Course([RiskMonth(one, risks[end]) for one, end in ends.items()])


@dataclass(frozen=True, slots=True)
class GroupPanel:
    """One group beside the others: the share present by week, and its figures of the day in rupiah."""

    standing: Standing
    weeks: Sequence[tuple[str, Fraction | None]]

    @property
    def is_empty(self) -> bool:
        return all(share is None for _, share in self.weeks)


@dataclass(frozen=True, slots=True)
class Panels:
    """Groups of an area on the same axes, those who need help first, and how many more there are."""

    rows: Sequence[GroupPanel]
    more: int
    threshold: Fraction


def panels(standings: QuerySet[Standing], today: datetime.date) -> Panels:
    """The open groups behind the standings in the order of need (the dashboard's own). Four queries."""
    ordered = chosen_rows(standings, "", "").select_related("ksm__bkm")
    first, total = list(ordered[:MOST_GROUPS]), ordered.count()
    shares = _attendance([one.ksm_id for one in first], today)
    ends = [today - datetime.timedelta(weeks=back) for back in reversed(range(WEEKS))]
    rows = [
        GroupPanel(one, [(f"{end:%d-%m}", shares.get((one.ksm_id, end))) for end in ends]) for one in first
    ]
    return Panels(rows, total - len(first), thresholds_on(today).attendance_above)


def _attendance(ids: Sequence[int], today: datetime.date) -> dict[tuple[int, datetime.date], Fraction]:
    """The share present at closed routine meetings of the seven days that end on a day. One query."""
    marks = Attendance.objects.filter(
        among(ids),
        meeting__kind=Meeting.Kind.ROUTINE,
        meeting__state=Meeting.State.CLOSED,
        meeting__held_on__gt=today - datetime.timedelta(weeks=WEEKS),
        meeting__held_on__lte=today,
    )
    sums: dict[tuple[int, datetime.date], list[int]] = defaultdict(lambda: [0, 0])
    present = Count("pk", filter=Q(status__in=Attendance.PRESENT))
    rows = marks.order_by().values_list("ksm_id", "meeting__held_on").annotate(came=present, of=Count("pk"))
    for ksm_id, held_on, came, of in rows:
        end = today - datetime.timedelta(days=(today - held_on).days // 7 * 7)
        sums[ksm_id, end][0] += came
        sums[ksm_id, end][1] += of
    return {key: Fraction(came, of) for key, (came, of) in sums.items()}
