"""Opening an .xlsx and taking out its cells, within limits: a hostile or broken file gives a sentence."""

import io
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.worksheet._reader import WorkSheetParser

from ksm.refusals import RefusalError
from meetings.workbook.faults import cell_name

LARGEST_FILE = 5 * 1024 * 1024  # bytes as uploaded
LARGEST_UNPACKED = 20 * 1024 * 1024  # bytes of XML inside
MOST_PARTS = 500
MOST_SHEETS = 40
MOST_ROWS = 5_000
MOST_COLUMNS = 400

NOT_A_WORKBOOK = (
    "Berkas ini tidak dapat dibaca sebagai buku kerja .xlsx; simpan ulang sebagai .xlsx tanpa sandi."
)
NOTHING_MARKS = ("", "-", "–", "—")


class UnreadableWorkbookError(RefusalError):
    """The file cannot be read at all, or a sheet is beyond the limits; names the place, the text says why."""

    def __init__(self, text: str, sheet: str = "Berkas", cell: str = "A1"):
        super().__init__(text)
        self.sheet, self.cell = sheet, cell


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's value; `formula` when it is computed, `percent` when it is shown as a percentage."""

    value: object = None
    formula: bool = False
    percent: bool = False
    broken: bool = False

    @property
    def nothing(self) -> bool:
        """Empty, or a dash as people write it for nothing. A formula without a result is not nothing."""
        if isinstance(self.value, str):
            return self.value.strip() in NOTHING_MARKS
        return self.value is None and not self.formula


EMPTY = Cell()


@dataclass(slots=True)
class RawSheet:
    title: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def get(self, row: int, column: int) -> Cell:
        return self.cells.get((row, column), EMPTY)

    def rows(self) -> list[int]:
        """Numbers of the rows with anything in them."""
        return sorted({row for row, _ in self.cells})


def read_sheets(data: bytes, is_wanted: Callable[[str], bool]) -> list[RawSheet]:
    """The sheets of a workbook, the wanted ones with their filled cells.

    Raises UnreadableWorkbookError, and nothing else.
    """
    _refuse_bombs(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl's remarks on parts it does not keep concern nobody here
            return _sheets(data, is_wanted)
    except UnreadableWorkbookError:
        raise
    except Exception as error:  # a broken file makes openpyxl raise errors of every kind
        raise UnreadableWorkbookError(NOT_A_WORKBOOK) from error


def _refuse_bombs(data: bytes) -> None:
    if len(data) > LARGEST_FILE:
        raise UnreadableWorkbookError(f"Berkas terlalu besar, paling besar {LARGEST_FILE // 1024**2} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise UnreadableWorkbookError(NOT_A_WORKBOOK) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnreadableWorkbookError("Isi berkas terlalu besar; kirim buku kerja satu KSM saja.")


def _sheets(data: bytes, is_wanted: Callable[[str], bool]) -> list[RawSheet]:
    computed = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    written = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    if len(computed.worksheets) > MOST_SHEETS:
        raise UnreadableWorkbookError(f"Buku kerja berisi lebih dari {MOST_SHEETS} sheet.")
    return [
        _filled_sheet(values, formulas) if is_wanted(values.title) else RawSheet(values.title.strip())
        for values, formulas in zip(computed.worksheets, written.worksheets, strict=True)
    ]


def _filled_sheet(values, formulas) -> RawSheet:
    computed_by = {
        (found["row"], found["column"]) for found in _parsed(formulas) if found["data_type"] == "f"
    }
    sheet = RawSheet(values.title.strip())
    for found in _parsed(values):
        place = found["row"], found["column"]
        cell = _cell(values, found, formula=place in computed_by)
        if cell.value is not None or cell.formula:
            _refuse_beyond_limits(sheet.title, *place)
            sheet.cells[place] = cell
    return sheet


def _parsed(worksheet) -> Iterator[dict]:
    """Every cell that the sheet's XML holds, sparse: gaps and false dimensions cost nothing."""
    book = worksheet.parent
    with worksheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            worksheet._shared_strings,
            data_only=book.data_only,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for _, row in parser.parse():
            yield from row


def _cell(worksheet, found: dict, *, formula: bool) -> Cell:
    value, kind = found["value"], found["data_type"]
    if isinstance(value, str) and not value.strip():
        value = None
    if value is None and kind == "str":
        formula = False  # a formula whose result is the empty text
    shown_as_percent = kind == "n" and found["style_id"] and _number_format(worksheet, found).endswith("%")
    return Cell(value, formula, bool(shown_as_percent), kind == "e")


def _number_format(worksheet, found: dict) -> str:
    return ReadOnlyCell(worksheet, **found).number_format


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
