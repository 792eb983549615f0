"""How official papers are numbered: 012/BA-LULUS/KSM-MAWAR/VI/2025."""

import datetime

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def document_number(serial: int, kind: str, code: str, day: datetime.date) -> str:
    """The number line of a paper: serial, kind of paper, the group's code, Roman month, year."""
    return f"{serial:03d}/{kind}/{code}/{ROMAN_MONTHS[day.month - 1]}/{day.year}"
