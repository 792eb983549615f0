"""Money moved outside a meeting and taken back: payments to a lender, its capital, moves between funds."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import Ksm
from ksm.certain import certain
from ksm.dates import date_in_words
from ledger import chart
from ledger.journal.funds import CAPITAL_OF
from ledger.journal.posting import LedgerError, book_of, require_open
from ledger.loans.lending import withdraw_disbursements
from ledger.models import JournalEntry, JournalLine, Loan, Repayment, Undoing
from ledger.undoing.loan_acts import (
    Retraction,
    later_than,
    put_parts_back,
    require_newest,
    retracted_loan,
    write_undoing,
)

OTHER = JournalEntry.Kind.OTHER
# Who pays by an act of its own: not in a meeting, whose sheet is opened again or corrected.
BY_ITSELF = (Repayment.PaidFrom.GROUP, Repayment.PaidFrom.HEIR)


def newest_payment(loan: Loan) -> Repayment | None:
    """The newest payment that stands, if it was entered by itself: not in a meeting, not by another act."""
    paid = loan.repayments.effective(datetime.date.max).select_related("entry").order_by("-entry__number")
    newest = paid.first()
    if newest is None or newest.paid_from not in BY_ITSELF:
        return None
    by_an_act = newest.entry.loan_events.exists() or newest.joint_cases.exists()
    return None if by_an_act else newest


def undoable_payment(loan: Loan) -> Repayment | None:
    """The payment that could be taken back now: the newest entered by itself, nothing recorded after it."""
    paid = newest_payment(loan)
    if paid is None or later_than(loan, paid.entry.recorded_at, but=[paid.entry_id]):
        return None
    return paid


@transaction.atomic
def undo_payment(*, loan: Loan, retraction: Retraction) -> Undoing:
    """Take back the newest payment entered by itself. Raises LedgerError when something came later."""
    ksm = lock_ksm(loan.ksm_id)
    loan = retracted_loan(loan.pk, ksm, retraction)
    paid = newest_payment(loan)
    if paid is None:
        raise LedgerError("Tidak ada pembayaran tersendiri yang dapat dibatalkan.")
    entry = paid.entry
    entry.ksm = ksm
    require_newest(loan, entry.recorded_at, but=[entry.pk])
    subject = f"Angsuran {loan.number}"
    undoing = write_undoing(ksm=ksm, subject=subject, acted_on=entry.date, entry=entry, retraction=retraction)
    put_parts_back(loan, [paid], retraction.on)
    loan.changed_on = max(loan.changed_on or retraction.on, retraction.on)
    loan.save(update_fields=["changed_on"])
    return undoing


def may_undo_receipt(loan: Loan) -> bool:
    """Is a loan from outside received, on a day still open, and untouched since?"""
    if loan.disbursed_on is None or not loan.is_outside or _changed_since(loan):
        return False
    try:
        require_open(book_of(loan.ksm), loan.disbursed_on)
    except LedgerError:
        return False
    entry = certain(loan.entry, "constraint loan_disbursed_has_date_and_entry")
    return not later_than(loan, entry.recorded_at, but=[entry.pk])


def _changed_since(loan: Loan) -> bool:
    """Was a loan changed after it came in, be it by something that was itself taken back?"""
    return loan.changed_on is not None and loan.changed_on > loan.paid_out_on


@transaction.atomic
def undo_receipt(*, loan: Loan, retraction: Retraction) -> Undoing:
    """Take back that a lender's money came in, on the day it came in: as if it had not come yet.

    Once that day is closed it stays; then the money is paid back as a payment. Raises LedgerError.
    """
    ksm = lock_ksm(loan.ksm_id)
    found = ksm.loans.get(pk=loan.pk)
    if found.state != Loan.State.DISBURSED or not found.is_outside:
        raise LedgerError(f"Uang pinjaman {found.number} belum diterima.")
    if _changed_since(found):
        raise LedgerError(
            f"Pinjaman {found.number} sudah berubah sejak diterima, jadi penerimaannya tetap tercatat. "
            "Kembalikan uangnya lewat Lunasi sekarang."
        )
    loan = retracted_loan(loan.pk, ksm, retraction)
    if retraction.on != loan.disbursed_on:
        day = date_in_words(loan.paid_out_on)
        raise LedgerError(f"Penerimaan hanya dibatalkan dengan tanggalnya sendiri, {day}.", "on")
    entry = certain(loan.entry, "constraint loan_disbursed_has_date_and_entry")
    entry.ksm = ksm
    require_newest(loan, entry.recorded_at, but=[entry.pk])
    withdraw_disbursements(entry)
    subject = f"Penerimaan pinjaman {loan.number}"
    return write_undoing(ksm=ksm, subject=subject, acted_on=entry.date, entry=entry, retraction=retraction)


def fund_moves_among(ksm: Ksm, entries: Iterable[int]) -> set[int]:
    """Which entries moved cash from one fund to another and were not taken back. One query."""
    standing = {"entry__kind": OTHER, "entry__reversed_by": None}
    lines: dict[int, list[JournalLine]] = defaultdict(list)
    for line in JournalLine.objects.filter(ksm=ksm, entry__in=set(entries), **standing):
        lines[line.entry_id].append(line)
    return {entry for entry, pair in lines.items() if _is_move(pair)}


def is_fund_move(entry: JournalEntry) -> bool:
    """Did an entry move cash between funds (ledger.journal.funds.move_between_funds)? One query."""
    return entry.kind == OTHER and _is_move(list(entry.lines.all()))


def _is_move(lines: Sequence[JournalLine]) -> bool:
    if len(lines) != 2:
        return False
    gone = [line for line in lines if line.credit_id == chart.KAS and line.debit_id == CAPITAL_OF[line.fund]]
    come = [line for line in lines if line.debit_id == chart.KAS and line.credit_id == CAPITAL_OF[line.fund]]
    return len(gone) == len(come) == 1 and gone[0].fund != come[0].fund


@transaction.atomic
def undo_fund_move(*, ksm: Ksm, entry: JournalEntry, retraction: Retraction) -> Undoing:
    """Move cash back to the fund it was taken from. Raises LedgerError when it is no longer there."""
    ksm = lock_ksm(ksm.pk)
    entry = ksm.entries.get(pk=entry.pk)
    if not is_fund_move(entry):
        raise LedgerError("Jurnal ini bukan pemindahan antardana.")
    entry.ksm = ksm
    return write_undoing(
        ksm=ksm, subject="Pemindahan antardana", acted_on=entry.date, entry=entry, retraction=retraction
    )
