"""A member's passbook: savings with running balances, and their loans. Reads only."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, F, QuerySet, Sum, When

from groups.models import Member
from ledger.loans.cards import LoanRow, loan_rows
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
    """Balances by kind as of a day, the asked part of the movements after `brought` rupiah, and the loans."""

    brought: int
    rows: Sequence[PassbookRow]
    totals: dict[str, int]  # by kind of saving
    loans: Sequence[LoanRow]

    @property
    def balance(self) -> int:
        return sum(self.totals.values())


def passbook_of(member: Member, as_of: datetime.date, *, start: int = 0, size: int | None = None) -> Passbook:
    """Movements until a day, oldest first, `size` from the `start`th on, or all; a fixed number of queries.

    What was undone is shown and counts nothing.
    """
    movements = _movements(member, as_of)
    counted = movements.order_by().values_list("kind").annotate(total=Sum("effect"))
    totals = dict.fromkeys(Saving.Kind.values, 0) | dict(counted)
    brought = movements[:start].aggregate(total=Sum("effect"))["total"] if start else 0
    shown = movements.select_related("entry__reversed_by")[start : None if size is None else start + size]
    loans = list(member.loans.order_by("pk"))
    for loan in loans:
        loan.member = member
    return Passbook(
        brought=brought or 0,
        rows=_rows(shown, brought or 0),
        totals=totals,
        loans=loan_rows(loans, member.ksm, as_of),
    )


def _movements(member: Member, as_of: datetime.date) -> QuerySet[Saving]:
    """The member's rows with what each adds to the balance: `effect`, in rupiah."""
    effect = Case(
        When(entry__reversed_by__date__lte=as_of, then=0),
        When(direction=Saving.Direction.DEPOSIT, then=F("amount")),
        default=-F("amount"),
        output_field=BigIntegerField(),
    )
    return member.savings.filter(date__lte=as_of).annotate(effect=effect).order_by("date", "pk")


def _rows(movements: Iterable[Any], balance: int) -> list[PassbookRow]:
    """`movements` are rows of Saving with their `effect`."""
    rows = []
    for item in movements:
        balance += item.effect
        is_deposit = item.direction == Saving.Direction.DEPOSIT
        rows.append(
            PassbookRow(
                date=item.date,
                kind=item.get_kind_display(),
                deposit=item.amount if is_deposit else 0,
                withdrawal=0 if is_deposit else item.amount,
                balance=balance,
                is_undone=not item.effect,
            )
        )
    return rows
