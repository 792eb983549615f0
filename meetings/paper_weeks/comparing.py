"""Weeks of a file that are recorded already: what the file says beside what the sheet says. Reads only."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Sum

from groups.models import Ksm, Member
from ksm.dates import DateError, parse_date
from ksm.money import MoneyError, format_number, parse_rupiah
from meetings.models import AgendaItem, Attendance, BookCheck, Meeting
from meetings.paper_weeks.cells import read_cell
from meetings.paper_weeks.form import WeekForm
from meetings.refusals import MeetingError
from meetings.sheet.basis import rules_in_force
from savings.models import Saving

TICK = "v"
HEADS = {name: str(one.label) for name, one in WeekForm.base_fields.items()}
COMPARED = (Meeting.State.CLOSED, Meeting.State.NOT_HELD)
OPEN, UNPLANNED = "Lembarnya belum ditutup; selesaikan di sana.", "Tidak terjadwal, jadi dilewati."


@dataclass(slots=True)
class TypedWeek:
    """A column of a file as it stands there: by the name of a head, and by a member's number."""

    day: datetime.date
    heads: dict[str, str] = field(default_factory=dict)
    cells: dict[int, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Was nothing filled in? The day itself stands in every column of a template."""
        return not self.cells and not any(text for name, text in self.heads.items() if name != "held_on")


@dataclass(frozen=True, slots=True)
class Compared:
    """One cell: what the file says, what is recorded, as they are typed, and whether they mean the same."""

    label: str
    typed: str
    stored: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class ComparedWeek:
    """One week of a file; `told` says why there is nothing to compare, and then there are no cells.

    `meeting` is the sheet of the week, by its key, where it has one.
    """

    day: datetime.date
    number: int | None
    told: str = ""
    cells: Sequence[Compared] = ()
    meeting: int | None = None

    @property
    def different(self) -> list[Compared]:
        return [cell for cell in self.cells if not cell.is_same]

    @property
    def same(self) -> list[Compared]:
        return [cell for cell in self.cells if cell.is_same]


def compare_weeks(ksm: Ksm, weeks: Sequence[TypedWeek]) -> list[ComparedWeek]:
    """The weeks of a file against the routine sheets of their days; blank columns are left out.

    Seven queries, and those of the rule of saving for each week.
    """
    weeks = [week for week in weeks if not week.is_blank]
    days = [week.day for week in weeks]
    found = ksm.meetings.filter(kind=Meeting.Kind.ROUTINE, scheduled_on__in=days)
    meetings = {meeting.scheduled_on: meeting for meeting in found}
    stored = _stored(ksm, list(meetings.values()))
    members = {member.number: member for member in ksm.members.all()}
    return [_compared(ksm, week, meetings.get(week.day), stored, members) for week in weeks]


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the sheets hold, by meeting: marks and wajib by member; where agenda or books were left open."""

    marks: Mapping[int, Mapping[int, str]]
    wajib: Mapping[int, Mapping[int, int]]
    agenda_open: set[int]
    books_open: set[int]


def _stored(ksm: Ksm, meetings: Sequence[Meeting]) -> _Stored:
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    wajib: dict[int, dict[int, int]] = defaultdict(dict)
    for meeting, member, status in Attendance.objects.filter(meeting__in=meetings).values_list(
        "meeting_id", "member_id", "status"
    ):
        marks[meeting][member] = status
    of_entry = {meeting.entry_id: meeting.pk for meeting in meetings if meeting.entry_id}
    saved = Saving.objects.filter(ksm=ksm, entry__in=of_entry, kind=Saving.Kind.WAJIB, direction="IN")
    for entry, member, total in (
        saved.order_by().values_list("entry_id", "member_id").annotate(total=Sum("amount"))
    ):
        wajib[of_entry[entry]][member] = total
    agenda = AgendaItem.objects.filter(meeting__in=meetings, state=AgendaItem.State.NOT_DONE)
    held = {meeting.pk: meeting.held_on for meeting in meetings}
    books = BookCheck.objects.filter(meeting__in=meetings, required=True).values_list(
        "meeting_id", "finished_on"
    )
    return _Stored(
        marks,
        wajib,
        set(agenda.values_list("meeting_id", flat=True)),
        {meeting for meeting, finished in books if finished != held[meeting]},
    )


def _compared(
    ksm: Ksm, week: TypedWeek, meeting: Meeting | None, stored: _Stored, members: Mapping[int, Member]
) -> ComparedWeek:
    number = ksm.week_on(week.day)
    if meeting is None or meeting.state not in COMPARED:
        told = OPEN if meeting and meeting.state == Meeting.State.REOPENED else UNPLANNED
        return ComparedWeek(week.day, number, told, meeting=meeting.pk if meeting else None)
    rule = rules_in_force(ksm, week.day).get("SAVING")
    agreed = rule.minimum_saving or 0 if rule else 0
    marks, wajib = stored.marks[meeting.pk], stored.wajib[meeting.pk]
    heads = _heads(week, meeting, stored)
    asked = sorted({*week.cells, *(one.number for one in members.values() if one.pk in marks)})
    cells = []
    for place in asked:
        member = members.get(place)
        mark = marks.get(member.pk, "") if member else ""
        saved = wajib.get(member.pk, 0) if member else 0
        typed = week.cells.get(place, "")
        label = f"{place}. {member.name}" if member else f"{place}."
        cells.append(Compared(label, typed, _words(mark, saved), _means(typed, agreed) == (mark, saved)))
    return ComparedWeek(week.day, number, cells=[*heads, *cells], meeting=meeting.pk)


def _heads(week: TypedWeek, meeting: Meeting, stored: _Stored) -> list[Compared]:
    """The facts of the week: those that the file tells, of which a tick left out says no as well."""
    is_held = meeting.state == Meeting.State.CLOSED
    held_on = f"{meeting.held_on:%d-%m-%Y}" if meeting.held_on else ""
    cash = "" if meeting.counted_cash is None else format_number(meeting.counted_cash)
    facts = {
        "off": "" if is_held else TICK,
        "held_on": held_on,
        "agenda": TICK if is_held and meeting.pk not in stored.agenda_open else "",
        "books": TICK if is_held and meeting.pk not in stored.books_open else "",
        "cash": cash,
    }
    found = []
    for name, value in facts.items():
        typed = week.heads.get(name, "")
        if name in ("held_on", "cash") and not (typed and is_held):
            continue  # an empty day is the planned one, an empty cash agrees with the book
        found.append(Compared(HEADS[name], typed, value, _plain(name, typed) == _plain(name, value)))
    return found


def _plain(name: str, text: str) -> object:
    """What a head says, however it is written; the text itself where it cannot be read."""
    try:
        if name == "held_on":
            return parse_date(text)
        if name == "cash":
            return parse_rupiah(text)
    except (DateError, MoneyError):
        return text
    return bool(text)


def _means(typed: str, agreed: int) -> tuple[str, int] | None:
    """The mark and the wajib of a cell; None for what cannot be read."""
    try:
        cell = read_cell(typed)
    except MeetingError:
        return None
    if cell is None:
        return "", 0
    return cell.mark, agreed if cell.wajib is None else cell.wajib


def _words(mark: str, saved: int) -> str:
    return f"{mark} {format_number(saved)}" if saved else mark
