"""A loan paid off before its time, and jasa that the lender forgoes."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from ksm.money import format_rupiah
from ledger.acts.act import Decision, OpenLoan, open_loan, record_event, replace_rows, require_running
from ledger.journal.posting import LedgerError, Line, post
from ledger.loans.lending import PlannedRepayment, plan_free_repayment, plan_repayments, store_repayments
from ledger.models import JournalEntry, Loan, LoanEvent, Repayment
from ledger.policy.allocation import Due
from ledger.policy.schedule import Installment


@dataclass(frozen=True, slots=True)
class Payoff:
    """What pays a loan off on a day, in rupiah: principal, jasa asked for, jasa no longer asked for."""

    principal: int
    jasa: int
    waived: int

    @property
    def total(self) -> int:
        return self.principal + self.jasa


def payoff(loan: Loan, dues: Sequence[Due], on: datetime.date, *, full_jasa: bool) -> Payoff:
    """All principal, and the jasa of the periods begun by then; with `full_jasa` that of all periods."""
    unpaid = sum(due.jasa for due in dues)
    asked = unpaid if full_jasa else sum(due.jasa for due in begun(loan, dues, on))
    return Payoff(sum(due.principal for due in dues), asked, unpaid - asked)


def begun(loan: Loan, dues: Sequence[Due], on: datetime.date) -> list[Due]:
    """The instalments whose period has begun: due by then, or the one before it was due on an earlier day."""
    found, before = [], loan.paid_out_on
    for due in sorted(dues, key=lambda due: (due.due, due.sequence)):
        if due.due <= on or before < on:
            found.append(due)
        before = due.due
    return found


@transaction.atomic
def settle_early(*, loan: Loan, paid: int, full_jasa: bool, decision: Decision) -> LoanEvent:
    """Pay a loan off on the decision's day; the jasa of later periods lapses by the same decision.

    `paid` is the money on the table: exactly the payoff; on a loan without schedule (J19) what goes beyond
    the principal is jasa. Raises LedgerError.
    """
    found = open_loan(loan=loan, decision=decision)
    owed = payoff_of(found, decision.on, paid, full_jasa=full_jasa)
    paid_from = Repayment.PaidFrom.HEIR if found.loan.heir else Repayment.PaidFrom.MEMBER
    return pay_off(found, owed, decision=decision, paid_from=paid_from, lines_of=PlannedRepayment.lines)


def pay_off(
    found: OpenLoan,
    owed: Payoff,
    *,
    decision: Decision,
    paid_from: str,
    lines_of: Callable[[PlannedRepayment], list[Line]],
    kind: str = LoanEvent.Kind.EARLY_SETTLED,
    **fields,
) -> LoanEvent:
    """Pay a loan of either level off as `payoff_of` says; `lines_of` gives the lines of the payment.

    `fields` are more of LoanEvent's.
    """
    loan, versions = found.loan, {}
    if not loan.is_free:
        versions = _drop_later_jasa(found, decision.on) if owed.waived else {}
        [planned] = plan_repayments(payments=[(loan, owed.total, paid_from)], on=decision.on)
    else:
        planned = plan_free_repayment(
            loan=loan,
            principal=owed.principal,
            jasa=owed.jasa,
            outstanding=owed.principal,
            paid_from=paid_from,
        )
    entry = post(
        ksm=found.ksm,
        date=decision.on,
        kind=JournalEntry.Kind.OTHER,
        memo=f"Pelunasan dipercepat {loan.number}",
        lines=lines_of(planned),
        by=decision.by,
        counterparty=loan.heir,
    )
    store_repayments(entry_of={0: entry}, planned=[planned])
    loan.changed_on = decision.on
    loan.save(update_fields=["changed_on"])
    return record_event(
        found=found,
        kind=kind,
        decision=decision,
        principal=owed.principal,
        jasa=owed.jasa,
        waived=owed.waived,
        entry=entry,
        **versions,
        **fields,
    )


def payoff_of(found: OpenLoan, on: datetime.date, paid: int, *, full_jasa: bool) -> Payoff:
    """What the money on the table pays off. Raises LedgerError where it is less or more."""
    require_running(found)
    if found.loan.is_free:
        if paid < found.outstanding:
            sentence = f"Sisa pokok {format_rupiah(found.outstanding)}; selebihnya adalah jasa."
            raise LedgerError(sentence, "paid")
        return Payoff(found.outstanding, paid - found.outstanding, 0)
    owed = payoff(found.loan, found.dues, on, full_jasa=full_jasa)
    if paid != owed.total:
        raise LedgerError(f"Pelunasan pada tanggal itu tepat {format_rupiah(owed.total)}.", "paid")
    return owed


def _drop_later_jasa(found: OpenLoan, on: datetime.date) -> dict:
    """Rows of periods that have not begun keep their principal only."""
    kept = {due.id for due in begun(found.loan, found.dues, on)}
    later = [due for due in found.dues if due.id not in kept and due.jasa]
    rows = [Installment(due.sequence, due.due, due.principal, 0) for due in later]
    old, new = replace_rows(loan=found.loan, on=on, ended=later, rows=rows)
    return {"old_version": old, "new_version": new}


@transaction.atomic
def waive_jasa(*, loan: Loan, amount: int, decision: Decision) -> LoanEvent:
    """Forgo `amount` rupiah of unpaid jasa, the oldest first; no money moves, so nothing is posted.

    Jasa is income when it is paid, so what is not paid leaves no trace in the journal. Raises LedgerError.
    """
    return forgo_jasa(open_loan(loan=loan, decision=decision), amount=amount, decision=decision)


def forgo_jasa(found: OpenLoan, *, amount: int, decision: Decision) -> LoanEvent:
    """What `waive_jasa` says, on a loan of either level that is open already. Raises LedgerError."""
    require_running(found)
    if found.loan.is_free:
        raise LedgerError("Pinjaman ini tanpa jadwal: jasanya ditulis bebas, jadi tidak ada yang dibebaskan.")
    if amount > found.jasa_due:
        raise LedgerError(f"Jasa yang belum dibayar hanya {format_rupiah(found.jasa_due)}.", "amount")
    ended, rows, left = [], [], amount
    for due in sorted(found.open_rows, key=lambda due: (due.due, due.sequence)):
        cut = min(left, due.jasa)
        left -= cut
        if cut:
            ended.append(due)
            rows.append(Installment(due.sequence, due.due, due.principal, due.jasa - cut))
    old, new = replace_rows(loan=found.loan, on=decision.on, ended=ended, rows=rows)
    return record_event(
        found=found,
        kind=LoanEvent.Kind.JASA_WAIVED,
        decision=decision,
        waived=amount,
        old_version=old,
        new_version=new,
    )
