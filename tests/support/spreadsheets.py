"""Files of lists read back by two readers that share no code, and what a page shows as plain words."""

import datetime
import html
import io
import re
from fractions import Fraction

import openpyxl
from python_calamine import CalamineWorkbook

from ksm.dates import date_in_words
from ksm.money import format_fraction_percent, format_number
from ksm.tables import Kind

_TAG = re.compile(r"<[^>]+>")


def by_openpyxl(content: bytes) -> list[list]:
    """The rows of the data sheet; None for an empty cell, a day for a day."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Data"]
    return [[_value(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def by_calamine(content: bytes) -> list[list]:
    """The same rows by a reader written in another language."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Data").to_python()
    return [[_value(cell) for cell in row] for row in rows]


def _value(cell):
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else round(cell, 9)
    return None if cell == "" else cell


def read_both(content: bytes) -> list[list]:
    """The rows, read the same by both; AssertionError where they differ."""
    found = by_openpyxl(content)
    assert by_calamine(content) == found
    return found


def words_of(page: str) -> str:
    """What a page shows and tells screen readers, as one line of text."""
    told = " ".join(re.findall(r'aria-label="([^"]*)"', page))
    return " ".join(html.unescape(_TAG.sub(" ", page) + told).split())


def shown(value, kind: Kind) -> tuple[str, ...]:
    """The ways in which a page may show a value."""
    if isinstance(value, str):
        return (" ".join(value.split()),)
    if kind is Kind.DATE:
        return (f"{value:%d-%m-%Y}", date_in_words(value))
    if kind is Kind.PERCENT:
        return (format_fraction_percent(Fraction(value).limit_denominator(10_000)),)
    return (format_number(abs(value)), str(value))
