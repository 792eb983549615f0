"""Closed months stay what they were: nothing that their reports count is dated into them any more (J6).

Money is kept out by ledger/journal/posting.py; here are the group's own facts: who is a member, who holds
office, what was agreed and raised. Until when months are closed stands in the group's book.
"""

import datetime

from groups.models import Ksm
from groups.refusals import GroupError
from ksm.dates import date_in_words, month_in_words


def months_closed_through(ksm: Ksm) -> datetime.date | None:
    """The last day of the group's closed months; None while none is closed. One query."""
    return Ksm.objects.values_list("book__months_closed_through", flat=True).get(pk=ksm.pk)


def closed_month_sentence(last: datetime.date) -> str:
    """What is closed, and what can be done instead; `last` is the last day of the closed months."""
    return (
        f"Buku sampai akhir {month_in_words(last)} sudah ditutup. "
        f"Catat dengan tanggal sesudah {date_in_words(last)}, atau buka kembali bulan itu dengan alasan."
    )


def refuse_closed_month(ksm: Ksm, *days: datetime.date | None, field: str | None = None) -> None:
    """Refuse what begins, ends or happens on one of `days` (None = no such day) in a closed month.

    Raises GroupError beside `field`. The caller holds the group's lock, so that no month closes meanwhile.
    """
    last = months_closed_through(ksm)
    if last and any(day and day <= last for day in days):
        raise GroupError(closed_month_sentence(last), field)
