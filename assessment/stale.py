"""Which standings are out of date: by a change of the group, or by time alone."""

import datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from assessment.models import Standing
from groups.models import Ksm, ProgramRule
from groups.models.groups import TIMEZONES


def stale(ksms: QuerySet[Ksm], now: datetime.datetime) -> QuerySet[Ksm]:
    """Groups whose standing is missing, of older data, or due: time alone may have changed it by today.

    So is one of a later day than today's, of a clock that was set back, and one from before newer thresholds
    began to apply. Which groups it may be is found by indexes, for almost always it is none of very many; so
    that the database knows it, the days are read before, by one query.
    """
    rules = list(ProgramRule.objects.values_list("effective_from", flat=True))
    days = {
        zone: (max((day for day in rules if day <= today), default=datetime.date.min), today)
        for zone, today in todays(now)
    }
    fresh = Q(pk__in=[])
    for zone, (began, today) in days.items():
        held = Q(standing__as_of__lte=today, standing__as_of__gte=began, standing__due_on__gt=today)
        fresh |= Q(timezone=zone) & held
    marked = Ksm.objects.filter(standing_outdated=True).order_by().values("pk")
    moved = _moved_by_time(*map(set, zip(*days.values(), strict=True)))
    possible = ksms.filter(pk__in=marked.union(moved.values("ksm")))
    return possible.exclude(fresh & Q(standing__data_version=F("data_version")))


def _moved_by_time(began: set[datetime.date], todays: set[datetime.date]) -> QuerySet[Standing]:
    """All standings that time or newer thresholds may have changed in any zone, and a few more."""
    due = Q(due_on=None) | Q(due_on__lte=max(todays))
    return Standing.objects.filter(due | Q(as_of__gt=min(todays)) | Q(as_of__lt=max(began))).order_by()


def todays(now: datetime.datetime) -> list[tuple[str, datetime.date]]:
    """The day that it is now in each time zone of the country."""
    return [(zone, timezone.localdate(now, timezone=ZoneInfo(zone))) for zone, _ in TIMEZONES]
