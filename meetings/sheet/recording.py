"""The one big use case: a sheet is closed, and everything it says is recorded at once or not at all."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from groups.locking import lock_ksm
from groups.members.enrolment import enrol_member
from groups.members.nik import clean_nik
from groups.models import Ksm, User
from groups.refusals import GroupError
from ksm.certain import certain
from ledger import chart
from ledger.blm.spending import store_purchases
from ledger.journal.posting import LedgerError, Line, NewEntry, book_of, post_and_close
from ledger.loans.lending import (
    PlannedRepayment,
    apply_for_loans,
    plan_disbursement,
    store_disbursements,
    store_repayments,
)
from ledger.models import Book, JournalEntry, Loan
from meetings.models import AgendaItem, Attendance, BookCheck, Meeting, SheetDraft
from meetings.sheet import checking
from meetings.sheet.basis import SheetBasis, prepare_sheet
from meetings.sheet.money import Money, _check_money, money_of
from meetings.sheet.pieces import pieces_fault
from meetings.sheet.values import Fault, Sheet, SheetConflictError, SheetError
from savings.saving import store_movements


@transaction.atomic
def close_sheet(
    *, ksm: Ksm, sheet: Sheet, by: User, facilitator: bool, now: datetime.datetime, today: datetime.date
) -> Meeting:
    """Lock the group and record a whole meeting; see `record_sheet`."""
    ksm = lock_ksm(ksm.pk)
    basis = prepare_sheet(ksm=ksm, kind=sheet.kind, scheduled_on=sheet.scheduled_on, held_on=sheet.held_on)
    meeting = record_sheet(basis=basis, sheet=sheet, by=by, facilitator=facilitator, now=now, today=today)
    SheetDraft.objects.filter(ksm=ksm, kind=sheet.kind, scheduled_on=sheet.scheduled_on).delete()
    return meeting


def record_sheet(
    *,
    basis: SheetBasis,
    sheet: Sheet,
    by: User,
    facilitator: bool,
    now: datetime.datetime,
    today: datetime.date,
) -> Meeting:
    """Record a whole meeting: members, attendance, agenda, books, money; lock it. All or nothing.

    The caller holds the group's lock, read `basis` under it, and removes the draft. Raises SheetError with
    every fault found (the sentences users read), SheetConflictError when the sheet was closed meanwhile.
    """
    ksm = basis.ksm
    meeting = _meeting_to_close(basis)
    book = basis.book or book_of(ksm)
    repayments = _check(sheet, basis, book, facilitator=facilitator, today=today)
    sheet = _enrol_new_members(ksm, sheet, by, today)
    money = money_of(sheet, sheet.rows, repayments)
    counted = certain(sheet.counted_cash, "_check asks for it")
    difference = counted - _check_money(sheet, basis, money)
    loans = _loans_to_disburse(ksm, sheet, basis)
    entry = _post(ksm, book, sheet, money, loans=loans, difference=difference, by=by)
    if entry and sheet.purchases:
        bought = [purchase for _, purchase in sheet.purchases]
        store_purchases(entry=entry, purchases=bought, budget=basis.budget, by=by)
    _record_gaps(ksm, sheet, basis, by)
    _store_meeting(meeting, sheet, entry=entry, difference=difference, by=by, now=now)
    _store_marks(ksm, sheet, basis, meeting)
    return meeting


def _meeting_to_close(basis: SheetBasis) -> Meeting:
    """The row of this sheet: a reopened one, one recorded as not held, or a new one."""
    ksm, place = basis.ksm, {"kind": basis.kind, "scheduled_on": basis.scheduled_on}
    if basis.kind == Meeting.Kind.EXTRA:
        reopened = ksm.meetings.filter(state=Meeting.State.REOPENED, **place).first()
        return reopened or Meeting(ksm=ksm, **place)
    if basis.stored is None:
        return Meeting(ksm=ksm, **place)
    meeting = ksm.meetings.select_related("closed_by").get(pk=basis.stored.id)
    if meeting.state == Meeting.State.CLOSED:
        raise SheetConflictError(
            f"Lembar ini sudah ditutup oleh {meeting.closed_by or 'impor'}. Isian Anda tidak disimpan lagi."
        )
    if meeting.state == Meeting.State.HOLIDAY:
        raise SheetError([Fault("sheet", "", "Minggu ini dinyatakan libur. Cabut dulu pernyataan liburnya.")])
    return meeting


def _check(
    sheet: Sheet, basis: SheetBasis, book: Book, *, facilitator: bool, today: datetime.date
) -> list[PlannedRepayment]:
    faults = checking.check_dates(sheet, basis, book, today)
    faults += checking.check_rows(sheet, basis)
    faults += checking.check_new_members(sheet, basis)
    faults += checking.check_agenda(sheet, basis, facilitator=facilitator)
    faults += checking.check_contradictions(sheet, basis)
    faults += checking.check_books(sheet, basis, facilitator=facilitator, today=today)
    faults += checking.check_minutes(sheet)
    faults += checking.check_disbursements(sheet, basis)
    faults += checking.check_purchases(sheet, basis)
    repayments, more = checking.plan_payments(sheet, basis)
    faults += more
    if sentence := pieces_fault(sheet.cash_pieces, sheet.counted_cash):
        faults.append(Fault("closing", "counted_cash", sentence))
    if sheet.counted_cash is None:
        faults.append(Fault("closing", "counted_cash", "Hitung uang di kotak, lalu tulis jumlahnya."))
    if any(slot.meeting_id for slot in basis.unresolved):
        sentence = "Ada lembar sebelumnya yang sedang dibuka kembali. Tutup lembar itu lebih dulu."
        faults.append(Fault("sheet", "", sentence))
    elif basis.unresolved and not sheet.gaps_reason:
        weeks = ", ".join(str(slot.week) for slot in basis.unresolved[:6])
        more_weeks = " dan seterusnya" if len(basis.unresolved) > 6 else ""
        sentence = (
            f"Minggu {weeks}{more_weeks} belum dicatat. Isi dulu lembarnya, "
            "atau tulis alasan mengapa pertemuannya tidak dilaksanakan."
        )
        faults.append(Fault("closing", "gaps_reason", sentence))
    if faults or sheet.unread:
        doubtful = {fault.part for fault in faults if fault.name != "attendance"} | {*sheet.unread}
        figures_hold = not doubtful & {"row", "new", "loan", "cash", "sheet"}
        foreseen = _foreseen_difference(sheet, basis, repayments) if figures_hold else []
        raise SheetError(faults + foreseen)
    return repayments


def _foreseen_difference(sheet: Sheet, basis: SheetBasis, repayments: list[PlannedRepayment]) -> list[Fault]:
    """The unexplained cash difference, told beside the other faults of a sheet that is refused anyway."""
    new = [row.row for row in sheet.new_members]
    money = money_of(sheet, [*sheet.rows, *new], repayments)
    try:
        if sheet.counted_cash is not None:
            _check_money(sheet, basis, money)
    except SheetError as error:
        return [fault for fault in error.faults if fault.name == "difference_reason"]
    return []


def _enrol_new_members(ksm: Ksm, sheet: Sheet, by: User, today: datetime.date) -> Sheet:
    rows = []
    for new in sheet.new_members:
        try:
            member = enrol_member(
                ksm=ksm,
                name=new.name,
                sex=new.sex,
                nik=clean_nik(new.nik),
                joined_on=sheet.held_on,
                today=today,
                by=by,
            )
        except GroupError as error:
            raise SheetError([Fault("new", error.field or "name", str(error), new.index)]) from error
        rows.append(replace(new.row, member_id=member.pk))
    return replace(sheet, rows=sheet.rows + tuple(rows), new_members=()) if rows else sheet


def _loans_to_disburse(ksm: Ksm, sheet: Sheet, basis: SheetBasis) -> list[Loan]:
    approved = {loan.pk: loan for loan in basis.approved}
    chosen = [approved[item.loan_id] for item in sheet.disbursements if item.loan_id]
    terms = [item.terms for item in sheet.disbursements if item.terms]
    note = "Diputuskan dalam pertemuan"
    return chosen + apply_for_loans(ksm=ksm, terms=terms, on=sheet.held_on, approved=True, note=note)


def _post(
    ksm: Ksm, book: Book, sheet: Sheet, money: Money, *, loans: Sequence[Loan], difference: int, by: User
) -> JournalEntry | None:
    """One entry for the whole meeting, and the subledgers' rows beside it; None where no money moved."""
    lines = money.lines() + [plan_disbursement(loan) for loan in loans]
    if difference:
        sides = (chart.KAS, chart.SELISIH_KAS) if difference > 0 else (chart.SELISIH_KAS, chart.KAS)
        lines.append(Line(*sides, abs(difference), memo=f"Selisih kas: {sheet.difference_reason}"[:200]))
    kind = Meeting.Kind(sheet.kind).label.lower()
    memo = f"Pertemuan {kind} {sheet.scheduled_on:%d-%m-%Y}"
    new = NewEntry(sheet.held_on, JournalEntry.Kind.MEETING, memo, lines)
    try:
        entry = post_and_close(book=book, entry=new, by=by)
    except LedgerError as error:
        raise SheetError([Fault("header", "held_on", str(error))]) from error
    if entry is None:
        return None
    every = dict.fromkeys(range(max(len(money.movements), len(money.repayments))), entry)
    if money.movements:
        store_movements(ksm=ksm, entry_of=every, movements=money.movements)
    if money.repayments:
        store_repayments(entry_of=every, planned=money.repayments)
    if loans:
        store_disbursements(entry_of={loan.pk: entry for loan in loans}, loans=loans)
    return entry


