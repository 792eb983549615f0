"""Workbooks for tests: the programme's own samples, and copies of them with cells changed in memory."""

import datetime
import io
from pathlib import Path

from openpyxl import load_workbook

from meetings.workbook.checking import check_workbook
from meetings.workbook.people import Surroundings

DATA = Path(__file__).parents[1] / "data"
TODAY = datetime.date(2025, 12, 1)
KELURAHAN = "33.74.05.1001"


def sample(name: str = "ksm-mawar") -> bytes:
    return (DATA / f"{name}.xlsx").read_bytes()


def changed(edits: dict, name: str = "ksm-mawar", *, edit=None) -> bytes:
    """A sample after `edit(book)`, with cells set: {"Anggota!C2": value}, in a new sheet too."""
    book = load_workbook(DATA / f"{name}.xlsx")
    if edit:
        edit(book)
    for place, value in edits.items():
        sheet, cell = place.split("!")
        if sheet not in book.sheetnames:
            book.create_sheet(sheet)
        book[sheet][cell] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def surroundings(**overrides) -> Surroundings:
    """A world that knows Sembungharjo and any BKM there, and no group yet."""
    defaults = {
        "today": TODAY,
        "region_exists": lambda code: code == KELURAHAN,
        "bkm_exists": lambda code, name: True,
        "code_today": lambda code, name: code,
        "niks_elsewhere": lambda group, niks: frozenset(),
        "stored_fingerprint": lambda group: None,
    }
    return Surroundings(**(defaults | overrides))


def check(data: bytes, **overrides):
    return check_workbook(data, surroundings(**overrides))


def galat_cells(data: bytes, **overrides) -> list[str]:
    return [f"{fault.sheet}!{fault.cell}" for fault in check(data, **overrides).galat]


def warned_cells(data: bytes, **overrides) -> list[str]:
    return [f"{fault.sheet}!{fault.cell}" for fault in check(data, **overrides).warnings]


def warned(checked) -> list[str]:
    """Every warning with its place: "Anggota!B5 Nama ..."."""
    return [f"{fault.sheet}!{fault.cell} {fault.text}" for fault in checked.warnings]
