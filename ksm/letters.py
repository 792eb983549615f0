"""How official papers are numbered and dated: 012/BA-LULUS/KSM-MAWAR/VI/2025, or as the BKM wants it."""

import datetime
import re

from ksm.dates import MONTHS, WEEKDAYS
from ksm.money import number_in_words
from ksm.refusals import RefusalError

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
DEFAULT_FORM = "{nomor}/{jenis}/{kode}/{bulan}/{tahun}"
# Without one of these two papers could bear the same number.
NEEDED = ("nomor", "jenis", "kode", "tahun")
PARTS = (*NEEDED, "bulan")
_PART = re.compile(r"\{([^{}]*)\}")
_BETWEEN = re.compile(r"[A-Za-z0-9 ./_-]*")


def document_number(serial: int, kind: str, code: str, day: datetime.date, form: str = DEFAULT_FORM) -> str:
    """The number line of a paper: serial, kind of paper, the group's code, Roman month, year in a form."""
    words = {
        "nomor": f"{serial:03d}",
        "jenis": kind,
        "kode": code,
        "bulan": ROMAN_MONTHS[day.month - 1],
        "tahun": str(day.year),
    }
    return _PART.sub(lambda part: words[part[1]], form)


def require_form(form: str, field: str) -> None:
    """Refuse a form of numbers that does not tell papers apart. Raises RefusalError with what is wrong."""
    parts = _PART.findall(form)
    unknown = [part for part in parts if part not in PARTS]
    missing = [_braced(part) for part in NEEDED if part not in parts]
    if unknown:
        known = ", ".join(map(_braced, PARTS))
        raise RefusalError(f"Bagian {_braced(unknown[0])} tidak dikenal. Pakai {known}.", field)
    if missing:
        raise RefusalError(f"Bentuk nomor harus memuat {' dan '.join(missing)}.", field)
    if len(parts) > len(set(parts)):
        raise RefusalError("Tiap bagian hanya dipakai satu kali.", field)
    if "}{" in form:
        raise RefusalError("Beri tanda pemisah di antara bagian, misalnya garis miring.", field)
    if not _BETWEEN.fullmatch(_PART.sub("", form)):
        raise RefusalError(
            "Di luar bagian, pakai hanya huruf, angka, spasi, titik, garis miring, dan strip.", field
        )


def _braced(part: str) -> str:
    return "{" + part + "}"


def example_of(form: str) -> str:
    """What a form makes of a paper; "" for one that is refused."""
    try:
        require_form(form, "")
    except RefusalError:
        return ""
    return document_number(12, "SPP", "KSM-MAWAR", datetime.date(2025, 6, 30), form)


def day_in_words(day: datetime.date) -> str:
    """A day as deeds tell it: "Sabtu, tanggal dua puluh delapan bulan November tahun dua ribu dua puluh enam
    (28-11-2026)".
    """
    number, year = number_in_words(day.day), number_in_words(day.year)
    month = MONTHS[day.month - 1]
    return f"{WEEKDAYS[day.weekday()]}, tanggal {number} bulan {month} tahun {year} ({day:%d-%m-%Y})"
