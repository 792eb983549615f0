"""A list or a book as a table of typed columns, and the spreadsheet or CSV file made of it.

A page's list is described once: which columns, of which kind, how a row gives its value. A file made of it
tells what the screen tells: numbers as numbers, days as days, text as text whatever it begins with.
"""

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ksm.money import format_fraction_percent

# What spreadsheet programs would calculate, or cut into cells, where it begins a text of a CSV file.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
FIRST_DAY = datetime.date(1900, 3, 1)  # older days are no days to spreadsheet programs
SIZE_OF_READING = 2000  # rows read from the database at a time


class Kind(Enum):
    """What a column holds: the number format of its cells, and how wide it is drawn."""

    TEXT = ("@", 24)
    NIK = ("@", 20)
    NUMBER = ("#,##0", 12)
    RUPIAH = ('"Rp"#,##0;[Red]-"Rp"#,##0', 16)
    DATE = ("dd-mm-yyyy", 13)
    PERCENT = ("0.0#####%", 10)

    def __init__(self, number_format: str, width: int):
        self.number_format = number_format
        self.width = width


@dataclass(frozen=True, slots=True)
class Column:
    """A heading as the screen has it, the value of a row (None for nothing), and its kind.

    Values: str of TEXT and NIK (masked by who makes the table), int of NUMBER, whole int of RUPIAH, date of
    DATE, Fraction of PERCENT (1 is all).
    """

    heading: str
    of: Callable[[Any], Any]
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """All rows of a list under its filter, not of one page.

    `opening` begins a book and `totals` end it, both by heading. A report has `more` tables, each a sheet of
    its own under its title; in CSV they stand below, after an empty line and their title.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Any] | QuerySet
    opening: Mapping[str, Any] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    more: Sequence["Table"] = ()

    def __len__(self) -> int:
        own = self.rows.count() if isinstance(self.rows, QuerySet) else len(self.rows)
        return own + sum(len(one) for one in self.more)

    def _line(self, values: Mapping[str, Any]) -> list[Any]:
        return [values.get(column.heading) for column in self.columns]

    def lines(self) -> Iterator[list[Any]]:
        """The values of each row, read a few rows at a time; last the totals, if there are any."""
        rows: Iterable = self.rows
        if isinstance(self.rows, QuerySet):
            rows = self.rows.iterator(chunk_size=SIZE_OF_READING)
        if self.opening:
            yield self._line(self.opening)
        for row in rows:
            yield [column.of(row) for column in self.columns]
        if self.totals:
            yield ["Jumlah", *self._line(self.totals)[1:]]


def text_of(value: Any) -> str:
    """A value of TEXT, without what a file cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))


def _cell(sheet: Any, value: Any, kind: Kind) -> Any:
    """One cell: a text stays a text, also when edited, whatever it begins with."""
    if value is None or value == "":
        return None
    if isinstance(value, Fraction):  # shown as a percent: a cell knows no fractions
        value = float(value)
    if isinstance(value, datetime.date) and value < FIRST_DAY:
        value = f"{value:%d-%m-%Y}"
    is_text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, text_of(value) if is_text else value)
    if is_text:
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA_SIGNS)
    cell.number_format = Kind.TEXT.number_format if is_text else kind.number_format
    return cell


def xlsx_of(table: Table, about: Sequence[tuple[str, str]]) -> bytes:
    """The workbook: the table with its frozen header, and a sheet that tells what it is (`about`)."""
    book = Workbook(write_only=True)
    _fill(book.create_sheet("Data"), table)
    for one in table.more:
        _fill(book.create_sheet(one.title), one)
    told = book.create_sheet("Keterangan")
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 20, 60
    for label, words in about:
        told.append([_cell(told, label, Kind.TEXT), _cell(told, words, Kind.TEXT)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Any, table: Table) -> None:
    """A table with its frozen header."""
    bold = Font(bold=True)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, start=1):
        width = max(column.kind.width, len(column.heading) + 2)
        sheet.column_dimensions[get_column_letter(number)].width = width
    headings = [_cell(sheet, column.heading, Kind.TEXT) for column in table.columns]
    for cell in headings:
        cell.font = bold
    sheet.append(headings)
    for line in table.lines():
        sheet.append(
            [_cell(sheet, value, column.kind) for value, column in zip(line, table.columns, strict=True)]
        )


def _written(value: Any) -> str | int:
    """A value as CSV has it: days as 2025-06-02, shares as 87,5%, amounts as bare digits."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return format_fraction_percent(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int):
        return value
    text = text_of(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def csv_of(table: Table) -> bytes:
    """The rows with semicolons between, as programs set to Indonesian read and write them; UTF-8 with BOM."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    for one in (table, *table.more):
        if one is not table:
            writer.writerows([[], [one.title]])
        writer.writerow([column.heading for column in one.columns])
        writer.writerows([_written(value) for value in line] for line in one.lines())
    return file.getvalue().encode("utf-8-sig")
