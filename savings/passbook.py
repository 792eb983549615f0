"""A member's passbook: savings with running balances, and their loans. Reads only."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from groups.models import Member
from ledger.books import LoanRow, loan_rows
from savings.models import Saving


@dataclass(frozen=True, slots=True)
class PassbookRow:
    """One movement, in rupiah; `balance` is all savings of the member after it."""

    date: datetime.date
    kind: str
    deposit: int
    withdrawal: int
    balance: int
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Passbook:
    rows: Sequence[PassbookRow]
    totals: dict[str, int]  # by kind of saving
    loans: Sequence[LoanRow]

    @property
    def balance(self) -> int:
        return sum(self.totals.values())


def passbook_of(member: Member, as_of: datetime.date) -> Passbook:
    """Every movement until a day, oldest first; one that was undone is shown and counts nothing."""
    totals = dict.fromkeys(Saving.Kind.values, 0)
    rows = []
    movements = member.savings.filter(date__lte=as_of).select_related("entry__reversed_by")
    for item in movements.order_by("date", "pk"):
        reversal = getattr(item.entry, "reversed_by", None)
        undone = reversal is not None and reversal.date <= as_of
        is_deposit = item.direction == Saving.Direction.DEPOSIT
        if not undone:
            totals[item.kind] += item.amount if is_deposit else -item.amount
        rows.append(
            PassbookRow(
                date=item.date,
                kind=item.get_kind_display(),
                deposit=item.amount if is_deposit else 0,
                withdrawal=0 if is_deposit else item.amount,
                balance=sum(totals.values()),
                is_undone=undone,
            )
        )
    loans = list(member.loans.order_by("pk"))
    for loan in loans:
        loan.member = member
    return Passbook(rows, totals, loan_rows(loans, member.ksm, as_of))