def _record_gaps(ksm: Ksm, sheet: Sheet, basis: SheetBasis, by: User) -> None:
    """Earlier weeks nobody recorded are now recorded as not held, with the reason given."""
    if not basis.unresolved:
        return
    rows = [
        Meeting(
            ksm=ksm,
            kind=Meeting.Kind.ROUTINE,
            state=Meeting.State.NOT_HELD,
            scheduled_on=slot.scheduled_on,
            reason=sheet.gaps_reason,
        )
        for slot in basis.unresolved
        if slot.meeting_id is None
    ]
    Meeting.objects.bulk_create(rows)
    Meeting.history.bulk_history_create(rows, default_user=by)


def _store_meeting(meeting: Meeting, sheet: Sheet, *, entry, difference: int, by: User, now) -> None:
    if meeting.state == Meeting.State.REOPENED:
        meeting.revision += 1
    for name, value in sheet.details.items():
        setattr(meeting, name, value)
    meeting.state = Meeting.State.CLOSED
    meeting.held_on = sheet.held_on
    meeting.reason = ""
    meeting.counted_cash = sheet.counted_cash
    meeting.cash_pieces = {str(value): count for value, count in sheet.cash_pieces.items()}
    meeting.cash_difference = difference
    meeting.difference_reason = sheet.difference_reason if difference else ""
    meeting.entry = entry
    meeting.closed_at, meeting.closed_by = now, by
    meeting._history_user = by
    meeting.save()


