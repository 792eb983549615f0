"""Reading one cell as text, money, a date, a percentage or a choice; what cannot be read is refused."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from numbers import Real
from typing import Any

from ksm.dates import EARLIEST_YEAR, LATEST_YEAR, DateError, date_in_words, parse_date
from ksm.money import LARGEST_AMOUNT, MoneyError, format_rate, parse_percent, parse_rupiah
from ksm.refusals import RefusalError
from ksm.text import sought
from meetings.workbook.cells import Cell

FORMULA = "Sel ini berisi rumus; ganti dengan tulisan biasa."
NO_RESULT = "Rumus di sel ini tidak punya hasil; ganti dengan nilainya."
BROKEN = "Rumus di sel ini rusak; ganti dengan nilainya."
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ERRORS = ("#REF!", "#VALUE!", "#N/A", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
_CLOCK = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})(?:\s*(?:wib|wita|wit))?", re.IGNORECASE)

_BEYOND_COUNTING = 10**30
# A computed number carries noise in its sixteenth digit: 25000 * 1.1 is stored as 27500.000000000004.
_NOISE = 10**12
_DAY_IN_SECONDS = 24 * 3600
# Programs that keep a date as a moment miss midnight by seconds: local time before there were zones.
_NEAR_MIDNIGHT = 60
LOWEST_USUAL_RATE, HIGHEST_USUAL_RATE = Fraction(1, 1000), Fraction(1, 10)

# What a column holds differs from column to column.
Reader = Callable[[Cell], Any]


class CellError(RefusalError):
    """A cell that cannot be read as what its column holds; the text is the sentence for the user."""


def _usable(cell: Cell) -> Any:
    """The value, unless the formula behind it failed."""
    if cell.broken or cell.value in _ERRORS:
        raise CellError(BROKEN)
    if cell.formula and cell.value is None:
        raise CellError(NO_RESULT)
    return cell.value


def _is_number(value: Any) -> bool:
    is_real = isinstance(value, Real) and not isinstance(value, bool)
    return is_real and bool(abs(value) < _BEYOND_COUNTING)


def whole_number(value: Any) -> int | None:
    """The whole number that a cell's number is, but for the noise of a computation; None for any other."""
    if not _is_number(value):
        return None
    nearest = round(value)
    off = abs(Fraction(value) - nearest)
    return nearest if off * _NOISE <= max(1, abs(nearest)) and off * 1000 < 1 else None


def words(value: str) -> str:
    """For comparing names and choices: no case, single spaces, every apostrophe the same."""
    return sought(value).casefold()


def text(limit: int, *, numbers: bool = True) -> Callable[[Cell], str]:
    """Plain text of at most `limit` characters; where `numbers` is true, whole numbers become digits.

    Zeros in front that the cell's format shows ("000") belong to it.
    """

    def read(cell: Cell) -> str:
        value = cell.value
        if cell.formula or (isinstance(value, str) and value.lstrip().startswith("=")):
            raise CellError(FORMULA)
        value = _usable(cell)
        if numbers and (number := whole_number(value)) is not None:
            value = str(number).zfill(cell.digits)
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


def digits(width: int) -> Callable[[Cell], str]:
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
    else:
        amount = whole_number(value)
        if amount is None:
            raise CellError("Tulis jumlah dalam rupiah utuh, tanpa sen.")
    if amount is None:
        raise CellError("Sel ini harus berisi jumlah rupiah.")
    if amount < 0:
        raise CellError("Jumlah tidak boleh kurang dari nol.")
    if amount > LARGEST_AMOUNT:
        raise CellError("Jumlah terlalu besar.")
    return amount


def positive(cell: Cell) -> int:
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
    """A date cell or one of the written forms, day before month. A minute off midnight is that day."""
    value = _usable(cell)
    if isinstance(value, datetime):
        value = (value + timedelta(seconds=_NEAR_MIDNIGHT)).date() if _almost_next(value) else value.date()
    if isinstance(value, date):
        if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            raise CellError(f"Tahun harus antara {EARLIEST_YEAR} dan {LATEST_YEAR}.")
        return value
    if not isinstance(value, str):
        raise CellError("Sel ini harus berisi tanggal, misalnya 21/06/2025.")
    try:
        found = parse_date(value)
    except DateError as error:
        raise CellError(str(error)) from error
    if found is None:
        raise CellError("Sel ini harus berisi tanggal, misalnya 21/06/2025.")
    return found


