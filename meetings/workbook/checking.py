"""Reading and checking a whole workbook: the facts in it and every fault, in one go."""

from dataclasses import dataclass, replace
from typing import Any

from meetings.workbook import layout
from meetings.workbook.cells import RawSheet, read_sheets
from meetings.workbook.content import Deposit, GroupFacts, WorkbookContent
from meetings.workbook.continuation import (
    BROKEN,
    PREFIX,
    is_continuation,
    read_carried,
    read_seal,
    seal_of,
)
from meetings.workbook.faults import GALAT, PERINGATAN, Fault, Faults
from meetings.workbook.funds import (
    check_loans,
    check_openings,
    check_other_cash,
    check_repayments,
    compare_counts,
    tell_negative_cash,
    walk_cash,
)
from meetings.workbook.gatherings import (
    check_agenda,
    check_attendance,
    check_book_dates,
    check_books,
    check_deposits,
    check_meetings,
)
from meetings.workbook.package import UnreadableWorkbookError
from meetings.workbook.people import Limits, Membership, Surroundings, check_group, check_members, check_rules
from meetings.workbook.sheets import (
    PLAIN_SHEETS,
    WIDE_SHEETS,
    PlainSheet,
    cells_of_group,
    is_known_sheet,
    read_group,
    read_plain_sheet,
    sort_sheets,
)
from meetings.workbook.tables import Table, read_table
from meetings.workbook.wide import Held, MeetingColumns, held_meetings

ALREADY_KNOWN = "KSM dengan kode ini sudah tercatat dengan isi yang berbeda."
# Facts by their name in WorkbookContent.
Parts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """`content` is for storing only when `accepted`; `already_stored` says that the same is there already."""

    content: WorkbookContent | None
    faults: tuple[Fault, ...]
    already_stored: bool = False

    @property
    def galat(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.level == GALAT)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.level == PERINGATAN)

    @property
    def accepted(self) -> bool:
        return self.content is not None and not self.galat


def check_workbook(data: bytes, around: Surroundings) -> CheckedWorkbook:
    """Read a workbook and find all its faults; a file that cannot be read is one fault. Never raises."""
    faults = Faults()
    try:
        raw = read_sheets(data, is_known_sheet)
        sheets = sort_sheets([one for one in raw if not is_continuation(one.title)], faults)
    except UnreadableWorkbookError as refusal:
        return CheckedWorkbook(None, (Fault(GALAT, refusal.sheet, refusal.cell, str(refusal)),))
    content = _checked_content(sheets, around, faults)
    content = _continued(content, {one.title: one for one in raw if is_continuation(one.title)}, faults)
    already_stored = False
    if not faults.any_galat:
        stored = around.stored_fingerprint(content.group)
        already_stored = stored in (content.fingerprint, content.fingerprint_of_order)
        if stored is not None and not already_stored:
            table, _ = read_group(sheets[layout.KSM], Faults())
            faults.galat(layout.KSM, cells_of_group(table)["code"], ALREADY_KNOWN)
    return CheckedWorkbook(content, faults.listed((*layout.SHEETS, PREFIX)), already_stored)


def _continued(content: WorkbookContent, more: dict[str, RawSheet], faults: Faults) -> WorkbookContent:
    """With the rows of the "Lanjutan" sheets, if there are any and nobody changed the file.

    Then they tell the books and the meetings, and faults of the sheets that tell the same for people to read
    are none: what stands there was recorded by the product's own rules.
    """
    if not more:
        return content
    carried = read_carried(more, faults)
    if read_seal(more) != seal_of(content.fingerprint, carried):
        faults.galat(PREFIX, "A1", BROKEN)
        return content
    faults.keep_only((layout.KSM, layout.ANGGOTA, PREFIX))
    return replace(content, carried=carried)


