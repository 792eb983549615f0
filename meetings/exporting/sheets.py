"""The facts of a workbook as its sheets: headings as import looks for them, cells as it reads them."""

import datetime
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ksm.money import decimal_words, percent_of
from ksm.text import plain
from meetings.workbook import content, layout
from meetings.workbook.content import WorkbookContent
from meetings.workbook.continuation import LONGEST, part_of
from meetings.workbook.values import Choice

DAY, RUPIAH, TEXT, CLOCK = "dd-mm-yyyy", "#,##0", "@", "hh:mm"
WIDTH = 16
AGENDA_MARKS = {content.DONE: "v", content.NOT_DONE: "x"}
Lines = Iterable[Sequence[Any]]
Table = list[list[Any]]


def workbook_of(facts: WorkbookContent, more: Mapping[str, tuple[Mapping[str, Any], ...]]) -> bytes:
    """The file. `more` are rows for sheets of their own, by the sheet's name (meetings/carried.py)."""
    book = Workbook()
    book.remove(book.active)
    for title, lines in _sheets(facts).items():
        _write(book.create_sheet(title), lines)
    for title, rows in more.items():
        _write(book.create_sheet(title), _carried(rows))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _carried(rows: Sequence[Mapping[str, Any]]) -> Table:
    """A column for each field; a long text goes on in columns of its own (workbook/continuation.py)."""
    pieces = {name: max(_pieces(row[name]) for row in rows) for name in rows[0]}
    columns = [(name, number) for name, most in pieces.items() for number in range(most)]
    headings = [part_of(name, number) for name, number in columns]
    return [headings, *([_quoted(row[name], number) for name, number in columns] for row in rows)]


def _pieces(value: Any) -> int:
    return max(1, -(-len(value) // LONGEST)) if isinstance(value, str) else 1


def _quoted(value: Any, number: int) -> Any:
    """A text with its quotes, so that no program takes "-", "007" or "1/2" for anything else.

    What reading would take off or read as an escape is written as JSON escapes it.
    """
    if not isinstance(value, str):
        return None if number else value
    piece = value[number * LONGEST : (number + 1) * LONGEST]
    if number and not piece:
        return None
    return json.dumps(piece, ensure_ascii=plain(piece) != piece).replace("_x", "\\u005fx")


def _write(sheet: Any, lines: Lines) -> None:
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            if value is None or value == "":
                continue
            cell = sheet.cell(row, column)
            if isinstance(value, str):
                cell.value, cell.data_type, cell.number_format = value, "s", TEXT
            else:
                cell.value, cell.number_format = value, _format_of(value)
            if row == 1:
                cell.font = Font(bold=True)
    for column in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
    sheet.freeze_panes = "A2"


def _format_of(value: Any) -> str:
    if isinstance(value, datetime.date):
        return DAY
    return CLOCK if isinstance(value, datetime.time) else RUPIAH


def _rate(rate: Fraction | None) -> str | None:
    return None if rate is None else decimal_words(percent_of(rate))


def _cells(column: layout.Column, fact: Any) -> Any:
    value = getattr(fact, column.field, None)
    if isinstance(column.read, Choice):
        return column.read.word(value)
    if isinstance(value, Fraction):
        return _rate(value)
    return value


def _plain(
    columns: Sequence[layout.Column], facts: Iterable[Any], names: Mapping[int, str]
) -> list[list[Any]]:
    """A row for each fact; `names` are written beside members' numbers for people to read."""
    lines: list[list[Any]] = [[column.heading for column in columns]]
    for fact in facts:
        line = [_cells(column, fact) for column in columns]
        if layout.NAME in columns:
            line[columns.index(layout.NAME)] = names.get(fact.member)
        lines.append(line)
    return lines


def _sheets(facts: WorkbookContent) -> dict[str, list[list[Any]]]:
    names = {member.number or 0: member.name or "" for member in facts.members}
    held = [meeting.scheduled for meeting in facts.meetings if meeting.held]
    found = {
        layout.KSM: _group(facts),
        layout.ANGGOTA: _plain(layout.MEMBERS, facts.members, names),
        layout.ATURAN: _plain(layout.RULES, facts.rules, names),
        layout.PERTEMUAN: _plain(layout.MEETINGS, facts.meetings, names),
        layout.KEHADIRAN: _wide(
            ("No", "Nama"),
            held,
            [
                (mark.scheduled, (mark.member, names.get(mark.member)), mark.status)
                for mark in facts.attendance
            ],
            keys=list(names.items()),
        ),
        layout.TABUNGAN: _savings(facts, held, names),
        layout.AGENDA: _wide(
            ("Agenda",),
            held,
            [(one.scheduled, (one.label,), _agenda(one)) for one in facts.agenda],
        ),
        layout.BUKU: _wide(
            ("Buku",),
            held,
            [(one.scheduled, (one.label,), one.finished if one.required else "TB") for one in facts.books],
        ),
        layout.PINJAMAN: _plain(layout.LOANS, facts.loans, names),
        layout.ANGSURAN: _plain(layout.REPAYMENTS, facts.repayments, names),
        layout.KAS_LAIN: _plain(layout.OTHER_CASH, facts.other_cash, names),
    }
    if facts.openings:
        found[layout.SALDO_AWAL] = _plain(layout.OPENINGS, facts.openings, names)
    return found


def _group(facts: WorkbookContent) -> list[list[Any]]:
    lines: list[list[Any]] = [["Isian", "Nilai"]]
    for column in layout.GROUP:
        value = _cells(column, facts.group)
        lines.append([column.heading, ", ".join(value) if isinstance(value, tuple) else value])
    return lines


def _agenda(result: content.AgendaResult) -> str:
    return AGENDA_MARKS.get(result.state) or f"TB: {result.reason}"


def _savings(
    facts: WorkbookContent, held: Sequence[datetime.date | None], names: Mapping[int, str]
) -> list[list[Any]]:
    marks, kinds = [], Choice(layout.SAVING_KINDS)
    for one in facts.deposits:
        key = (one.member, names.get(one.member or 0), kinds.word(one.kind))
        marks.append((one.scheduled, key, one.amount))
    return _wide(("No", "Nama", "Jenis"), held, marks, keys=[(*one, "Wajib") for one in names.items()])


def _wide(
    headings: Sequence[str],
    held: Sequence[datetime.date | None],
    marks: Iterable[tuple[datetime.date, tuple, Any]],
    keys: Iterable[tuple] = (),
) -> list[list[Any]]:
    """A row for each key, those first that are there anyway, and a column for each meeting."""
    rows: dict[tuple, dict[datetime.date, Any]] = {key: {} for key in keys}
    for scheduled, key, value in marks:
        rows.setdefault(key, {})[scheduled] = value
    return [
        [*headings, *held],
        *([*key, *(found.get(day) for day in held if day)] for key, found in rows.items()),
    ]
