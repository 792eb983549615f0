"""Correcting an older closed sheet (J1): asked for with a reason, applied by a second person (J12).

Only the last closed sheet is reopened. What an older one says of attendance, agenda and books is changed
in place, the old value kept in the record; its money is put right by an entry of today
(meetings/corrections/money.py). In a closed month the marks stay until it is opened again. Frozen assessments
are left alone: `assessment.graduation.decisions.was_corrected` marks them.
"""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from groups.closed_months import months_closed_through
from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Ksm, User
from ksm.dates import date_in_words, month_in_words
from meetings.corrections.money import MONEY, money_values, plan_money, post_money
from meetings.corrections.reopening import last_closed
from meetings.corrections.repayments import REPAYMENT, repayment_values
from meetings.models import AgendaItem, Attendance, BookCheck, Correction, Meeting
from meetings.refusals import MeetingError

ATTENDANCE, AGENDA, BOOKS = "attendance", "agenda", "books"
LOAN_BOOK = "loans"
State = Correction.State


@dataclass(frozen=True, slots=True)
class Change:
    """What one thing in the sheet should be: `new` is shaped like the value that `standing_values` gives.

    `id` is a member for attendance, a code for agenda and books, a journal line for money,
    a payment for repayments.
    """

    part: str
    id: int | str
    new: object


def attendance_change(member_id: int, status: str) -> Change:
    """A member's mark, one of Attendance.Status."""
    return Change(ATTENDANCE, member_id, status)


def agenda_change(code: str, state: str, reason: str = "") -> Change:
    """An agenda item's outcome; a reason belongs to "tidak berlaku" only."""
    kept = reason.strip() if state == AgendaItem.State.NOT_APPLICABLE else ""
    return Change(AGENDA, code, {"state": state, "reason": kept})


def book_change(code: str, finished_on: datetime.date | None, not_applicable: bool = False) -> Change:
    """The day a book was finished (None: not yet), or that it does not apply."""
    day = finished_on.isoformat() if finished_on else None
    return Change(BOOKS, code, {"finished_on": day, "not_applicable": not_applicable})


def money_change(line_id: int, amount: int, member_id: int | None = None) -> Change:
    """What a journal line should have said, in rupiah; 0 where no such money moved at all."""
    return Change(MONEY, line_id, {"amount": amount, "member": member_id})


def repayment_change(repayment_id: int, *, loan_id: int, amount: int, jasa: int = 0) -> Change:
    """What a payment should have been, in rupiah; 0 where nothing was paid.

    Of a loan with a schedule `amount` is all that was paid; of an opening loan pokok and `jasa` apart (J19).
    """
    return Change(REPAYMENT, repayment_id, {"loan": loan_id, "amount": amount, "jasa": jasa})


def standing_values(meeting: Meeting) -> dict[tuple[str, int | str], object]:
    """What stands now in a sheet, by part and id: the values that a correction replaces."""
    marks = Attendance.objects.filter(meeting=meeting).values_list("member_id", "status")
    values: dict[tuple[str, int | str], object] = {
        (ATTENDANCE, member_id): status for member_id, status in marks
    }
    for item in AgendaItem.objects.filter(meeting=meeting):
        values[AGENDA, item.code] = {"state": item.state, "reason": item.reason}
    for book in BookCheck.objects.filter(meeting=meeting):
        day = book.finished_on.isoformat() if book.finished_on else None
        values[BOOKS, book.code] = {"finished_on": day, "not_applicable": not book.required}
    for line_id, value in money_values(meeting).items():
        values[MONEY, line_id] = value
    for repayment_id, value in repayment_values(meeting).items():
        values[REPAYMENT, repayment_id] = value
    return values


