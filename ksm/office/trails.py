"""All that is told in trails, of whom to whom."""

import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from groups.models import User
from groups.trail.histories import history_source
from groups.trail.reading import SYSTEM, Narrowing, Source
from groups.trail.sources import SOURCES as OF_GROUPS
from ksm.text import sought
from meetings.models import Meeting

SOURCES: tuple[Source, ...] = (*OF_GROUPS, history_source(Meeting, "pertemuan", "Pertemuan", to_ksm="ksm"))


def narrowing_of(
    *, code: str, who: str, first: datetime.date | None, last: datetime.date | None, zone: str
) -> Narrowing:
    """What was asked for in words; both days are whole ones of that clock."""
    users: list[int] | None = None
    if wanted := sought(who)[:100]:
        named = Q(full_name__plain__icontains=wanted) | Q(username__icontains=wanted)
        users = list(User.objects.filter(named).values_list("pk", flat=True))
    return Narrowing(
        code=code,
        users=users,
        nobody=bool(wanted) and wanted.casefold() in SYSTEM,
        first=_begin(first, zone),
        end=_begin(last + datetime.timedelta(days=1), zone) if last else None,
    )


def _begin(day: datetime.date | None, zone: str) -> datetime.datetime | None:
    return datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone)) if day else None
