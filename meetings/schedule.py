"""The schedule of routine meetings: what was to happen in which programme week, and what did. Pure."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import dropwhile, islice

from ksm.dates import program_week

WEEK = datetime.timedelta(weeks=1)
WEEKS_BETWEEN = {"WEEKLY": 1, "BIWEEKLY": 2, "FOUR_WEEKLY": 4}


class SlotState(StrEnum):
    HELD = "HELD"  # closed, in its own programme week
    HELD_LATE = "HELD_LATE"  # closed, but held in another week: not held for attendance and agenda (A8)
    NOT_HELD = "NOT_HELD"
    HOLIDAY = "HOLIDAY"  # declared beforehand: not scheduled (J7)
    OPEN = "OPEN"  # a draft or a reopened sheet: nothing counts yet
    UNRECORDED = "UNRECORDED"  # its week is past and nobody recorded anything: counts as not held (A8)
    TO_COME = "TO_COME"


@dataclass(frozen=True, slots=True)
class RecordedMeeting:
    """What the schedule needs of a stored routine meeting."""

    id: int
    scheduled_on: datetime.date
    held_on: datetime.date | None
    state: str  # Meeting.State


@dataclass(frozen=True, slots=True)
class Slot:
    week: int
    scheduled_on: datetime.date
    state: SlotState
    meeting_id: int | None = None
    held_on: datetime.date | None = None
    past: bool = False

    @property
    def is_known(self) -> bool:
        """Closed, recorded as not held, or past its week: nothing about it is still to come (A10)."""
        return self.past or self.state not in (SlotState.TO_COME, SlotState.OPEN)

    @property
    def waits_for_its_sheet(self) -> bool:
        """Has nobody closed its sheet, or recorded it as not held or libur?"""
        is_closed_later = self.state == SlotState.TO_COME and self.meeting_id is not None
        return self.state in (SlotState.OPEN, SlotState.UNRECORDED, SlotState.TO_COME) and not is_closed_later

    @property
    def was_held(self) -> bool:
        return self.state in (SlotState.HELD, SlotState.HELD_LATE)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a group meets from the programme week `first_week` on: one agreement about its meetings (J21)."""

    first_week: int
    weekday: int | None = None
    frequency: str = "WEEKLY"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a group meets: the rule of regular meetings. `weekday` 0 = Monday; None = the starting day's.

    `later` are the plans that took its place, the oldest first: a week follows the one in force on its first
    day, so that no change reaches a week before it.
    """

    start: datetime.date
    weekday: int | None = None
    frequency: str = "WEEKLY"
    later: tuple[Plan, ...] = ()

    def plan_of(self, week: int) -> Plan:
        """The plan that a programme week follows."""
        first = Plan(1, self.weekday, self.frequency)
        return next((plan for plan in reversed(self.later) if plan.first_week <= week), first)

    def weeks_between(self, week: int) -> int:
        """How many weeks lie between two meetings, by the plan of that week."""
        return WEEKS_BETWEEN[self.plan_of(week).frequency]

    def week_start(self, week: int) -> datetime.date:
        return self.start + datetime.timedelta(weeks=week - 1)

    def planned_day(self, week: int) -> datetime.date | None:
        """The planned meeting day of a programme week, None in a week without one."""
        plan = self.plan_of(week)
        if (week - plan.first_week) % WEEKS_BETWEEN[plan.frequency]:
            return None
        first = self.week_start(week)
        weekday = first.weekday() if plan.weekday is None else plan.weekday
        return first + datetime.timedelta(days=(weekday - first.weekday()) % 7)


def slots(
    rhythm: Rhythm,
    meetings: Iterable[RecordedMeeting],
    as_of: datetime.date,
    drafts: Iterable[datetime.date] = (),
) -> Iterator[Slot]:
    """Every routine meeting from week 1 on, without end, as known on `as_of`. Rows win over the plan."""
    by_week: dict[int, list[RecordedMeeting]] = {}
    for meeting in meetings:
        by_week.setdefault(program_week(rhythm.start, meeting.scheduled_on), []).append(meeting)
    open_days = set(drafts)
    week, next_begins = 0, rhythm.start
    while True:
        week, next_begins = week + 1, next_begins + WEEK
        past = next_begins <= as_of
        if rows := by_week.get(week):
            for row in sorted(rows, key=lambda row: (row.scheduled_on, row.id)):
                state = _recorded_state(rhythm, row, week, as_of)
                yield Slot(week, row.scheduled_on, state, row.id, row.held_on, past)
        elif planned := rhythm.planned_day(week):
            if planned in open_days:
                yield Slot(week, planned, SlotState.OPEN, past=past)
            else:
                yield Slot(week, planned, SlotState.UNRECORDED if past else SlotState.TO_COME, past=past)


def _recorded_state(rhythm: Rhythm, row: RecordedMeeting, week: int, as_of: datetime.date) -> SlotState:
    if row.state in ("NOT_HELD", "HOLIDAY"):
        return SlotState(row.state)
    if row.state == "REOPENED":
        return SlotState.OPEN
    if row.held_on is None or row.held_on > as_of:
        return SlotState.TO_COME
    return SlotState.HELD if program_week(rhythm.start, row.held_on) == week else SlotState.HELD_LATE


LAGS_AFTER = datetime.timedelta(days=7)  # J30


def lags(slot: Slot, as_of: datetime.date) -> bool:
    """Has a past meeting been unrecorded for more than seven days (J30)?"""
    return slot.state == SlotState.UNRECORDED and as_of - slot.scheduled_on > LAGS_AFTER


def until(all_slots: Iterator[Slot], last_week: int) -> list[Slot]:
    """The slots of weeks 1 to `last_week`."""
    result: list[Slot] = []
    for slot in all_slots:
        if slot.week > last_week:
            return result
        result.append(slot)
    return result


def _scheduled(candidates: Iterable[Slot], max_holidays: int) -> Iterator[Slot]:
    """Leave out weeks declared libur, at most `max_holidays`; a further one counts as not held (J7)."""
    holidays = 0
    for slot in candidates:
        if slot.state != SlotState.HOLIDAY:
            yield slot
            continue
        holidays += 1
        if holidays > max_holidays:
            yield replace(slot, state=SlotState.NOT_HELD)


def first_window(all_slots: Iterator[Slot], size: int, max_holidays: int) -> tuple[Slot, ...]:
    """The first `size` scheduled routine meetings (A10)."""
    return tuple(islice(_scheduled(all_slots, max_holidays), size))


def rolling_window(known: Sequence[Slot], size: int, max_holidays: int) -> tuple[Slot, ...]:
    """The last `size` scheduled routine meetings of `known` (F3); fewer where there were not as many.

    Libur after the newest of them lies outside the window and does not count against it.
    """
    from_newest = dropwhile(lambda slot: slot.state == SlotState.HOLIDAY, reversed(known))
    newest_first = islice(_scheduled(from_newest, max_holidays), size)
    return tuple(newest_first)[::-1]
