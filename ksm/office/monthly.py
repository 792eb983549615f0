"""The month of many groups: of a BKM (all its groups) or of a facilitator. Reads only.

Sums are those of the recap; meetings, attendance and savers those of each group's own monthly report. A fixed
number of queries for any number of groups.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessment.graduation.criteria import attendance, routine_savings
from assessment.graduation.facts import Window, collect_facts, thresholds_on
from assessment.models import Assessment, Standing
from groups.models import Concern, Ksm, Member, Training, User, VisitLog
from ksm.group.monthly import month_window
from ksm.office.recap import Figures, figures_by_ksm
from ledger.journal.months import Month
from ledger.models import MonthAct
from meetings.calendar import slots_by_ksm
from meetings.models import Meeting
from meetings.schedule import SlotState, until


@dataclass(frozen=True, slots=True)
class GroupMonth:
    """One group in a month; shares as exact fractions, None where nothing is known yet."""

    ksm: Ksm
    figures: Figures
    scheduled: int
    held: int
    attendance: Fraction | None
    savers: Fraction | None
    closed_on: datetime.date | None = None  # where the group was closed by then


@dataclass(frozen=True, slots=True)
class Plan:
    """What a group plans for the month after, and what comes next for it as things stand today."""

    ksm: Ksm
    days: Sequence[datetime.date]
    next_step: str


@dataclass(frozen=True, slots=True)
class OfficeMonth:
    """A month of many groups, as of its last day or of today while it runs."""

    month: Month
    as_of: datetime.date
    rows: Sequence[GroupMonth]
    total: Figures
    scheduled: int
    held: int
    joined: int
    left: int
    decisions: Sequence[Assessment]
    concerns: Sequence[Concern]
    trainings: Sequence[Training]
    visits: Sequence[VisitLog]
    plans: Sequence[Plan]


def office_month(ksms: Sequence[Ksm], month: Month, today: datetime.date) -> OfficeMonth:
    """The month of these groups, in their order; their BKM is at hand."""
    as_of, ids = min(month.last, today), [ksm.pk for ksm in ksms]
    figures = figures_by_ksm(ksms, month.first, as_of)
    rows = _rows([ksm for ksm in ksms if ksm.pk in figures], figures, month, today)
    total = Figures()
    for row in rows:
        total.add(row.figures)
    within = (month.first, as_of)
    of_groups = Member.objects.filter(ksm__in=ids)
    return OfficeMonth(
        month=month,
        as_of=as_of,
        rows=rows,
        total=total,
        scheduled=sum(row.scheduled for row in rows),
        held=sum(row.held for row in rows),
        joined=of_groups.filter(joined_on__range=within).count(),
        left=of_groups.filter(left_on__range=within).count(),
        decisions=_of(Assessment.objects.filter(as_of__range=within), ids, "as_of"),
        concerns=_of(Concern.objects.filter(raised_on__range=within), ids, "raised_on"),
        trainings=_of(Training.objects.filter(held_on__range=within), ids, "held_on"),
        visits=_of(VisitLog.objects.filter(visited_on__range=within), ids, "visited_on"),
        plans=_plans(ksms, month.next, today),
    )


def _of(rows, ids: list[int], day: str) -> list:
    return list(rows.filter(ksm__in=ids).select_related("ksm").order_by(day, "pk"))


def _rows(
    ksms: Sequence[Ksm], figures: dict[int, Figures], month: Month, today: datetime.date
) -> list[GroupMonth]:
    as_of = min(month.last, today)
    settled = month.last if today > month.last else today - datetime.timedelta(days=1)
    closed = _closed([ksm.pk for ksm in ksms], month)
    thresholds = thresholds_on(as_of)

    def window_of(ksm: Ksm) -> Window:
        return month_window(month, settled, is_closed=ksm.pk in closed)

    facts = collect_facts(ksms, as_of=as_of, window_of=window_of, thresholds=thresholds)
    rows = []
    for ksm in ksms:
        found = facts[ksm.pk]
        saving = routine_savings(found, thresholds)
        rows.append(
            GroupMonth(
                ksm=ksm,
                figures=figures[ksm.pk],
                scheduled=len(found.meetings),
                held=len(found.held),
                attendance=attendance(found, thresholds).actual,
                savers=saving.actual if saving.denominator else None,
                closed_on=ksm.closed_on if ksm.closed_on and ksm.closed_on <= as_of else None,
            )
        )
    return rows


def _closed(ids: list[int], month: Month) -> set[int]:
    """The groups whose month is closed now. One query."""
    acts = MonthAct.objects.filter(ksm__in=ids, month=month.first).order_by("pk").values_list("ksm_id", "act")
    return {pk for pk, act in dict(acts).items() if act == MonthAct.Act.CLOSED}


def _plans(ksms: Sequence[Ksm], month: Month, today: datetime.date) -> list[Plan]:
    """The meetings that open groups plan for a month. Three queries."""
    going = [ksm for ksm in ksms if ksm.phase != Ksm.Phase.CLOSED]
    steps = dict(Standing.objects.filter(ksm__in=going).values_list("ksm_id", "next_step"))
    slots = slots_by_ksm(going, today)
    plans = []
    for ksm in going:
        weeks = until(slots[ksm.pk], ksm.week_on(month.last) or 0) if ksm.week_on(month.last) else []
        days = [
            slot.scheduled_on
            for slot in weeks
            if month.first <= slot.scheduled_on <= month.last and slot.state != SlotState.HOLIDAY
        ]
        plans.append(Plan(ksm, days, steps.get(ksm.pk, "")))
    return plans


def meetings_closed_by(user: User, ksms: Sequence[Ksm], month: Month) -> list[Meeting]:
    """The meetings of a month whose sheet somebody closed: where a facilitator was. One query."""
    held = Meeting.objects.filter(ksm__in=[ksm.pk for ksm in ksms], closed_by=user)
    held = held.filter(state=Meeting.State.CLOSED, held_on__range=(month.first, month.last))
    return list(held.select_related("ksm").order_by("held_on", "pk"))
