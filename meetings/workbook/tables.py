"""A sheet as a table: columns found by their headings, cells read one by one, every fault at its own cell."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from ksm.text import plain
from meetings.workbook.cells import Cell, RawSheet
from meetings.workbook.faults import Faults, cell_name
from meetings.workbook.layout import Column
from meetings.workbook.values import CellError, doubt, words

MOST_TITLE_ROWS = 20
TOTALS = ("total", "jumlah", "jml", "subtotal", "sub total", "grand total", "total keseluruhan")
TOTAL = "Baris jumlah ini tidak dibaca."
NAMELESS = "Baris ini tidak punya keterangan; isi kolom kuncinya, atau hapus bila ini baris jumlah."


@dataclass(slots=True)
class Row:
    number: int
    values: dict[str, Any]  # by field, as its column reads it


@dataclass(slots=True)
class Table:
    """The rows of one sheet. `others` are headings that belong to no known column, by column number."""

    sheet: str
    raw: RawSheet
    heading_row: int = 1
    columns: dict[str, int] = field(default_factory=dict)
    others: dict[int, Cell] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def cell(self, row: int, name: str) -> str:
        """Where a field of a row stands, for instance "E4"."""
        return cell_name(row, self.columns.get(name, 1))

    @property
    def heading_cell(self) -> str:
        return cell_name(self.heading_row, 1)


def squeezed(heading: object) -> str:
    """A heading's letters and digits without their case, as headings are compared: "No." is "No"."""
    return "".join(letter for letter in plain(str(heading)).casefold() if letter.isalnum())


def read_table(
    raw: RawSheet, sheet: str, columns: Iterable[Column], faults: Faults, *, wide: bool = False
) -> Table:
    """Find the columns and read every row; a missing column is one fault at the heading that names it.

    Above the headings may stand a title, below the rows their totals. In a wide sheet the unknown columns
    belong to meetings, so a row with something in them counts.
    """
    table, rows = Table(sheet, raw), raw.rows()
    known = {squeezed(column.heading): column for column in columns}
    table.heading_row = heading_row(raw, known.values())
    _find_columns(table, known, faults)
    if wide:
        _add_second_headings(table, rows)
    faults.heading_at(sheet, table.heading_row)
    missing = [c.heading for c in known.values() if c.must_exist and c.field not in table.columns]
    if missing:
        faults.galat(sheet, table.heading_cell, f"Kolom belum ada: {', '.join(missing)}.")
    telling = [*table.columns.values(), *(table.others if wide else ())]
    keys = {table.columns.get(column.field) for column in known.values() if column.must_fill}
    found = [key for key in keys if key is not None]
    for number, cells in rows.items():
        if number <= table.heading_row or not any(_is_filled(cells, column) for column in telling):
            continue
        if label := _label_of_total(cells, keys):
            faults.warn(sheet, cell_name(number, label), TOTAL)
        elif len(keys) > 1 and None not in keys and not any(_is_filled(cells, key) for key in keys):
            faults.galat(sheet, cell_name(number, min(found)), NAMELESS)
            table.rows.append(Row(number, _read_nameless(known.values())))
        else:
            table.rows.append(Row(number, _read_row(table, number, known.values(), faults)))
    return table


def _add_second_headings(table: Table, rows: Mapping[int, Mapping[int, Cell]]) -> None:
    """The dates of meetings may stand one row below "No" and "Nama", under a word that spans them all."""
    below = next((number for number in rows if number > table.heading_row), None)
    if below is None or any(_is_filled(rows[below], column) for column in table.columns.values()):
        return
    dates = {number: cell for number, cell in rows[below].items() if isinstance(cell.value, str | date)}
    if dates and not any(isinstance(cell.value, date) for cell in table.others.values()):
        table.others |= dates
        table.heading_row = below


def _is_filled(cells: Mapping[int, Cell], column: int | None) -> bool:
    return column is not None and column in cells and not cells[column].nothing


def heading_row(raw: RawSheet, columns: Iterable[Column]) -> int:
    """The first row that holds every heading that must be there; else the one that holds most of them."""
    columns = list(columns)
    wanted = {squeezed(column.heading) for column in columns if column.must_exist}
    known = {squeezed(column.heading) for column in columns}
    found = {
        number: known & {squeezed(cell.value) for cell in cells.values()}
        for number, cells in islice(raw.rows().items(), MOST_TITLE_ROWS)
    }
    whole = (number for number, headings in found.items() if wanted <= headings)
    return next(whole, max(found, key=lambda number: len(found[number]), default=1))


def _label_of_total(cells: Mapping[int, Cell], keys: Set[int | None]) -> int | None:
    """The column in which a row is called a total, when it is one: it lacks what other rows have."""
    for column, cell in cells.items():
        if not isinstance(cell.value, str):
            continue
        called = words(cell.value).rstrip(" :.")
        lacks = not all(_is_filled(cells, key) for key in keys - {column})
        if called in TOTALS and (lacks or column in keys):
            return column
        if lacks and called.startswith(TOTALS):
            return column
    return None


def _read_nameless(columns: Iterable[Column]) -> dict[str, object]:
    """Its money is money all the same, but nothing more is said about the row."""
    return {column.field: None if column.must_fill else column.default for column in columns}


def _find_columns(table: Table, known: Mapping[str, Column], faults: Faults) -> None:
    headings = ((column, cell) for (row, column), cell in table.raw.cells.items() if row == table.heading_row)
    for number, cell in sorted(headings, key=lambda heading: heading[0]):
        column = known.get(squeezed(cell.value))
        if column is None:
            table.others[number] = cell
        elif column.field in table.columns:
            faults.galat(
                table.sheet, cell_name(table.heading_row, number), f"Kolom {column.heading} ada dua kali."
            )
        else:
            table.columns[column.field] = number


def _read_row(table: Table, number: int, columns: Iterable[Column], faults: Faults) -> dict[str, object]:
    return {
        column.field: read_cell(
            table.raw.get(number, table.columns[column.field]),
            column,
            faults,
            (table.sheet, table.cell(number, column.field)),
        )
        if column.field in table.columns
        else column.default
        for column in columns
    }


def read_cell(cell: Cell, column: Column, faults: Faults, place: tuple[str, str]) -> object:
    """The value of one cell; None, with a galat at its place, when it cannot be read or is missing."""
    if cell.nothing:
        if column.must_fill:
            faults.galat(*place, f"{column.heading} wajib diisi.")
            return None
        return column.default
    try:
        value = column.read(cell)
    except CellError as fault:
        faults.galat(*place, str(fault))
        return None
    if sentence := doubt(column.read, cell):
        faults.warn(*place, sentence)
    return value


def report_unknown_columns(table: Table, faults: Faults) -> None:
    """Extra columns are told and left alone."""
    for number, cell in table.others.items():
        if not cell.nothing:
            faults.warn(
                table.sheet, cell_name(table.heading_row, number), "Kolom ini tidak dikenal dan tidak dibaca."
            )