def require_older_sheet(ksm: Ksm, meeting: Meeting) -> None:
    """Refuse what is not corrected this way: an open sheet, and the last one. Raises MeetingError."""
    if meeting.state != Meeting.State.CLOSED:
        raise MeetingError("Lembar ini tidak sedang tertutup. Perbaiki langsung di lembarnya.")
    if meeting == last_closed(ksm):
        raise MeetingError("Ini lembar terakhir: buka kembali lembarnya, tidak perlu koreksi.")


@transaction.atomic
def request_correction(
    *, meeting: Meeting, changes: Sequence[Change], reason: str, by: User, today: datetime.date
) -> Correction:
    """Ask the coordinator of the BKM to correct an older closed sheet; nothing changes yet.

    What equals the standing value already is left out. Raises MeetingError with the reader's sentence.
    """
    ksm = lock_ksm(meeting.ksm_id)
    meeting = ksm.meetings.select_related("entry").get(pk=meeting.pk)
    require_older_sheet(ksm, meeting)
    if not reason.strip():
        raise MeetingError("Tulis alasannya.")
    if meeting.corrections.filter(state=State.WAITING).exists():
        raise MeetingError("Koreksi lembar ini masih menunggu jawaban koordinator BKM.")
    rows = _rows(meeting, changes)
    _refuse_closed_month(ksm, meeting, rows)
    _check(ksm, meeting, rows, today)
    return Correction.objects.create(
        ksm=ksm, meeting=meeting, changes=rows, reason=reason.strip(), requested_by=by
    )


def require_marks_open(ksm: Ksm, meeting: Meeting) -> None:
    """Refuse to correct the marks of a sheet in a closed month: its report stays (J6). Raises MeetingError.

    Its money may be put right at any time, for that is an entry of today.
    """
    last = months_closed_through(ksm)
    if last and meeting.day <= last:
        raise MeetingError(
            f"Buku sampai akhir {month_in_words(last)} sudah ditutup, jadi kehadiran, agenda, dan tanggal "
            f"buku pertemuan {date_in_words(meeting.day)} tetap. Buka kembali dulu bulan yang sudah "
            "ditutup, dari yang terakhir, dengan alasan; uangnya dapat dikoreksi tanpa itu."
        )


def _refuse_closed_month(ksm: Ksm, meeting: Meeting, rows: Sequence[dict]) -> None:
    if any(row["part"] in (ATTENDANCE, AGENDA, BOOKS) for row in rows):
        require_marks_open(ksm, meeting)


def _rows(meeting: Meeting, changes: Sequence[Change]) -> list[dict]:
    standing = standing_values(meeting)
    rows = []
    for change in changes:
        if (change.part, change.id) not in standing:
            raise MeetingError("Yang hendak dikoreksi tidak ada di lembar ini, atau tidak dikoreksi di sini.")
        old = standing[change.part, change.id]
        if change.new != old:
            rows.append({"part": change.part, "id": change.id, "old": old, "new": change.new})
    if not rows:
        raise MeetingError("Belum ada yang diubah.")
    if max(Counter((row["part"], row["id"]) for row in rows).values()) > 1:
        raise MeetingError("Satu hal hanya dapat dikoreksi satu kali dalam satu permintaan.")
    return rows


def _check(ksm: Ksm, meeting: Meeting, rows: Sequence[dict], today: datetime.date) -> None:
    """What the corrected sheet would say must be allowed in a sheet. Raises MeetingError."""
    for row in rows:
        if row["part"] == ATTENDANCE and row["new"] not in Attendance.Status.values:
            raise MeetingError("Pilih kehadiran dari daftar.")
        if row["part"] == AGENDA:
            _check_agenda(row["new"])
        if row["part"] == BOOKS:
            _check_book(meeting, row["id"], row["new"], today)
    plan_money(ksm=ksm, meeting=meeting, rows=rows, today=today)


