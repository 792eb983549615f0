"""The meetings of a workbook, which arrive closed, with attendance, agenda and books."""

import datetime
from collections.abc import Mapping
from itertools import accumulate

from simple_history.utils import bulk_create_with_history

from groups.models import Ksm, Member, User
from groups.models.groups import BOOKS
from ledger import chart
from ledger.journal.posting import book_of
from ledger.models import AccountPosting, JournalEntry
from meetings.agenda import NO_LOAN_YET, SHORT_LABELS
from meetings.models import AgendaItem, Attendance, BookCheck, Meeting
from meetings.workbook.content import HOLIDAY, ROUTINE, MeetingFacts, WorkbookContent, known

AGENDA_CODES = {label: code for code, label in SHORT_LABELS.items()}
BOOK_CODES = {label: code for code, label in BOOKS.items()}
FROM_WORKBOOK = "Menurut buku kerja yang diimpor"


def store_meetings(
    *,
    ksm: Ksm,
    content: WorkbookContent,
    members: Mapping[int, Member],
    entries: Mapping[datetime.date, JournalEntry],
    by: User | None,
    reason: str,
    today: datetime.date,
    now: datetime.datetime,
) -> None:
    """Write the meetings; the counted cash is kept and a difference posts nothing (J10). The group is locked.

    A routine meeting that is still to come gets no row: the schedule shows it anyway.
    """
    cash = _cash_by_day(ksm)
    rows = []
    for facts in content.meetings:
        if facts.held is None and facts.kind != HOLIDAY and known(facts.scheduled) >= today:
            continue
        meeting = _meeting(ksm, facts, entries.get(known(facts.scheduled)) if facts.held else None)
        if facts.held:
            meeting.closed_at, meeting.closed_by = now, by
            if facts.counted is not None:
                meeting.cash_difference = facts.counted - _cash_on(cash, facts.held)
        rows.append(meeting)
    meetings = bulk_create_with_history(rows, Meeting, default_user=by, default_change_reason=reason)
    _store_marks(ksm, content, {meeting.scheduled_on: meeting for meeting in meetings}, members)
    book = book_of(ksm)
    book.closed_through = max((meeting.held_on for meeting in meetings if meeting.held_on), default=None)
    book.save(update_fields=["closed_through"])


def _meeting(ksm: Ksm, facts: MeetingFacts, entry: JournalEntry | None) -> Meeting:
    if facts.kind == HOLIDAY:
        state = Meeting.State.HOLIDAY
    else:
        state = Meeting.State.CLOSED if facts.held else Meeting.State.NOT_HELD
    return Meeting(
        ksm=ksm,
        kind=Meeting.Kind.ROUTINE if facts.kind in (ROUTINE, HOLIDAY) else Meeting.Kind.EXTRA,
        state=state,
        scheduled_on=known(facts.scheduled),
        held_on=facts.held,
        reason="" if facts.held else FROM_WORKBOOK,
        place=known(facts.place),
        chair=known(facts.chair),
        minute_taker=known(facts.minute_taker),
        minutes=known(facts.minutes),
        counted_cash=facts.counted if facts.held else None,
        imported=True,
        entry=entry,
    )


def _cash_by_day(ksm: Ksm) -> list[tuple[datetime.date, int]]:
    """(day, rupiah in the box at its end) for the days on which cash moved, oldest first."""
    cash = AccountPosting.objects.filter(account_id=chart.KAS)
    moves = cash.balances(ksm_ids=[ksm.pk], as_of=datetime.date.max, by=("date",)).order_by("date")
    days = [(row["date"], row["balance"]) for row in moves]
    sums = accumulate(amount for _, amount in days)
    return [(day, total) for (day, _), total in zip(days, sums, strict=True)]


def _cash_on(cash: list[tuple[datetime.date, int]], day: datetime.date) -> int:
    return next((total for moment, total in reversed(cash) if moment <= day), 0)


def _store_marks(
    ksm: Ksm,
    content: WorkbookContent,
    meetings: Mapping[datetime.date, Meeting],
    members: Mapping[int, Member],
) -> None:
    Attendance.objects.bulk_create(
        Attendance(ksm=ksm, meeting=meetings[mark.scheduled], member=members[mark.member], status=mark.status)
        for mark in content.attendance
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(
            ksm=ksm,
            meeting=meetings[item.scheduled],
            sequence=sequence,
            code=AGENDA_CODES.get(item.label) or f"own_{sequence}",
            label=item.label,
            state=item.state,
            reason=item.reason,
        )
        for item, sequence in _numbered(content.agenda, list(SHORT_LABELS.values()))
    )
    BookCheck.objects.bulk_create(
        BookCheck(
            ksm=ksm,
            meeting=meetings[book.scheduled],
            sequence=sequence,
            code=BOOK_CODES[book.label],
            label=book.label,
            required=book.required,
            finished_on=book.finished,
            reason="" if book.required else NO_LOAN_YET,
        )
        for book, sequence in _numbered(content.books, list(BOOKS.values()))
    )


def _numbered(results: tuple, standard: list[str]) -> list[tuple]:
    """Each result with its place: standard labels in the standard order, the group's own after them."""
    order = {label: place for place, label in enumerate(standard, start=1)}
    for result in results:
        order.setdefault(result.label, len(order) + 1)
    return [(result, order[result.label]) for result in results]