def _store_marks(ksm: Ksm, sheet: Sheet, basis: SheetBasis, meeting: Meeting) -> None:
    """Attendance, agenda and books; those of a reopened sheet are replaced (kept in its revision)."""
    if meeting.revision > 1:
        for model in (Attendance, AgendaItem, BookCheck):
            model.objects.filter(meeting=meeting).delete()
    Attendance.objects.bulk_create(
        Attendance(ksm=ksm, meeting=meeting, member_id=row.member_id, status=row.attendance)
        for row in sheet.rows
    )
    labels = {item.code: item.label for item in basis.agenda}
    AgendaItem.objects.bulk_create(
        AgendaItem(
            ksm=ksm,
            meeting=meeting,
            sequence=sequence,
            code=mark.code,
            label=labels[mark.code],
            state=mark.state,
            reason=mark.reason,
        )
        for sequence, mark in enumerate(sheet.agenda, start=1)
    )
    marks = {mark.code: mark for mark in sheet.books}
    BookCheck.objects.bulk_create(
        BookCheck(
            ksm=ksm,
            meeting=meeting,
            sequence=sequence,
            code=book.code,
            label=book.label,
            required=not marks[book.code].not_applicable,
            finished_on=marks[book.code].finished_on,
            reason=marks[book.code].reason,
            checked_by=sheet.checked_by,
        )
        for sequence, book in enumerate(basis.books, start=1)
        if book.code in marks
    )
