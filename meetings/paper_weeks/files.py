"""The table of paper weeks as a spreadsheet: handed out, filled in elsewhere, read back into the table.

Members are rows, weeks are columns headed by their day, each cell is written as in the table. Where something
is wrong, a column beside the week's says why.
"""

import datetime
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from groups.models import Member
from ksm.dates import DateError, parse_date
from meetings.paper_weeks.comparing import HEADS, TICK, TypedWeek
from meetings.paper_weeks.form import Column, PaperWeeks
from meetings.refusals import MeetingError
from meetings.workbook.cells import Cell, RawSheet, read_sheets
from meetings.workbook.package import UnreadableWorkbookError
from meetings.workbook.tables import squeezed
from meetings.workbook.values import whole_number

TITLE, WHY = "Minggu", "Sebab"
NUMBER, NAME = "No", "Nama"
TICKS = ("off", "agenda", "books")
REASON_FILL = PatternFill("solid", start_color="FFF2CC")
NO_TABLE = "Kolom No dan tanggal minggu tidak ditemukan. Mulai dari templatnya."


def file_of(table: PaperWeeks) -> bytes:
    """The table as it stands, with a column of reasons beside each week in which something is wrong."""
    book = Workbook()
    sheet = book.active
    sheet.title = TITLE
    rows: list[tuple[Any, str]] = [(None, label) for label in HEADS.values()]
    rows += [(member.number, member.name) for member in table.members]
    for row, line in enumerate([(NUMBER, NAME), *rows], start=1):
        for place, value in enumerate(line, start=1):
            _put(sheet.cell(row, place), value)
    place = 3
    for column in table.columns:
        _put_column(sheet, place, column.day, _values(column, table.members))
        place += 1
        if table.form.is_bound and column.is_faulty:
            _put_column(sheet, place, f"{WHY} {column.day:%d-%m-%Y}", _reasons(column, table.members))
            for row in range(1, len(rows) + 2):
                sheet.cell(row, place).fill = REASON_FILL
            place += 1
    _finish(sheet, place)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _values(column: Column, members: Sequence[Member]) -> list[Any]:
    heads = {name: column.form[name].value() for name in HEADS}
    ticked = {name: TICK if value else None for name, value in heads.items() if name in TICKS}
    return [*(heads | ticked).values(), *(column.cells[member.pk].value for member in members)]


def _reasons(column: Column, members: Sequence[Member]) -> list[str]:
    heads = [" ".join(map(str, column.form.errors.get(name, ()))) for name in HEADS]
    heads[0] = " ".join(filter(None, [heads[0], *column.errors]))
    return [*heads, *(column.cells[member.pk].error for member in members)]


def _put_column(sheet: Any, place: int, heading: Any, values: list[Any]) -> None:
    for row, value in enumerate([heading, *values], start=1):
        _put(sheet.cell(row, place), value)


def _put(cell: Any, value: Any) -> None:
    if value is None or value == "":
        return
    cell.value = value
    if isinstance(value, datetime.date):
        cell.number_format = "dd-mm-yyyy"
    elif isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"


def _finish(sheet: Any, end: int) -> None:
    for place in range(1, end):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = 24 if place == 2 else 14
    sheet.freeze_panes = "C2"
    rule = DataValidation(type="list", formula1=f'"{TICK}"', allow_blank=True)
    sheet.add_data_validation(rule)
    for row, name in enumerate(HEADS, start=2):
        if name in TICKS:
            rule.add(f"C{row}:{get_column_letter(max(end, 4))}{row}")


def read_weeks(data: bytes, table: PaperWeeks) -> tuple[QueryDict, list[TypedWeek]]:
    """What the form of the table would send, and the weeks of the file that wait no more.

    Raises MeetingError for a file that is no such table.
    """
    try:
        sheets = read_sheets(data, lambda title: True)
    except UnreadableWorkbookError as refusal:
        raise MeetingError(str(refusal), "file") from refusal
    raw = next((one for one in sheets if _days(one)), None)
    if raw is None:
        raise MeetingError(NO_TABLE, "file")
    columns = {column.day: column for column in table.columns}
    members = {member.number: member for member in table.members}
    sent, gone = QueryDict(mutable=True), []
    for place, day in _days(raw).items():
        if day in columns:
            _send_column(sent, _typed_week(raw, place, day), columns[day], members)
        else:
            gone.append(_typed_week(raw, place, day))
    sent["days"] = ",".join(column.day.isoformat() for column in table.columns)
    return sent, gone


def _days(raw: RawSheet) -> dict[int, datetime.date]:
    """The columns of weeks by their place; none without a column of numbers."""
    found, has_numbers = {}, False
    for (row, place), cell in raw.cells.items():
        if row != 1:
            continue
        has_numbers |= squeezed(cell.value) == squeezed(NUMBER)
        if (day := _day(cell.value)) is not None:
            found[place] = day
    return found if has_numbers else {}


def _day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    try:
        return parse_date(str(value))
    except DateError:
        return None


def _typed_week(raw: RawSheet, place: int, day: datetime.date) -> TypedWeek:
    """A column as it stands in the file."""
    names_of = {squeezed(label): name for name, label in HEADS.items()}
    numbers, names = _place(raw, NUMBER), _place(raw, NAME)
    week = TypedWeek(day)
    for row, cells in raw.rows().items():
        cell = cells.get(place)
        if row == 1 or cell is None or cell.value is None:
            continue
        number = cells.get(numbers, Cell()).value
        head = names_of.get(squeezed(cells.get(names, Cell()).value))
        if isinstance(number, int):
            week.cells[number] = _typed(cell.value)
        elif number is None and head:
            week.heads[head] = _typed(cell.value)
    return week


def _send_column(sent: QueryDict, week: TypedWeek, column: Column, members: Mapping[int, Member]) -> None:
    """What the browser would send of it."""
    for number, text in week.cells.items():
        if number in members:
            sent[column.cells[members[number].pk].name] = text
    for name, text in week.heads.items():
        sent[column.form.add_prefix(name)] = "on" if name in TICKS else text


def _place(raw: RawSheet, heading: str) -> int:
    first = {squeezed(cell.value): place for (row, place), cell in raw.cells.items() if row == 1}
    return first.get(squeezed(heading), 0)


def _typed(value: object) -> str:
    """As somebody would type it: a number without its point, a day with its day first."""
    if (number := whole_number(value)) is not None:
        return str(number)
    return f"{value:%d-%m-%Y}" if isinstance(value, datetime.date) else str(value)
