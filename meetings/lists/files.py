"""The files of a list: the template to fill in, and the refused rows with the reason beside each cell."""

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from groups.access import Access
from groups.models import Ksm, Member
from meetings.lists.kinds import GROUP, STORED, ListKind
from meetings.lists.taking import MOST_ROWS, Taken
from meetings.workbook.cells import Cell
from meetings.workbook.layout import Column
from meetings.workbook.values import Choice

WHY = "Sebab"
TEXTS = {"ksm", "nik", "rt", "rw", "phone", "name", "address", "occupation"}
DAYS = {"birth", "joined"}
OF_THE_AREA = ("address", "rt", "rw", "occupation")
LISTS = "Pilihan"
DAY, TEXT, WIDTH = "dd-mm-yyyy", "@", 18
REASON_FILL = PatternFill("solid", start_color="FFF2CC")


def template_of(kind: ListKind, access: Access, today: datetime.date) -> bytes:
    """Headings with lists to choose from, the area's own values among them; of PS-2 the members as well."""
    columns = kind.columns_for(access)
    book = Workbook()
    sheet = book.active
    sheet.title = kind.sheet
    _head(sheet, [column.heading for column in columns])
    members = [] if kind.adds else list(access.ksm.members.filter(left_on=None).order_by("number"))
    _put_members(sheet, columns, members)
    _offer(book, sheet, columns, _choices(columns, access, today))
    for place, column in enumerate(columns, start=1):
        for row in range(2, MOST_ROWS + 2):
            sheet.cell(row, place).number_format = _format(column.field)
    return _saved(book)


def template_of_area(kind: ListKind, accesses: Iterable[Access]) -> bytes:
    """The members of several groups, each row headed by its group's code; of a kind that adds nobody."""
    columns = (GROUP, *kind.columns)
    book = Workbook()
    sheet = book.active
    sheet.title = kind.sheet
    _head(sheet, [column.heading for column in columns])
    members = members_of(accesses).select_related("ksm")
    _put_members(sheet, columns, members.order_by("ksm__name", "ksm_id", "number"))
    _offer(book, sheet, columns, _fixed_choices(columns))
    return _saved(book)


def members_of(accesses: Iterable[Access]) -> QuerySet[Member]:
    """Whom a template names that adds nobody."""
    return Member.objects.filter(ksm__in=[access.ksm.pk for access in accesses], left_on=None)


def _put_members(sheet: Any, columns: Sequence[Column], members: Iterable[Member]) -> None:
    for row, member in enumerate(members, start=2):
        for place, column in enumerate(columns, start=1):
            value = member.ksm.code if column is GROUP else _stored(member, column)
            _put(sheet.cell(row, place), column.field, value)


def _stored(member: Member, column: Column) -> Any:
    """What is known of a member; a NIK stays in the product."""
    value = None if column.field == "nik" else getattr(member, STORED[column.field])
    return column.read.word(value) if isinstance(column.read, Choice) else value


def _choices(columns: Iterable[Column], access: Access, today: datetime.date) -> dict[str, list[str]]:
    """What each column may hold, or what stands there in those groups of the BKM that the reader sees."""
    found = _fixed_choices(columns)
    seen = Ksm.objects.visible_to(access.user, today).filter(bkm=access.ksm.bkm_id)
    near = Member.objects.filter(ksm__in=seen)
    for name in OF_THE_AREA:
        stored = STORED[name]
        values = near.exclude(**{stored: ""}).order_by(stored).values_list(stored, flat=True)
        found[name] = list(values.distinct()[:200])
    return found


def _fixed_choices(columns: Iterable[Column]) -> dict[str, list[str]]:
    """What columns may hold, wherever the group is."""
    found = {one.field: list(one.read.meanings) for one in columns if isinstance(one.read, Choice)}
    return found | {"priority": ["1", "2", "3"]}


def _offer(book: Any, sheet: Any, columns: Sequence[Column], choices: dict[str, list[str]]) -> None:
    """A list to choose from under each column that has one; where it only helps, other words go too."""
    lists = book.create_sheet(LISTS)
    places = {cell.value: cell.column for cell in sheet[1]}
    for column in columns:
        values, place = choices.get(column.field), places[column.heading]
        if not values:
            continue
        number = lists.max_column + (1 if lists["A1"].value else 0)
        letter = get_column_letter(number)
        for row, value in enumerate([column.heading, *values], start=1):
            cell = lists.cell(row, number)
            cell.value, cell.number_format, cell.data_type = value, TEXT, "s"
        rule = DataValidation(
            type="list",
            formula1=f"{LISTS}!${letter}$2:${letter}${len(values) + 1}",
            allow_blank=True,
            showErrorMessage=column.field not in OF_THE_AREA,
            error="Pilih salah satu dari daftarnya.",
        )
        sheet.add_data_validation(rule)
        under = get_column_letter(place)
        rule.add(f"{under}2:{under}{MOST_ROWS + 1}")


def refused_file(taken: Taken, sheet_title: str) -> bytes:
    """The refused rows as they were sent, each reason in a column beside its cell; to mend and send again."""
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_title
    blamed = {name for row in taken.refused for name in row.reasons}
    headings: list[tuple[str, str]] = [("", WHY)] if "" in blamed else []
    for column in taken.columns:
        headings.append((column.field, column.heading))
        if column.field in blamed:
            headings.append((f"!{column.field}", f"{WHY} {column.heading}"))
    _head(sheet, [heading for _, heading in headings])
    _offer(book, sheet, taken.columns, _fixed_choices(taken.columns))
    for number, row in enumerate(taken.refused, start=2):
        for place, (name, _) in enumerate(headings, start=1):
            cell = sheet.cell(number, place)
            if not name or name.startswith("!"):
                _put(cell, "name", row.reasons.get(name.lstrip("!")))
                cell.fill, cell.alignment = REASON_FILL, Alignment(wrap_text=True, vertical="top")
            else:
                _put(cell, name, _as_sent(row.cells.get(name)))
    return _saved(book)


def _as_sent(cell: Cell | None) -> Any:
    """The value that stood there, with the zeros in front that its format showed."""
    if cell is None or cell.value is None:
        return None
    if cell.digits and isinstance(cell.value, int):
        return str(cell.value).zfill(cell.digits)
    return cell.value.date() if isinstance(cell.value, datetime.datetime) else cell.value


def _put(cell: Any, name: str, value: Any) -> None:
    if value is None or value == "":
        return
    cell.value = value
    cell.number_format = _format(name) if not isinstance(value, datetime.date) else DAY
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", TEXT


def _format(name: str) -> str:
    if name in DAYS:
        return DAY
    return TEXT if name in TEXTS else "General"


def _head(sheet: Any, headings: Sequence[str]) -> None:
    for place, heading in enumerate(headings, start=1):
        sheet.cell(1, place).value = heading
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    sheet.freeze_panes = "A2"


def _saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
