"""When a group meets: its rhythm, its weeks, and the oldest one still to be recorded. Reads only."""

import datetime

from groups.models import Ksm
from meetings.models import Meeting
from meetings.schedule import RecordedMeeting, Rhythm, Slot, SlotState, slots, until


def rhythm_of(ksm: Ksm) -> Rhythm | None:
    """When the group meets; None before mentoring starts."""
    if ksm.mentoring_started_on is None:
        return None
    return Rhythm(ksm.mentoring_started_on, ksm.meeting_weekday, ksm.meeting_frequency)


def routine_rows(ksm: Ksm) -> list[RecordedMeeting]:
    rows = ksm.meetings.filter(kind=Meeting.Kind.ROUTINE).values_list(
        "id", "scheduled_on", "held_on", "state"
    )
    return [RecordedMeeting(*row) for row in rows]


def schedule_of(ksm: Ksm, as_of: datetime.date) -> list[Slot]:
    """The routine meetings of weeks 1 to the week after `as_of`, drafts shown as open. Two queries."""
    rhythm = rhythm_of(ksm)
    if rhythm is None:
        return []
    drafts = ksm.drafts.filter(kind=Meeting.Kind.ROUTINE).values_list("scheduled_on", flat=True)
    last_week = max(ksm.week_on(as_of) or 0, 0) + 1
    return until(slots(rhythm, routine_rows(ksm), as_of, drafts), last_week)


OPEN_STATES = (SlotState.OPEN, SlotState.UNRECORDED, SlotState.TO_COME)


def oldest_to_record(ksm: Ksm, today: datetime.date) -> Slot | None:
    """The oldest routine week about which nobody closed a sheet yet; next week's when all others are done."""
    return next((slot for slot in schedule_of(ksm, today) if slot.state in OPEN_STATES), None)


def paper_week(ksm: Ksm, today: datetime.date) -> Slot | None:
    """The next paper week to type in: the oldest still to be recorded, unless it is yet to come."""
    slot = oldest_to_record(ksm, today)
    return slot if slot and slot.scheduled_on <= today else None
