"""The sheets with one column per meeting, headed by its Jadwal: attendance, savings, agenda and books."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ksm.dates import MONTHS, date_in_words
from meetings.workbook import content, layout, values
from meetings.workbook.cells import Cell
from meetings.workbook.content import MeetingFacts
from meetings.workbook.faults import Faults, cell_name
from meetings.workbook.sheets import PlainSheet
from meetings.workbook.tables import Row, Table, report_unknown_columns

_LIKE_A_DATE = re.compile(rf"\s*[0-9]+\s*([/.-]|{'|'.join(MONTHS)})", re.IGNORECASE)
_NOT_APPLICABLE = re.compile(r"tb(?:[\s:.\-–]+(.*))?", re.IGNORECASE | re.DOTALL)
REASON_LIMIT = 300
AGENDA_MARKS = {
    "v": content.DONE,
    "x": content.NOT_DONE,
    # Ticks and crosses of phones, of LibreOffice's and Excel's symbols, and of Wingdings as text.
    **dict.fromkeys("✓✔√☑✅🗸🗹ü", content.DONE),
    **dict.fromkeys("×✗✘✕✖☒❌❎û", content.NOT_DONE),
}
_attendance = values.choice({letter: letter for letter in "HTISAW"}, hint="H, T, I, S, A, W")
_agenda = values.choice(AGENDA_MARKS, hint="v, x, TB: alasan")


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that took place: `day` is when. A faulty Dilaksanakan counts as its Jadwal."""

    meeting: MeetingFacts
    scheduled: date
    day: date


@dataclass(frozen=True, slots=True)
class WideCell:
    """One cell of a meeting's column. `value` is None for nothing, and when the cell is `faulty`."""

    row: Row
    held: Held
    place: str
    value: Any
    faulty: bool


def held_meetings(meetings: PlainSheet, faults: Faults) -> tuple[Held, ...]:
    """The meetings that took place; where one of the two dates is at fault, the other stands for it."""
    table, held = meetings.table, []
    for meeting in meetings.facts:
        unread = "held" not in table.columns or faults.at(table.sheet, table.cell(meeting.row, "held"))
        day = meeting.scheduled if meeting.held is None and unread else meeting.held
        scheduled = meeting.scheduled or meeting.held
        if day and scheduled:
            held.append(Held(meeting, scheduled, day))
    return tuple(held)


