"""When a group meets: its rhythm, its weeks, and the oldest one still to be recorded. Reads only."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from groups.models import Ksm
from ksm.sets import among
from meetings.models import Meeting, SheetDraft
from meetings.schedule import Plan, RecordedMeeting, Rhythm, Slot, SlotState, lags, slots, until

OPEN_STATES = (SlotState.OPEN, SlotState.UNRECORDED, SlotState.TO_COME)


def rhythm_of(ksm: Ksm) -> Rhythm | None:
    """When the group meets and met, each agreement from its own week on; None before mentoring starts."""
    start = ksm.mentoring_started_on
    if start is None:
        return None
    first, *later = ksm.rhythms
    plans = (Plan(_first_week(start, one.since), one.weekday, one.frequency) for one in later if one.since)
    return Rhythm(start, first.weekday, first.frequency, tuple(plans))


def _first_week(start: datetime.date, since: datetime.date) -> int:
    """The first programme week that begins on or after a day."""
    return max(-(-(since - start).days // 7) + 1, 1)


def routine_rows(ksm: Ksm) -> list[RecordedMeeting]:
    rows = ksm.meetings.filter(kind=Meeting.Kind.ROUTINE).values_list(
        "id", "scheduled_on", "held_on", "state"
    )
    return [RecordedMeeting(*row) for row in rows]


def _before_closing(ksm: Ksm, all_slots: Iterator[Slot], rows: Iterable[RecordedMeeting]) -> Iterator[Slot]:
    """A group that was closed meets no more: of the weeks since only what is recorded all the same."""
    if ksm.closed_on is None:
        return all_slots
    last = max([ksm.closed_on, *(row.scheduled_on for row in rows)])
    return takewhile(lambda slot: slot.scheduled_on <= last, all_slots)


def schedule_of(ksm: Ksm, as_of: datetime.date) -> list[Slot]:
    """The routine meetings of weeks 1 to the week after `as_of`, drafts shown as open; of a closed group
    none after its closing. Two queries.
    """
    rhythm = rhythm_of(ksm)
    if rhythm is None:
        return []
    drafts = ksm.drafts.filter(kind=Meeting.Kind.ROUTINE).values_list("scheduled_on", flat=True)
    rows = routine_rows(ksm)
    return list(ahead_of(ksm, _before_closing(ksm, slots(rhythm, rows, as_of, drafts), rows), as_of))


def slots_by_ksm(ksms: Sequence[Ksm], as_of: datetime.date) -> dict[int, Iterator[Slot]]:
    """Per group every routine meeting from week 1 on, as known on `as_of`, without end as long as the group
    is open. Two queries.

    No meeting at all of a group whose mentoring has not begun.
    """
    rows, drafts = defaultdict(list), defaultdict(list)
    ids = [ksm.pk for ksm in ksms]
    routine = Meeting.objects.filter(among(ids), kind=Meeting.Kind.ROUTINE).order_by()
    values = ("ksm_id", "id", "scheduled_on", "held_on", "state")
    for ksm_id, pk, scheduled_on, held_on, state in routine.values_list(*values):
        rows[ksm_id].append(RecordedMeeting(pk, scheduled_on, held_on, state))
    open_days = SheetDraft.objects.filter(among(ids), kind=Meeting.Kind.ROUTINE)
    for ksm_id, day in open_days.values_list("ksm_id", "scheduled_on"):
        drafts[ksm_id].append(day)
    found: dict[int, Iterator[Slot]] = {}
    for ksm in ksms:
        rhythm, recorded = rhythm_of(ksm), rows[ksm.pk]
        found[ksm.pk] = iter(())
        if rhythm:
            all_slots = slots(rhythm, recorded, as_of, drafts[ksm.pk])
            found[ksm.pk] = _before_closing(ksm, all_slots, recorded)
    return found


def past_of(ksm: Ksm, all_slots: Iterator[Slot], as_of: datetime.date) -> tuple[Slot, ...]:
    """Of all meetings of a group those of week 1 to the week of `as_of`."""
    return tuple(until(all_slots, ksm.week_on(as_of) or 0))


def ahead_of(ksm: Ksm, all_slots: Iterator[Slot], as_of: datetime.date) -> tuple[Slot, ...]:
    """Of all meetings of a group those of week 1 to the week after that of `as_of`."""
    return tuple(until(all_slots, max(ksm.week_on(as_of) or 0, 0) + 1))


def past_by_ksm(ksms: Sequence[Ksm], as_of: datetime.date) -> dict[int, tuple[Slot, ...]]:
    """Per group the routine meetings of week 1 to the week of `as_of`. Two queries."""
    all_slots = slots_by_ksm(ksms, as_of)
    return {ksm.pk: past_of(ksm, all_slots[ksm.pk], as_of) for ksm in ksms}


def lagging(past: Iterable[Slot], as_of: datetime.date) -> tuple[Slot, ...]:
    """Of past meetings those unrecorded for more than seven days (J30)."""
    return tuple(slot for slot in past if lags(slot, as_of))


def lagging_by_ksm(ksms: Sequence[Ksm], as_of: datetime.date) -> dict[int, tuple[Slot, ...]]:
    """Per group its past meetings, of any week, unrecorded for more than seven days (J30). Two queries."""
    return {pk: lagging(past, as_of) for pk, past in past_by_ksm(ksms, as_of).items()}


def open_slots_by_ksm(ksms: Sequence[Ksm], as_of: datetime.date) -> dict[int, Slot | None]:
    """Per group its oldest planned meeting up to this week about which no sheet is closed. Two queries."""
    return {
        pk: next((slot for slot in past if slot.state in OPEN_STATES), None)
        for pk, past in past_by_ksm(ksms, as_of).items()
    }


def oldest_to_record(ksm: Ksm, today: datetime.date) -> Slot | None:
    """The oldest routine week about which nobody closed a sheet yet; next week's when all others are done."""
    return next((slot for slot in schedule_of(ksm, today) if slot.state in OPEN_STATES), None)


def paper_week(ksm: Ksm, today: datetime.date) -> Slot | None:
    """The next paper week to type in: the oldest still to be recorded, unless it is yet to come."""
    slot = oldest_to_record(ksm, today)
    return slot if slot and slot.scheduled_on <= today else None