def _seconds(moment: datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _almost_next(moment: datetime) -> bool:
    return _seconds(moment) >= _DAY_IN_SECONDS - _NEAR_MIDNIGHT and moment.year < LATEST_YEAR


def doubt_of_day(cell: Cell) -> str | None:
    """A time of day in a column of dates: a program may have turned midnight into an hour of another day."""
    value = cell.value
    if not isinstance(value, datetime) or not _seconds(value) > _NEAR_MIDNIGHT:
        return None
    if _almost_next(value):
        return None
    return f"Tanggal ini berisi jam {value:%H.%M}; dibaca {date_in_words(value.date())}. Periksa harinya."


def clock(cell: Cell) -> time:
    """A time of day: a time cell, "15.30", "15:30", or a part of a day that lost its format (14/24)."""
    value = _usable(cell)
    if isinstance(value, timedelta) and timedelta() <= value < timedelta(days=1):
        return _clock_of(value)
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if _is_number(value):
        if 0 <= value < 1:
            return _clock_of(timedelta(days=1) * value)
        value = f"{value:.2f}" if whole_number(value * 100) is not None else ""
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise CellError("Tulis jam seperti 15.30.")
    return time(int(match[1]), int(match[2]))


def _clock_of(since_midnight: timedelta) -> time:
    """To the minute: a part of a day is never exact."""
    minutes = round(since_midnight / timedelta(minutes=1)) % (24 * 60)
    return time(minutes // 60, minutes % 60)


def phone(cell: Cell) -> str:
    """A telephone number; typed as a number it lost the 0 before its 8, which is put back."""
    found = text(30)(cell)
    return f"0{found}" if _lost_its_zero(cell) else found


def _lost_its_zero(cell: Cell) -> bool:
    number = whole_number(cell.value)
    return number is not None and cell.digits <= len(str(number)) and str(number).startswith("8")


def doubt_of_phone(cell: Cell) -> str | None:
    """Told where the 0 was put back."""
    if not _lost_its_zero(cell):
        return None
    return f"Telepon tersimpan sebagai angka; dibaca {phone(cell)}. Ketik sebagai teks."


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


def doubt_of_rate(cell: Cell) -> str | None:
    """A rate far from any that groups agree on: what is shown may not be what is stored."""
    rate = percent(cell)
    if rate and not LOWEST_USUAL_RATE <= rate <= HIGHEST_USUAL_RATE:
        return f"Jasa dibaca {format_rate(rate)} per periode. Periksa apakah memang sebanyak itu."
    return None


def whole(least: int, most: int) -> Reader:
    """A whole number between two limits."""

    def read(cell: Cell) -> int:
        value = _usable(cell)
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
            value = int(value.strip()[:20])
        number = whole_number(value)
        if number is None or not least <= number <= most:
            raise CellError(f"Sel ini harus berisi angka bulat dari {least} sampai {most}.")
        return number

    return read


class Choice:
    """Reads one of a few words, letter case and spacing ignored; knows how its values are written."""

    def __init__(self, meanings: Mapping[str, object], *, hint: str = ""):
        self.meanings = meanings
        self._known = {words(word): meaning for word, meaning in meanings.items()}
        self._sentence = f"Isi harus salah satu dari: {hint or ', '.join(meanings)}."

    def __call__(self, cell: Cell) -> object:
        value = _usable(cell)
        if not isinstance(value, str) or words(value) not in self._known:
            raise CellError(self._sentence)
        return self._known[words(value)]

    def word(self, value: object) -> str | None:
        """The first word that means this value; None for a value that no word means."""
        return next((word for word, meant in self.meanings.items() if meant == value), None)


def choice(meanings: Mapping[str, object], *, hint: str = "") -> Choice:
    """A column whose cells hold one of a few words."""
    return Choice(meanings, hint=hint)


# What is read and yet deserves a second look, by the reader of the cell.
_DOUBTS: dict[Reader, Callable[[Cell], str | None]] = {
    day: doubt_of_day,
    phone: doubt_of_phone,
    percent: doubt_of_rate,
}


def doubt(read: Reader, cell: Cell) -> str | None:
    """The sentence of warning for a cell that `read` has read without refusing it; None as a rule."""
    ask = _DOUBTS.get(read)
    return ask(cell) if ask else None
