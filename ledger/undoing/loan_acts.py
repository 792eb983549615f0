"""Acts outside a meeting taken back: reversed and linked, never edited (domain.md J1).

Only what nothing later rests on is taken back, the newest first. The act stays readable; what it changed is
put back from the day of the undoing on, and every report of the days before stays what it was.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Ksm, User
from groups.papers.register import Act, issue, withdraw
from ksm.certain import certain
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger import chart
from ledger.acts.act import MINUTES, check_day, mark_of, replace_rows
from ledger.journal.balances import least_savings
from ledger.journal.funds import least_cash
from ledger.journal.posting import LedgerError, book_of, require_open, reverse
from ledger.loans.owed import unpaid_installments
from ledger.models import (
    Fund,
    Installment,
    JournalEntry,
    Loan,
    LoanEvent,
    Repayment,
    RepaymentPart,
    TanggungRentengCase,
    Undoing,
    undone_repayment,
)
from ledger.policy import schedule
from ledger.policy.allocation import Due

Kind, State = LoanEvent.Kind, LoanEvent.State


@dataclass(frozen=True, slots=True)
class Retraction:
    """The day an act is taken back, why, and who does it. `seen` is the mark of what was looked at."""

    on: datetime.date
    today: datetime.date
    reason: str
    by: User
    seen: str | None = None


def write_undoing(
    *, ksm: Ksm, subject: str, acted_on: datetime.date, entry: JournalEntry | None, retraction: Retraction
) -> Undoing:
    """Reverse the act's entry, if it had one, and say so; the caller holds the group's lock.

    Raises LedgerError: no reason, a day before the act, ahead or closed, or money that is no longer there.
    """
    if not retraction.reason.strip():
        raise LedgerError("Tulis alasan pembatalan.", "reason")
    require_day(retraction.on, today=retraction.today)
    if retraction.on < acted_on:
        raise LedgerError(f"Tanggal ini sebelum {date_in_words(acted_on)}, waktu dicatat semula.", "on")
    require_open(book_of(ksm), retraction.on)
    reversal = None
    if entry and JournalEntry.objects.filter(reverses=entry).exists():
        raise LedgerError(f"Jurnal nomor {entry.number} sudah dibatalkan.")
    if entry:
        require_money_to_reverse(ksm, entry, retraction.on)
        reversal = reverse(
            entry=entry, date=retraction.on, reason=retraction.reason.strip(), by=retraction.by
        )
    undoing = Undoing.objects.create(
        ksm=ksm,
        subject=subject[:200],
        acted_on=acted_on,
        date=retraction.on,
        reason=retraction.reason.strip(),
        entry=reversal,
        by=retraction.by,
    )
    issue(ksm, [undoing_act(undoing)])
    return undoing


def undoing_act(undoing: Undoing) -> Act:
    """The berita acara of what was taken back."""
    title = f"Berita acara pembatalan: {undoing.subject}"
    return Act("BA-BATAL", str(undoing.pk), undoing.date, title[:200])


def require_money_to_reverse(ksm: Ksm, entry: JournalEntry, on: datetime.date) -> None:
    """What came in must still be there to go out again, on the day and with all that was posted later.

    Cash per fund, and what each member saved. Raises LedgerError with what is left.
    """
    needed: dict[tuple[str, str], int] = defaultdict(int)
    saved: dict[tuple[int, str], int] = defaultdict(int)
    for line in entry.lines.all():
        for account, amount in ((line.debit_id, line.amount), (line.credit_id, -line.amount)):
            if account in chart.CASH:
                needed[line.fund, account] += amount
            elif account in chart.SAVINGS_ACCOUNTS:
                saved[certain(line.member_id, "savings are a member's"), account] -= amount
    for (fund, account), amount in needed.items():
        held = max(least_cash(ksm, on, fund=fund, places=(account,)), 0) if amount > 0 else 0
        if amount > held:
            place = "di kotak" if account == chart.KAS else "di bank"
            left = format_rupiah(held)
            raise LedgerError(f"{Fund(fund).label} {place} tinggal {left}, jadi tidak dapat dibatalkan.")
    _require_savings(ksm, {key: amount for key, amount in saved.items() if amount > 0}, on)


def _require_savings(ksm: Ksm, taken: dict[tuple[int, str], int], on: datetime.date) -> None:
    if not taken:
        return
    left = least_savings(ksm, on, {member_id for member_id, _ in taken})
    for key, amount in taken.items():
        if amount > left.get(key, 0):
            name = chart.BY_CODE[key[1]].name
            rest = format_rupiah(max(left.get(key, 0), 0))
            raise LedgerError(f"{name} tinggal {rest}: sudah ditarik, jadi tidak dapat dibatalkan.")


def later_than(loan: Loan, moment: datetime.datetime, *, but: Iterable[int] = ()) -> str:
    """What was recorded on a loan after a moment and still stands, in words; "" for nothing.

    `but` are entries that belong to the act itself.
    """
    paid = loan.repayments.effective(datetime.date.max).filter(entry__recorded_at__gt=moment)
    newest = paid.exclude(entry__in=list(but)).order_by("-date").first()
    if newest:
        return f"angsuran {date_in_words(newest.date)}"
    acts = _acts_after(loan, moment).filter(state__in=(State.DONE, State.WAITING))
    standing = acts.exclude(entry__in=list(but)).first()
    return f"{standing.get_kind_display().lower()} {date_in_words(standing.date)}" if standing else ""


def _acts_after(loan: Loan, moment: datetime.datetime):
    return loan.events.filter(Q(answered_at__gt=moment) | Q(answered_at=None, recorded_at__gt=moment))


def is_changed_since(loan: Loan, moment: datetime.datetime) -> bool:
    """Does an act that changed what is owed, or a case that paid, recorded after a moment, still stand?"""
    acts = _acts_after(loan, moment).filter(state=State.DONE).exclude(kind=Kind.DEATH)
    cases = loan.joint_cases.filter(undoing=None, recorded_at__gt=moment)
    return acts.exists() or cases.exclude(method=TanggungRentengCase.Method.NAMED).exists()


def require_newest(loan: Loan, moment: datetime.datetime, *, but: Iterable[int] = ()) -> None:
    """Refuse to take back what something later rests on. Raises LedgerError that names it."""
    later = later_than(loan, moment, but=but)
    if later:
        raise LedgerError(f"Sesudahnya sudah ada {later}. Batalkan dulu yang lebih baru.")


def undoable_act(loan: Loan) -> LoanEvent | None:
    """The act on a loan that could be taken back now: the newest in force, nothing recorded after it."""
    acts = loan.events.filter(state=State.DONE).exclude(kind=Kind.CANCELLED)
    # A write-off is in force since its answer; what was decided while it waited is older.
    event = acts.order_by(Coalesce("answered_at", "recorded_at").desc(), "-pk").first()
    if (
        event is None
        or _rests_with_exit(event, loan)
        or _is_of_case(event, loan)
        or event.kind == Kind.FROM_SURPLUS
        or later_than(
            loan, event.answered_at or event.recorded_at, but=[event.entry_id] if event.entry_id else []
        )
    ):
        return None
    return event


def is_still_bound(loan: Loan) -> bool:
    """Is there somebody to owe a member's loan: the member, of one who died the heir? Reads the member."""
    return loan.of_member.left_on is None or bool(loan.heir)


