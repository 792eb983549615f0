"""What can still be done about the past: reopen the last sheet, record a week as not held, declare libur."""

import datetime

from django.db import transaction
from django.db.models import Q

from groups.locking import lock_ksm
from groups.models import Ksm, ProgramRule, User
from ksm.certain import certain
from ksm.dates import date_in_words
from ledger import chart
from ledger.blm.spending import standing_report_day
from ledger.journal.posting import book_of, require_month_open, reverse
from ledger.loans.lending import withdraw_disbursements
from ledger.models import JournalLine, Loan, Repayment
from meetings.agenda import CODES
from meetings.calendar import rhythm_of, routine_rows
from meetings.models import Meeting, SheetDraft, SheetRevision
from meetings.refusals import MeetingError
from meetings.schedule import slots, until
from meetings.sheet.payloads import payload_of
from savings.saving import is_overdrawn

# Libur before and after a week that could share a window with it.
NEIGHBOURS = 4

# More than anybody saves a draft of one sheet between two closings.
REVISIONS_APART = 10_000

# Accounts of the cash that a sheet has fields for, beside fines and other cash.
ON_A_SHEET = (*chart.SAVINGS_ACCOUNTS, chart.PIUTANG_ANGGOTA, chart.JASA, chart.BANK, chart.SELISIH_KAS)


def last_closed(ksm: Ksm) -> Meeting | None:
    """The closed meeting held last: the only one that may be reopened (J1)."""
    return ksm.meetings.filter(state=Meeting.State.CLOSED).order_by("-held_on", "-pk").first()


@transaction.atomic
def reopen_sheet(*, meeting: Meeting, reason: str, by: User) -> SheetDraft:
    """Open the last closed sheet again: its money is reversed, its figures stay readable as a revision.

    Raises MeetingError for an older sheet or one that is not closed.
    """
    ksm = lock_ksm(meeting.ksm_id)
    meeting = ksm.meetings.select_related("entry").get(pk=meeting.pk)
    if meeting.state != Meeting.State.CLOSED:
        raise MeetingError("Lembar ini tidak sedang tertutup.")
    if meeting != last_closed(ksm):
        raise MeetingError(
            "Hanya lembar terakhir yang dapat dibuka kembali. Untuk lembar yang lebih lama, ajukan koreksi."
        )
    require_month_open(book_of(ksm), meeting.day, None)
    _refuse_if_money_corrected(meeting)
    _refuse_if_purchase_is_told(meeting)
    _refuse_if_loan_repaid(meeting)
    _refuse_if_loan_changed(meeting)
    _refuse_if_paid_both_ways(meeting)
    _refuse_what_a_sheet_cannot_hold(meeting)
    payload = payload_of(meeting)
    SheetRevision.objects.create(
        ksm=ksm,
        meeting=meeting,
        revision=meeting.revision,
        payload=payload,
        entry=meeting.entry,
        reason=reason,
        reopened_by=by,
    )
    _undo_money(ksm, meeting, reason, by)
    meeting.state, meeting.entry = Meeting.State.REOPENED, None
    meeting._history_user, meeting._change_reason = by, reason[:100]
    meeting.save(update_fields=["state", "entry"])
    draft, _ = SheetDraft.objects.update_or_create(
        ksm=ksm,
        kind=meeting.kind,
        scheduled_on=meeting.scheduled_on,
        # Far from any revision it had before: what a phone still holds of those is not taken for newer.
        defaults={"payload": payload, "saved_by": by, "revision": meeting.revision * REVISIONS_APART},
    )
    return draft


def _refuse_if_money_corrected(meeting: Meeting) -> None:
    """Its own entry no longer tells the whole: undoing that alone would undo a corrected line twice."""
    if meeting.corrections.filter(entry__isnull=False).exists():
        raise MeetingError(
            "Uang lembar ini sudah dikoreksi dalam jurnal tersendiri, jadi tidak dibuka kembali. "
            "Tutup dulu lembar sesudahnya, lalu ajukan koreksi lagi."
        )


def _refuse_if_purchase_is_told(meeting: Meeting) -> None:
    """What was bought of the BLM at this meeting stays while an LPJ tells it, or one was undone alone."""
    if meeting.entry is None:
        return
    for bought in meeting.entry.grant_spendings.select_related("grant"):
        told = standing_report_day(bought.grant)
        if told and meeting.day <= told:
            raise MeetingError(
                f"Belanja BLM di lembar ini termuat dalam LPJ {date_in_words(told)}, jadi lembar ini tidak "
                "dibuka kembali. Catat dulu pertemuan berikutnya, lalu ajukan koreksi untuk lembar ini."
            )
        if bought.undone_by_id:
            raise MeetingError(
                f"Belanja {bought.what} di lembar ini sudah dibatalkan tersendiri, jadi lembar ini tidak "
                "dibuka kembali. Catat dulu pertemuan berikutnya, lalu ajukan koreksi untuk lembar ini."
            )


