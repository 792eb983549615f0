"""The national identity number (NIK): what is certainly wrong, and what is only worth a second look.

Sixteen digits: region of first registration (6), birth date DDMMYY with 40 added to a woman's day (6),
serial (4).
A NIK never changes, even when it disagrees with the birth date or the address (domain.md section 9), so
everything but the format is a warning (J14).
"""

import datetime
import re

from groups.refusals import GroupError
from ksm.text import plain

LENGTH = 16
WOMAN = 40
_BETWEEN = re.compile(r"[\s.–—-]+")
# No region begins so: the prefix of made-up numbers, which raises no warning about the region.
MADE_UP_PREFIX = "9999"


class NikError(GroupError):
    """A number that cannot be a NIK; the text is the sentence the user reads."""


def _joined(text: str) -> str:
    return _BETWEEN.sub("", plain(text))


def clean_nik(text: str) -> str:
    """The sixteen digits typed, without spaces, dots and dashes; "" for nothing. Raises NikError."""
    nik = _joined(text)
    if not nik:
        return ""
    if not (nik.isascii() and nik.isdigit()):
        raise NikError("NIK hanya berisi angka.")
    if len(nik) != LENGTH:
        raise NikError(f"NIK harus 16 angka; yang ditulis {len(nik)} angka.")
    day, month = int(nik[6:8]), int(nik[8:10])
    if not (1 <= day <= 31 or 1 + WOMAN <= day <= 31 + WOMAN):
        raise NikError("Angka ke-7 dan ke-8 NIK (tanggal lahir) harus 01-31, atau 41-71 untuk perempuan.")
    if not 1 <= month <= 12:
        raise NikError("Angka ke-9 dan ke-10 NIK (bulan lahir) harus 01-12.")
    if nik[12:] == "0000":
        raise NikError("Empat angka terakhir NIK tidak mungkin 0000.")
    return nik


def clean_family_card(text: str) -> str:
    """The sixteen digits of a family card number; "" for nothing. Raises NikError."""
    number = _joined(text)
    if number and not (number.isascii() and number.isdigit() and len(number) == LENGTH):
        raise NikError("Nomor KK harus 16 angka.")
    return number


def doubts(
    nik: str, *, birth_date: datetime.date | None = None, sex: str = "", region_code: str = ""
) -> tuple[str, ...]:
    """What in a well-formed NIK disagrees with the member's other facts, as sentences; () when nothing does.

    `sex` is "P" or "L". `region_code` is the Kemendagri code of where the group lives.
    """
    if not nik:
        return ()
    day = int(nik[6:8])
    female = day > WOMAN
    found = []
    if birth_date and f"{day - WOMAN if female else day:02}{nik[8:12]}" != f"{birth_date:%d%m%y}":
        found.append("Tanggal lahir pada NIK berbeda dengan tanggal lahir yang ditulis.")
    if sex and female != (sex == "P"):
        found.append("Jenis kelamin menurut NIK berbeda dengan yang ditulis.")
    city = region_code.replace(".", "")[:4]
    if city and not nik.startswith(MADE_UP_PREFIX) and not nik.startswith(city):
        found.append("NIK berasal dari kota/kabupaten lain. Wajar bila anggota pernah pindah.")
    return tuple(found)
