"""What the records say about a group's routine meetings, collected for one group or for thousands alike.

`collect_facts` reads a fixed number of grouped queries and hands frozen values to the pure rules in
`assessment/graduation/criteria.py`. Nothing here judges.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, Sum

from assessment.graduation.evidence import (
    STANDARD_AGENDA,
    AgendaFact,
    BookFact,
    KsmFacts,
    MeetingFact,
    MemberFact,
    Thresholds,
)
from groups.models import GroupRule, Ksm, Member, ProgramRule
from ksm.sets import among
from meetings.calendar import rhythm_of, slots_by_ksm
from meetings.models import AgendaItem, Attendance, BookCheck, Meeting
from meetings.schedule import Slot, first_window, rolling_window, until
from savings.models import Saving


def thresholds_on(day: datetime.date) -> Thresholds:
    """The programme's thresholds in force on `day` (ProgramRule)."""
    rule = ProgramRule.objects.in_force_on(day)
    return Thresholds(
        attendance_above=Fraction(rule.attendance_above_percent, 100),
        savers_min=Fraction(rule.savers_min_percent, 100),
        grace_days=rule.book_grace_days,
        window_size=rule.window_meetings,
        max_holidays=rule.max_holidays_in_window,
    )


Window = Callable[[Ksm, Iterator[Slot], Thresholds], tuple[Slot, ...]]


def first_weeks(ksm: Ksm, all_slots: Iterator[Slot], thresholds: Thresholds) -> tuple[Slot, ...]:
    """The first four scheduled routine meetings (A10)."""
    return first_window(all_slots, thresholds.window_size, thresholds.max_holidays)


def up_to_week(last_week: int) -> Window:
    """The four scheduled routine meetings up to and including a programme week."""

    def window(ksm: Ksm, all_slots: Iterator[Slot], thresholds: Thresholds) -> tuple[Slot, ...]:
        known = until(all_slots, last_week)
        return rolling_window(known, thresholds.window_size, thresholds.max_holidays)

    return window


def latest_known(as_of: datetime.date) -> Window:
    """The last four scheduled routine meetings about which nothing is open any more on `as_of` (F3)."""

    def window(ksm: Ksm, all_slots: Iterator[Slot], thresholds: Thresholds) -> tuple[Slot, ...]:
        known = [slot for slot in until(all_slots, ksm.week_on(as_of) or 0) if slot.is_known]
        return rolling_window(known, thresholds.window_size, thresholds.max_holidays)

    return window


class AgreedRule(NamedTuple):
    """What is counted of one text of the five rules; `minimum_saving` in rupiah."""

    kind: str
    has_text: bool
    agreed_on: datetime.date | None
    signed: bool
    minimum_saving: int | None


def rules_by_ksm(ksm_ids: Collection[int]) -> dict[int, list[AgreedRule]]:
    """Every text of the five rules per group, the newest first; one query."""
    found: dict[int, list[AgreedRule]] = {pk: [] for pk in ksm_ids}
    has_text = ExpressionWrapper(~Q(text=""), output_field=BooleanField())
    rows = GroupRule.objects.filter(among(ksm_ids)).annotate(has_text=has_text)
    for ksm_id, *row in rows.order_by("-agreed_on", "-pk").values_list("ksm_id", *AgreedRule._fields):
        found[ksm_id].append(AgreedRule(*row))
    return found


def collect_facts(
    ksms: Sequence[Ksm], *, as_of: datetime.date, window_of: Callable[[Ksm], Window], thresholds: Thresholds
) -> dict[int, KsmFacts]:
    """The facts of each group in its window as of a day, in nine queries however many groups there are."""
    ids = [ksm.pk for ksm in ksms]
    all_slots = slots_by_ksm(ksms, as_of)
    windows = {ksm.pk: window_of(ksm)(ksm, all_slots[ksm.pk], thresholds) for ksm in ksms}
    chosen = {slot.meeting_id: slot for window in windows.values() for slot in window if slot.meeting_id}
    held_ids = [pk for pk, slot in chosen.items() if slot.was_held]
    records = _Records(ids, held_ids)
    return {ksm.pk: _facts(ksm, windows[ksm.pk], records, as_of=as_of, thresholds=thresholds) for ksm in ksms}


