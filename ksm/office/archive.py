"""What is past: groups that were closed, and the groups of a year that is over. Reads only."""

import datetime

from django.db.models import Min, Q, QuerySet

from groups.models import Ksm


def closed_groups(ksms: QuerySet[Ksm]) -> QuerySet[Ksm]:
    """Those that were closed, the latest first."""
    return ksms.filter(phase=Ksm.Phase.CLOSED).order_by("-closed_on", "name", "pk")


def past_years(ksms: QuerySet[Ksm], today: datetime.date) -> list[int]:
    """The years that are over in which any of these groups was mentored, the latest first. One query."""
    first = ksms.aggregate(first=Min("mentoring_started_on"))["first"]
    return list(range(today.year - 1, first.year - 1, -1)) if first else []


def groups_of_year(ksms: QuerySet[Ksm], year: int) -> QuerySet[Ksm]:
    """The groups that were mentored in a year, closed since or not."""
    began, ended = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    open_then = Q(closed_on=None) | Q(closed_on__gte=began)
    return ksms.filter(open_then, mentoring_started_on__lte=ended).order_by("name", "pk")
