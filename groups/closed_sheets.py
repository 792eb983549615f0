"""Closed sheets keep their figures (A3, J22): no fact that they rest on is dated on or before them any more.

Who was a member, what had to be saved, who held office: all of it is read by its own day, so a day that lies
before a closed sheet would rewrite it. Before the first sheet everything is free: old groups and imports
bring their real history. docs/closed-facts.md lists every such fact with what protects it.
"""

import datetime
from collections.abc import Iterable

from django.db.models import Max, Q

from groups.closed_months import closed_month_sentence
from groups.models import Ksm
from groups.refusals import GroupError
from ksm.dates import date_in_words

DAY = datetime.timedelta(days=1)


def last_closed_sheet(ksm: Ksm) -> datetime.date | None:
    """The day of the last closed routine meeting; None while no sheet is closed. One query."""
    return _closed_until(ksm)[1]


def _closed_until(ksm: Ksm) -> tuple[datetime.date | None, datetime.date | None]:
    """The last day of the closed months, and of the closed sheets."""
    closed = Q(meetings__kind="ROUTINE", meetings__state="CLOSED")
    last = Max("meetings__held_on", filter=closed)
    rows = Ksm.objects.filter(pk=ksm.pk).annotate(last=last)
    return rows.values_list("book__months_closed_through", "last").get()


def refuse_closed_days(
    ksm: Ksm, *days: datetime.date | None, field: str | None = None, instead: str = ""
) -> None:
    """Refuse what begins, ends or changes on one of `days` (None = no such day) in what is closed.

    That is a closed month, or a day on or before the last closed sheet. Raises GroupError beside `field` with
    the first possible day and what can be done `instead`. The caller holds the group's lock, so that nothing
    is closed meanwhile. One query.
    """
    given = [day for day in days if day]
    if not given:
        return
    if sentence := closed_day_faults(ksm, [min(given)], instead).get(min(given)):
        raise GroupError(sentence, field)


def closed_day_faults(ksm: Ksm, days: Iterable[datetime.date], instead: str = "") -> dict[datetime.date, str]:
    """Why nothing may begin, end or change on those of `days` that lie in what is closed. One query."""
    months, last = _closed_until(ksm)
    faults = {}
    for day in days:
        if months and day <= months:
            faults[day] = closed_month_sentence(months)
        elif last and day <= last:
            sentence = (
                f"Lembar pertemuan {date_in_words(last)} sudah ditutup; angkanya tidak berubah lagi. "
                f"Paling awal {date_in_words(last + DAY)}."
            )
            faults[day] = f"{sentence} {instead}".strip()
    return faults