def _checked_content(sheets: dict[str, RawSheet], around: Surroundings, faults: Faults) -> WorkbookContent:
    group_table, group = read_group(sheets.get(layout.KSM), faults)
    plain = {name: read_plain_sheet(sheets.get(name), name, faults) for name in PLAIN_SHEETS}
    check_group(group_table, group, around, faults)
    check_members(plain[layout.ANGGOTA], group, around, faults)
    check_rules(plain[layout.ATURAN], (group_table, group), faults)
    membership = Membership(plain[layout.ANGGOTA].clean(faults), faults)
    check_openings(plain[layout.SALDO_AWAL], membership, around.today, faults)
    openings = plain[layout.SALDO_AWAL].clean(faults)
    opened = max((one.date for one in openings.facts if one.date), default=None)
    limits = Limits(around.today, opened)
    check_meetings(plain[layout.PERTEMUAN], limits, group, faults)
    check_loans(plain[layout.PINJAMAN], membership, limits, faults)
    check_repayments(plain[layout.ANGSURAN], plain[layout.PINJAMAN], openings, limits, faults)
    check_other_cash(plain[layout.KAS_LAIN], limits, faults)
    meetings = plain[layout.PERTEMUAN].clean(faults)
    held = held_meetings(meetings, faults)
    parts = _WideSheets(sheets, meetings, held, faults).checked(membership, around)
    _check_money(plain, parts["deposits"], held, faults)
    return _content(group, plain, parts)


@dataclass(slots=True)
class _WideSheets:
    sheets: dict[str, RawSheet]
    meetings: PlainSheet
    held: tuple[Held, ...]
    faults: Faults

    def _read(self, name: str) -> tuple[Table, MeetingColumns] | None:
        raw = self.sheets.get(name)
        if raw is None:
            return None
        if not raw.cells:
            self.faults.galat(name, "A1", f"Sheet {name} masih kosong.")
            return None
        table = read_table(raw, name, WIDE_SHEETS[name], self.faults, wide=True)
        return table, MeetingColumns(table, self.meetings, self.held, self.faults)

    def checked(self, membership: Membership, around: Surroundings) -> Parts:
        """What the four wide sheets say, by the names of WorkbookContent."""
        found = {name: self._read(name) for name in WIDE_SHEETS}
        attendance, savings = found[layout.KEHADIRAN], found[layout.TABUNGAN]
        agenda, books = found[layout.AGENDA], found[layout.BUKU]
        if books:
            check_book_dates(*books, around.today, self.faults)
        return {
            "attendance": check_attendance(*attendance, membership, self.faults) if attendance else (),
            "deposits": check_deposits(*savings, membership, self.faults) if savings else (),
            "agenda": check_agenda(*agenda, self.faults) if agenda else (),
            "books": check_books(*books, self.faults) if books else (),
        }


def _check_money(
    plain: dict[str, PlainSheet], deposits: tuple[Deposit, ...], held: tuple[Held, ...], faults: Faults
) -> None:
    days = {meeting.scheduled: meeting.day for meeting in held}
    dated = [(days[deposit.scheduled], deposit) for deposit in deposits]
    told_apart = all(meeting.scheduled or meeting.held for meeting in plain[layout.PERTEMUAN].facts)
    walk = walk_cash(plain, dated, faults, meetings_known=told_apart)
    if not faults.any_galat:
        compare_counts(plain[layout.PERTEMUAN], walk, faults)
        tell_negative_cash(walk, plain[layout.KAS_LAIN], faults)


def _content(group: GroupFacts, plain: dict[str, PlainSheet], parts: Parts) -> WorkbookContent:
    return WorkbookContent(
        group=group,
        members=plain[layout.ANGGOTA].facts,
        rules=plain[layout.ATURAN].facts,
        meetings=plain[layout.PERTEMUAN].facts,
        loans=plain[layout.PINJAMAN].facts,
        repayments=plain[layout.ANGSURAN].facts,
        other_cash=plain[layout.KAS_LAIN].facts,
        openings=plain[layout.SALDO_AWAL].facts,
        **parts,
    )
