"""Each sheet's rows as facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from meetings.workbook import layout
from meetings.workbook.cells import EMPTY, Cell, RawSheet
from meetings.workbook.content import (
    CashFacts,
    GroupFacts,
    LoanFacts,
    MeetingFacts,
    MemberFacts,
    OpeningFacts,
    RepaymentFacts,
    RuleFacts,
)
from meetings.workbook.continuation import is_continuation
from meetings.workbook.faults import Faults
from meetings.workbook.tables import (
    Table,
    heading_row,
    read_cell,
    read_table,
    report_unknown_columns,
    squeezed,
)
from meetings.workbook.values import words

MAKE_ONE = "Pindahkan isinya ke sheet itu atau beri nama itu; hapus bila tidak dipakai."

PLAIN_SHEETS = {
    layout.ANGGOTA: (layout.MEMBERS, MemberFacts),
    layout.ATURAN: (layout.RULES, RuleFacts),
    layout.PERTEMUAN: (layout.MEETINGS, MeetingFacts),
    layout.PINJAMAN: (layout.LOANS, LoanFacts),
    layout.ANGSURAN: (layout.REPAYMENTS, RepaymentFacts),
    layout.KAS_LAIN: (layout.OTHER_CASH, CashFacts),
    layout.SALDO_AWAL: (layout.OPENINGS, OpeningFacts),
}


WIDE_SHEETS = {
    layout.TABUNGAN: layout.SAVINGS,
    layout.KEHADIRAN: layout.ATTENDANCE,
    layout.AGENDA: layout.AGENDA_COLUMNS,
    layout.BUKU: layout.BOOK_COLUMNS,
}
# By which headings a sheet under another name is known for what it is.
_HEADED = {name: columns for name, (columns, _) in PLAIN_SHEETS.items()} | WIDE_SHEETS


@dataclass(slots=True)
class PlainSheet:
    """A sheet with one fact per row: the table, for cells, and the facts."""

    table: Table
    facts: tuple[Any, ...]  # of one of the classes in meetings/workbook/content.py

    def clean(self, faults: Faults) -> "PlainSheet":
        """The same without the values at which a galat stands, so that no other check uses them."""
        return PlainSheet(self.table, tuple(self._clean(fact, faults) for fact in self.facts))

    def _clean(self, fact: Any, faults: Faults) -> Any:
        faulty = [
            name
            for name in self.table.columns
            if hasattr(fact, name) and faults.at(self.table.sheet, self.table.cell(fact.row, name))
        ]
        return replace(fact, **dict.fromkeys(faulty)) if faulty else fact


def is_known_sheet(title: str) -> bool:
    """Is this the name of a sheet of the layout?"""
    return is_continuation(title) or squeezed(title) in {squeezed(name) for name in layout.SHEETS}


def sort_sheets(raw_sheets: list[RawSheet], faults: Faults) -> dict[str, RawSheet]:
    """The sheets by their name in the layout; a missing required one is a galat, an unknown one a warning."""
    known = {squeezed(name): name for name in layout.SHEETS}
    found: dict[str, RawSheet] = {}
    resembled = set()
    for raw in raw_sheets:
        name = known.get(squeezed(raw.title))
        if name and name not in found:
            found[name] = raw
        elif name or (name := _resembled(raw)):
            sentence = f"Sheet ini seperti sheet {name}, tetapi tidak dibaca. {MAKE_ONE}"
            faults.galat(raw.title, "A1", sentence)
            faults.unread(name)
            resembled.add(name)
        else:
            faults.warn(raw.title, "A1", "Sheet ini tidak dikenal dan tidak dibaca.")
    for name in layout.REQUIRED_SHEETS:
        if name not in found and name not in resembled:
            faults.galat(name, "A1", f"Sheet {name} belum ada.")
    return found


def _resembled(raw: RawSheet) -> str | None:
    """The sheet of the layout for which one with another name seems to be meant: by its name or headings."""
    title = words(raw.title)
    for name in layout.SHEETS:
        if re.match(rf"{re.escape(words(name))}(?![a-z])", title):
            return name
    return next((name for name in _HEADED if _bears_headings_of(raw, name)), None)


def _bears_headings_of(raw: RawSheet, name: str) -> bool:
    columns = _HEADED[name]
    headings = raw.rows().get(heading_row(raw, columns), {}).values()
    wanted = {squeezed(column.heading) for column in columns if column.must_exist}
    if not wanted <= {squeezed(cell.value) for cell in headings}:
        return False
    dates = sum(isinstance(cell.value, date) for cell in headings)
    return dates > 1 if name in WIDE_SHEETS else len(wanted) > 1


def read_plain_sheet(raw: RawSheet | None, sheet: str, faults: Faults) -> PlainSheet:
    """One of PLAIN_SHEETS; an absent sheet has no facts."""
    columns, fact = PLAIN_SHEETS[sheet]
    if raw is None or not raw.cells:
        if raw is not None and sheet in layout.REQUIRED_SHEETS:
            faults.galat(sheet, "A1", f"Sheet {sheet} masih kosong.")
        return PlainSheet(Table(sheet, raw or RawSheet(sheet)), ())
    table = read_table(raw, sheet, columns, faults)
    report_unknown_columns(table, faults)
    wanted = {column.name for column in fields(fact)}
    facts = tuple(
        fact(row=row.number, **{name: value for name, value in row.values.items() if name in wanted})
        for row in table.rows
    )
    return PlainSheet(table, facts)


def read_group(raw: RawSheet | None, faults: Faults) -> tuple[Table, GroupFacts]:
    """Sheet KSM, one fact per row; the table's `cell` then names the cell of a fact by its field."""
    table = (
        read_table(raw, layout.KSM, layout.FACTS, faults) if raw else Table(layout.KSM, RawSheet(layout.KSM))
    )
    if "fact" not in table.columns or "label" not in table.columns:
        if raw is not None:
            faults.galat(layout.KSM, table.heading_cell, "Kolom belum ada: Isian, Nilai.")
        return table, GroupFacts()
    report_unknown_columns(table, faults)
    rows = _rows_by_field(table, faults)
    missing = [column.heading for column in layout.GROUP if column.must_exist and column.field not in rows]
    unread = sum(row.values["label"] is None for row in table.rows)  # may be the ones that are missing
    if len(missing) > unread:
        faults.galat(layout.KSM, table.heading_cell, f"Isian belum ada: {', '.join(missing)}.")
    group: dict[str, Any] = {
        column.field: read_cell(rows[column.field][1], column, faults, (layout.KSM, rows[column.field][0]))
        if column.field in rows
        else column.default
        for column in layout.GROUP
    }
    return table, GroupFacts(**group)


def _rows_by_field(table: Table, faults: Faults) -> dict[str, tuple[str, Cell]]:
    known = {squeezed(column.heading): column.field for column in layout.GROUP}
    rows: dict[str, tuple[str, Cell]] = {}
    for row in table.rows:
        field = known.get(squeezed(row.values["label"]))
        if row.values["label"] is None:
            continue
        if field is None:
            faults.warn(
                layout.KSM, table.cell(row.number, "label"), "Isian ini tidak dikenal dan tidak dibaca."
            )
        elif field in rows:
            faults.galat(layout.KSM, table.cell(row.number, "label"), "Isian ini ada dua kali.")
        else:
            rows[field] = table.cell(row.number, "fact"), row.values["fact"] or EMPTY
    return rows


def cells_of_group(table: Table) -> Mapping[str, str]:
    """Where each fact of sheet KSM stands; a fact without a row stands at the heading."""
    if "label" not in table.columns:
        return {column.field: table.heading_cell for column in layout.GROUP}
    places = {squeezed(row.values["label"]): table.cell(row.number, "fact") for row in reversed(table.rows)}
    return {column.field: places.get(squeezed(column.heading), table.heading_cell) for column in layout.GROUP}
