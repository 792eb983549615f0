"""The sheets "Lanjutan ...": what the other sheets cannot say, written by export and not by people.

One sheet for each kind of row, a column for each field, every text in quotes as JSON has it. A long text
goes on in the columns "payload (2)", "payload (3)". The sheet "Lanjutan" seals them together with what the
other sheets say: whoever changes one of both must do without.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from meetings.workbook.cells import RawSheet
from meetings.workbook.faults import Faults

PREFIX = "Lanjutan"
SEAL = "Sidik"
LONGEST = 2_500  # characters of a text in one cell: every one escaped, still less than a cell can hold
_PART = re.compile(r"(.+) \([0-9]+\)")
BROKEN = (
    "Isi berkas ini diubah sesudah diekspor, jadi sheet Lanjutan tidak cocok lagi. Pakai berkas semula, atau "
    "hapus semua sheet Lanjutan untuk mengimpor yang diisi orang saja."
)
Carried = dict[str, tuple[dict[str, Any], ...]]


def is_continuation(title: str) -> bool:
    return title == PREFIX or title.startswith(f"{PREFIX} ")


def title_of(kind: str) -> str:
    return f"{PREFIX} {kind}"


def part_of(name: str, number: int) -> str:
    """The heading of a piece of a field's text, counted from 0."""
    return f"{name} ({number + 1})" if number else name


def seal_of(fingerprint: str, carried: Mapping[str, tuple[Mapping[str, Any], ...]]) -> str:
    """One hash over what the other sheets say and every carried row."""
    told = json.dumps([fingerprint, carried], ensure_ascii=False, sort_keys=True, default=list)
    return hashlib.sha256(told.encode()).hexdigest()


def read_carried(sheets: Mapping[str, RawSheet], faults: Faults) -> Carried:
    """The rows by kind; a cell that holds no value of JSON is a galat."""
    found = {}
    for title, raw in sheets.items():
        if title != PREFIX:
            found[title.removeprefix(f"{PREFIX} ")] = tuple(_rows(raw, faults))
    return found


def read_seal(sheets: Mapping[str, RawSheet]) -> str:
    raw = sheets.get(PREFIX)
    return str(raw.get(2, 1).value).strip('"') if raw else ""


def _rows(raw: RawSheet, faults: Faults) -> list[dict[str, Any]]:
    table = raw.rows()
    headings = {column: str(cell.value) for column, cell in sorted(table.pop(1, {}).items())}
    headings = {column: _PART.sub(r"\1", name) for column, name in headings.items()}
    found = []
    for cells in table.values():
        row: dict[str, Any] = dict.fromkeys(headings.values())
        for column, cell in sorted(cells.items()):
            name, value = headings.get(column, ""), _value(cell.value, raw.title, faults)
            before = row.get(name)
            row[name] = before + value if isinstance(before, str) and isinstance(value, str) else value
        found.append(row)
    return found


def _value(value: object, sheet: str, faults: Faults) -> Any:
    if isinstance(value, bool | int):
        return value
    try:
        return json.loads(str(value))
    except ValueError:
        faults.galat(sheet, "A1", BROKEN)
        return None
