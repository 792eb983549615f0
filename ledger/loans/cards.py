"""Loans as of a day, and the card of one: its instalments with what was paid of each. Reads only."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Max, Q, Sum

from groups.models import Ksm
from ledger.loans.owed import left_over, outstanding_principal, unpaid_installments
from ledger.models import Loan, LoanEvent, Repayment, undone_repayment
from ledger.models.loans import NEVER
from ledger.policy.allocation import arrears


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A loan as of a day, in rupiah; `code` is a state of ksm/statuses.py."""

    loan: Loan
    outstanding: int
    arrears: int
    code: str
    still_owed: int = 0  # of a loan that was written off


def loan_rows(loans: Sequence[Loan], ksm: Ksm, as_of: datetime.date) -> list[LoanRow]:
    """Loans with what is still owed and late as of a day. Three queries, up to three more for acts."""
    owed = outstanding_principal(ksm, as_of)
    unpaid = unpaid_installments([loan for loan in loans if loan.state == Loan.State.DISBURSED], as_of)
    gone, written_off = left_over(loans), _written_off(loans, as_of)
    rows = []
    for loan in loans:
        dues = unpaid.get(loan.pk, [])
        late = arrears(dues, as_of)
        debt = owed.get(loan.pk, 0) + sum(due.jasa for due in dues)
        left = gone[loan.pk].total if loan.pk in gone else 0
        rows.append(
            LoanRow(
                loan, owed.get(loan.pk, 0), late, loan_code(loan, debt, late, loan.pk in written_off), left
            )
        )
    return rows


def _written_off(loans: Sequence[Loan], as_of: datetime.date) -> set[int]:
    """Which loans were written off on a day; as the acts say, for one may have been taken back since."""
    acted_on = [loan for loan in loans if loan.changed_on]
    if not acted_on:
        return set()
    acts = LoanEvent.objects.effective(as_of).filter(kind=LoanEvent.Kind.WRITTEN_OFF, loan__in=acted_on)
    return set(acts.values_list("loan_id", flat=True))


def loan_code(loan: Loan, debt: int, late: int, written_off: bool) -> str:
    """The state of a loan (ksm/statuses.py) by what is owed of it, pokok and jasa, and what of it is late."""
    if loan.state != Loan.State.DISBURSED:
        return loan.state
    if written_off:
        return "WRITTEN_OFF"
    if late:
        return "ARREARS"
    return "DISBURSED" if debt else "SETTLED"


@dataclass(frozen=True, slots=True)
class CardRow:
    """One instalment of a loan card, in rupiah: as scheduled, paid so far, still unpaid."""

    sequence: int
    due_on: datetime.date
    principal: int
    jasa: int
    paid_principal: int
    paid_jasa: int
    code: str
    paid_on: datetime.date | None = None  # the newest day on which some of it was paid

    @property
    def unpaid(self) -> int:
        return self.principal + self.jasa - self.paid_principal - self.paid_jasa


def loan_card(loan: Loan, as_of: datetime.date) -> list[CardRow]:
    """The schedule of a loan with what was paid of each instalment until a day. Three queries."""
    paid = Q(parts__repayment__entry__date__lte=as_of) & ~undone_repayment(as_of, "parts__repayment__")
    newest = Max("parts__repayment__entry__date", filter=paid)
    scheduled = loan.installments.in_force(as_of).annotate(paid_on=newest).order_by("sequence")
    unpaid = {due.sequence: due for due in unpaid_installments([loan], as_of)[loan.pk]}
    rows = []
    for row in scheduled:
        due = unpaid[row.sequence]
        rows.append(
            CardRow(
                sequence=row.sequence,
                due_on=row.due_on,
                principal=row.principal,
                jasa=row.jasa,
                paid_principal=row.principal - due.principal,
                paid_jasa=row.jasa - due.jasa,
                code=_installment_code(row, due.principal + due.jasa, as_of),
                paid_on=row.paid_on,
            )
        )
    return rows


def _installment_code(row, unpaid: int, as_of: datetime.date) -> str:
    if not unpaid:
        return "SETTLED"
    if row.due_on < as_of:
        return "ARREARS"
    return "PARTLY" if unpaid < row.principal + row.jasa else "TO_COME"


def replaced_rows(loan: Loan):
    """Instalments that a later schedule replaced, each with the rupiah paid of it that stand; one query."""
    rows = loan.installments.filter(in_force_until__gt=NEVER)
    standing = ~undone_repayment(datetime.date.max, "parts__repayment__")
    paid = Sum(F("parts__principal") + F("parts__jasa"), filter=standing, default=0)
    return rows.annotate(paid=paid).order_by("version", "sequence")


def repayments_of(loan: Loan) -> list[Repayment]:
    """Payments on a loan, oldest first, each with its entry; undone ones stay and are marked."""
    return list(loan.repayments.select_related("entry__reversed_by").order_by("date", "pk"))
