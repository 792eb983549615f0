"""Checks of the sheets of money: loans, repayments, other cash, opening balances, and the counted cash."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from ksm.money import format_rupiah
from meetings.workbook import content, layout
from meetings.workbook.accounts import is_known
from meetings.workbook.cashbook import CashWalk, gather_days, schedule_fault
from meetings.workbook.content import OPENING_LOAN, Deposit, RepaymentFacts
from meetings.workbook.faults import Faults
from meetings.workbook.gatherings import tell_other_name
from meetings.workbook.people import IN_FUTURE, Limits, Membership
from meetings.workbook.sheets import PlainSheet

MONEY_SHEETS = (
    layout.PERTEMUAN,
    layout.TABUNGAN,
    layout.ANGSURAN,
    layout.KAS_LAIN,
    layout.SALDO_AWAL,
)
UNKNOWN_ACCOUNT = "Akun ini tidak dikenal; dicatat sebagai lain-lain."
NOT_A_MEMBER = "Orang ini bukan anggota pada tanggal cair."


def check_openings(sheet: PlainSheet, membership: Membership, today: date, faults: Faults) -> None:
    """All as of one past day; each balance once; a member where the balance is a member's."""
    table, seen = sheet.table, set()
    stated = [opening.date for opening in sheet.facts if opening.date]
    for opening in sheet.facts:
        date_cell, member_cell = table.cell(opening.row, "date"), table.cell(opening.row, "member")
        if opening.date and opening.date > today:
            faults.galat(table.sheet, date_cell, IN_FUTURE)
        elif opening.date and opening.date != stated[0]:
            faults.galat(table.sheet, date_cell, "Semua saldo awal harus bertanggal sama.")
        if opening.kind is None or faults.at(table.sheet, member_cell):
            continue
        if opening.kind == content.CASH:
            who = None
        else:
            who = opening.member
            if who is None:
                faults.galat(table.sheet, member_cell, "No anggota wajib diisi untuk saldo ini.")
                continue
            refusal = membership.refusal(who)
            if refusal:
                faults.galat(table.sheet, member_cell, refusal)
                continue
        if (opening.kind, who) in seen:
            faults.galat(table.sheet, table.cell(opening.row, "kind"), "Saldo ini sudah ditulis di atas.")
        seen.add((opening.kind, who))


def check_loans(sheet: PlainSheet, membership: Membership, limits: Limits, faults: Faults) -> None:
    """Each number once, a known member, a past date and terms that give a schedule."""
    table, seen = sheet.table, set()
    rows = {row.number: row for row in table.rows}
    for loan in sheet.facts:
        number_cell, member_cell = table.cell(loan.row, "number"), table.cell(loan.row, "member")
        if loan.number is not None:
            if squeezed_number(loan.number) in seen:
                faults.galat(table.sheet, number_cell, "Nomor pinjaman ini sudah dipakai.")
            elif squeezed_number(loan.number).startswith(OPENING_LOAN.casefold()):
                faults.galat(table.sheet, number_cell, "Nomor SA- hanya untuk pinjaman saldo awal.")
            seen.add(squeezed_number(loan.number))
        refused_day = _check_day(sheet, loan, "disbursed", limits, faults)
        if loan.member is not None:
            tell_other_name(table, rows[loan.row], membership.name(loan.member), faults)
            known_day = None if refused_day else loan.disbursed
            stranger = known_day and membership.active(loan.member, known_day) is False
            refusal = membership.refusal(loan.member) or (stranger and NOT_A_MEMBER)
            if refusal:
                faults.galat(table.sheet, member_cell, refusal)
        wrong = schedule_fault(loan)
        if wrong:
            faults.galat(table.sheet, table.cell(loan.row, wrong[0]), wrong[1])


def squeezed_number(number: str) -> str:
    """Loan numbers are compared without letter case."""
    return number.casefold()


def _check_day(sheet: PlainSheet, fact: Any, name: str, limits: Limits, faults: Faults) -> bool:
    """Refuse a date outside the limits; True when it was."""
    refusal = limits.refusal(getattr(fact, name))
    if refusal:
        faults.galat(sheet.table.sheet, sheet.table.cell(fact.row, name), refusal)
    return bool(refusal)


def check_repayments(
    sheet: PlainSheet, loans: PlainSheet, openings: PlainSheet, limits: Limits, faults: Faults
) -> None:
    """A known loan, a date not before its disbursement, and an amount."""
    table = sheet.table
    known = {squeezed_number(loan.number): loan for loan in loans.clean(faults).facts if loan.number}
    presumed = _presumed_numbers(sheet, set(known), loans.clean(faults)) | _opening_numbers(openings)
    for repayment in sheet.facts:
        _check_day(sheet, repayment, "date", limits, faults)
        if repayment.amount == 0 and repayment.fine == 0 and "amount" in table.columns:
            faults.galat(table.sheet, table.cell(repayment.row, "amount"), "Bayar wajib diisi.")
        if repayment.loan is None or squeezed_number(repayment.loan) in presumed:
            continue
        loan = known.get(squeezed_number(repayment.loan))
        if loan is None:
            faults.galat(
                table.sheet, table.cell(repayment.row, "loan"), "Pinjaman dengan nomor ini tidak ada."
            )
        elif repayment.date and loan.disbursed and repayment.date < loan.disbursed:
            faults.galat(
                table.sheet,
                table.cell(repayment.row, "date"),
                "Angsuran mendahului tanggal cair pinjamannya.",
            )


