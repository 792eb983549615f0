"""The table of paper weeks as it is typed: a column per week, a row per member, one cell for both facts."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict

from groups.models import Ksm, Member
from ksm.dates import DateError, parse_date
from ksm.fields import RupiahField, TanggalField
from ksm.forms import PlainSpoken
from meetings.calendar import schedule_of
from meetings.paper_weeks.cells import Cell, read_cell
from meetings.paper_weeks.recording import Copying, PaperWeek, PaperWeeksError, WeekFault, record_weeks
from meetings.refusals import MeetingError
from meetings.schedule import Slot, SlotState

MOST_WEEKS, USUAL_WEEKS = 60, 12
CHOICES = (4, 8, 12, 26, 52, 60)
EMPTY = "Minggu ini belum diisi, padahal sesudahnya sudah."
BOTH = "Ditandai tidak dilaksanakan, tetapi ada isinya."
NO_CASH = "Centang bila cocok, atau tulis kas yang dihitung di baris Kas."
NOTHING = "Isi paling sedikit satu minggu, mulai dari yang paling lama."


def open_weeks(ksm: Ksm, today: datetime.date) -> list[Slot]:
    """The past weeks of which nothing is recorded, the oldest first, up to one that has a draft."""
    waiting = []
    for slot in schedule_of(ksm, today):
        if slot.state == SlotState.OPEN or slot.scheduled_on > today:
            break
        if slot.state in (SlotState.UNRECORDED, SlotState.TO_COME):
            waiting.append(slot)
    return waiting


class CopyForm(PlainSpoken, forms.Form):
    """What holds for all weeks of the table."""

    reason = forms.CharField(
        label="Alasan minggu yang tidak dilaksanakan",
        max_length=300,
        required=False,
        help_text="Satu alasan untuk semua minggu yang ditandai tidak dilaksanakan.",
    )
    checked_by = forms.CharField(label="Pemeriksa buku", max_length=120, required=False)
    cash_agrees = forms.BooleanField(
        label="Kas di kotak tiap minggu cocok dengan catatan, kecuali yang ditulis di baris Kas",
        required=False,
    )


class WeekForm(PlainSpoken, forms.Form):
    """The head of one column."""

    off = forms.BooleanField(label="Tidak dilaksanakan", required=False)
    held_on = TanggalField(label="Dilaksanakan", required=False)
    agenda = forms.BooleanField(label="Semua agenda", required=False)
    books = forms.BooleanField(label="Buku hari itu", required=False)
    cash = RupiahField(label="Kas", required=False)

    def __init__(self, *args, number: int, **kwargs):
        super().__init__(*args, **kwargs)
        for one in self.fields.values():
            one.widget.attrs["aria-label"] = f"{one.label}, minggu {number}"


@dataclass(slots=True)
class TypedCell:
    """One cell of the table with what is wrong with it."""

    name: str
    value: str
    label: str
    is_member: bool
    error: str = ""
    cell: Cell | None = None


@dataclass(slots=True)
class Column:
    """One week: its head and, by member id, its cells."""

    number: int
    day: datetime.date
    form: WeekForm
    cells: dict[int, TypedCell] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return not self.form["off"].value() and not any(cell.value for cell in self.cells.values())

    @property
    def is_faulty(self) -> bool:
        return bool(self.errors or self.form.errors or any(cell.error for cell in self.cells.values()))


class PaperWeeks:
    """The whole table: made from the weeks that wait, filled with what was typed, recorded together."""

    def __init__(
        self, ksm: Ksm, slots: Sequence[Slot], members: Sequence[Member], data: QueryDict | None = None
    ):
        self.ksm, self.members, self.data = ksm, members, data
        self.form = CopyForm(data)
        self.columns = [self._column(slot) for slot in slots]

    def _column(self, slot: Slot) -> Column:
        prefix = f"w{slot.scheduled_on:%Y%m%d}"
        form = WeekForm(self.data, prefix=prefix, number=slot.week, initial={"held_on": slot.scheduled_on})
        column = Column(slot.week, slot.scheduled_on, form)
        for member in self.members:
            name = f"{prefix}-{member.pk}"
            value = self.data.get(name, "") if self.data else ""
            label, is_member = f"{member.name}, minggu {slot.week}", member.is_active_on(slot.scheduled_on)
            column.cells[member.pk] = TypedCell(name, value, label, is_member)
        return column

    @property
    def rows(self) -> list[tuple[Member, list[TypedCell]]]:
        return [(member, [column.cells[member.pk] for column in self.columns]) for member in self.members]

    @property
    def heads(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The facts of each week: a label, and its field in every column."""
        labels = {name: str(one.label) for name, one in WeekForm.base_fields.items()}
        return [(label, [column.form[name] for column in self.columns]) for name, label in labels.items()]

    @property
    def filled(self) -> list[Column]:
        """The columns up to the last one that holds anything; those after it are left for another time."""
        last = max((place for place, one in enumerate(self.columns, 1) if not one.is_blank), default=0)
        return self.columns[:last]

    @property
    def good(self) -> int:
        return sum(not column.is_faulty for column in self.filled)

    def is_valid(self) -> bool:
        """Can every filled column be read? All are looked at, so that all faults come in one round."""
        is_good = self.form.is_valid()
        for column in self.filled:
            self._read(column)
        if not self.filled:
            self.form.add_error(None, NOTHING)
        if any(column.form["off"].value() for column in self.filled) and not self._said("reason"):
            self.form.add_error("reason", "Tulis alasannya.")
        return is_good and not self.form.errors and not any(column.is_faulty for column in self.filled)

    def _said(self, name: str) -> bool:
        return bool(self.form.cleaned_data.get(name))

    def _read(self, column: Column) -> None:
        head = column.form.cleaned_data if column.form.is_valid() else {}
        for cell in column.cells.values():
            try:
                cell.cell = read_cell(cell.value)
            except MeetingError as error:
                cell.error = str(error)
        if column.is_blank:
            column.errors.append(EMPTY)
        elif head.get("off"):
            if any(cell.value.strip() for cell in column.cells.values()):
                column.errors.append(BOTH)
        elif head and head["cash"] is None and not self._said("cash_agrees"):
            self._tell("cash_agrees", NO_CASH)

    def _tell(self, name: str, sentence: str) -> None:
        """What holds for all weeks is said once."""
        if sentence not in self.form.errors.get(name, []):
            self.form.add_error(name, sentence)

    def record(self, copying: Copying) -> int:
        """How many weeks were recorded; 0 when they are refused, each sentence put where it belongs."""
        try:
            return len(record_weeks(ksm=self.ksm, weeks=[_week(one) for one in self.filled], copying=copying))
        except PaperWeeksError as error:
            self.form.add_error(None, str(error))
            for fault in error.faults:
                self._show(fault)
            return 0

    def _show(self, fault: WeekFault) -> None:
        column = next(one for one in self.columns if one.day == fault.scheduled_on)
        if fault.name == "cell" and fault.member_id in column.cells:
            column.cells[fault.member_id].error = fault.sentence
        elif fault.name == "checked_by":
            self._tell("checked_by", fault.sentence)
        elif fault.name in column.form.fields:
            column.form.add_error(fault.name, fault.sentence)
        else:
            column.errors.append(fault.sentence)


def _week(column: Column) -> PaperWeek:
    head = column.form.cleaned_data
    return PaperWeek(
        scheduled_on=column.day,
        held_on=None if head["off"] else head["held_on"] or column.day,
        cells={pk: one.cell for pk, one in column.cells.items() if one.cell},
        agenda_done=head["agenda"],
        books_done=head["books"],
        counted_cash=head["cash"],
    )


def sent_days(data: Mapping) -> list[datetime.date]:
    """The days of the columns that were sent, at most MOST_WEEKS; what is no day is passed over."""
    days = []
    for text in data.get("days", "").split(",")[:MOST_WEEKS]:
        try:
            day = parse_date(text[:10])
        except DateError:
            continue
        days += [day] if day else []
    return days
