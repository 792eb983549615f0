"""Visits to groups: which are due, from the guest book and the programme's dated setting."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from groups.models import Ksm, ProgramRule, VisitLog
from ksm.sets import among


@dataclass(frozen=True, slots=True)
class DueVisit:
    """A group that is to be visited: the day that was agreed, or how long nobody came."""

    ksm: Ksm
    agreed_on: datetime.date | None
    days_without: int


@dataclass(frozen=True, slots=True)
class NextVisit:
    """Of a group in mentoring: since when nobody came, and the day on which a visit is due."""

    came_on: datetime.date
    due_on: datetime.date


def next_visits(ksms: Sequence[Ksm], as_of: datetime.date, every: datetime.timedelta) -> dict[int, NextVisit]:
    """Of these groups those in mentoring; `due_visits` of a day are those whose visit is due by then.

    Only a visit changes it, no day: what was agreed and not kept is due from its own day on. `every` is the
    programme's setting in force. Two queries.
    """
    started = {ksm.pk: ksm.mentoring_started_on for ksm in ksms}
    logs = VisitLog.objects.filter(among(started), visited_on__lte=as_of).order_by()
    came = dict(logs.values_list("ksm_id").annotate(day=Max("visited_on")))
    kept = logs.filter(ksm=OuterRef("ksm"), visited_on__gte=OuterRef("next_visit_on"))
    promised = logs.filter(~Exists(kept), next_visit_on__isnull=False)
    agreed = dict(promised.values_list("ksm_id").annotate(day=Min("next_visit_on")))
    found = {}
    for pk, start in started.items():
        if start and start <= as_of:
            since = came.get(pk, start)
            found[pk] = NextVisit(since, min(since + every, agreed.get(pk, datetime.date.max)))
    return found


def due_visits(ksms: QuerySet[Ksm], today: datetime.date) -> QuerySet[Ksm]:
    """Of these groups those in mentoring whose visit is due, the longest without one first; see `told`.

    It is due when the latest agreed day that has come was not kept by a visit on that day or later, or when
    nobody came for the days of the programme's setting: since the last visit, or before the first one since
    the start of mentoring.
    """
    every_days = ProgramRule.objects.in_force_on(today).visit_every_days
    came = VisitLog.objects.filter(ksm=OuterRef("pk"), visited_on__lte=today).order_by().values("ksm")
    last = came.annotate(day=Max("visited_on")).values("day")
    agreed = came.annotate(day=Max("next_visit_on", filter=Q(next_visit_on__lte=today))).values("day")
    mentored = ksms.filter(mentoring_started_on__lte=today).annotate(
        came_on=Coalesce(Subquery(last), F("mentoring_started_on")), agreed_on=Subquery(agreed)
    )
    long_ago = Q(came_on__lte=today - datetime.timedelta(days=every_days))
    return mentored.filter(long_ago | Q(agreed_on__gt=F("came_on"))).order_by("came_on", "name")


def told(ksm, today: datetime.date) -> DueVisit:
    """What is to be said of a group out of `due_visits`."""
    kept = ksm.agreed_on if ksm.agreed_on and ksm.agreed_on > ksm.came_on else None
    return DueVisit(ksm, kept, (today - ksm.came_on).days)