def _opening_numbers(openings: PlainSheet) -> set[str]:
    """Numbers of the opening loans, those of rows with a faulty kind as well."""
    return {
        squeezed_number(f"{OPENING_LOAN}{opening.member}")
        for opening in openings.facts
        if opening.kind in (content.LOAN, None) and opening.member
    }


def _presumed_numbers(sheet: PlainSheet, known: set[str], loans: PlainSheet) -> set[str]:
    """A loan whose number is at fault still exists: the unknown number paid on most is taken as its own."""
    hidden = sum(loan.number is None for loan in loans.facts)
    named = Counter(squeezed_number(repayment.loan) for repayment in sheet.facts if repayment.loan)
    unknown = [number for number, _ in named.most_common() if number not in known]
    return set(unknown[:hidden])


def check_other_cash(sheet: PlainSheet, limits: Limits, faults: Faults) -> None:
    """Money either in or out, and a past date."""
    table = sheet.table
    for item in sheet.facts:
        _check_day(sheet, item, "date", limits, faults)
        if item.account and not is_known(item.account):
            faults.warn(
                table.sheet,
                table.cell(item.row, "account"),
                "Akun ini tidak dikenal; dicatat sebagai lain-lain.",
            )
        if None in (item.money_in, item.money_out):
            continue
        if item.money_in and item.money_out:
            faults.galat(
                table.sheet, table.cell(item.row, "money_out"), "Isi Masuk atau Keluar, tidak keduanya."
            )
        elif not item.money_in and not item.money_out and {"money_in", "money_out"} <= set(table.columns):
            faults.galat(table.sheet, table.cell(item.row, "money_in"), "Isi Masuk atau Keluar.")


def walk_cash(
    sheets: dict[str, PlainSheet],
    deposits: list[tuple[date, Deposit]],
    faults: Faults,
    *,
    meetings_known: bool,
) -> CashWalk:
    """Go through all money by date; loans beyond the day's cash and payments beyond the debt are galat."""
    loans, repayments, openings, items = (
        sheets[name].clean(faults)
        for name in (layout.PINJAMAN, layout.ANGSURAN, layout.SALDO_AWAL, layout.KAS_LAIN)
    )
    sound_openings = [one for one in openings.facts if one.date and one.kind and one.amount]
    walk = CashWalk(
        loans, repayments, faults, cash_is_known=meetings_known and _money_is_known(openings, faults)
    )
    walk.opening_left = {
        f"{OPENING_LOAN}{one.member}": one.amount for one in sound_openings if one.kind == content.LOAN
    }
    names = {squeezed_number(number): number for number in walk.opening_left}
    names |= {squeezed_number(loan.number): loan.number for loan in loans.facts if loan.number}
    named = [_with_loans_name(repayment, names) for repayment in repayments.facts]
    walk.walk(
        gather_days(
            openings=sound_openings,
            deposits=deposits,
            other_cash=[one for one in items.facts if one.date],
            loans=[one for one in loans.facts if one.number and one.disbursed and one.principal],
            repayments=[one for one in named if one.date and one.loan and one.amount is not None],
        )
    )
    return walk


def _with_loans_name(repayment: RepaymentFacts, names: dict[str, str]) -> RepaymentFacts:
    """The repayment with its loan's number in the loan's own spelling."""
    name = names.get(squeezed_number(repayment.loan or ""), repayment.loan)
    return replace(repayment, loan=name)


def _money_is_known(openings: PlainSheet, faults: Faults) -> bool:
    """With a column of money or the opening cash unread, nothing can be said about what paid for a loan."""
    if any(faults.at_heading(sheet) for sheet in MONEY_SHEETS):
        return False
    return not any(
        faults.at(openings.table.sheet, openings.table.cell(one.row, name))
        for one in openings.facts
        if one.kind in (content.CASH, None)
        for name in ("date", "kind", "amount")
    )


def compare_counts(meetings: PlainSheet, walk: CashWalk, faults: Faults) -> None:
    """Tell where the counted cash differs from the books at the end of that day (domain.md J10)."""
    for meeting in meetings.facts:
        if meeting.counted is None or meeting.held is None:
            continue
        expected = cash_on(walk, meeting.held)
        if meeting.counted != expected:
            faults.warn(
                meetings.table.sheet,
                meetings.table.cell(meeting.row, "counted"),
                f"Kas dihitung {format_rupiah(meeting.counted)}, menurut buku {format_rupiah(expected)}.",
            )


def cash_on(walk: CashWalk, day: date) -> int:
    """Cash at the end of a day, in rupiah."""
    return next((walk.closing[moment] for moment in sorted(walk.closing, reverse=True) if moment <= day), 0)


def tell_negative_cash(walk: CashWalk, items: PlainSheet, faults: Faults) -> None:
    """Cash spent that was not there: told at the day's item of other cash."""
    for item in items.facts:
        if item.money_out and item.date and cash_on(walk, item.date) < 0:
            faults.warn(
                items.table.sheet,
                items.table.cell(item.row, "money_out"),
                f"Kas menurut buku menjadi {format_rupiah(cash_on(walk, item.date))} pada hari itu.",
            )
