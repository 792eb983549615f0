"""The figures that a group may see on the wall of its hall: large, few, and without anybody's name."""

import datetime
from dataclasses import dataclass

from assessment.graduation.criteria import Finding
from assessment.graduation.windows import judge_one
from groups.models import Ksm
from ledger.loans.owed import cash_and_debts
from meetings.models import Attendance, Meeting
from meetings.overview import meeting_money


@dataclass(frozen=True, slots=True)
class Board:
    """The last closed meeting in figures, today's cash in rupiah, the criteria that are missing so far."""

    meeting: Meeting | None
    came: int
    marked: int
    saved: int
    cash: int
    missing: tuple[Finding, ...]


def board_of(ksm: Ksm, as_of: datetime.date) -> Board:
    """Gather the board; a fixed number of queries. Members are counted, never named."""
    closed = ksm.meetings.filter(state=Meeting.State.CLOSED, held_on__lte=as_of).select_related("entry")
    meeting = closed.order_by("held_on", "pk").last()
    statuses = list(meeting.attendance.values_list("status", flat=True)) if meeting else []
    return Board(
        meeting=meeting,
        came=sum(status in Attendance.PRESENT for status in statuses),
        marked=len(statuses),
        saved=meeting_money(meeting).total.saved if meeting else 0,
        cash=cash_and_debts(ksm, as_of).cash,
        missing=judge_one(ksm, as_of).judgement.unmet,
    )
