"""Tanggung renteng taken back: a case that should not have been, and money wrongly given back."""

from django.db import transaction
from django.db.models import Sum

from groups.locking import lock_ksm
from groups.papers.register import withdraw
from ledger.acts.act import MINUTES
from ledger.joint.covering import MINUTES as CASE_MINUTES
from ledger.joint.covering import standings_of
from ledger.journal.posting import LedgerError
from ledger.models import JournalEntry, LoanEvent, TanggungRentengCase, TanggungRentengReturn, Undoing
from ledger.undoing.loan_acts import (
    Retraction,
    put_parts_back,
    require_newest,
    require_still_bound,
    retracted_loan,
    write_undoing,
)

Method = TanggungRentengCase.Method


@transaction.atomic
def undo_case(*, case: TanggungRentengCase, retraction: Retraction) -> Undoing:
    """Take a case back, and the payment it made; of payers named after a meeting only the names.

    The shortfall is open again, and the instalment a meeting took waits for its payers again. Raises
    LedgerError while anything given back stands, something on the loan came later, or the debtor has left.
    """
    ksm = lock_ksm(case.ksm_id)
    case = ksm.joint_cases.select_related("repayment__entry", "loan__member").get(pk=case.pk)
    case.ksm = ksm
    if case.undoing_id:
        raise LedgerError("Kejadian ini sudah dibatalkan.")
    require_still_bound(case.loan)
    [standing] = standings_of([case])
    if any(share.returned for share in standing.shares):
        raise LedgerError("Sudah ada pengembalian. Batalkan dulu pengembaliannya.")
    undoing = (
        _undo_names(case, retraction) if case.method == Method.NAMED else _undo_payment(case, retraction)
    )
    case.undoing = undoing
    case.save(update_fields=["undoing"])
    withdraw(ksm, CASE_MINUTES, [str(case.pk)], undoing.date, undoing.reason)
    if case.method == Method.SAVINGS:
        event = case.loan.events.filter(entry=case.repayment.entry_id)
        withdraw(ksm, MINUTES, [str(one.pk) for one in event], undoing.date, undoing.reason)
        event.update(state=LoanEvent.State.UNDONE, undoing=undoing)
    return undoing


def _undo_names(case: TanggungRentengCase, retraction: Retraction) -> Undoing:
    return write_undoing(
        ksm=case.ksm, subject=_subject(case), acted_on=case.date, entry=None, retraction=retraction
    )


def _subject(case: TanggungRentengCase) -> str:
    return f"Tanggung renteng {case.loan}"


def _undo_payment(case: TanggungRentengCase, retraction: Retraction) -> Undoing:
    entry = case.repayment.entry
    entry.ksm = case.ksm
    loan = retracted_loan(case.loan_id, case.ksm, retraction)
    require_newest(loan, case.recorded_at, but=[entry.pk])
    undoing = write_undoing(
        ksm=case.ksm, subject=_subject(case), acted_on=case.date, entry=entry, retraction=retraction
    )
    put_parts_back(loan, [case.repayment], retraction.on)
    loan.changed_on = max(loan.changed_on or retraction.on, retraction.on)
    loan.save(update_fields=["changed_on"])
    return undoing


def given_back_on(case: TanggungRentengCase) -> list[dict]:
    """What was given back on a case, newest first: entry, day, rupiah, and the reversal if there is one."""
    rows = TanggungRentengReturn.objects.filter(share__case=case)
    sums = dict(rows.order_by().values_list("entry_id").annotate(total=Sum("amount")))
    entries = JournalEntry.objects.filter(pk__in=sums).select_related("reversed_by").order_by("-number")
    return [
        {
            "entry": entry,
            "date": entry.date,
            "amount": sums[entry.pk],
            "undone_by": getattr(entry, "reversed_by", None),
        }
        for entry in entries
    ]


@transaction.atomic
def undo_return(*, case: TanggungRentengCase, entry: JournalEntry, retraction: Retraction) -> Undoing:
    """Take back what the debtor gave back in one entry: it is owed again, by the debtor or the heir.

    Raises LedgerError; also where the debtor has left.
    """
    ksm = lock_ksm(case.ksm_id)
    case = ksm.joint_cases.select_related("loan__member").get(pk=case.pk)
    require_still_bound(case.loan)
    rows = TanggungRentengReturn.objects.filter(share__case=case, entry=entry)
    if not rows.exists():
        raise LedgerError("Pengembalian ini bukan dari kejadian itu.")
    entry = ksm.entries.get(pk=entry.pk)
    entry.ksm = ksm
    subject = f"Pengembalian tanggung renteng {case.loan}"
    return write_undoing(ksm=ksm, subject=subject, acted_on=entry.date, entry=entry, retraction=retraction)
