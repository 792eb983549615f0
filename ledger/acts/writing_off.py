"""Debts that the group takes out of its books without forgetting them, what still comes in, and deaths."""

import datetime
from typing import Any

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import User
from groups.papers.register import issue
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger import chart
from ledger.acts.act import (
    Decision,
    OpenLoan,
    event_act,
    open_loan,
    record_event,
    replace_rows,
    require_running,
)
from ledger.journal.posting import LedgerError, Line, post
from ledger.loans.owed import left_over
from ledger.models import JournalEntry, Loan, LoanEvent

Kind, State = LoanEvent.Kind, LoanEvent.State
WAYS = {
    "HEIR": "Ahli waris melanjutkan angsuran",
    "RESCHEDULE": "Dijadwalkan ulang",
    "SET_OFF": "Dilunasi dari tabungan almarhum",
    "WRITE_OFF": "Diusulkan dihapusbukukan",
}


@transaction.atomic
def propose_write_off(*, loan: Loan, decision: Decision) -> LoanEvent:
    """Ask for a loan to be written off as the minutes say; a second person answers. Raises LedgerError."""
    found = open_loan(loan=loan, decision=decision)
    require_running(found)
    if not found.outstanding:
        raise LedgerError("Pokok sudah lunas; jasa yang belum dibayar dapat dibebaskan.")
    if found.loan.events.filter(kind=Kind.WRITTEN_OFF, state=State.WAITING).exists():
        raise LedgerError("Usul penghapusbukuan pinjaman ini sudah menunggu persetujuan.")
    return record_event(
        found=found,
        kind=Kind.WRITTEN_OFF,
        decision=decision,
        state=State.WAITING,
        principal=found.outstanding,
        jasa=found.jasa_until(decision.on),
    )


@transaction.atomic
def answer_write_off(
    *,
    event: LoanEvent,
    approve: bool,
    answer: str,
    by: User,
    today: datetime.date,
    now: datetime.datetime,
) -> LoanEvent:
    """The second person's answer (J12); approved, it is posted with the date of `today`.

    The principal still owed leaves the books as a cost, and its instalments end; the jasa due by then is
    remembered as owed. Raises LedgerError.
    """
    ksm = lock_ksm(event.ksm_id)
    event = LoanEvent.objects.select_related("loan").get(pk=event.pk)
    if event.state != State.WAITING:
        raise LedgerError(f"Usul ini sudah dijawab: {event.get_state_display().lower()}.")
    if event.recorded_by_id == by.pk:
        raise LedgerError("Usul sendiri tidak dapat disetujui sendiri.")
    event.state = State.DONE if approve else State.REFUSED
    event.answer, event.answered_by, event.answered_at = answer, by, now
    if approve:
        _write_off(event, Decision(today, today, event.minutes, by=by))
        issue(ksm, [event_act(event)])
    event.save()
    return event


def _write_off(event: LoanEvent, decision: Decision) -> None:
    found = open_loan(loan=event.loan, decision=decision)
    require_running(found)
    if not found.outstanding:
        raise LedgerError("Pokok pinjaman ini sudah lunas sejak diusulkan; tidak ada yang dihapusbukukan.")
    loan = found.loan
    event.date = decision.on
    event.principal, event.jasa = found.outstanding, found.jasa_until(decision.on)
    line = Line(
        chart.PENGHAPUSAN,
        chart.PIUTANG_ANGGOTA,
        found.outstanding,
        member_id=loan.member_id,
        loan_id=loan.pk,
        fund=loan.fund,
        memo=f"Penghapusbukuan {loan.number}",
    )
    event.entry = _post(found, decision, f"Penghapusbukuan pinjaman {loan.number}", [line])
    event.old_version, event.new_version = replace_rows(
        loan=loan, on=decision.on, ended=found.open_rows, rows=()
    )
    loan.written_off_on = decision.on
    loan.save(update_fields=["written_off_on"])


def _post(found: OpenLoan, decision: Decision, memo: str, lines: list[Line]) -> JournalEntry:
    return post(
        ksm=found.ksm,
        date=decision.on,
        kind=JournalEntry.Kind.OTHER,
        memo=memo,
        lines=lines,
        by=decision.by,
        counterparty=found.loan.heir,
    )


@transaction.atomic
def recover(*, loan: Loan, amount: int, decision: Decision) -> LoanEvent:
    """Money that comes in on a written-off loan: income of the group, principal first. Raises LedgerError."""
    found = open_loan(loan=loan, decision=decision)
    loan = found.loan
    if not loan.written_off_on:
        raise LedgerError(f"Pinjaman {loan.number} tidak dihapusbukukan; catat sebagai angsuran.")
    owed = left_over([loan])[loan.pk]
    if amount > owed.total:
        raise LedgerError(f"Yang masih terutang hanya {format_rupiah(owed.total)}.", "amount")
    principal = min(amount, owed.principal)
    memo = f"Pemulihan pinjaman {loan.number}"
    about: dict[str, Any] = {"member_id": loan.member_id, "loan_id": loan.pk}
    # Principal goes back to the fund it was lent from; jasa always earns for the kas.
    parts = ((principal, loan.fund), (amount - principal, ""))
    lines = [
        Line(chart.KAS, chart.PEMULIHAN, part, fund=fund, memo=memo, **about) for part, fund in parts if part
    ]
    entry = _post(found, decision, memo, lines)
    return record_event(
        found=found,
        kind=Kind.RECOVERED,
        decision=decision,
        principal=principal,
        jasa=amount - principal,
        entry=entry,
    )


@transaction.atomic
def record_death(*, loan: Loan, died_on: datetime.date, way: str, heir: str, decision: Decision) -> LoanEvent:
    """The borrower died, and what the members decided. Nothing else happens by itself: the way chosen is an
    act of its own. Raises LedgerError.
    """
    found = open_loan(loan=loan, decision=decision)
    require_running(found)
    if found.loan.events.filter(kind=Kind.DEATH, undoing=None).exists():
        raise LedgerError("Kematian peminjam ini sudah dicatat.")
    if died_on > decision.on:
        raise LedgerError("Tanggal meninggal sesudah tanggal keputusan.", "died_on")
    if died_on < found.loan.paid_out_on:
        disbursed = date_in_words(found.loan.paid_out_on)
        raise LedgerError(f"Pinjaman baru dicairkan pada {disbursed}.", "died_on")
    if way == "HEIR" and not heir:
        raise LedgerError("Tulis nama ahli waris yang melanjutkan angsuran.", "heir")
    details = {"died_on": died_on.isoformat(), "way": way, "heir": heir}
    return record_event(
        found=found,
        kind=Kind.DEATH,
        decision=decision,
        principal=found.outstanding,
        jasa=found.jasa_until(decision.on),
        details=details,
    )