def _refuse_if_loan_repaid(meeting: Meeting) -> None:
    """A loan that was paid on cannot become one that was never handed out."""
    handed_out = Repayment.objects.filter(ksm_id=meeting.ksm_id, loan__entry=meeting.entry_id)
    paid = handed_out.effective(datetime.date.max).select_related("loan").first()
    if meeting.entry_id and paid:
        raise MeetingError(
            f"Pinjaman {paid.loan.number} yang dicairkan di lembar ini sudah diangsur, jadi lembar ini tidak "
            "dibuka kembali. Catat dulu pertemuan berikutnya, lalu ajukan koreksi untuk lembar ini."
        )


def _refuse_if_loan_changed(meeting: Meeting) -> None:
    """A later act on a loan (rescheduling, write-off, ...) rests on what was paid of it until then."""
    if meeting.entry_id is None:
        return
    named = Repayment.objects.filter(entry=meeting.entry_id, joint_cases__isnull=False).filter(
        joint_cases__undoing=None
    )
    paid = named.select_related("loan").first()
    if paid:
        raise MeetingError(
            f"Penanggung angsuran {paid.loan.number} di lembar ini sudah dicatat, jadi lembar ini tidak "
            "dibuka kembali. Catat dulu pertemuan berikutnya, lalu ajukan koreksi untuk lembar ini."
        )
    # An act of the sheet's own day came before the sheet was closed.
    touched = Q(entry=meeting.entry_id) | Q(repayments__entry=meeting.entry_id)
    changed = Loan.objects.filter(touched, ksm_id=meeting.ksm_id, changed_on__gt=meeting.held_on).first()
    if changed:
        day = certain(changed.changed_on, "searched by it")
        raise MeetingError(
            f"Ketentuan pinjaman {changed.number} berubah pada {date_in_words(day)}, sesudah "
            "lembar ini, jadi lembar ini tidak dibuka kembali. Catat dulu pertemuan berikutnya, lalu ajukan "
            "koreksi untuk lembar ini."
        )


def _refuse_if_paid_both_ways(meeting: Meeting) -> None:
    """A sheet has one payment per loan, of the member or by tanggung renteng; a workbook may have both."""
    sources: dict[int, str] = {}
    for loan_id, number, source in Repayment.objects.filter(
        ksm_id=meeting.ksm_id, entry=meeting.entry_id
    ).values_list("loan_id", "loan__number", "paid_from"):
        if sources.setdefault(loan_id, source) != source:
            raise MeetingError(
                f"Pinjaman {number} dibayar anggota dan lewat tanggung renteng sekaligus di lembar ini, jadi "
                "lembar ini tidak dibuka kembali. Catat dulu pertemuan berikutnya, lalu ajukan koreksi."
            )


def _refuse_what_a_sheet_cannot_hold(meeting: Meeting) -> None:
    """A workbook knows accounts and agenda items that a sheet has not; closed anew they would be gone."""
    unknown = [item.label for item in meeting.agenda.exclude(code__in=CODES)]
    if meeting.entry:
        lines = meeting.entry.lines.select_related("debit", "credit")
        bought = meeting.entry.grant_spendings.exists()
        unknown += [_contra(line).name for line in lines if not _fits_a_sheet(line, bought)]
    if unknown:
        raise MeetingError(
            f"Lembar ini berisi {unknown[0]}, yang tidak ada tempatnya di lembar pertemuan, jadi tidak "
            "dibuka kembali. Catat dulu pertemuan berikutnya, lalu ajukan koreksi untuk lembar ini."
        )


def _contra(line: JournalLine):
    return line.credit if line.debit_id == chart.KAS else line.debit


def _fits_a_sheet(line: JournalLine, bought: bool) -> bool:
    """Has a sheet a field for it? `bought`: this sheet holds purchases of the BLM fund."""
    if chart.KAS not in (line.debit_id, line.credit_id):
        return True  # who owes whom after tanggung renteng: written anew with the payment
    code = _contra(line).code
    if code == chart.DENDA:
        return line.member_id is not None
    if code == chart.DANA_BLM and line.debit_id == code:
        return bought
    others = chart.OTHER_INCOME if line.debit_id == chart.KAS else chart.OTHER_COST
    return code in (*ON_A_SHEET, *others)


