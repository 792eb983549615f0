"""Visits to groups: which are due, from the guest book and the programme's dated setting."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Q

from groups.models import Ksm, ProgramRule, VisitLog
from ksm.certain import certain


@dataclass(frozen=True, slots=True)
class DueVisit:
    """A group that is to be visited: the day that was agreed, or how long nobody came."""

    ksm: Ksm
    agreed_on: datetime.date | None
    days_without: int


def visit_due(
    *,
    last: datetime.date,
    agreed: datetime.date | None,
    every_days: int,
    today: datetime.date,
) -> bool:
    """Is a visit due? `last` is the last visit, or the start of mentoring before the first one.

    `agreed` is the latest agreed day that has come. It is kept by a visit on that day or later; and nobody
    may stay away for `every_days` days.
    """
    if agreed and last < agreed <= today:
        return True
    return (today - last).days >= every_days


def due_visits(ksms: Iterable[Ksm], today: datetime.date) -> list[DueVisit]:
    """Groups in mentoring whose visit is due, the longest without one first. Two queries."""
    every_days = ProgramRule.objects.in_force_on(today).visit_every_days
    mentored = [ksm for ksm in ksms if ksm.mentoring_started_on and ksm.mentoring_started_on <= today]
    rows = (
        VisitLog.objects.filter(ksm__in=mentored, visited_on__lte=today)
        .order_by()
        .values_list("ksm")
        .annotate(last=Max("visited_on"), agreed=Max("next_visit_on", filter=Q(next_visit_on__lte=today)))
    )
    visited = {ksm_id: (last, agreed) for ksm_id, last, agreed in rows}
    due = []
    for ksm in mentored:
        last, agreed = visited.get(ksm.pk, (None, None))
        since = last or certain(ksm.mentoring_started_on, "only groups in mentoring")
        if visit_due(last=since, agreed=agreed, every_days=every_days, today=today):
            kept = agreed if agreed and agreed > since else None
            due.append(DueVisit(ksm, kept, (today - since).days))
    return sorted(due, key=lambda visit: (-visit.days_without, visit.ksm.name))
