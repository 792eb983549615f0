"""What happened in the windows of many groups, counted by the database: for standings of thousands.

`collect_tallies` says of each group what `tally_of(collect_facts(...))` says, without reading a member, a
mark or a deposit into Python; a property test holds the two against each other.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from assessment.graduation.evidence import STANDARD_AGENDA, Thresholds
from assessment.graduation.facts import (
    AgreedRule,
    is_complete,
    minimum_on,
    rules_agreed,
    rules_by_ksm,
    window_days,
)
from assessment.graduation.tally import MeetingTally, Tally
from groups.models import Ksm
from meetings.models import AgendaItem, Attendance
from meetings.schedule import Slot, SlotState
from savings.models import Saving

# The meetings that are counted, as a table of the statement itself: nothing but whole numbers and days.
HELD = "WITH held (meeting, ksm, day, cut_off, minimum, counted_on) AS (VALUES {rows}) "
# Each number is asked for meeting by meeting: as a join, PostgreSQL would read these tables of the whole
# country for every thousand groups, which it believes to be cheaper than to look up four thousand meetings.
MEMBER_THEN = "person.joined_on <= held.day AND (person.left_on IS NULL OR person.left_on > held.day)"
PRESENT = """
SELECT held.meeting,
  (SELECT COUNT(*) FROM groups_member person WHERE person.ksm_id = held.ksm AND {member_then}),
  (SELECT COUNT(*) FROM meetings_attendance mark JOIN groups_member person ON person.id = mark.member_id
    WHERE mark.meeting_id = held.meeting AND mark.status IN ({present}) AND {member_then})
FROM held
"""
BOOKS = """
SELECT held.meeting,
  (SELECT COUNT(*) FROM meetings_bookcheck book WHERE book.meeting_id = held.meeting AND book.required),
  (SELECT COUNT(*) FROM meetings_bookcheck book WHERE book.meeting_id = held.meeting AND book.required
    AND book.finished_on <= held.cut_off)
FROM held
"""
AGENDA = """
SELECT held.meeting,
  (SELECT COUNT(*) FROM meetings_agendaitem item WHERE item.meeting_id = held.meeting),
  (SELECT COUNT(*) FROM meetings_agendaitem item WHERE item.meeting_id = held.meeting
    AND item.state <> '{not_done}')
FROM held
"""
# What a meeting's own entry holds of wajib deposits counts (B3, B4), for who is a member on `counted_on`.
SAVERS = """
SELECT each.ksm, COUNT(*), SUM(each.saved) FROM (
  SELECT held.ksm AS ksm, MIN(CASE WHEN deposit.total >= held.minimum THEN 1 ELSE 0 END) AS saved FROM held
  JOIN groups_member person ON person.ksm_id = held.ksm AND {member_then}
    AND person.joined_on <= held.counted_on AND (person.left_on IS NULL OR person.left_on > held.counted_on)
  LEFT JOIN (
    SELECT held.meeting AS meeting, saving.member_id AS member, SUM(saving.amount) AS total FROM held
    JOIN meetings_meeting sheet ON sheet.id = held.meeting
    JOIN savings_saving saving ON saving.entry_id = sheet.entry_id
      AND saving.kind = '{wajib}' AND saving.direction = '{deposit}'
    GROUP BY held.meeting, saving.member_id
  ) deposit ON deposit.meeting = held.meeting AND deposit.member = person.id
  GROUP BY held.ksm, person.id
) each GROUP BY each.ksm
"""
WORDS = {
    "member_then": MEMBER_THEN,
    "present": ", ".join(f"'{status}'" for status in Attendance.PRESENT),
    "not_done": AgendaItem.State.NOT_DONE.value,
    "wajib": Saving.Kind.WAJIB.value,
    "deposit": Saving.Direction.DEPOSIT.value,
}
NOTHING = (0, 0)
# What stands before a day in a statement.
DAY = {"sqlite": "", "postgresql": "DATE "}


class _Held(NamedTuple):
    """A row of the table `held`; `minimum` in rupiah."""

    meeting: int
    ksm: int
    day: datetime.date
    cut_off: datetime.date
    minimum: int
    counted_on: datetime.date

    def values(self) -> str:
        day = DAY[connection.vendor]
        return (
            f"({self.meeting}, {self.ksm}, {day}'{self.day}', {day}'{self.cut_off}', {self.minimum}, "
            f"{day}'{self.counted_on}')"
        )


def collect_tallies(
    ksms: Sequence[Ksm],
    windows: Mapping[int, Sequence[Slot]],
    *,
    as_of: datetime.date,
    thresholds: Thresholds,
) -> dict[int, Tally]:
    """Each group's window counted as of a day, in five queries however many groups there are."""
    rules = rules_by_ksm([ksm.pk for ksm in ksms])
    last = {ksm.pk: window_days(ksm, windows[ksm.pk])[1] for ksm in ksms}
    counts = _Counts(
        [
            row
            for pk, window in windows.items()
            for row in _rows_of(pk, window, rules[pk], thresholds, min(last[pk] or as_of, as_of))
        ]
    )
    return {
        pk: Tally(
            as_of=as_of,
            last=last[pk],
            complete=is_complete(window, thresholds),
            rules=len(rules_agreed(rules[pk], last[pk] or as_of)[0]),
            members=counts.savers.get(pk, NOTHING)[0],
            savers=counts.savers.get(pk, NOTHING)[1],
            meetings=tuple(counts.of(slot) for slot in window),
        )
        for pk, window in windows.items()
    }


def _rows_of(
    ksm_id: int,
    window: Iterable[Slot],
    rules: Sequence[AgreedRule],
    thresholds: Thresholds,
    counted_on: datetime.date,
) -> Iterator[_Held]:
    """The rows of one group: a week may end after the day that is asked, see `collect_facts`."""
    for slot in window:
        if slot.was_held and slot.meeting_id and slot.held_on:
            cut_off = slot.held_on + datetime.timedelta(days=thresholds.grace_days)
            minimum = minimum_on(rules, slot.held_on)
            yield _Held(slot.meeting_id, ksm_id, slot.held_on, cut_off, minimum, counted_on)


class _Counts:
    """Two numbers of each kind per meeting, and per group how many members were judged and how many saved."""

    def __init__(self, held: Sequence[_Held]):
        rows = ", ".join(row.values() for row in held)
        self.present, self.books, self.agenda, self.savers = (
            _pairs(HELD.format(rows=rows) + query.format(**WORDS)) if held else {}
            for query in (PRESENT, BOOKS, AGENDA, SAVERS)
        )

    def of(self, slot: Slot) -> MeetingTally:
        """What was counted of one meeting of a window."""
        pk = slot.meeting_id
        if pk is None or not slot.was_held:
            return MeetingTally(known=slot.is_known)
        active, present = self.present.get(pk, NOTHING)
        books, on_time = self.books.get(pk, NOTHING)
        agenda, met = self.agenda.get(pk, NOTHING)
        return MeetingTally(
            known=slot.is_known,
            in_week=slot.state == SlotState.HELD,
            active=active,
            present=present,
            books=books,
            books_on_time=on_time,
            agenda=agenda or STANDARD_AGENDA,
            agenda_met=met,
        )


def _pairs(query: str) -> dict[int, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {pk: (first, second) for pk, first, second in cursor.fetchall()}
