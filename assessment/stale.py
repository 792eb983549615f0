"""Which standings are out of date: by a change of the group, or by time alone."""

import datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessment.models import Standing
from groups.models import Ksm, ProgramRule
from groups.models.groups import TIMEZONES


def stale(ksms: QuerySet[Ksm], now: datetime.datetime) -> QuerySet[Ksm]:
    """Groups whose standing is missing, of older data, or due: time alone may have changed it by today.

    So is one of a later day than today's, of a clock that was set back, and one from before newer thresholds
    began to apply. Which groups it may be is found by indexes, for almost always it is none of very many.
    """
    fresh = Q(pk__in=[])
    for zone, today in todays(now):
        rules = ProgramRule.objects.filter(effective_from__lte=today).order_by("-effective_from")
        began = Coalesce(Subquery(rules.values("effective_from")[:1]), datetime.date.min)
        held = Q(standing__as_of__lte=today, standing__as_of__gte=began, standing__due_on__gt=today)
        fresh |= Q(timezone=zone) & held
    marked = Ksm.objects.filter(standing_outdated=True).order_by().values("pk")
    possible = ksms.filter(pk__in=marked.union(_moved_by_time(now).values("ksm")))
    return possible.exclude(fresh & Q(standing__data_version=F("data_version")))


def _moved_by_time(now: datetime.datetime) -> QuerySet[Standing]:
    """All standings that time or newer thresholds may have changed in any zone, and a few more."""
    days = [today for _, today in todays(now)]
    rules = ProgramRule.objects.filter(effective_from__lte=max(days)).order_by("-effective_from")
    due = Q(due_on=None) | Q(due_on__lte=max(days)) | Q(as_of__gt=min(days))
    return Standing.objects.filter(due | Q(as_of__lt=Subquery(rules.values("effective_from")[:1]))).order_by()


def todays(now: datetime.datetime) -> list[tuple[str, datetime.date]]:
    """The day that it is now in each time zone of the country."""
    return [(zone, timezone.localdate(now, timezone=ZoneInfo(zone))) for zone, _ in TIMEZONES]
