"""One cell of the table of paper weeks: an attendance mark and the wajib that came with it. Pure."""

import re
from dataclasses import dataclass

from ksm.money import MoneyError, parse_rupiah
from ksm.text import plain
from meetings.models import Attendance
from meetings.refusals import MeetingError

AGREED = "+"  # stands for the saving that the group agreed on
MARKS = {mark: mark for mark in Attendance.Status.values} | {"V": "H", "✓": "H"}
_CELL = re.compile(rf"([{''.join(MARKS)}])?\s*(.*)", re.DOTALL)
UNREAD = "Tulis H, T, I, S, A, atau W; boleh dengan jumlahnya, misalnya H 5.000 atau H+."


@dataclass(frozen=True, slots=True)
class Cell:
    """What one member did in one week. `wajib` in rupiah; None stands for the agreed amount."""

    mark: str
    wajib: int | None = 0


def read_cell(text: str) -> Cell | None:
    """A cell as it was typed; None for an empty one. Raises MeetingError for what cannot be read.

    An amount alone is somebody who came and saved.
    """
    typed = plain(text).strip().upper()
    if not typed:
        return None
    found = _CELL.fullmatch(typed)
    mark, amount = (found[1] or "", found[2].strip()) if found else ("", typed)
    if not mark and not (amount == AGREED or amount[:1].isdigit() or amount.startswith("RP")):
        raise MeetingError(UNREAD)
    if amount == AGREED:
        return Cell(MARKS.get(mark, "H"), None)
    try:
        return Cell(MARKS.get(mark, "H"), parse_rupiah(amount) or 0)
    except MoneyError as error:
        raise MeetingError(f"{error} {UNREAD}" if mark else str(error)) from error
