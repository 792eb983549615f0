"""Months of the book: which may be closed next, closing and reopening them. Nothing enters a closed month.

What must hold before (meetings closed, cash agreeing) is asked in meetings/month_end.py.
"""

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Min, Sum

from groups.models import Ksm, User
from ksm.dates import month_in_words
from ledger import chart
from ledger.journal.posting import LedgerError, book_of
from ledger.models import AccountPosting, Book, JournalEntry, MonthAct


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, named by its first day."""

    first: datetime.date

    @classmethod
    def of(cls, day: datetime.date) -> "Month":
        return cls(day.replace(day=1))

    @property
    def last(self) -> datetime.date:
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @property
    def next(self) -> "Month":
        return Month(self.last + datetime.timedelta(days=1))

    @property
    def previous(self) -> "Month":
        return Month.of(self.first - datetime.timedelta(days=1))

    def __str__(self):
        return month_in_words(self.first)


def next_months(ksm_ids: Iterable[int]) -> dict[int, Month]:
    """The month that each group is to close next: after the last closed one, or that of its first entry.

    Groups whose book is empty are left out. Two queries.
    """
    ids = list(ksm_ids)
    books = Book.objects.filter(ksm__in=ids).values_list("ksm_id", "months_closed_through")
    first = JournalEntry.objects.filter(ksm__in=ids).order_by().values("ksm_id").annotate(day=Min("date"))
    begun = {row["ksm_id"]: Month.of(row["day"]) for row in first}
    return begun | {pk: Month.of(day).next for pk, day in books if day}


def cash_at(ksm_ids: Iterable[int], day: datetime.date) -> dict[int, int]:
    """Rupiah in each group's box by its book at the end of a day. One query."""
    rows = AccountPosting.objects.filter(ksm__in=list(ksm_ids), account_id=chart.KAS, date__lte=day)
    return dict(rows.order_by().values_list("ksm_id").annotate(total=Sum("amount")))


def store_closings(*, cash: Mapping[int, int], month: Month, by: User | None) -> None:
    """Close a month for each group in `cash` (rupiah at its end); the groups are locked. Three statements."""
    Book.objects.bulk_create([Book(ksm_id=pk) for pk in cash], ignore_conflicts=True)
    Book.objects.filter(ksm__in=cash).update(months_closed_through=month.last)
    MonthAct.objects.bulk_create(
        MonthAct(ksm_id=pk, month=month.first, act=MonthAct.Act.CLOSED, cash=amount, by=by)
        for pk, amount in cash.items()
    )


def reopen_last_month(*, ksm: Ksm, month: Month, reason: str, by: User) -> MonthAct:
    """Open the last closed month again, a logged decision; the caller holds the group's lock.

    Raises LedgerError for any other month, without a reason, or while the year's surplus is shared out.
    """
    book = book_of(ksm)
    if book.months_closed_through is None or Month.of(book.months_closed_through) != month:
        raise LedgerError("Hanya bulan terakhir yang ditutup dapat dibuka kembali.")
    if not reason.strip():
        raise LedgerError("Tulis mengapa bulan ini dibuka kembali.")
    if ksm.sharings.filter(year=month.first.year, undone_by__isnull=True).exists():
        raise LedgerError(
            f"SHU {month.first.year} sudah dibagi menurut buku yang ditutup. Batalkan dulu pembagiannya."
        )
    earlier = closed_months(ksm)[1:]
    book.months_closed_through = earlier[0].last if earlier else None
    book.save(update_fields=["months_closed_through"])
    return MonthAct.objects.create(
        ksm=ksm, month=month.first, act=MonthAct.Act.REOPENED, reason=reason.strip(), by=by
    )


def closing_of(ksm: Ksm, month: Month) -> MonthAct | None:
    """The act by which a month is closed now; None while it is open. One query."""
    act = ksm.month_acts.filter(month=month.first).order_by("-pk").first()
    return act if act and act.act == MonthAct.Act.CLOSED else None


def closed_months(ksm: Ksm) -> list[Month]:
    """The months closed now, newest first: those closed and not opened again since."""
    standing = dict(ksm.month_acts.order_by("pk").values_list("month", "act"))
    return sorted((Month(day) for day, act in standing.items() if act == MonthAct.Act.CLOSED), reverse=True)
