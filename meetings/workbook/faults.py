"""What is wrong in a workbook, each thing once and at its own cell."""

from collections.abc import Iterable
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

GALAT, PERINGATAN = "galat", "peringatan"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: a *galat* refuses the file, a *peringatan* is only told."""

    level: str
    sheet: str
    cell: str
    text: str

    def __str__(self) -> str:
        return f"{self.level} {self.sheet}!{self.cell} {self.text}"


class Faults:
    """Collects faults while a workbook is read; a cell that has a galat gets no second one."""

    def __init__(self) -> None:
        self._galat: dict[tuple[str, str], Fault] = {}
        self._warnings: dict[tuple[str, str, str], Fault] = {}
        self._heading_rows: dict[str, int] = {}
        self._unread: set[str] = set()

    def galat(self, sheet: str, cell: str, text: str) -> None:
        self._galat.setdefault((sheet, cell), Fault(GALAT, sheet, cell, text))

    def warn(self, sheet: str, cell: str, text: str) -> None:
        self._warnings.setdefault((sheet, cell, text), Fault(PERINGATAN, sheet, cell, text))

    def at(self, sheet: str, cell: str) -> bool:
        """Has this cell a galat, so that it takes no part in any other check?"""
        return (sheet, cell) in self._galat

    def told_at(self, sheet: str, cell: str) -> str:
        """The sentence of the galat at a cell; "" without one."""
        fault = self._galat.get((sheet, cell))
        return fault.text if fault else ""

    def heading_at(self, sheet: str, row: int) -> None:
        """The headings of a sheet stand in this row."""
        self._heading_rows[sheet] = row

    def unread(self, sheet: str) -> None:
        """Some of what belongs to this sheet stands elsewhere and was not read."""
        self._unread.add(sheet)

    def at_heading(self, sheet: str) -> bool:
        """Is the sheet or a column of it missing or unreadable, so that something in it may be unread?"""
        row = self._heading_rows.get(sheet, 1)
        faulty = (place[1] for place in self._galat if place[0] == sheet)
        return sheet in self._unread or any(coordinate_from_string(cell)[1] <= row for cell in faulty)

    def keep_only(self, sheets: Iterable[str]) -> None:
        """Forget what was found in other sheets than these."""
        kept = set(sheets)
        self._galat = {place: fault for place, fault in self._galat.items() if fault.sheet in kept}
        self._warnings = {place: fault for place, fault in self._warnings.items() if fault.sheet in kept}

    @property
    def any_galat(self) -> bool:
        return bool(self._galat)

    def listed(self, sheets: Iterable[str]) -> tuple[Fault, ...]:
        """All faults in reading order: by sheet, row and column; no warning where a galat stands."""
        order = {sheet: place for place, sheet in enumerate(sheets)}
        warnings = (fault for fault in self._warnings.values() if not self.at(fault.sheet, fault.cell))

        def place(fault: Fault) -> tuple[int, str, int, int]:
            column, row = coordinate_from_string(fault.cell)
            return order.get(fault.sheet, len(order)), fault.sheet, row, column_index_from_string(column)

        return tuple(sorted((*self._galat.values(), *warnings), key=place))


def cell_name(row: int, column: int) -> str:
    """(4, 5) as "E4"."""
    return f"{get_column_letter(column)}{row}"
