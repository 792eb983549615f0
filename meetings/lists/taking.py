"""A list read, compared with the members who are there, tried, and stored as far as nothing is against it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import transaction

from groups.access import Access
from groups.locking import take_lock
from groups.members.enrolment import enrol_member, update_member
from groups.models import Ksm, Member
from groups.models.members import masked
from ksm.keys import keyed_hashes
from ksm.refusals import RefusalError
from ksm.text import sought
from meetings.lists.kinds import GROUP, STORED, ListKind
from meetings.refusals import MeetingError
from meetings.workbook.cells import Cell, RawSheet, read_sheets
from meetings.workbook.faults import Faults
from meetings.workbook.layout import Column
from meetings.workbook.package import UnreadableWorkbookError
from meetings.workbook.tables import Row, Table, heading_row, read_table, squeezed
from meetings.workbook.values import Choice

MOST_ROWS, MOST_ROWS_OF_AREA = 500, 3000
UNKNOWN_GROUP = "Tidak ada KSM dengan kode atau nama ini di kelurahan ini."
SEVERAL_GROUPS = "Beberapa KSM bernama sama; tulis kodenya."
UNKNOWN = "Tidak ada anggota dengan nomor, NIK, atau nama ini."
SEVERAL = "Beberapa anggota bernama sama; tulis nomornya."
NOT_YOURS = "Anggota ini sudah ada; hanya fasilitator yang mengubahnya."
OTHER_NAME = "Nomor ini milik {name}. Samakan namanya, atau kosongkan nomornya."


class State(StrEnum):
    NEW = "NEW"
    CHANGED = "CHANGED"
    SAME = "SAME"
    REFUSED = "REFUSED"


@dataclass(slots=True)
class TakenRow:
    """One row of the file. `changes` are (heading, before, after); `reasons` by the column's field, "" for
    the row as a whole; `cells` what stood there, by field.
    """

    number: int
    name: str
    state: State
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    group: str = ""  # whose list it is, in a file of several groups


@dataclass(frozen=True, slots=True)
class Taken:
    """What became, or would become, of a list."""

    rows: list[TakenRow]
    columns: tuple[Column, ...]

    def of(self, state: str) -> list[TakenRow]:
        return [row for row in self.rows if row.state == state]

    @property
    def new(self) -> list[TakenRow]:
        return self.of(State.NEW)

    @property
    def changed(self) -> list[TakenRow]:
        return self.of(State.CHANGED)

    @property
    def same(self) -> list[TakenRow]:
        return self.of(State.SAME)

    @property
    def refused(self) -> list[TakenRow]:
        return self.of(State.REFUSED)

    @property
    def telling(self) -> list[TakenRow]:
        """What is to be looked at, the refused first."""
        return [*self.refused, *self.changed, *self.new]

    @property
    def changes_something(self) -> bool:
        return bool(self.new or self.changed)


def take_list(data: bytes, *, kind: ListKind, access: Access, today: datetime.date, store: bool) -> Taken:
    """Read a file and try each of its rows by the verb that a page would use; keep them only to `store`.

    Raises MeetingError for a file without such a list.
    """
    columns = kind.columns_for(access)
    table, faults = _table(data, columns, MOST_ROWS)
    with transaction.atomic():
        taker = _Taker(kind, access, today)
        rows = [
            taker.take(row, _cells(table, row), _reasons(table, row, columns, faults), columns)
            for row in table.rows
        ]
        transaction.set_rollback(not store)
    return Taken(rows, columns)


def take_lists(
    data: bytes, *, kind: ListKind, accesses: Iterable[Access], today: datetime.date, store: bool
) -> Taken:
    """The same for a file with the lists of several groups, which a column names by code or by name.

    A row of a group that is none of these is refused. Raises MeetingError for a file without such a list.
    Groups are locked in the order that all verbs of several groups keep, whatever the order of the rows.
    """
    columns = (GROUP, *kind.columns)
    table, faults = _table(data, columns, MOST_ROWS_OF_AREA)
    takers = _by_called([_Taker(kind, access, today) for access in accesses])
    rows = []
    named = {_called(str(row.values.get("ksm") or "")) for row in table.rows}
    with transaction.atomic():
        for pk in sorted({taker.ksm.pk for called in named for taker in takers.get(called, [])}):
            take_lock(pk)
        for row in table.rows:
            cells, reasons = _cells(table, row), _reasons(table, row, columns, faults)
            found = takers.get(_called(str(row.values.get("ksm") or "")), [])
            if "ksm" not in reasons and len(found) != 1:
                reasons["ksm"] = SEVERAL_GROUPS if found else UNKNOWN_GROUP
            if "ksm" in reasons:
                name = str(row.values.get("name") or "")
                rows.append(TakenRow(row.number, name, State.REFUSED, reasons=reasons, cells=cells))
                continue
            [taker] = found
            taken = taker.take(row, cells, reasons, columns)
            taken.group = taker.ksm.name
            rows.append(taken)
        transaction.set_rollback(not store)
    return Taken(rows, columns)


def _by_called(takers: Iterable["_Taker"]) -> dict[str, list["_Taker"]]:
    """Who takes the rows of a group, by its code and by its name; several where two are called alike."""
    found: dict[str, list[_Taker]] = {}
    for taker in takers:
        for called in {_called(taker.ksm.code), _called(taker.ksm.name)}:
            found.setdefault(called, []).append(taker)
    return found


def _table(data: bytes, columns: tuple[Column, ...], most: int) -> tuple[Table, Faults]:
    """The first sheet with the list's name or headings."""
    try:
        sheets = read_sheets(data, lambda title: True)
    except UnreadableWorkbookError as refusal:
        raise MeetingError(str(refusal), "file") from refusal
    raw = next((one for one in sheets if _is_list(one, columns)), None)
    if raw is None:
        needed = ", ".join(column.heading for column in columns if column.must_exist)
        raise MeetingError(f"Tidak ada lembar dengan kolom {needed}. Mulai dari templatnya.", "file")
    faults = Faults()
    table = read_table(raw, raw.title, columns, faults)
    if not table.rows:
        raise MeetingError("Daftarnya masih kosong.", "file")
    if len(table.rows) > most:
        raise MeetingError(f"Paling banyak {most} baris sekaligus.", "file")
    return table, faults


