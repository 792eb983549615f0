"""A member's own card, an A4 to fold: savings on the left half, loans and repayments on the right."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from django.db.models import BooleanField, ExpressionWrapper

from groups.letterhead import furniture
from groups.models import Member
from ledger.loans.cards import LoanRow
from ledger.models import Repayment
from ledger.models.loans import undone_repayment
from savings.passbook import Passbook, PassbookRow, passbook_of

# Rows of one line that a half holds: under the letterhead, and on later sheets.
FIRST, REST = 17, 27
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class LoanLine:
    """A line of the right half: a loan (`loan`), or a payment on the one above it, in rupiah.

    `outstanding` is the principal left of that loan after the payment. What was undone counts nothing.
    """

    loan: LoanRow | None = None
    paid: Repayment | None = None
    outstanding: int = 0
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of the folded card."""

    savings: Sequence[PassbookRow]
    loans: Sequence[LoanLine]


def card_context(member: Member, as_of: datetime.date) -> dict:
    """What savings/print_passbook.html needs; the member's group is at hand."""
    book = passbook_of(member, as_of)
    lines = loan_lines(member, book.loans, as_of)
    return {
        "ksm": member.ksm,
        "member": member,
        "today": as_of,
        "book": book,
        "owed": sum(row.outstanding for row in book.loans),
        "sheets": _sheets(book, lines),
        **furniture(member.ksm, as_of, ()),
    }


def loan_lines(member: Member, loans: Sequence[LoanRow], as_of: datetime.date) -> list[LoanLine]:
    """Every loan of the member with its payments until a day, each with what was left. One query."""
    payments = Repayment.objects.filter(loan__in=[row.loan.pk for row in loans], date__lte=as_of)
    paid: dict[int, list[tuple[Repayment, bool]]] = {row.loan.pk: [] for row in loans}
    for payment in payments.annotate(was_undone=ExpressionWrapper(undone_repayment(as_of), BooleanField())):
        paid[payment.loan_id].append((payment, bool(payment.was_undone)))
    lines = []
    for row in loans:
        lines.append(LoanLine(loan=row))
        left = row.loan.principal
        for payment, is_undone in paid[row.loan.pk]:
            left -= 0 if is_undone else payment.principal
            lines.append(LoanLine(paid=payment, outstanding=left, is_undone=is_undone))
    return lines


def _sheets(book: Passbook, lines: Sequence[LoanLine]) -> list[Sheet]:
    pairs = zip_longest(_cut(book.rows), _cut(lines), fillvalue=())
    return [Sheet(savings, loans) for savings, loans in pairs]


def _cut(rows: Sequence[Row]) -> list[Sequence[Row]]:
    return [rows[:FIRST], *(rows[start : start + REST] for start in range(FIRST, len(rows), REST))]
