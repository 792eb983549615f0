"""What happens to a loan from outside beside its payments: the lender decides, and its paper is the basis."""

import datetime
from dataclasses import dataclass, replace

from django.db import transaction

from groups.days import require_day
from ksm.certain import certain
from ksm.dates import date_in_words
from ledger.acts.act import Decision, OpenLoan, look_at, record_event
from ledger.acts.rescheduling import NewTerms, spread_anew
from ledger.acts.settling import forgo_jasa, pay_off, payoff_of
from ledger.journal.posting import LedgerError, Line, book_of, require_month_open
from ledger.loans.lending import PlannedRepayment
from ledger.models import Loan, LoanEvent, Repayment
from ledger.outside.borrowing import (
    locked_outside,
    open_outside,
    payment_lines,
    require_cash,
    require_not_received,
)

AMENDMENT, LETTER = "Perubahan perjanjian", "Surat pemberi pinjaman"


@dataclass(frozen=True, slots=True)
class LenderPaper:
    """The paper of the lender that an act rests on: its number and its date."""

    number: str
    on: datetime.date


@transaction.atomic
def reschedule_outside(
    *,
    loan: Loan,
    terms: NewTerms,
    first_due: datetime.date,
    waive_jasa: bool,
    paper: LenderPaper,
    decision: Decision,
) -> LoanEvent:
    """The lender spreads what is left anew by an amendment of the contract. Raises LedgerError.

    As for a member's loan (`reschedule`): late jasa moves into the first new instalment or is waived, the old
    schedule stays readable.
    """
    found, decision = _open(loan, AMENDMENT, paper, decision)
    return spread_anew(found, terms=terms, first_due=first_due, waive_jasa=waive_jasa, decision=decision)


@transaction.atomic
def waive_outside_jasa(*, loan: Loan, amount: int, paper: LenderPaper, decision: Decision) -> LoanEvent:
    """The lender forgoes `amount` rupiah of unpaid jasa, the oldest first. Raises LedgerError.

    Jasa is a cost when it is paid, so what is not asked any more leaves no trace in the journal.
    """
    found, decision = _open(loan, LETTER, paper, decision)
    return forgo_jasa(found, amount=amount, decision=decision)


@transaction.atomic
def settle_outside(
    *, loan: Loan, paid: int, full_jasa: bool, account: str, paper: LenderPaper, decision: Decision
) -> LoanEvent:
    """Pay the lender off out of box or bank before the time; the jasa of later periods is asked or not.

    Raises LedgerError for more or less than the payoff, or more than the group's own cash there.
    """
    found, decision = _open(loan, LETTER, paper, decision)
    owed = payoff_of(found, decision.on, paid, full_jasa=full_jasa)
    require_cash(found.ksm, account, owed.total, decision.on, field="paid")

    def lines_of(planned: PlannedRepayment) -> list[Line]:
        return payment_lines(planned, account)

    return pay_off(found, owed, decision=decision, paid_from=Repayment.PaidFrom.GROUP, lines_of=lines_of)


def _open(loan: Loan, kind: str, paper: LenderPaper, decision: Decision) -> tuple[OpenLoan, Decision]:
    """The loan, and the decision resting on the lender's paper. Raises LedgerError."""
    found = open_outside(loan=loan, decision=decision)
    if paper.on > decision.on:
        raise LedgerError("Tanggal surat sesudah tanggal berlakunya.", "paper_on")
    if paper.on < certain(found.loan.decided_on, "an agreement has its day"):
        raise LedgerError("Tanggal surat sebelum perjanjian pinjaman.", "paper_on")
    basis = f"{kind} nomor {paper.number} tanggal {date_in_words(paper.on)}"
    return found, replace(decision, minutes=basis)


@transaction.atomic
def cancel_contract(*, loan: Loan, decision: Decision) -> LoanEvent:
    """Take back a contract whose money never came; it counts in no limit any more. Raises LedgerError."""
    loan = locked_outside(loan, decision.seen)
    require_not_received(loan)
    require_day(decision.on, today=decision.today)
    if decision.on < certain(loan.decided_on, "an agreement has its day"):
        raise LedgerError("Tanggal ini sebelum perjanjian.", "on")
    require_month_open(book_of(loan.ksm), decision.on)  # the minutes of that day tell it
    loan.state, loan.decision_note = Loan.State.REJECTED, decision.reason
    loan.save(update_fields=["state", "decision_note"])
    found = look_at(loan, decision.on)
    return record_event(found=found, kind=LoanEvent.Kind.CANCELLED, decision=decision)
