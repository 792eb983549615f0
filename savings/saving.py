"""Deposits and withdrawals of members. Money moves in an entry that the caller posts."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from groups.models import Ksm
from ksm.money import format_rupiah
from ledger import chart
from ledger.journal.balances import least_savings
from ledger.journal.posting import LedgerError, Line
from ledger.models import AccountPosting, JournalEntry
from savings.models import ACCOUNT_OF_KIND, Saving


class SavingsError(LedgerError):
    """A refusal about savings; `member_id` is whom it concerns."""

    def __init__(self, sentence: str, member_id: int):
        super().__init__(sentence)
        self.member_id = member_id


@dataclass(frozen=True, slots=True)
class Movement:
    """`amount` > 0 rupiah of one kind of saving, in or out."""

    member_id: int
    kind: str
    amount: int
    direction: str = Saving.Direction.DEPOSIT

    def line(self, against: str = chart.KAS) -> Line:
        """The journal line; `against` is the other side (cash, or the opening capital)."""
        account = ACCOUNT_OF_KIND[self.kind]
        label = chart.BY_CODE[account].name
        if self.direction == Saving.Direction.DEPOSIT:
            return Line(against, account, self.amount, member_id=self.member_id, memo=label)
        return Line(
            account, against, self.amount, member_id=self.member_id, memo=f"Penarikan {label.lower()}"
        )


def check_withdrawals(*, ksm: Ksm, movements: Iterable[Movement], on: datetime.date) -> None:
    """Refuse to let any saving fall below zero, on `on` or on any later day. Raises SavingsError."""
    totals: dict[tuple[int, str], int] = defaultdict(int)
    for item in movements:
        sign = 1 if item.direction == Saving.Direction.DEPOSIT else -1
        totals[item.member_id, item.kind] += sign * item.amount
    taken = {key: amount for key, amount in totals.items() if amount < 0}
    if not taken:
        return
    left = least_savings(ksm, on, {member_id for member_id, _ in taken})
    for (member_id, kind), amount in taken.items():
        available = max(left.get((member_id, ACCOUNT_OF_KIND[kind]), 0), 0)
        if available + amount < 0:
            label = Saving.Kind(kind).label.lower()
            raise SavingsError(
                f"Penarikan melebihi tabungan {label}: saldo {format_rupiah(available)}.", member_id
            )


def is_overdrawn(ksm: Ksm) -> bool:
    """Is any saving of any member below zero once everything recorded is counted?"""
    rows = AccountPosting.objects.filter(account_id__in=chart.SAVINGS_ACCOUNTS).balances(
        ksm_ids=[ksm.pk], as_of=datetime.date.max, by=("member_id", "account_id")
    )
    return any(row["balance"] > 0 for row in rows)


def store_movements(*, ksm: Ksm, entry_of: Mapping[int, JournalEntry], movements: Sequence[Movement]) -> None:
    """Write the movements beside their posted entries: `entry_of` maps an index in `movements` to one."""
    Saving.objects.bulk_create(
        Saving(
            ksm=ksm,
            member_id=item.member_id,
            kind=item.kind,
            direction=item.direction,
            amount=item.amount,
            date=entry_of[index].date,
            entry=entry_of[index],
        )
        for index, item in enumerate(movements)
    )
