"""Papers of a meeting: daftar hadir (also blank, for signatures) and notulen. Reads only."""

import datetime
from collections import Counter
from collections.abc import Sequence

from groups.letterhead import ACKNOWLEDGED, Office, Signer, furniture, group_signers, officer_names
from groups.models import Ksm
from ksm.certain import certain
from ledger.books.cash_book import cash_book, cash_totals, summed
from ledger.books.papers import CashCount
from ledger.journal.balances import cash_differences
from meetings.calendar import schedule_of
from meetings.models import Attendance, Meeting
from meetings.sheet.pieces import counted_rows


def _head(ksm: Ksm, day: datetime.date, signers: Sequence[Signer]) -> dict:
    return {"ksm": ksm, "week": ksm.week_on(day), **furniture(ksm, day, signers)}


def _offices(ksm: Ksm, day: datetime.date) -> dict[int, str]:
    terms = ksm.officers.filter(start__lte=day).exclude(end__lte=day)
    return {term.member_id: term.get_role_display() for term in terms}


def attendance_context(meeting: Meeting, ksm: Ksm) -> dict:
    """The list as recorded: H, T, I, S, A, W for each member of that day."""
    day = meeting.held_on or meeting.scheduled_on
    offices = _offices(ksm, day)
    marks = list(meeting.attendance.select_related("member").order_by("member__number"))
    counts = Counter(mark.status for mark in marks)
    secretary, chair = group_signers(ksm, day, Office.SEKRETARIS, Office.KETUA, lead="Dicatat oleh,")
    signers = [secretary, chair._replace(lead=ACKNOWLEDGED)]
    return _head(ksm, meeting.scheduled_on, signers) | {
        "day": day,
        "meeting": meeting,
        "time": meeting.start_time or ksm.rhythm_on(day).time,
        "place": meeting.place or ksm.rhythm_on(day).place,
        "rows": [(m.member, offices.get(m.member_id, "Anggota"), m) for m in marks],
        "counts": [(label, counts[code]) for code, label in Attendance.Status.choices],
        "present": sum(counts[code] for code in Attendance.PRESENT),
        "total": len(marks),
    }


def blank_attendance_context(ksm: Ksm, day: datetime.date) -> dict:
    """The list before a meeting: today's members with room for their signatures, staggered in two columns."""
    offices = _offices(ksm, day)
    secretary, chair = group_signers(ksm, day, Office.SEKRETARIS, Office.KETUA, lead="Dicatat oleh,")
    signers = [secretary, chair._replace(lead=ACKNOWLEDGED)]
    return _head(ksm, day, signers) | {
        "day": day,
        "meeting": None,
        "time": ksm.rhythm_on(day).time,
        "place": ksm.rhythm_on(day).place,
        "rows": [(m, offices.get(m.pk, "Anggota"), None) for m in ksm.members.active_on(day)],
    }


def minutes_context(meeting: Meeting, ksm: Ksm) -> dict:
    """The minutes of a closed meeting: agenda, money, decisions, follow-up, next meeting."""
    day = meeting.day
    day_book = cash_book(ksm, cash_totals(ksm, day, day))
    number = meeting.entry.number if meeting.entry else None
    moved = [row for row in day_book.rows if row.entry_number == number]
    opening = moved[0].balance - moved[0].incoming + moved[0].outgoing if moved else day_book.totals.closing
    money = summed(moved, opening)
    officers = officer_names(ksm, day)
    marks = Counter(meeting.attendance.values_list("status", flat=True))
    signers = [
        Signer("Dicatat oleh,", "Notulis", meeting.minute_taker or officers["SEKRETARIS"]),
        Signer(ACKNOWLEDGED, "Ketua KSM", officers["KETUA"]),
    ]
    return _head(ksm, meeting.scheduled_on, signers) | {
        "day": day,
        "meeting": meeting,
        "agenda": meeting.agenda.all(),
        "books": meeting.books.all(),
        "opening": opening,
        "money": money,
        "incoming": sum(row.incoming for row in money),
        "outgoing": sum(row.outgoing for row in money),
        "pieces": counted_rows(meeting.cash_pieces),
        "closing": moved[-1].balance if moved else opening,
        "next_day": meeting.next_date or _planned_after(meeting, ksm),
        "loan_decisions": ksm.loans.filter(decided_on=day, borrower="MEMBER", is_opening=False)
        .exclude(state="APPLIED")
        .select_related("member")
        .order_by("priority", "pk"),
        "loan_events": ksm.loan_events.filter(date=day, state__in=("DONE", "UNDONE")).select_related(
            "loan__member", "undoing"
        ),
        "present": sum(marks[code] for code in Attendance.PRESENT),
        "total": marks.total(),
    }


def _planned_after(meeting: Meeting, ksm: Ksm) -> datetime.date | None:
    """The next day of the plan as it stood at the meeting; None before mentoring began."""
    days = (slot.scheduled_on for slot in schedule_of(ksm, meeting.day + datetime.timedelta(weeks=4)))
    return next((day for day in days if day > max(meeting.scheduled_on, meeting.day)), None)


def counted_in(ksm: Ksm, first: datetime.date, last: datetime.date) -> CashCount | None:
    """The last count of the box at a closed meeting between two days, both included. Two queries."""
    meetings = ksm.meetings.filter(state=Meeting.State.CLOSED, held_on__range=(first, last))
    found = meetings.filter(counted_cash__isnull=False).order_by("held_on", "pk").last()
    if found is None:
        return None
    on, amount = found.day, certain(found.counted_cash, "it was filtered by")
    return CashCount(on, amount, cash_differences({ksm.pk: (on, amount)}).get(ksm.pk, 0))
