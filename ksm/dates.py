"""Dates as Indonesian staff write and read them. The day always stands before the month."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ksm.refusals import RefusalError
from ksm.text import plain

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
# The nation's three clocks, and what each is called (J32).
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}

_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})([/-])(?P<month>[0-9]{1,2})\2(?P<year>[0-9]{4})")
_NAMED = re.compile(r"(?P<day>[0-9]{1,2})\s+(?P<name>[a-z]+)\s+(?P<year>[0-9]{4})")
_MONTH_NUMBERS = {name.casefold(): number for number, name in enumerate(MONTHS, start=1)}


class DateError(RefusalError):
    """A date that cannot be read; the text is the sentence for the user."""


def parse_date(text: str | None) -> date | None:
    """The date in "YYYY-MM-DD", "DD/MM/YYYY", "DD-MM-YYYY" or "1 September 2025"; None for nothing.

    Anything else is refused, month-first dates too: "06/21/1975" is never turned round.
    """
    cleaned = " ".join(plain(text or "").casefold().split()).replace("–", "-").replace("—", "-")
    if cleaned in ("", "-"):
        return None
    match = _ISO.fullmatch(cleaned) or _DAY_FIRST.fullmatch(cleaned) or _NAMED.fullmatch(cleaned)
    if match is None:
        raise DateError("Tulis tanggal seperti 21/06/2025 atau 21 Juni 2025.")
    parts = match.groupdict()
    month = _MONTH_NUMBERS.get(parts["name"]) if "name" in parts else int(parts["month"])
    if month is None:
        raise DateError("Nama bulan tidak dikenal; tulis misalnya 21 Juni 2025.")
    return _existing_date(int(parts["year"]), month, int(parts["day"]))


def _existing_date(year: int, month: int, day: int) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise DateError(f"Tahun harus antara {EARLIEST_YEAR} dan {LATEST_YEAR}.")
    if month > 12:
        raise DateError("Bulan tidak lebih dari 12; hari ditulis sebelum bulan, misalnya 21/06/2025.")
    try:
        return date(year, month, day)
    except ValueError:
        raise DateError("Tanggal ini tidak ada di kalender.") from None


def date_in_words(day: date) -> str:
    """ "28 Juli 2025"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_in_words(day: date) -> str:
    """ "Juli 2025", the month in which a day lies."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def long_date(day: date) -> str:
    """ "Senin, 28 Juli 2025"."""
    return f"{WEEKDAYS[day.weekday()]}, {date_in_words(day)}"


def program_week(start: date, day: date) -> int:
    """The week of mentoring in which a day lies; the seven days from the start are week 1 (domain.md A1)."""
    return (day - start).days // 7 + 1


def whole_months(first: date, last: date) -> int:
    """Whole calendar months from one day to another: from 31 January to 28 February it is one.

    A month is over on the same day of the next one, or on its last day where it is shorter.
    """
    months = (last.year - first.year) * 12 + last.month - first.month
    is_month_end = (last + timedelta(days=1)).month != last.month
    return months if last.day >= first.day or is_month_end else months - 1


def quarter_in_words(day: date) -> str:
    """The quarter of a day as papers name it: "III 2026"."""
    return f"{('I', 'II', 'III', 'IV')[(day.month - 1) // 3]} {day.year}"


def local_day(moment: datetime, zone: str) -> date:
    """The day on which a moment fell where the clock shows `zone` (a key of ZONES)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def moment_in_words(moment: datetime, zone: str) -> str:
    """A moment by the clock of a place, with that clock's name: "28-07-2025 19.30 WITA"."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{there:%d-%m-%Y %H.%M} {ZONES[zone]}"
