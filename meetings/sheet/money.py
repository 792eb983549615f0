"""The money of one sheet before it is posted: what moves, and whether box, funds and savings allow it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ksm.certain import certain
from ksm.money import format_rupiah
from ledger import chart
from ledger.journal.funds import least_cash
from ledger.journal.posting import Line
from ledger.loans.lending import PlannedRepayment
from ledger.models import Fund
from meetings.sheet.basis import SheetBasis
from meetings.sheet.funds import Outgoing, check_funds
from meetings.sheet.values import Disbursement, Fault, MemberRow, Sheet, SheetError
from savings.models import Saving
from savings.saving import Movement, SavingsError, check_withdrawals


@dataclass(frozen=True, slots=True)
class Money:
    """The money of one sheet, planned and not yet posted. Amounts in rupiah."""

    movements: Sequence[Movement]
    repayments: Sequence[PlannedRepayment]
    other: Sequence[Line]  # fines, other cash, bank
    bought: Sequence[Line] = ()  # of the BLM fund

    def lines(self) -> list[Line]:
        return self.without_purchases() + list(self.bought)

    def without_purchases(self) -> list[Line]:
        paid = [line for item in self.repayments for line in item.lines()]
        return [item.line() for item in self.movements] + paid + list(self.other)


def money_of(sheet: Sheet, rows: Sequence[MemberRow], repayments: Sequence[PlannedRepayment]) -> Money:
    """All money of a sheet with the savings of these rows."""
    bought = [purchase.line() for _, purchase in sheet.purchases]
    return Money(_movements(rows), repayments, _other_lines(sheet), bought)


def _movements(rows: Sequence[MemberRow]) -> list[Movement]:
    movements = []
    for row in rows:
        amounts = (
            (Saving.Kind.POKOK, row.pokok, Saving.Direction.DEPOSIT),
            (Saving.Kind.WAJIB, row.wajib, Saving.Direction.DEPOSIT),
            (Saving.Kind.SUKARELA, row.sukarela, Saving.Direction.DEPOSIT),
            (Saving.Kind.SUKARELA, row.withdrawal, Saving.Direction.WITHDRAWAL),
        )
        movements += [
            Movement(row.member_id, kind, amount, direction) for kind, amount, direction in amounts if amount
        ]
    return movements


def _other_lines(sheet: Sheet) -> list[Line]:
    lines = [
        Line(chart.KAS, chart.DENDA, row.fine, member_id=row.member_id, memo="Denda")
        for row in sheet.rows
        if row.fine
    ]
    for item in sheet.cash_items:
        if item.rab_line is not None:
            continue
        if item.amount > 0:
            lines.append(Line(chart.KAS, item.account, item.amount, memo=item.description))
        else:
            lines.append(Line(item.account, chart.KAS, -item.amount, memo=item.description))
    if sheet.to_bank:
        lines.append(Line(chart.BANK, chart.KAS, sheet.to_bank, memo="Setor ke bank"))
    if sheet.from_bank:
        lines.append(Line(chart.KAS, chart.BANK, sheet.from_bank, memo="Ambil dari bank"))
    return lines


def _check_money(sheet: Sheet, basis: SheetBasis, money: Money) -> int:
    """Rupiah that should be in the box at the end. Raises SheetError where more is spent than there is."""
    try:
        check_withdrawals(ksm=basis.ksm, movements=money.movements, on=sheet.held_on)
    except SavingsError as error:
        raise SheetError([Fault("row", "withdraw_sukarela", str(error), error.member_id)]) from error
    lines = money.lines()
    available = basis.opening_cash + sum(_cash_effect(line) for line in lines)
    lent = _principals(sheet, basis)
    faults = []
    if available < 0:
        sentence = f"Uang keluar melebihi kas: kurang {format_rupiah(-available)}."
        faults.append(Fault("sheet", "", sentence))
    for one in lent:
        if one.amount > available:
            sentence = (
                f"Kas hari ini tinggal {format_rupiah(max(available, 0))}, tidak cukup untuk pinjaman ini."
            )
            faults.append(Fault("loan", "principal", sentence, one.index))
        available -= one.amount
    faults = faults or _check_funds(sheet, basis, money, lent)
    if not faults and available < basis.spent_later:
        spent, short = format_rupiah(basis.spent_later), format_rupiah(basis.spent_later - available)
        sentence = f"Sesudah pertemuan ini sudah tercatat uang keluar {spent}; kasnya kurang {short}."
        faults.append(Fault("sheet", "", sentence))
    counted = certain(sheet.counted_cash, "_check asks for it")
    if not faults and counted != available and not sheet.difference_reason:
        sentence = (
            f"Kas seharusnya {format_rupiah(available)}, selisih "
            f"{format_rupiah(counted - available)}. Hitung lagi, atau tulis alasannya."
        )
        faults.append(Fault("closing", "difference_reason", sentence))
    if faults:
        raise SheetError(faults)
    return available


def _cash_effect(line: Line) -> int:
    return line.amount * ((line.debit == chart.KAS) - (line.credit == chart.KAS))


def _check_funds(sheet: Sheet, basis: SheetBasis, money: Money, lent: Sequence[Outgoing]) -> list[Fault]:
    """Every fund keeps what is its own; what was spent of the BLM fund on later days is spent already."""
    bought = [Outgoing("cash", index, one.amount, Fund.BLM) for index, one in sheet.purchases]
    outgoing, opening = [*bought, *lent], dict(basis.opening_funds)
    if any(one.fund == Fund.BLM for one in outgoing):
        opening[Fund.BLM] = least_cash(basis.ksm, sheet.held_on, fund=Fund.BLM)
    return check_funds(opening, money.without_purchases(), outgoing)


def _principals(sheet: Sheet, basis: SheetBasis) -> list[Outgoing]:
    """Each loan handed out; one decided here is of the kas."""
    approved = {loan.pk: (loan.principal, loan.fund) for loan in basis.approved}
    return [
        Outgoing("loan", item.index, *(approved[item.loan_id] if item.loan_id else _decided_here(item)))
        for item in sheet.disbursements
    ]


def _decided_here(item: Disbursement) -> tuple[int, str]:
    return certain(item.terms, "a loan not yet approved brings its terms").principal, Fund.KAS
