"""Checks of meetings and of what was marked in them: attendance, savings, agenda, books."""

from datetime import date

from ksm.dates import WEEKDAYS
from meetings.workbook import content, layout
from meetings.workbook.content import AgendaResult, BookResult, Deposit, GroupFacts, Mark, MeetingFacts
from meetings.workbook.faults import Faults
from meetings.workbook.people import Limits, Membership
from meetings.workbook.sheets import PlainSheet
from meetings.workbook.tables import Row, Table
from meetings.workbook.values import words
from meetings.workbook.wide import (
    MeetingColumns,
    WideCell,
    agenda_mark,
    attendance_mark,
    book_mark,
    deposit,
)

_STANDARD_LABELS = {words(label): label for label in layout.AGENDA_ITEMS}


def check_meetings(sheet: PlainSheet, limits: Limits, group: GroupFacts, faults: Faults) -> None:
    """Each Jadwal once; held neither in the future, nor in a libur week, nor before the opening balances."""
    table, schedules, orders = sheet.table, set(), set()
    started = group.started
    for meeting in sheet.facts:
        held_cell = table.cell(meeting.row, "held")
        if meeting.scheduled in schedules and meeting.scheduled:
            faults.galat(
                table.sheet, table.cell(meeting.row, "scheduled"), "Jadwal ini sudah dipakai pertemuan lain."
            )
        schedules.add(meeting.scheduled)
        if meeting.order is not None and meeting.order in orders:
            faults.warn(table.sheet, table.cell(meeting.row, "order"), "Nomor pertemuan ini ada dua kali.")
        orders.add(meeting.order)
        refusal = limits.refusal(meeting.held)
        if refusal:
            faults.galat(table.sheet, held_cell, refusal)
        elif meeting.held and meeting.kind == content.HOLIDAY:
            faults.galat(table.sheet, held_cell, "Pertemuan libur tidak dilaksanakan; kosongkan tanggal ini.")
        if meeting.scheduled and started and meeting.scheduled < started:
            faults.warn(
                table.sheet,
                table.cell(meeting.row, "scheduled"),
                "Jadwal ini sebelum mulai pendampingan, jadi tidak ikut dinilai.",
            )
        _tell_other_weekday(table, meeting, group.weekday, faults)
        if meeting.counted is not None and meeting.held is None and not faults.at(table.sheet, held_cell):
            faults.warn(
                table.sheet,
                table.cell(meeting.row, "counted"),
                "Kas dihitung tidak dibaca: tidak dilaksanakan.",
            )


def _tell_other_weekday(table: Table, meeting: MeetingFacts, weekday: int | None, faults: Faults) -> None:
    """The schedule follows the group's day; a whole column beside it may have been moved by a program."""
    planned = meeting.scheduled if meeting.kind in (content.ROUTINE, content.HOLIDAY) else None
    if planned and weekday is not None and planned.weekday() != weekday:
        faults.warn(
            table.sheet,
            table.cell(meeting.row, "scheduled"),
            f"Jadwal ini hari {WEEKDAYS[planned.weekday()]}, padahal hari pertemuan {WEEKDAYS[weekday]}.",
        )


def known_member(table: Table, row: Row, membership: Membership, faults: Faults) -> int | None:
    """The member a row belongs to; an unknown number is a galat, another name is told."""
    number: int | None = row.values["number"]
    if number is None:
        return None
    refusal = membership.refusal(number)
    if refusal:
        faults.galat(table.sheet, table.cell(row.number, "number"), refusal)
        return None
    tell_other_name(table, row, membership.name(number), faults)
    return number


def tell_other_name(table: Table, row: Row, name: str | None, faults: Faults) -> None:
    """The name beside a number is only read to notice a slip of the row."""
    cell = row.values.get("name")
    if name and cell is not None and isinstance(cell.value, str) and words(cell.value) != words(name):
        faults.warn(
            table.sheet, table.cell(row.number, "name"), "Nama ini berbeda dengan nama di sheet Anggota."
        )


def check_attendance(
    table: Table, columns: MeetingColumns, membership: Membership, faults: Faults
) -> tuple[Mark, ...]:
    """A mark for every member active that day, and for nobody else."""
    rows = _member_rows(table, membership, faults)
    marks = []
    for found in columns.cells(attendance_mark):
        number = rows.get(found.row.number)
        if number is None or found.faulty:
            continue
        active = membership.active(number, found.held.day)
        if found.value is None and active:
            faults.galat(table.sheet, found.place, "Anggota ini belum diberi tanda kehadiran.")
        elif found.value is not None and active is False:
            faults.galat(table.sheet, found.place, "Orang ini bukan anggota pada hari pertemuan itu.")
        elif found.value is not None:
            marks.append(Mark(found.held.scheduled, number, found.value))
    _report_missing_rows(table, set(rows.values()), columns, membership, faults)
    return tuple(marks)


def _member_rows(table: Table, membership: Membership, faults: Faults) -> dict[int, int]:
    """Member numbers by row; a second row of a member is a galat."""
    rows: dict[int, int] = {}
    for row in table.rows:
        number = known_member(table, row, membership, faults)
        if number is not None and number in rows.values():
            faults.galat(
                table.sheet, table.cell(row.number, "number"), "Anggota ini sudah punya baris di atas."
            )
        elif number is not None:
            rows[row.number] = number
    return rows


