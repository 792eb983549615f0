"""Loans that go with a member: the first group is paid back, the second lends what was not due yet."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from groups.models import Ksm, Member
from groups.refusals import GroupError
from ksm.money import format_rupiah
from ledger import chart
from ledger.acts.settling import begun
from ledger.journal.funds import least_cash
from ledger.journal.posting import LedgerError, Line
from ledger.loans.lending import next_loan_numbers, plan_disbursement, terms_of
from ledger.loans.owed import unpaid_installments
from ledger.loans.own_rule import beyond_rule, rule_of_loans
from ledger.models import Fund, Loan
from ledger.policy.schedule import Installment
from savings.leaving.settling import Settlement


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What of a running loan was not due yet on the day: its rows, numbered anew, each due as it was."""

    loan: Loan
    rows: Sequence[Installment]

    @property
    def principal(self) -> int:
        """What the second group pays the first for it, in rupiah; the rows' jasa is earned there."""
        return sum(row.principal for row in self.rows)


def taken_over(settlement: Settlement, on: datetime.date) -> list[TakenOver]:
    """The loans of a settlement that can be carried on from a day. One query; reads only.

    What is due by then, and the jasa of periods begun, is paid where it was borrowed.
    """
    loans = [loan for loan, _ in settlement.debts if not loan.is_free]
    dues = unpaid_installments(loans, on)
    found = []
    for loan in loans:
        paid = {due.id for due in begun(loan, dues[loan.pk], on)}
        open_rows = [due for due in dues[loan.pk] if due.due > on and (due.principal or due.jasa)]
        rows = [
            Installment(place, due.due, due.principal, 0 if due.id in paid else due.jasa)
            for place, due in enumerate(open_rows, start=1)
        ]
        one = TakenOver(loan, [row for row in rows if row.amount])
        if one.principal:
            found.append(one)
    return found


def require_schedules(settlement: Settlement) -> None:
    """Refuse to carry a loan that is repaid freely (J19): nobody knows when it is due. Raises GroupError."""
    free = next((loan for loan, _ in settlement.debts if loan.is_free), None)
    if free:
        raise GroupError(
            f"Pinjaman {free.number} belum punya jadwal. Jadwalkan ulang dulu, atau lunasi dari tabungan.",
            "debts",
        )


def lend_on(*, member: Member, taken: Sequence[TakenOver], on: datetime.date, minutes: str) -> list[Loan]:
    """The loans anew in the group of `member`, agreed and not posted yet; the caller holds its lock."""
    ksm = member.ksm
    rule = rule_of_loans(ksm, on)
    loans = []
    for number, one in zip(next_loan_numbers(ksm, len(taken)), taken, strict=True):
        before = one.loan
        loan = Loan(
            ksm=ksm,
            member=member,
            number=number,
            purpose=before.purpose,
            applied_on=on,
            decided_on=on,
            decision_note=f"Dibawa dari {before.ksm.name}, {before.number}"[:300],
            principal=one.principal,
            rate_percent=before.rate_percent,
            method=before.method,
            unit=before.unit,
            rounding_step=before.rounding_step,
            periods=len(one.rows),
            state=Loan.State.APPROVED,
        )
        # Members decided it knowingly (J25): the reason stands in the same minutes as the move.
        loan.limit_reason = minutes if beyond_rule(rule, terms_of(loan)) else ""
        loans.append(loan)
    return Loan.objects.bulk_create(loans)


def lines_of(loans: Sequence[Loan]) -> list[Line]:
    """The money that goes from the second group's box to the first one's."""
    return [plan_disbursement(loan) for loan in loans]


def require_box(ksm: Ksm, on: datetime.date, brought: Mapping[str, int], loans: Sequence[Loan]) -> None:
    """Refuse more than the second group's box and the savings brought into it hold. Raises LedgerError."""
    asked = sum(loan.principal for loan in loans)
    held = min(least_cash(ksm, on, places=(chart.KAS,)), least_cash(ksm, on, fund=Fund.KAS))
    available = max(held, 0) + sum(brought.values())
    if asked > available:
        raise LedgerError(
            f"Kas {ksm.name} dengan tabungan yang dibawa hanya {format_rupiah(available)}, tidak cukup "
            f"mengambil alih pinjaman {format_rupiah(asked)}.",
            "debts",
        )
