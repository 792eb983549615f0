"""Reading one cell as text, money, a date, a percentage or a choice; what cannot be read is refused."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from fractions import Fraction
from numbers import Real

from ksm.dates import EARLIEST_YEAR, LATEST_YEAR, DateError, parse_date
from ksm.money import LARGEST_AMOUNT, MoneyError, parse_percent, parse_rupiah
from ksm.refusals import RefusalError
from meetings.workbook.cells import Cell

FORMULA = "Sel ini berisi rumus; ganti dengan tulisan biasa."
NO_RESULT = "Rumus di sel ini tidak punya hasil; ganti dengan nilainya."
BROKEN = "Rumus di sel ini rusak; ganti dengan nilainya."
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ERRORS = ("#REF!", "#VALUE!", "#N/A", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
_CLOCK = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})(?:\s*(?:wib|wita|wit))?", re.IGNORECASE)

_BEYOND_COUNTING = 10**30

Reader = Callable[[Cell], object]


class CellError(RefusalError):
    """A cell that cannot be read as what its column holds; the text is the sentence for the user."""


def _usable(cell: Cell) -> object:
    """The value, unless the formula behind it failed."""
    if cell.broken or cell.value in _ERRORS:
        raise CellError(BROKEN)
    if cell.formula and cell.value is None:
        raise CellError(NO_RESULT)
    return cell.value


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and abs(value) < _BEYOND_COUNTING


def words(value: str) -> str:
    """For comparing headings and choices: no case, single spaces."""
    return " ".join(value.casefold().split())


def text(limit: int, *, numbers: bool = True) -> Reader:
    """Plain text of at most `limit` characters; where `numbers` is true, whole numbers become digits."""

    def read(cell: Cell) -> str:
        value = cell.value
        if cell.formula or (isinstance(value, str) and value.lstrip().startswith("=")):
            raise CellError(FORMULA)
        value = _usable(cell)
        if numbers and _is_number(value) and value == int(value):
            value = str(int(value))
        if not isinstance(value, str):
            raise CellError("Sel ini harus berisi tulisan.")
        return _plain(value, limit)

    return read


def _plain(value: str, limit: int) -> str:
    if _CONTROL.search(value):
        raise CellError("Sel ini berisi tanda yang tidak dapat disimpan.")
    cleaned = value.strip() if limit > 300 else " ".join(value.split())
    if len(cleaned) > limit:
        raise CellError(f"Tulisan terlalu panjang, paling banyak {limit} huruf.")
    return cleaned


def digits(width: int) -> Reader:
    """RT and RW: digits filled with zeros in front, so that 3 and "003" are the same."""

    def read(cell: Cell) -> str:
        found = text(width)(cell)
        return found.zfill(width) if found.isascii() and found.isdigit() else found

    return read


def money(cell: Cell) -> int:
    """Whole rupiah, never negative ("data/README.md", Money)."""
    value = _usable(cell)
    if isinstance(value, str):
        amount = _parsed_amount(value)
    elif not _is_number(value):
        raise CellError("Sel ini harus berisi jumlah rupiah.")
    elif value != int(value):
        raise CellError("Tulis jumlah dalam rupiah utuh, tanpa sen.")
    else:
        amount = int(value)
    if amount is not None and amount < 0:
        raise CellError("Jumlah tidak boleh kurang dari nol.")
    if amount is not None and amount > LARGEST_AMOUNT:
        raise CellError("Jumlah terlalu besar.")
    return amount


def positive(cell: Cell) -> int | None:
    """Whole rupiah of at least one."""
    amount = money(cell)
    if amount == 0:
        raise CellError("Jumlah harus lebih dari nol.")
    return amount


def _parsed_amount(value: str) -> int | None:
    try:
        return parse_rupiah(value)
    except MoneyError as error:
        raise CellError(str(error)) from error


def day(cell: Cell) -> date:
    """A date cell or one of the written forms, day before month."""
    value = _usable(cell)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            raise CellError(f"Tahun harus antara {EARLIEST_YEAR} dan {LATEST_YEAR}.")
        return value
    if not isinstance(value, str):
        raise CellError("Sel ini harus berisi tanggal, misalnya 21/06/2025.")
    try:
        return parse_date(value)
    except DateError as error:
        raise CellError(str(error)) from error


def clock(cell: Cell) -> time:
    """A time of day: a time cell, "15.30" or "15:30"."""
    value = _usable(cell)
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if _is_number(value):
        value = f"{value:.2f}"
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise CellError("Tulis jam seperti 15.30.")
    return time(int(match[1]), int(match[2]))


def percent(cell: Cell) -> Fraction:
    """A rate as a fraction of one: 0,5 is half a percent; so is 0.005 in a cell shown as 0,5%."""
    value = _usable(cell)
    if _is_number(value):
        value = f"{value * (100 if cell.percent else 1):.6f}"
    if not isinstance(value, str):
        raise CellError("Tulis persentase seperti 0,5 atau 1,5.")
    try:
        return parse_percent(value)
    except MoneyError as error:
        raise CellError(str(error)) from error


def whole(least: int, most: int) -> Reader:
    """A whole number between two limits."""

    def read(cell: Cell) -> int:
        value = _usable(cell)
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
            value = int(value.strip()[:20])
        if not _is_number(value) or not least <= value <= most or value != int(value):
            raise CellError(f"Sel ini harus berisi angka bulat dari {least} sampai {most}.")
        return int(value)

    return read


def choice(meanings: Mapping[str, object], *, hint: str = "") -> Reader:
    """One of a few words, letter case and spacing ignored."""
    known = {words(word): meaning for word, meaning in meanings.items()}
    sentence = f"Isi harus salah satu dari: {hint or ', '.join(meanings)}."

    def read(cell: Cell) -> object:
        value = _usable(cell)
        if not isinstance(value, str) or words(value) not in known:
            raise CellError(sentence)
        return known[words(value)]

    return read
