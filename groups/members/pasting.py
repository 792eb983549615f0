"""Members copied out of a spreadsheet, read as rows of the members' table. Pure: nothing is stored here."""

import re

from ksm.dates import DateError, parse_date
from ksm.text import plain

COLUMNS = ("name", "sex", "nik", "ps2", "joined_on")
# The first word of a heading tells its column; what no word here begins is passed over.
HEADINGS = {
    "name": ("nama",),
    "sex": ("jenis", "l/p", "p/l", "jk", "kelamin"),
    "nik": ("nik",),
    "ps2": ("ps-2", "ps2", "ps"),
    "joined_on": ("masuk", "tanggal", "tgl", "bergabung"),
}
SEXES = {
    "P": ("p", "pr", "perempuan", "wanita"),
    "L": ("l", "lk", "laki-laki", "laki laki", "laki", "pria"),
}
LISTED = {"YA": ("ya", "y", "ya, tercantum"), "TIDAK": ("tidak", "t", "tdk", "tidak tercantum")}
NOTHING = ("", "-", "–", "—")
_NUMBER = re.compile(r"[0-9]{1,3}[.)]?")


def rows_of_paste(text: str) -> list[dict[str, str]]:
    """{column: text} of each pasted line that holds anything, known words put in the form's own spelling.

    A line of headings tells the order of the columns; without one they stand as in COLUMNS. A running number
    before the name is passed over. What is not understood stays as it was pasted, for the form to refuse.
    """
    lines = [_cells(line) for line in plain(text).splitlines()]
    lines = [line for line in lines if any(line)]
    if not lines:
        return []
    columns = _columns(lines[0])
    if columns:
        lines = lines[1:]
    elif all(_NUMBER.fullmatch(line[0]) for line in lines):
        columns = [None, *COLUMNS]
    else:
        columns = list(COLUMNS)
    return [_row(columns, line) for line in lines]


def _cells(line: str) -> list[str]:
    mark = "\t" if "\t" in line else ";"
    return [cell.strip().strip('"').strip() for cell in line.split(mark)]


def _columns(cells: list[str]) -> list[str | None]:
    """The column of each heading; [] where the line is no heading."""
    found = [_column(cell.casefold()) for cell in cells]
    return found if "name" in found and len(cells) > 1 else []


def _column(heading: str) -> str | None:
    first = heading.split()[:1]
    return next((name for name, words in HEADINGS.items() if first and first[0] in words), None)


def _row(columns: list[str | None], cells: list[str]) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "")
    for column, cell in zip(columns, cells, strict=False):
        if column and cell not in NOTHING:
            row[column] = _spelled(column, cell)
    return row


def _spelled(column: str, cell: str) -> str:
    words = {"sex": SEXES, "ps2": LISTED}.get(column)
    if words:
        return next((code for code, known in words.items() if cell.casefold() in known), cell)
    if column == "joined_on":
        try:
            day = parse_date(cell)
        except DateError:
            return cell
        return day.isoformat() if day else ""
    return cell