def _is_list(raw: RawSheet, columns: tuple[Column, ...]) -> bool:
    headings = raw.rows().get(heading_row(raw, columns), {}).values()
    wanted = {squeezed(column.heading) for column in columns if column.must_exist}
    return wanted <= {squeezed(cell.value) for cell in headings}


def _cells(table: Table, row: Row) -> dict[str, Cell]:
    return {name: table.raw.get(row.number, column) for name, column in table.columns.items()}


def _reasons(table: Table, row: Row, columns: Iterable[Column], faults: Faults) -> dict[str, str]:
    found = {}
    for column in columns:
        if text := faults.told_at(table.sheet, table.cell(row.number, column.field)):
            found[column.field] = text
    return found


@dataclass(slots=True)
class _Taker:
    kind: ListKind
    access: Access
    today: datetime.date

    @property
    def ksm(self) -> Ksm:
        return self.access.ksm

    def take(
        self, row: Row, cells: dict[str, Cell], reasons: dict[str, str], columns: tuple[Column, ...]
    ) -> TakenRow:
        said = {name: value for name, value in row.values.items() if value not in (None, "")}
        taken = TakenRow(row.number, str(said.get("name", "")), State.REFUSED, reasons=reasons, cells=cells)
        if reasons:
            return taken
        try:
            with transaction.atomic():
                member = self._find(said)
                if member is None:
                    self._add(said)
                    taken.state = State.NEW
                else:
                    taken.changes = self._change(member, said, columns)
                    taken.state = State.CHANGED if taken.changes else State.SAME
        except RefusalError as refusal:
            taken.reasons[_field_of(refusal.field)] = str(refusal)
        return taken

    def _find(self, said: Mapping[str, Any]) -> Member | None:
        """By number, else by NIK; in a list that adds nobody at last by a name that only one bears."""
        members = self.ksm.members.order_by("number")
        if number := said.get("number"):
            found = members.filter(number=number).first()
            if found and _called(found.name) != _called(str(said["name"])) and not self.kind.adds:
                raise MeetingError(OTHER_NAME.format(name=found.name), "number")
            if found or self.kind.adds:
                return found
        if nik := said.get("nik"):
            found = members.filter(nik_hash__in=keyed_hashes(nik), left_on=None).first()
            if found:
                return found
        if self.kind.adds:
            return None
        called = _called(str(said["name"]))
        named = [one for one in members.filter(left_on=None) if _called(one.name) == called]
        if len(named) != 1:
            raise MeetingError(SEVERAL if named else UNKNOWN, "name")
        return named[0]

    def _add(self, said: Mapping[str, Any]) -> None:
        for name, heading in (("sex", "L/P"), ("joined", "Tanggal masuk")):
            if name not in said:
                raise MeetingError(f"{heading} wajib diisi untuk anggota baru.", STORED[name])
        facts = {STORED[name]: value for name, value in said.items()}
        enrol_member(ksm=self.ksm, today=self.today, by=self.access.user, **facts)

    def _change(
        self, member: Member, said: Mapping[str, Any], columns: tuple[Column, ...]
    ) -> list[tuple[str, str, str]]:
        """What differs, in words; an empty cell leaves what is stored."""
        taken = said if self.kind.adds else {name: said[name] for name in ("ps2", "priority") if name in said}
        fields = {column.field: column for column in columns}
        different = {name: value for name, value in taken.items() if getattr(member, STORED[name]) != value}
        if not different:
            return []
        if not self.access.can_edit:
            raise MeetingError(NOT_YOURS, "name")
        told = [
            (fields[name].heading, *_told(member, fields[name], value)) for name, value in different.items()
        ]
        facts = {STORED[name]: value for name, value in different.items()}
        update_member(member=member, today=self.today, by=self.access.user, **facts)
        return told


def _called(name: str) -> str:
    return sought(name).casefold()


def _told(member: Member, column: Column, value: Any) -> tuple[str, str]:
    """Before and after, as the list writes it; a NIK and a telephone number are never told whole."""
    name = column.field
    if name == "nik":
        return member.masked_nik, masked(value)
    if name == "phone":
        return member.masked_phone or "–", masked(value) or "–"
    return _words(getattr(member, STORED[name]), column), _words(value, column)


def _words(value: Any, column: Column) -> str:
    if isinstance(column.read, Choice):
        value = column.read.word(value)
    if isinstance(value, datetime.date):
        return f"{value:%d-%m-%Y}"
    return "–" if value in (None, "") else str(value)


def _field_of(stored: str | None) -> str:
    """The column beside which a verb's refusal stands."""
    return next((name for name, one in STORED.items() if one == stored), "")