class MeetingColumns:
    """Which column of a wide sheet belongs to which meeting."""

    def __init__(self, table: Table, meetings: PlainSheet, held: tuple[Held, ...], faults: Faults):
        self.table, self.faults = table, faults
        self.known = {meeting.scheduled for meeting in meetings.facts if meeting.scheduled}
        self.held = {meeting.scheduled: meeting for meeting in held}
        self.unsure = not meetings.facts or any(meeting.scheduled is None for meeting in meetings.facts)
        self.by_number: dict[int, Held] = {}
        self._repeated = 0  # headings that say a date for the second time: meant for another meeting
        strays = self._assign()
        self._report_missing(strays)
        report_unknown_columns(table, faults)

    def _assign(self) -> list[int]:
        """Match headings and meetings; returns the columns whose heading is no meeting's Jadwal."""
        strays: list[int] = []
        taken: set[date | None] = set()
        for number, heading in list(self.table.others.items()):
            if not _is_like_a_date(heading):
                continue
            del self.table.others[number]
            refusal, scheduled = self._read_heading(number, heading, taken)
            self._repeated += scheduled is not None and scheduled in taken
            taken.add(scheduled)
            if refusal:
                self.faults.galat(self.table.sheet, cell_name(self.table.heading_row, number), refusal)
            if scheduled in self.held:
                if not refusal:
                    self.by_number[number] = self.held[scheduled]
            elif scheduled not in self.known:
                strays.append(number)
        return strays

    def _read_heading(
        self, number: int, heading: Cell, taken: set[date | None]
    ) -> tuple[str | None, date | None]:
        """(what is wrong with a heading, its date)."""
        try:
            scheduled = values.day(heading)
        except values.CellError as fault:
            return str(fault), None
        self._tell_doubt(values.day, heading, self.table.heading_row, number)
        if scheduled in taken:
            return "Kolom tanggal ini ada dua kali.", scheduled
        if scheduled in self.known and scheduled not in self.held and self._filled(number):
            return "Pertemuan tanggal ini tidak dilaksanakan, tetapi kolomnya berisi.", scheduled
        if scheduled not in self.known and scheduled not in self.held and not self.unsure:
            return "Tidak ada pertemuan dengan jadwal tanggal ini di sheet Pertemuan.", scheduled
        return None, scheduled

    def _tell_doubt(self, read: values.Reader, cell: Cell, row: int, number: int) -> None:
        if doubt := values.doubt(read, cell):
            self.faults.warn(self.table.sheet, cell_name(row, number), doubt)

    def _filled(self, number: int) -> bool:
        return any(not self.table.raw.get(row.number, number).nothing for row in self.table.rows)

    def _report_missing(self, strays: list[int]) -> None:
        """A meeting without its column; one whose heading is merely wrong was reported there already."""
        there = {held.scheduled for held in self.by_number.values()}
        missing = [held for held in self.held.values() if held.scheduled not in there]
        if len(missing) <= len(strays):
            self.by_number |= dict(zip(strays, missing, strict=False))
            return
        if len(missing) <= len(strays) + self._repeated:
            return
        strict = self.table.sheet == layout.KEHADIRAN
        refused = [held for held in missing if strict or held.meeting.kind != content.EXTRA]
        named = ", ".join(date_in_words(held.scheduled) for held in refused or missing)
        report = self.faults.galat if refused else self.faults.warn
        report(self.table.sheet, self.table.heading_cell, f"Kolom pertemuan belum ada: {named}.")

    def cells(self, read: Callable[[Row, Held, Cell], object]) -> Iterator[WideCell]:
        """Every cell under a meeting, empty ones too; one that `read` refuses is a galat."""
        for row in self.table.rows:
            for number, held in self.by_number.items():
                cell = self.table.raw.get(row.number, number)
                place = cell_name(row.number, number)
                value = None
                if not cell.nothing:
                    try:
                        value = read(row, held, cell)
                        self._tell_doubt(values.day, cell, row.number, number)
                    except values.CellError as fault:
                        self.faults.galat(self.table.sheet, place, str(fault))
                yield WideCell(row, held, place, value, self.faults.at(self.table.sheet, place))


def _is_like_a_date(heading: Cell) -> bool:
    value = heading.value
    return isinstance(value, date) or (isinstance(value, str) and bool(_LIKE_A_DATE.match(value)))


def attendance_mark(_row: Row, _held: Held, cell: Cell) -> object:
    """One of H T I S A W."""
    return _attendance(cell)


def deposit(_row: Row, _held: Held, cell: Cell) -> object:
    """Whole rupiah, never negative."""
    return values.money(cell)


def agenda_mark(_row: Row, _held: Held, cell: Cell) -> tuple[str, str]:
    """(state, reason): done, not done, or not applicable, which needs its reason (domain.md D1)."""
    if isinstance(cell.value, bool):  # a box to tick
        return content.DONE if cell.value else content.NOT_DONE, ""
    match = _NOT_APPLICABLE.fullmatch(cell.value.strip()) if isinstance(cell.value, str) else None
    if match is None:
        return str(_agenda(cell)), ""
    reason = values.text(REASON_LIMIT)(replace(cell, value=match[1] or ""))
    if not reason:
        raise values.CellError("TB perlu alasan, misalnya TB: belum ada pinjaman.")
    return content.NOT_APPLICABLE, reason


def book_mark(row: Row, held: Held, cell: Cell) -> tuple[bool, date | None]:
    """(required, finished on): a date, or TB, which only the loan book may have."""
    if isinstance(cell.value, str) and _NOT_APPLICABLE.fullmatch(cell.value.strip()):
        if row.values["label"] not in (layout.LOAN_BOOK, None):
            raise values.CellError("TB hanya untuk buku pinjaman/angsuran.")
        return False, None
    finished = values.day(cell)
    if finished and finished < held.day:
        raise values.CellError("Buku tidak mungkin selesai sebelum pertemuan dilaksanakan.")
    return True, finished
