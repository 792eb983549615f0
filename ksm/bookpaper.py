"""A book on paper: rows cut into pages, with totals carried from each page to the next.

Where a page ends must be known before WeasyPrint lays it out, since its totals stand there: so heights are
reckoned from the letters of the cells, a little too high rather than too low.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate
from math import ceil

from ksm.money import format_number

Cell = str | int | None

# Widths of columns by their class in print.css, which a test compares; the others share what is left.
WIDTHS = {
    "w-no": 9,
    "w-mark": 12,
    "w-count": 20,
    "w-short": 20,
    "w-sum": 19,
    "w-date": 22,
    "w-money": 27,
    "w-verdict": 32,
    "w-finding": 33,
    "w-medium": 38,
    "w-kind": 48,
}
# A row of a grid in 8.5 pt, in mm: its padding and lines, what a cell loses to its sides, a usual letter.
PADDING, LINE, SIDES, LETTER = 2.1, 3.6, 3.0, 1.75
SIGNATURES, FACT = 42.0, 5.0  # mm of place, date and signatures; of a line of facts above them.


@dataclass(frozen=True, slots=True)
class Room:
    """What a page has for rows, in mm: its width, its height under the heading, and that of later pages."""

    width: float
    first: float
    rest: float


# Measured on A4 with the totals brought and carried; F4 is larger.
PORTRAIT = Room(175, 181, 214)
LANDSCAPE = Room(262, 104, 137)


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
    """One page: what was brought forward, its rows, and what it carries on (or the total, on the last).

    `mark` says from which row to which it goes, for the list of bookmarks.
    """

    brought: Line | None
    rows: Sequence[Line]
    carried: Line
    is_last: bool
    mark: str


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


def _mark(columns: Sequence[Column], cut: Sequence[Sequence[Cell]]) -> str:
    """The days of a page's first and last row, or else what stands in their first column; "" without rows."""
    if not cut:
        return ""
    days = (i for i, column in enumerate(columns) if column.css == "w-date" and not column.is_number)
    index = next(days, 0)
    first, last = written(cut[0][index]), written(cut[-1][index])
    return f"{columns[index].label} {first} sampai {last}"


def _heights(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], width: float) -> list[float]:
    """The height of each row in mm, reckoned from its longest cell."""
    given = [WIDTHS.get(column.css, 0) for column in columns]
    share = (width - sum(given)) / max(given.count(0), 1)
    letters = [((one or share) - SIDES) / LETTER for one in given]
    lines = (
        max(ceil(len(written(cell)) / fit) for cell, fit in zip(row, letters, strict=True)) for row in rows
    )
    return [PADDING + LINE * max(number, 1) for number in lines]


def _cuts(heights: Sequence[float], room: Room, ending: float) -> list[int]:
    """How many rows each page holds: as many as fit, and on the last so few that the ending fits too."""
    counts, used = [0], 0.0
    for height in heights:
        if counts[-1] and used + height > (room.first if len(counts) == 1 else room.rest):
            counts.append(0)
            used = 0.0
        counts[-1] += 1
        used += height
    last = room.first if len(counts) == 1 else room.rest
    moved = 0
    while used > last - ending and moved < counts[-1] - 1:
        moved += 1
        used -= heights[-moved]
    if moved:
        counts[-1:] = [counts[-1] - moved, moved]
    return counts


def book_pages(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    opening: int | None = None,
    room: Room = PORTRAIT,
    facts: int = 0,
) -> list[Page]:
    """Cut rows into pages that their sums and, on the last, the book's ending fit; at least one page.

    `opening` is the balance before the first row in rupiah, None for a book without balances; `facts` how
    many lines the book closes with, above the signatures.
    """
    ending = SIGNATURES + FACT * facts
    ends = list(accumulate(_cuts(_heights(columns, rows, room.width), room, ending)))
    cuts = [rows[start:end] for start, end in zip([0, *ends], ends, strict=False)]
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
        lines = [_line(columns, row) for row in cut]
        pages.append(Page(brought, lines, carried, is_last, _mark(columns, cut)))
    return pages
