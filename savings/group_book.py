"""The savings book, of the group or of one member: each entry with the balance after it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, F, Q, QuerySet, Sum, When

from groups.models import Ksm, Member
from ledger import chart
from ledger.models import AccountPosting, JournalLine

TITLE = "Buku tabungan kelompok"


@dataclass(frozen=True, slots=True)
class GroupBookRow:
    """One entry, usually a meeting; rupiah. A reversal takes out what it undoes."""

    date: datetime.date
    entry_number: int
    text: str
    pokok: int
    wajib: int
    sukarela: int
    withdrawn: int
    balance: int


@dataclass(frozen=True, slots=True)
class GroupBook:
    """A period: the balance before it, and its rows."""

    opening: int
    rows: Sequence[GroupBookRow]

    @property
    def closing(self) -> int:
        return self.rows[-1].balance if self.rows else self.opening


def _kind(account: str) -> Sum:
    """Deposits of one kind; withdrawals have a column of their own."""
    return Sum("amount", filter=Q(account_id=account, amount__lt=0), default=0)


def _postings(ksm: Ksm, member: Member | None) -> QuerySet[AccountPosting]:
    postings = AccountPosting.objects.filter(ksm=ksm, account_id__in=chart.SAVINGS_ACCOUNTS)
    return postings.filter(member=member) if member else postings


def _saved_before(ksm: Ksm, member: Member | None, day: datetime.date) -> int:
    """Savings of all members, or of one, at the end of the day before, in rupiah."""
    put_in, taken_out = Q(credit__in=chart.SAVINGS_ACCOUNTS), Q(debit__in=chart.SAVINGS_ACCOUNTS)
    effect = Case(When(put_in, then=F("amount")), When(taken_out, then=-F("amount")), default=0)
    lines = JournalLine.objects.filter(ksm=ksm, date__lt=day)
    if member:
        lines = lines.filter(member=member)
    return lines.order_by().aggregate(total=Sum(effect, default=0))["total"]


def group_book(
    ksm: Ksm, first: datetime.date, last: datetime.date, *, member: Member | None = None
) -> GroupBook:
    """Savings of all members, or of one, between two days. Two queries.

    A row stands for each entry that moved savings: one a meeting, so that a year is some fifty.
    """
    entries = (
        _postings(ksm, member)
        .filter(date__gte=first, date__lte=last)
        .order_by("date", "entry__number")
        .values("entry_id", "date", "entry__number", "entry__memo")
        .annotate(
            pokok=_kind(chart.TABUNGAN_POKOK),
            wajib=_kind(chart.TABUNGAN_WAJIB),
            sukarela=_kind(chart.TABUNGAN_SUKARELA),
            withdrawn=Sum("amount", filter=Q(amount__gt=0), default=0),
        )
    )
    found = list(entries)
    balance = opening = _saved_before(ksm, member, first)
    rows = []
    for row in found:
        pokok, wajib, sukarela = -row["pokok"], -row["wajib"], -row["sukarela"]
        balance += pokok + wajib + sukarela - row["withdrawn"]
        rows.append(
            GroupBookRow(
                row["date"],
                row["entry__number"],
                row["entry__memo"],
                pokok,
                wajib,
                sukarela,
                row["withdrawn"],
                balance,
            )
        )
    return GroupBook(opening, rows)
