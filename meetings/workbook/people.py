"""Checks of the group's own facts, its members and its rules."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from groups.members.nik import doubts
from meetings.workbook import layout
from meetings.workbook.content import GroupFacts, MemberFacts, RuleFacts
from meetings.workbook.faults import Faults
from meetings.workbook.sheets import PlainSheet, cells_of_group
from meetings.workbook.tables import Table
from meetings.workbook.values import words

IN_FUTURE = "Tanggal ini masih di depan."


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the checks ask about the world outside the file.

    `region_exists(code)` for a kelurahan; `bkm_exists(code, name)`; `code_today(code, name)` is the code that
    this BKM's kelurahan has now; `niks_elsewhere(group, niks)` are those of the NIKs that other groups have;
    `stored_fingerprint(group)` is None for an unknown KSM.
    """

    today: date
    region_exists: Callable[[str], bool]
    bkm_exists: Callable[[str, str], bool]
    code_today: Callable[[str, str], str]
    niks_elsewhere: Callable[[GroupFacts, frozenset[str]], frozenset[str]]
    stored_fingerprint: Callable[[GroupFacts], str | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which days things may have happened: after the opening balances, until today."""

    today: date
    opened: date | None = None

    def refusal(self, day: date | None) -> str | None:
        """The sentence for a day outside, else None."""
        if day and day > self.today:
            return IN_FUTURE
        if day and self.opened and day <= self.opened:
            return "Tanggal ini tidak sesudah tanggal saldo awal."
        return None


class Membership:
    """Who was a member on which day, as far as the sheet says it (domain.md J3).

    A row whose number cannot be read, or is another's, still exists: it is taken to follow the row above.
    """

    def __init__(self, sheet: PlainSheet, faults: Faults):
        self._table, self._faults = sheet.table, faults
        self.by_number: dict[int, MemberFacts] = {m.number: m for m in sheet.facts if m.number is not None}
        self.complete = "number" in sheet.table.columns
        above = 0
        for member in sheet.facts:
            above = member.number or above + 1
            if above in self.by_number and self.by_number[above] is not member:
                self.complete = False
            self.by_number.setdefault(above, member)

    def refusal(self, number: int) -> str | None:
        """The sentence for a number that is nobody's, as far as all numbers are known."""
        if number in self.by_number or not self.complete:
            return None
        return f"Nomor anggota {number} tidak ada di sheet Anggota."

    def name(self, number: int) -> str | None:
        member = self.by_number.get(number)
        return member.name if member else None

    def active(self, number: int, day: date) -> bool | None:
        """None when a faulty date leaves it open."""
        member = self.by_number.get(number)
        if member is None or member.joined is None:
            return None
        if member.left is None and self._faults.at(self._table.sheet, self._table.cell(member.row, "left")):
            return None if member.joined <= day else False
        return member.joined <= day and (member.left is None or day < member.left)


def check_group(table: Table, group: GroupFacts, around: Surroundings, faults: Faults) -> None:
    """Region and BKM must be known; an old code of theirs and another rhythm than weekly are told."""
    cells = cells_of_group(table)
    if group.kelurahan and not around.region_exists(group.kelurahan):
        faults.galat(layout.KSM, cells["kelurahan"], "Kode kelurahan ini tidak ada di daftar wilayah.")
    elif group.kelurahan and group.bkm and not around.bkm_exists(group.kelurahan, group.bkm):
        faults.galat(layout.KSM, cells["bkm"], "BKM dengan nama ini belum ada di kelurahan itu.")
    else:
        _tell_old_code(cells["kelurahan"], group, around, faults)
    if group.frequency not in (None, "WEEKLY"):
        faults.warn(layout.KSM, cells["frequency"], "Calon percontohan biasanya bertemu tiap minggu.")
    for field in ("founded", "started"):
        moment = getattr(group, field)
        if moment and moment > around.today:
            faults.galat(layout.KSM, cells[field], IN_FUTURE)
    if group.founded and group.started and group.founded > group.started:
        faults.galat(layout.KSM, cells["started"], "Mulai pendampingan mendahului tanggal berdiri.")


def _tell_old_code(cell: str, group: GroupFacts, around: Surroundings, faults: Faults) -> None:
    """A workbook from before its BKM moved (pemekaran) is understood, with the code of today."""
    if not (group.kelurahan and group.bkm):
        return
    now = around.code_today(group.kelurahan, group.bkm)
    if now != group.kelurahan:
        told = f"Ini kode lama: {group.bkm} sekarang di kelurahan dengan kode {now}."
        faults.warn(layout.KSM, cell, told)


def check_members(sheet: PlainSheet, group: GroupFacts, around: Surroundings, faults: Faults) -> None:
    """Numbers and NIK once, offices one at a time, dates in order; NIK elsewhere and odd NIK are told."""
    table, seen = sheet.table, set()
    for member in sheet.facts:
        if member.number is not None and member.number in seen:
            faults.galat(table.sheet, table.cell(member.row, "number"), "Nomor anggota ini sudah dipakai.")
        seen.add(member.number)
        _check_dates(table, member, around.today, faults)
    with_nik: dict[str, list[MemberFacts]] = defaultdict(list)
    in_office: dict[str, list[MemberFacts]] = defaultdict(list)
    for member in sheet.clean(faults).facts:
        if member.nik and any(_overlap(member, other) for other in with_nik[member.nik]):
            faults.galat(table.sheet, table.cell(member.row, "nik"), "NIK ini sudah dipakai anggota lain.")
        if member.office and any(_overlap(member, other) for other in in_office[member.office]):
            faults.galat(
                table.sheet, table.cell(member.row, "office"), "Jabatan ini sudah dipegang anggota lain."
            )
        with_nik[member.nik or ""].append(member)
        in_office[member.office or ""].append(member)
        _tell_odd_nik(table, member, group, faults)
        _tell_twin(table, member, sheet, faults)
    _tell_niks_elsewhere(sheet, group, around, faults)


def _tell_twin(table: Table, member: MemberFacts, sheet: PlainSheet, faults: Faults) -> None:
    """The same name and birth date in an earlier row may be one person written twice (J14).

    Who left and came back has the same NIK in both rows and is meant so.
    """
    if not member.name or not member.birth:
        return
    for other in sheet.facts:
        if other.row >= member.row:
            return
        same = other.name and words(other.name) == words(member.name) and other.birth == member.birth
        if same and not (member.nik and member.nik == other.nik):
            faults.warn(
                table.sheet,
                table.cell(member.row, "name"),
                f"Nama dan tanggal lahir ini sama dengan anggota nomor {other.number}.",
            )


def _overlap(one: MemberFacts, other: MemberFacts) -> bool:
    """Were both members on a same day? Unknown dates count as "always"."""
    one_gone = one.left and other.joined and one.left <= other.joined
    other_gone = other.left and one.joined and other.left <= one.joined
    return not (one_gone or other_gone)


def _check_dates(table: Table, member: MemberFacts, today: date, faults: Faults) -> None:
    if member.birth and member.birth > today:
        faults.galat(table.sheet, table.cell(member.row, "birth"), "Tanggal lahir masih di depan.")
    if member.joined and member.joined > today:
        faults.galat(table.sheet, table.cell(member.row, "joined"), "Tanggal masuk masih di depan.")
    elif member.birth and member.joined and member.birth >= member.joined:
        faults.galat(table.sheet, table.cell(member.row, "birth"), "Lahir harus sebelum tanggal masuk.")
    if member.joined and member.left and member.left < member.joined:
        faults.galat(table.sheet, table.cell(member.row, "left"), "Tanggal keluar mendahului tanggal masuk.")


def _tell_odd_nik(table: Table, member: MemberFacts, group: GroupFacts, faults: Faults) -> None:
    """A NIK that disagrees with birth date, sex or region is only told: it never changes (J14)."""
    for doubt in doubts(
        member.nik or "",
        birth_date=member.birth,
        sex=member.sex or "",
        region_code=group.kelurahan or "",
    ):
        faults.warn(table.sheet, table.cell(member.row, "nik"), doubt)


def _tell_niks_elsewhere(sheet: PlainSheet, group: GroupFacts, around: Surroundings, faults: Faults) -> None:
    niks = frozenset(member.nik for member in sheet.facts if member.nik)
    elsewhere = around.niks_elsewhere(group, niks) if niks else frozenset()
    for member in sheet.facts:
        if member.nik in elsewhere:
            faults.warn(
                sheet.table.sheet, sheet.table.cell(member.row, "nik"), "NIK ini juga ada di KSM lain."
            )


def check_rules(sheet: PlainSheet, facts_of_group: tuple[Table, GroupFacts], faults: Faults) -> None:
    """One text of a rule per date; where sheet KSM says another minimum, the rule's counts."""
    table, seen = sheet.table, {}
    for rule in sheet.facts:
        if rule.kind is None:
            continue
        if (rule.kind, rule.agreed) in seen:
            faults.galat(table.sheet, table.cell(rule.row, "kind"), "Aturan ini sudah ditulis di baris lain.")
        seen[rule.kind, rule.agreed] = rule
    group_table, group = facts_of_group
    minimum = agreed_minimum(sheet.facts)
    if None not in (minimum, group.minimum) and minimum != group.minimum:
        faults.warn(
            layout.KSM,
            cells_of_group(group_table)["minimum"],
            "Tabungan wajib berbeda dengan Nilai di sheet Aturan; Nilai itu yang dipakai.",
        )


def agreed_minimum(rules: tuple[RuleFacts, ...]) -> int | None:
    """The minimum of the newest rule of saving, in rupiah."""
    stated = [rule for rule in rules if rule.kind == "SAVING" and rule.minimum is not None]
    return max(stated, key=lambda rule: rule.agreed or date.min).minimum if stated else None