def require_still_bound(loan: Loan) -> None:
    """Refuse to bring a debt back upon somebody who left, debts settled. Raises LedgerError."""
    if not is_still_bound(loan):
        raise LedgerError(f"{loan.of_member.name} sudah keluar. Batalkan dulu keluarnya.")


def retracted_loan(loan_id: int, ksm: Ksm, retraction: Retraction) -> Loan:
    """The loan under the group's lock, unchanged since it was looked at. Raises LedgerError."""
    loan = ksm.loans.select_related("member").get(pk=loan_id)
    if retraction.seen is not None and retraction.seen != mark_of(loan):
        raise LedgerError("Pinjaman ini berubah sesudah halaman dibuka. Muat ulang, lalu periksa angkanya.")
    loan.ksm = ksm
    check_day(ksm=ksm, loan=loan, on=retraction.on, today=retraction.today)
    return loan


@transaction.atomic
def undo_act(*, event: LoanEvent, retraction: Retraction) -> Undoing:
    """Take back an act on a loan: its money goes back, its instalments are replaced by those before it.

    A write-off is taken back by another person than who proposed it (J12). Raises LedgerError.
    """
    ksm = lock_ksm(event.ksm_id)
    event = ksm.loan_events.select_related("entry").get(pk=event.pk)
    loan = retracted_loan(event.loan_id, ksm, retraction)
    _require_undoable(event, loan, retraction)
    if event.entry:
        event.entry.ksm = ksm
    subject = f"{event.get_kind_display()} {loan.number}"
    undoing = write_undoing(
        ksm=ksm, subject=subject, acted_on=event.date, entry=event.entry, retraction=retraction
    )
    _take_back(event, loan, undoing, retraction.on)
    return undoing


def acts_of_payout(entry: JournalEntry, retraction: Retraction) -> list[tuple[LoanEvent, Loan]]:
    """The arrears that a payment of SHU set off, each with its loan, fit to be taken back with it.

    Raises LedgerError where something later rests on one, or the member left.
    """
    found = []
    for event in entry.loan_events.filter(kind=Kind.FROM_SURPLUS, state=State.DONE).order_by("pk"):
        loan = retracted_loan(event.loan_id, entry.ksm, retraction)
        if _rests_with_exit(event, loan):
            raise LedgerError(f"{loan.of_member.name} sudah keluar. Batalkan dulu keluarnya.")
        require_newest(loan, event.recorded_at, but=[entry.pk])
        found.append((event, loan))
    return found


def take_back_acts(acts: Iterable[tuple[LoanEvent, Loan]], undoing: Undoing, retraction: Retraction) -> None:
    """Put back what acts of one entry did, once that entry was reversed by `undoing`."""
    for event, loan in acts:
        _take_back(event, loan, undoing, retraction.on)