def _undo_money(ksm: Ksm, meeting: Meeting, reason: str, by: User) -> None:
    """Reverse the entry on its own day and open the book back to the sheet before."""
    previous = (
        ksm.meetings.filter(state=Meeting.State.CLOSED)
        .exclude(pk=meeting.pk)
        .order_by("-held_on")
        .values_list("held_on", flat=True)
        .first()
    )
    book = book_of(ksm)
    # Two imported meetings may share a day; the older one must not keep this one's day closed.
    book.closed_through = (
        previous if previous is None or previous < meeting.day else meeting.day - datetime.timedelta(days=1)
    )
    book.save(update_fields=["closed_through"])
    was_overdrawn = is_overdrawn(ksm)
    if meeting.entry:
        withdraw_disbursements(meeting.entry)
        reverse(entry=meeting.entry, date=meeting.day, reason=reason, by=by)
    if is_overdrawn(ksm) and not was_overdrawn:
        raise MeetingError(
            "Tabungan yang berasal dari lembar ini sudah dipakai sesudahnya, lewat koreksi lembar lama atau "
            "pelunasan dari tabungan, jadi tidak dapat dibuka kembali. Batalkan dulu pelunasan itu, atau "
            "catat pertemuan berikutnya, lalu ajukan koreksi untuk lembar ini."
        )


def _slot_on(ksm: Ksm, day: datetime.date, as_of: datetime.date):
    rhythm, week = rhythm_of(ksm), ksm.week_on(day)
    if rhythm is None or week is None:
        raise MeetingError("Pendampingan belum dimulai pada tanggal itu.")
    for slot in until(slots(rhythm, routine_rows(ksm), as_of), week):
        if slot.scheduled_on == day:
            return slot
    raise MeetingError("Tidak ada pertemuan rutin terjadwal pada hari itu.")


def _refuse_if_recorded(slot) -> None:
    if slot.meeting_id is not None:
        raise MeetingError("Minggu ini sudah dicatat.")


@transaction.atomic
def record_not_held(*, ksm: Ksm, day: datetime.date, reason: str, today: datetime.date, by: User) -> Meeting:
    """A routine meeting that did not take place counts as 0 % attendance, agenda unmet (A8)."""
    ksm = lock_ksm(ksm.pk)
    if day > today:
        raise MeetingError("Pertemuan ini belum lewat. Bila direncanakan libur, nyatakan libur.")
    _refuse_if_recorded(_slot_on(ksm, day, today))
    require_month_open(book_of(ksm), day, None)
    return _store(ksm, day, Meeting.State.NOT_HELD, reason, by)


@transaction.atomic
def declare_holiday(*, ksm: Ksm, day: datetime.date, reason: str, today: datetime.date, by: User) -> Meeting:
    """A week declared libur before its date is not scheduled; at most one per window (J7)."""
    ksm = lock_ksm(ksm.pk)
    slot = _slot_on(ksm, day, today)
    if day <= today:
        raise MeetingError(
            f"Libur dinyatakan sebelum harinya. {date_in_words(day)} sudah tiba: "
            "catat sebagai tidak dilaksanakan."
        )
    _refuse_if_recorded(slot)
    span = datetime.timedelta(weeks=NEIGHBOURS)
    near = ksm.meetings.filter(
        state=Meeting.State.HOLIDAY, scheduled_on__gte=day - span, scheduled_on__lte=day + span
    )
    allowed = ProgramRule.objects.in_force_on(today).max_holidays_in_window
    if near.count() >= allowed:
        raise MeetingError(f"Dalam empat pertemuan yang dinilai hanya {allowed} minggu yang boleh libur.")
    return _store(ksm, day, Meeting.State.HOLIDAY, reason, by)


def _store(ksm: Ksm, day: datetime.date, state: str, reason: str, by: User) -> Meeting:
    meeting = Meeting(ksm=ksm, kind=Meeting.Kind.ROUTINE, state=state, scheduled_on=day, reason=reason)
    meeting._history_user = by
    meeting.save()  # a draft of that day stays: it comes back when the declaration is withdrawn
    return meeting


def kept_draft(meeting: Meeting) -> SheetDraft | None:
    """What was typed for a meeting before it was declared libur or not held; None where nothing was."""
    if meeting.state not in (Meeting.State.NOT_HELD, Meeting.State.HOLIDAY):
        return None
    drafts = meeting.ksm.drafts.filter(kind=meeting.kind, scheduled_on=meeting.scheduled_on)
    return drafts.select_related("saved_by").first()


@transaction.atomic
def withdraw_declaration(*, meeting: Meeting, by: User) -> None:
    """Take back "tidak dilaksanakan" or libur while no later sheet is closed; it stays in the history."""
    ksm = lock_ksm(meeting.ksm_id)
    meeting = ksm.meetings.get(pk=meeting.pk)
    if meeting.state not in (Meeting.State.NOT_HELD, Meeting.State.HOLIDAY):
        raise MeetingError("Hanya pernyataan libur atau tidak dilaksanakan yang dapat dicabut.")
    require_month_open(book_of(ksm), meeting.scheduled_on, None)
    closed = book_of(ksm).closed_through
    if closed and closed >= meeting.scheduled_on:
        raise MeetingError("Sudah ada lembar yang ditutup sesudah tanggal itu; pernyataan ini tetap.")
    meeting._history_user = by
    meeting.delete()
