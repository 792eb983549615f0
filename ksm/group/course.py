"""How a group goes from meeting to meeting: who came and what was saved, as figures to draw. Reads only."""

import datetime
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from groups.models import Ksm
from ksm.certain import certain
from meetings.models import Attendance, Meeting
from savings.models import Saving

CHART_MEETINGS = 12


class Course(NamedTuple):
    """Of the latest closed routine meetings, by their programme week: the share present, and all savings
    after each in rupiah."""

    attendance: list[tuple[str, Fraction | None]]
    savings: list[tuple[str, int]]

    @property
    def rows(self) -> list[tuple[str, Fraction | None, int]]:
        """Both in one line for each meeting, for who does not see them drawn."""
        return [
            (week, share, amount)
            for (week, share), (_, amount) in zip(self.attendance, self.savings, strict=True)
        ]


def course_of(ksm: Ksm, as_of: datetime.date) -> Course:
    """The latest meetings of one group; three queries."""
    meetings = _latest_routine(ksm, as_of)
    return Course(attendance_shares(ksm, meetings), savings_line(ksm, meetings, as_of))


def _latest_routine(ksm: Ksm, as_of: datetime.date) -> list[Meeting]:
    rows = ksm.meetings.filter(
        kind=Meeting.Kind.ROUTINE, state=Meeting.State.CLOSED, held_on__lte=as_of
    ).order_by("-held_on")[:CHART_MEETINGS]
    return list(rows)[::-1]


def attendance_shares(ksm: Ksm, meetings: Sequence[Meeting]) -> list[tuple[str, Fraction | None]]:
    """Presence in meetings, as (week, share of the marks). One query."""
    marks = Attendance.objects.filter(meeting__in=meetings).order_by().values_list("meeting_id")
    present = Count("pk", filter=Q(status__in=Attendance.PRESENT))
    shares = {pk: Fraction(came, of) for pk, came, of in marks.annotate(came=present, of=Count("pk"))}
    return [(f"{ksm.week_on(meeting.scheduled_on)}", shares.get(meeting.pk)) for meeting in meetings]


def savings_line(ksm: Ksm, meetings: Sequence[Meeting], as_of: datetime.date) -> list[tuple[str, int]]:
    """All savings of the group after each of some meetings, in rupiah. One query."""
    days = Saving.objects.filter(ksm=ksm).effective(as_of).order_by().values_list("date", "direction")
    movements = [
        (day, amount if direction == Saving.Direction.DEPOSIT else -amount)
        for day, direction, amount in days.annotate(sum=Sum("amount"))
    ]
    return [
        (
            f"{ksm.week_on(meeting.scheduled_on)}",
            sum(amount for day, amount in movements if day <= certain(meeting.held_on, "a closed meeting")),
        )
        for meeting in meetings
    ]
