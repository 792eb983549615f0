"""A sheet as a table: columns found by their headings, cells read one by one, every fault at its own cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from meetings.workbook.cells import Cell, RawSheet
from meetings.workbook.faults import Faults, cell_name
from meetings.workbook.layout import Column
from meetings.workbook.values import CellError


@dataclass(slots=True)
class Row:
    number: int
    values: dict[str, object]


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
    """A heading without letter case and spacing, as they are compared."""
    return "".join(str(heading).split()).casefold()


def read_table(
    raw: RawSheet, sheet: str, columns: Iterable[Column], faults: Faults, *, wide: bool = False
) -> Table:
    """Find the columns and read every row; a missing column is one fault at the heading that names it.

    In a wide sheet the unknown columns belong to meetings, so a row with something in them counts.
    """
    table = Table(sheet, raw)
    numbers = raw.rows()
    table.heading_row = numbers[0] if numbers else 1
    known = {squeezed(column.heading): column for column in columns}
    _find_columns(table, known, faults)
    missing = [c.heading for c in known.values() if c.must_exist and c.field not in table.columns]
    if missing:
        faults.galat(sheet, table.heading_cell, f"Kolom belum ada: {', '.join(missing)}.")
    telling = [*table.columns.values(), *(table.others if wide else ())]
    for number in numbers[1:]:
        if any(not raw.get(number, column).nothing for column in telling):
            table.rows.append(Row(number, _read_row(table, number, known.values(), faults)))
    return table


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
        return column.read(cell)
    except CellError as fault:
        faults.galat(*place, str(fault))
        return None


def report_unknown_columns(table: Table, faults: Faults) -> None:
    """Extra columns are told and left alone."""
    for number, cell in table.others.items():
        if not cell.nothing:
            faults.warn(
                table.sheet, cell_name(table.heading_row, number), "Kolom ini tidak dikenal dan tidak dibaca."
            )
