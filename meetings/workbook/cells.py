"""The cells of an .xlsx, taken out within limits: a hostile or broken file gives a sentence."""

import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell

from ksm.text import plain
from meetings.workbook.faults import cell_name
from meetings.workbook.formats import shows_percent, zeros_in_front
from meetings.workbook.limits import weigh
from meetings.workbook.package import (
    NOT_A_WORKBOOK,
    UnreadableWorkbookError,
    parsed_cells,
    usual_variant,
)

MOST_SHEETS = 60  # more than a group with every kind of row has
MOST_ROWS = 5_000
MOST_COLUMNS = 400
GLANCE_ROWS, GLANCE_COLUMNS = 20, 60  # of a sheet with an unknown name: enough to see its headings

NOTHING_MARKS = ("", "-", "–", "—")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_QUOTE_PREFIX = re.compile(r"'(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's value; `formula` when it is computed, `percent` when it is shown as a percentage.

    `digits` is how many digits its format shows at least ("000"), 0 when it does not say.
    """

    value: object = None
    formula: bool = False
    percent: bool = False
    broken: bool = False
    digits: int = 0

    @property
    def nothing(self) -> bool:
        """Empty, or a dash as people write it for nothing. A formula without a result is not nothing."""
        if isinstance(self.value, str):
            return self.value.strip() in NOTHING_MARKS
        return self.value is None and not self.formula


EMPTY = Cell()


@dataclass(slots=True)
class RawSheet:
    """A sheet's cells by row and column; of one with an unknown name only its beginning."""

    title: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def get(self, row: int, column: int) -> Cell:
        return self.cells.get((row, column), EMPTY)

    def rows(self) -> dict[int, dict[int, Cell]]:
        """The rows with anything in them, in their order: number, then cells by column."""
        found: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            found.setdefault(row, {})[column] = cell
        return dict(sorted(found.items()))


def read_sheets(data: bytes, is_wanted: Callable[[str], bool]) -> list[RawSheet]:
    """The sheets of a workbook: the wanted ones with their filled cells, of the others the beginning.

    Raises UnreadableWorkbookError, and nothing else.
    """
    weigh(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl's remarks on parts it does not keep concern nobody here
            return _sheets(usual_variant(data), is_wanted)
    except UnreadableWorkbookError:
        raise
    except Exception as error:  # a broken file makes openpyxl raise errors of every kind
        raise UnreadableWorkbookError(NOT_A_WORKBOOK) from error


def _sheets(data: bytes, is_wanted: Callable[[str], bool]) -> list[RawSheet]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    if len(book.worksheets) > MOST_SHEETS:
        raise UnreadableWorkbookError(f"Buku kerja berisi lebih dari {MOST_SHEETS} sheet.")
    return [
        _filled_sheet(sheet) if is_wanted(sheet.title) else _glanced_sheet(sheet) for sheet in book.worksheets
    ]


def _title(worksheet: Any) -> str:
    return plain(worksheet.title).strip()


def _filled_sheet(worksheet: Any) -> RawSheet:
    sheet = RawSheet(_title(worksheet))
    for found in parsed_cells(worksheet):
        place = found["row"], found["column"]
        cell = _cell(worksheet, found, formula=found.pop("formula"))
        if cell.value is not None or cell.formula:
            _refuse_beyond_limits(sheet.title, *place)
            sheet.cells[place] = cell
    return sheet


def _glanced_sheet(worksheet: Any) -> RawSheet:
    """The beginning of a sheet that nobody asked for; whatever is wrong with it concerns nobody either."""
    sheet = RawSheet(_title(worksheet))
    try:
        for found in parsed_cells(worksheet):
            found.pop("formula")
            if found["row"] > GLANCE_ROWS:
                break
            cell = _cell(worksheet, found, formula=False)
            if cell.value is not None and found["column"] <= GLANCE_COLUMNS:
                sheet.cells[found["row"], found["column"]] = cell
    except Exception:  # noqa: BLE001 -- openpyxl raises errors of every kind
        return RawSheet(sheet.title)
    return sheet


def _cell(worksheet: Any, found: dict[str, Any], *, formula: bool) -> Cell:
    value, kind = found["value"], found["data_type"]
    if isinstance(value, str):
        value = _text(value) or None
    if value is None and kind == "str":
        formula = False  # a formula whose result is the empty text
    if kind != "n" or not found["style_id"] or value is None:
        return Cell(value, formula, broken=kind == "e")
    number_format = ReadOnlyCell(worksheet, **found).number_format
    return Cell(
        value,
        formula,
        percent=shows_percent(number_format, value),
        digits=zeros_in_front(number_format),
    )


def _text(written: str) -> str:
    """What a text cell means: escapes resolved (_x000D_), nothing unseen, no quote before digits."""
    resolved = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), written)
    text = plain(resolved).replace("\r\n", "\n").replace("\r", "\n")
    return _QUOTE_PREFIX.sub("", text, count=1) if text.startswith("'") else text if text.strip() else ""


def _refuse_beyond_limits(title: str, row: int, column: int) -> None:
    if row > MOST_ROWS:
        raise UnreadableWorkbookError(
            f"Sheet ini lebih dari {MOST_ROWS} baris; pindahkan catatan yang lain ke berkas lain.",
            title,
            cell_name(row, 1) if row < 10_000_000 else "A1",
        )
    if column > MOST_COLUMNS:
        raise UnreadableWorkbookError(
            f"Sheet ini lebih dari {MOST_COLUMNS} kolom; hapus kolom yang tidak dipakai.", title, "A1"
        )
