"""Debts of a borrower who died: what was written down of the death, and what the heir goes on paying."""

from collections.abc import Iterable

from django.db import transaction

from ledger.acts.act import Decision, OpenLoan, open_loan, require_running
from ledger.journal.posting import LedgerError, post
from ledger.loans.lending import PlannedRepayment, plan_free_repayment, plan_repayments, store_repayments
from ledger.models import JournalEntry, Loan, LoanEvent, Repayment

HEIR = Repayment.PaidFrom.HEIR


def deaths_of(loans: Iterable[Loan]) -> dict[int, LoanEvent]:
    """The borrower's death as it stands on each of these loans: {loan id: LoanEvent}. One query."""
    done, death = LoanEvent.State.DONE, LoanEvent.Kind.DEATH
    events = LoanEvent.objects.filter(loan__in=list(loans), kind=death, state=done)
    return {event.loan_id: event for event in events.order_by("pk")}


@transaction.atomic
def receive_from_heir(*, loan: Loan, amount: int, jasa: int = 0, decision: Decision) -> Repayment:
    """The heir of a borrower who died and is a member no more brings an instalment, into the box.

    It is allotted as any payment is; on a loan without schedule (J19) `amount` is principal and `jasa` comes
    beside it. Raises LedgerError for more than is owed, or where the borrower is still a member.
    """
    found = open_loan(loan=loan, decision=decision)
    require_running(found)
    loan = found.loan
    if not loan.heir:
        raise LedgerError("Peminjam masih anggota: angsurannya dicatat lewat lembar pertemuan.")
    planned = _planned(found, amount, jasa, decision)
    entry = post(
        ksm=found.ksm,
        date=decision.on,
        kind=JournalEntry.Kind.OTHER,
        memo=f"Angsuran {loan.number} dari ahli waris",
        lines=planned.lines(),
        by=decision.by,
        counterparty=loan.heir,
    )
    return store_repayments(entry_of={0: entry}, planned=[planned])[0]


def _planned(found: OpenLoan, amount: int, jasa: int, decision: Decision) -> PlannedRepayment:
    if not amount + jasa:
        raise LedgerError("Isi jumlah yang diterima.", "amount")
    if found.loan.is_free:
        return plan_free_repayment(
            loan=found.loan, principal=amount, jasa=jasa, outstanding=found.outstanding, paid_from=HEIR
        )
    [planned] = plan_repayments(payments=[(found.loan, amount, HEIR)], on=decision.on)
    return planned
