"""A book on paper: rows cut into pages, with totals carried from each page to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ksm.money import format_number

Cell = str | int | None

# Rows that fit a page with the longest usual texts (two lines each): first page with its heading, later ones.
PORTRAIT = (18, 26)
LANDSCAPE = (13, 20)


class Kind(Enum):
    TEXT = "text"
    AMOUNT = "amount"  # rupiah, not summed
    SUM = "sum"  # rupiah, summed from page to page
    BALANCE = "balance"  # rupiah after the row, carried as it stands


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, what its cells are, and a width class of print.css."""

    label: str
    kind: Kind = Kind.TEXT
    css: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind is not Kind.TEXT


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its cells as text, each with whether it is a number."""

    cells: Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what was brought forward, its rows, and what it carries on (or the total, on the last)."""

    brought: Line | None
    rows: Sequence[Line]
    carried: Line
    is_last: bool


def written(value: Cell) -> str:
    """A cell as text: rupiah with dots, nothing for None."""
    return format_number(value) if isinstance(value, int) else (value or "")


def _line(columns: Sequence[Column], cells: Sequence[Cell]) -> Line:
    return Line([(written(cell), column.is_number) for column, cell in zip(columns, cells, strict=True)])


def _totals(columns: Sequence[Column], label: str, sums: Sequence[int], balance: int | None) -> Line:
    cells: list[Cell] = []
    for index, column in enumerate(columns):
        carried = {Kind.SUM: sums[index], Kind.BALANCE: balance}
        cells.append(carried.get(column.kind))
    widest = [index for index, column in enumerate(columns) if not column.is_number and not column.css]
    cells[widest[0]] = label
    return _line(columns, cells)


def _rupiah(cell: Cell) -> int | None:
    if isinstance(cell, str):
        raise TypeError(f"A column of sums or balances holds words: {cell}")
    return cell


def book_pages(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    opening: int | None = None,
    size: tuple[int, int] = PORTRAIT,
) -> list[Page]:
    """Cut rows into pages of at most `size` rows (first page, later ones); at least one page.

    `opening` is the balance before the first row in rupiah, None for a book without balances.
    """
    first, rest = size
    cuts = [rows[:first], *(rows[start : start + rest] for start in range(first, len(rows), rest))]
    balance_at = next((i for i, column in enumerate(columns) if column.kind is Kind.BALANCE), None)
    sums, balance, pages = [0] * len(columns), opening, []
    for number, cut in enumerate(cuts):
        label = "Saldo awal" if number == 0 else "Pindahan"
        has_brought = number > 0 or opening is not None
        shown = sums if number else [0] * len(columns)
        brought = _totals(columns, label, shown, balance) if has_brought else None
        for row in cut:
            sums = [
                total + (_rupiah(row[i]) or 0) if columns[i].kind is Kind.SUM else 0
                for i, total in enumerate(sums)
            ]
            balance = _rupiah(row[balance_at]) if balance_at is not None else balance
        is_last = number == len(cuts) - 1
        label = "Jumlah" if is_last else "Dipindahkan"
        carried = _totals(columns, label, sums, balance)
        pages.append(Page(brought, [_line(columns, row) for row in cut], carried, is_last))
    return pages