class _Records:
    """Rows of the chosen meetings, read once and grouped by group or meeting."""

    def __init__(self, ksm_ids: list[int], meeting_ids: list[int]):
        self.members = defaultdict(list)
        fields = ("ksm_id", "id", "number", "name", "joined_on", "left_on")
        for ksm_id, *row in Member.objects.filter(ksm_id__in=ksm_ids).values_list(*fields):
            self.members[ksm_id].append(MemberFact(*row))
        self.rules = rules_by_ksm(ksm_ids)
        self.meetings = {}
        entries = {}
        for meeting in Meeting.objects.filter(pk__in=meeting_ids).only("entry_id", "cash_difference"):
            self.meetings[meeting.pk] = meeting
            entries[meeting.entry_id] = meeting.pk
        self.present = defaultdict(set)
        marks = Attendance.objects.filter(meeting_id__in=meeting_ids, status__in=Attendance.PRESENT)
        for meeting_id, member_id in marks.order_by().values_list("meeting_id", "member_id"):
            self.present[meeting_id].add(member_id)
        self.deposits: dict[int, dict[int, int]] = defaultdict(dict)
        for entry_id, member_id, amount in self._wajib([pk for pk in entries if pk]):
            self.deposits[entries[entry_id]][member_id] = amount
        self.agenda = defaultdict(list)
        items = AgendaItem.objects.filter(meeting_id__in=meeting_ids).order_by("meeting_id", "sequence")
        for meeting_id, label, state in items.values_list("meeting_id", "label", "state"):
            self.agenda[meeting_id].append(AgendaFact(label, state != AgendaItem.State.NOT_DONE))
        self.books = defaultdict(list)
        checks = BookCheck.objects.filter(meeting_id__in=meeting_ids, required=True)
        ordered = checks.order_by("meeting_id", "sequence")
        for meeting_id, label, finished_on in ordered.values_list("meeting_id", "label", "finished_on"):
            self.books[meeting_id].append(BookFact(label, finished_on))

    @staticmethod
    def _wajib(entry_ids):
        """Wajib deposits per entry and member; what a meeting's own entry holds is what counts (B3, B4)."""
        rows = Saving.objects.filter(
            entry_id__in=entry_ids, kind=Saving.Kind.WAJIB, direction=Saving.Direction.DEPOSIT
        )
        grouped = rows.order_by().values("entry_id", "member_id").annotate(total=Sum("amount"))
        return grouped.values_list("entry_id", "member_id", "total")


def _facts(ksm: Ksm, window: Sequence[Slot], records: _Records, *, as_of, thresholds: Thresholds) -> KsmFacts:
    first, last = window_days(ksm, window)
    agreed, unsigned = rules_agreed(records.rules[ksm.pk], last or as_of)
    members = records.members[ksm.pk]
    # A week may end after `as_of`; who leaves then was still a member by what is told here (J4).
    counted_on = min(last or as_of, as_of)
    return KsmFacts(
        ksm_id=ksm.pk,
        as_of=as_of,
        first=first,
        last=last,
        meetings=tuple(_meeting(slot, ksm.pk, members, records) for slot in window),
        members=tuple(sorted((m for m in members if m.is_active_on(counted_on)), key=lambda m: m.number)),
        rules_agreed=agreed,
        rules_unsigned=unsigned,
        complete=is_complete(window, thresholds),
    )


def window_days(ksm: Ksm, window: Sequence[Slot]) -> tuple[datetime.date | None, datetime.date | None]:
    """The first day of a window's first week and the seventh of its last; None, None of no window."""
    rhythm = rhythm_of(ksm)
    if not window or rhythm is None:
        return None, None
    last = rhythm.week_start(window[-1].week + 1) - datetime.timedelta(days=1)
    return rhythm.week_start(window[0].week), last


def is_complete(window: Sequence[Slot], thresholds: Thresholds) -> bool:
    """Are there enough meetings to decide, and is nothing about them open (A10)?"""
    return len(window) == thresholds.window_size and all(slot.is_known for slot in window)


def rules_agreed(
    rules: Iterable[AgreedRule], last_day: datetime.date
) -> tuple[frozenset[str], frozenset[str]]:
    """Kinds with an agreed, signed text dated by the last day (E1); kinds that lack the signature."""
    dated = [rule for rule in rules if rule.has_text and rule.agreed_on and rule.agreed_on <= last_day]
    agreed = frozenset(rule.kind for rule in dated if rule.signed)
    return agreed, frozenset(rule.kind for rule in dated) - agreed


def minimum_on(rules: Iterable[AgreedRule], day: datetime.date) -> int:
    """Agreed minimum saving in force on a day, in rupiah; 1 where none is agreed: any amount counts (B3).

    `rules` come newest first. A text without a date (imported so) counts where no dated one does.
    """
    savings = [rule for rule in rules if rule.kind == GroupRule.Kind.SAVING]
    dated = [rule for rule in savings if rule.agreed_on and rule.agreed_on <= day]
    chosen = next(iter(dated or [rule for rule in savings if rule.agreed_on is None]), None)
    return (chosen.minimum_saving if chosen else None) or 1


def _meeting(slot: Slot, ksm_id: int, members: Iterable[MemberFact], records: _Records) -> MeetingFact:
    base: dict[str, Any] = {
        "week": slot.week,
        "scheduled_on": slot.scheduled_on,
        "state": slot.state.value,
        "known": slot.is_known,
    }
    if slot.held_on is None or slot.meeting_id is None or not slot.was_held:
        return MeetingFact(**base)
    active = frozenset(member.id for member in members if member.is_active_on(slot.held_on))
    minimum = minimum_on(records.rules[ksm_id], slot.held_on)
    deposits = records.deposits[slot.meeting_id]
    agenda = tuple(records.agenda[slot.meeting_id])
    return MeetingFact(
        **base,
        held_on=slot.held_on,
        in_week=slot.state.value == "HELD",
        active=active,
        present=frozenset(records.present[slot.meeting_id]) & active,
        savers=frozenset(pk for pk, amount in deposits.items() if amount >= minimum) & active,
        collected=sum(deposits.values()),
        due=minimum * len(active),
        books=tuple(records.books[slot.meeting_id]),
        agenda=agenda,
        agenda_size=len(agenda) or STANDARD_AGENDA,
        cash_difference=records.meetings[slot.meeting_id].cash_difference,
    )