def _report_missing_rows(
    table: Table, there: set[int], columns: MeetingColumns, membership: Membership, faults: Faults
) -> None:
    """Members without any row; silent while a row's own number is at fault, as it may be theirs."""
    if any(faults.at(table.sheet, table.cell(row.number, "number")) for row in table.rows):
        return
    days = [held.day for held in columns.by_number.values()]
    missing = [
        str(number)
        for number in sorted(set(membership.by_number) - there)
        if any(membership.active(number, day) for day in days)
    ]
    if missing and "number" in table.columns:
        faults.galat(
            table.sheet, table.heading_cell, f"Belum ada baris untuk anggota nomor {', '.join(missing)}."
        )


def check_deposits(
    table: Table, columns: MeetingColumns, membership: Membership, faults: Faults
) -> tuple[Deposit, ...]:
    """Deposits of members, of each kind in one row; they count whatever the mark of attendance.

    Money beside an unreadable number or kind is money all the same: its deposit has None there.
    """
    members = _saving_rows(table, membership, faults)
    deposits = []
    for found in columns.cells(deposit):
        if not found.value or found.faulty:
            continue
        number = members[found.row.number]
        if number is not None and membership.active(number, found.held.day) is False:
            faults.galat(table.sheet, found.place, "Orang ini bukan anggota pada hari pertemuan itu.")
            continue
        deposits.append(Deposit(found.held.scheduled, number, found.row.values["kind"], found.value))
    return tuple(deposits)


def _saving_rows(table: Table, membership: Membership, faults: Faults) -> dict[int, int | None]:
    """Member numbers by row; a second row of a member's kind of saving is a galat."""
    members, seen = {}, set()
    for row in table.rows:
        number, kind = known_member(table, row, membership, faults), row.values["kind"]
        if number is not None and kind and (number, kind) in seen:
            faults.galat(
                table.sheet, table.cell(row.number, "number"), "Jenis tabungan anggota ini sudah punya baris."
            )
        seen.add((number, kind))
        members[row.number] = number
    return members


def check_agenda(table: Table, columns: MeetingColumns, faults: Faults) -> tuple[AgendaResult, ...]:
    """The result of every item at every meeting; an empty cell and a missing standard item are not done."""
    labels = _labels(table, faults)
    results = [
        AgendaResult(found.held.scheduled, labels[found.row.number], *(found.value or (content.NOT_DONE, "")))
        for found in columns.cells(agenda_mark)
        if found.row.number in labels and not found.faulty
    ]
    missing = [label for label in layout.AGENDA_ITEMS if label not in labels.values()]
    _tell_missing(table, missing, "Agenda dianggap tidak terlaksana karena tidak ditulis", faults)
    results += [
        AgendaResult(held.scheduled, label, content.NOT_DONE)
        for held in columns.by_number.values()
        for label in missing
    ]
    return tuple(results)


def check_books(table: Table, columns: MeetingColumns, faults: Faults) -> tuple[BookResult, ...]:
    """Every book of every meeting; an empty cell or a missing row is a required book not finished."""
    labels = _labels(table, faults)
    results = [
        _book_result(found, labels[found.row.number])
        for found in columns.cells(book_mark)
        if found.row.number in labels and not found.faulty
    ]
    missing = [label for label in layout.BOOKS if label not in labels.values()]
    _tell_missing(table, missing, "Buku dianggap belum selesai karena tidak ditulis", faults)
    results += [
        BookResult(held.scheduled, label, required=True)
        for held in columns.by_number.values()
        for label in missing
    ]
    return tuple(results)


def _book_result(found: WideCell, label: str) -> BookResult:
    required, finished = found.value or (True, None)
    return BookResult(found.held.scheduled, label, required, finished)


def _labels(table: Table, faults: Faults) -> dict[int, str]:
    """Label by row, standard ones in their standard spelling; a label a second time is a galat."""
    labels: dict[int, str] = {}
    for row in table.rows:
        if row.values["label"] is None:
            continue
        label = _STANDARD_LABELS.get(words(row.values["label"]), row.values["label"])
        if label in labels.values():
            faults.galat(table.sheet, table.cell(row.number, "label"), "Baris ini sudah ada di atas.")
        else:
            labels[row.number] = label
    return labels


def _tell_missing(table: Table, missing: list[str], sentence: str, faults: Faults) -> None:
    unread = any(faults.at(table.sheet, table.cell(row.number, "label")) for row in table.rows)
    if missing and not unread and "label" in table.columns:
        faults.warn(table.sheet, table.heading_cell, f"{sentence}: {', '.join(missing)}.")


def check_book_dates(table: Table, columns: MeetingColumns, today: date, faults: Faults) -> None:
    """No book is finished in the future."""
    for found in columns.cells(book_mark):
        if found.value and not found.faulty and found.value[1] and found.value[1] > today:
            faults.galat(table.sheet, found.place, "Tanggal selesai masih di depan.")