def _check_agenda(new: dict) -> None:
    if new["state"] not in AgendaItem.State.values:
        raise MeetingError("Pilih terlaksana, tidak, atau tidak berlaku.")
    if new["state"] == AgendaItem.State.NOT_APPLICABLE and not new["reason"]:
        raise MeetingError("Tulis alasan mengapa agenda itu tidak berlaku.")
    if len(new["reason"]) > 300:
        raise MeetingError("Alasan agenda paling panjang 300 huruf.")


def _check_book(meeting: Meeting, code: str, new: dict, today: datetime.date) -> None:
    if new["not_applicable"]:
        if code != LOAN_BOOK:
            raise MeetingError("Hanya buku pinjaman/angsuran yang boleh tidak berlaku.")
        if new["finished_on"]:
            raise MeetingError("Pilih salah satu untuk buku: tanggal selesai atau tidak berlaku.")
    elif new["finished_on"]:
        day = datetime.date.fromisoformat(new["finished_on"])
        if day < meeting.day:
            raise MeetingError("Buku tidak mungkin selesai sebelum pertemuan.")
        require_day(day, today=today, field=None, what="Tanggal selesai buku")


@transaction.atomic
def answer_correction(
    *,
    correction: Correction,
    approve: bool,
    by: User,
    now: datetime.datetime,
    today: datetime.date,
    note: str = "",
) -> Correction:
    """The second person's answer; approving applies it at once. The asker never answers (J12).

    Raises MeetingError, and then changes nothing, when the sheet no longer says what it said.
    """
    ksm = lock_ksm(correction.ksm_id)
    correction = ksm.corrections.select_related("meeting__entry", "requested_by").get(pk=correction.pk)
    if correction.state != State.WAITING:
        raise MeetingError("Koreksi ini sudah dijawab.")
    if correction.requested_by_id == by.pk:
        raise MeetingError("Yang mengajukan tidak boleh menjawab sendiri.")
    if approve:
        _apply(ksm, correction, by, today)
    correction.state = State.APPLIED if approve else State.REFUSED
    correction.decided_by, correction.decided_at, correction.answer_note = by, now, note.strip()
    correction.save()
    return correction


def _apply(ksm: Ksm, correction: Correction, by: User, today: datetime.date) -> None:
    meeting = correction.meeting
    require_older_sheet(ksm, meeting)
    standing = standing_values(meeting)
    if any(standing.get((row["part"], row["id"])) != row["old"] for row in correction.changes):
        raise MeetingError("Lembar ini sudah berubah sejak koreksi diajukan. Tolak; minta diajukan lagi.")
    _refuse_closed_month(ksm, meeting, correction.changes)
    _check(ksm, meeting, correction.changes, today)
    for row in correction.changes:
        _change_mark(correction, row)
    post_money(ksm=ksm, correction=correction, by=by, today=today)
    # The meeting's own trail says that it was corrected, by whom and why.
    meeting._history_user, meeting._change_reason = by, f"Koreksi: {correction.reason}"[:100]
    meeting.save(update_fields=["state"])


def _change_mark(correction: Correction, row: dict) -> None:
    meeting, new = correction.meeting, row["new"]
    if row["part"] == ATTENDANCE:
        Attendance.objects.filter(meeting=meeting, member_id=row["id"]).update(status=new)
    elif row["part"] == AGENDA:
        AgendaItem.objects.filter(meeting=meeting, code=row["id"]).update(**new)
    elif row["part"] == BOOKS:
        book = BookCheck.objects.get(meeting=meeting, code=row["id"])
        book.required = not new["not_applicable"]
        book.finished_on = new["finished_on"]
        book.reason = "dinyatakan fasilitator" if new["not_applicable"] else ""
        book.checked_by = book.checked_by or correction.requested_by.full_name[:120]
        book.save()


def waiting_corrections(ksm: Ksm) -> list[Correction]:
    """Corrections of the group that nobody has answered yet, newest first."""
    rows = ksm.corrections.filter(state=State.WAITING)
    return list(rows.select_related("meeting", "requested_by", "decided_by", "entry"))