def _take_back(event: LoanEvent, loan: Loan, undoing: Undoing, on: datetime.date) -> None:
    if event.new_version:
        _put_rows_back(loan, event, on)
    elif event.entry:
        put_parts_back(loan, loan.repayments.filter(entry=event.entry), on)
    if event.kind == Kind.WRITTEN_OFF:
        loan.written_off_on = None
    loan.changed_on = max(loan.changed_on or on, on)
    loan.save(update_fields=["written_off_on", "changed_on", "is_free"])
    event.state, event.undoing = State.UNDONE, undoing
    event.save(update_fields=["state", "undoing"])
    withdraw(loan.ksm, MINUTES, [str(event.pk)], undoing.date, undoing.reason)


def _rests_with_exit(event: LoanEvent, loan: Loan) -> bool:
    """Is an act part of how a member left, or older? What was decided with an heir since then is not."""
    of_heir = loan.heir and event.kind not in (Kind.DEATH, Kind.SET_OFF)
    gone = loan.member is not None and loan.of_member.left_on is not None
    return gone and event.kind != Kind.RECOVERED and not of_heir


def _is_of_case(event: LoanEvent, loan: Loan) -> bool:
    """Is an act part of a tanggung renteng case that stands? It goes back with the case."""
    of_entry = loan.joint_cases.filter(repayment__entry=event.entry_id, undoing=None)
    return event.entry_id is not None and of_entry.exists()


def _require_undoable(event: LoanEvent, loan: Loan, retraction: Retraction) -> None:
    if event.state == State.UNDONE:
        raise LedgerError("Keputusan ini sudah dibatalkan.")
    if event.state != State.DONE:
        raise LedgerError(f"Keputusan ini {event.get_state_display().lower()}, jadi tidak dapat dibatalkan.")
    if event.kind == Kind.WRITTEN_OFF and event.recorded_by_id == retraction.by.pk:
        raise LedgerError("Yang mengusulkan tidak boleh membatalkan sendiri.")
    if event.kind == Kind.CANCELLED:
        raise LedgerError("Perjanjian yang dibatalkan dicatat lagi sebagai perjanjian baru.")
    if event.kind == Kind.FROM_SURPLUS:
        raise LedgerError("Ini bagian dari pembayaran SHU. Batalkan pembayaran itu.")
    if _rests_with_exit(event, loan):
        raise LedgerError(f"{loan.of_member.name} sudah keluar. Batalkan dulu keluarnya.")
    if _is_of_case(event, loan):
        raise LedgerError("Ini bagian dari kejadian tanggung renteng. Batalkan lewat kejadian itu.")
    acted_at = event.answered_at or event.recorded_at
    require_newest(loan, acted_at, but=[event.entry_id] if event.entry_id else [])


def put_parts_back(loan: Loan, paid: Iterable[Repayment], on: datetime.date) -> None:
    """Owed again, in their place, what undone payments had settled of instalments replaced since then.

    Acts that replaced them were taken back already, so each has one in its place with the same number.
    """
    parts = RepaymentPart.objects.filter(repayment__in=paid, installment__in_force_until__isnull=False)
    sums = parts.order_by().values_list("installment__sequence")
    back = {number: rest for number, *rest in sums.annotate(Sum("principal"), Sum("jasa"))}
    if not back:
        return
    now = {due.sequence: due for due in unpaid_installments([loan], datetime.date.max)[loan.pk]}
    gone = [now[number] for number in sorted(back)]
    rows = [
        schedule.Installment(due.sequence, due.due, due.principal + principal, due.jasa + jasa)
        for due in gone
        for principal, jasa in [back[due.sequence]]
    ]
    replace_rows(loan=loan, on=on, ended=gone, rows=rows)


def _put_rows_back(loan: Loan, event: LoanEvent, on: datetime.date) -> None:
    """What was still unpaid of the replaced instalments counts from `on` again, under its own version."""
    rows = Installment.objects.filter(loan=loan)
    standing = ~undone_repayment(datetime.date.max, "parts__repayment__")
    ended = rows.filter(replaced_by_version=event.new_version).annotate(
        left_principal=F("principal") - Sum("parts__principal", filter=standing, default=0),
        left_jasa=F("jasa") - Sum("parts__jasa", filter=standing, default=0),
    )
    back = [
        schedule.Installment(row.sequence, row.due_on, row.left_principal, row.left_jasa)
        for row in ended.order_by("sequence")
    ]
    # What the act put in, or what stands in its place since a later act on it was taken back.
    own = rows.filter(version=event.new_version).values("sequence")
    put_in = rows.in_force(datetime.date.max).filter(version__gte=event.new_version, sequence__in=own)
    gone = [Due(row.sequence, row.due_on, row.principal, row.jasa, row.pk) for row in put_in]
    # An opening loan that was given its first schedule had no instalments before: it is repaid freely again.
    loan.is_free = loan.is_free or (loan.is_opening and event.kind == Kind.RESCHEDULED and not back)
    replace_rows(loan=loan, on=on, ended=gone, rows=back)
