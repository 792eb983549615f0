"""The group's cash day by day, as its books would have it; loans and repayments are checked on the way."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ksm.certain import certain
from ksm.money import format_rupiah
from ledger.policy.allocation import Due, OverpaymentError, allocate, reduce_dues
from ledger.policy.schedule import ScheduleError, build_schedule
from meetings.workbook import content
from meetings.workbook.content import CashFacts, Deposit, LoanFacts, OpeningFacts, RepaymentFacts
from meetings.workbook.faults import Faults
from meetings.workbook.sheets import PlainSheet

_WALKED = "walk_cash leaves out what has no day, number or amount"
_LOAN_TERMS = ("principal", "rate", "periods", "unit", "method", "step", "disbursed")


@dataclass(slots=True)
class Day:
    """What moved on one day."""

    money_in: int = 0
    money_out: int = 0
    loans: list[LoanFacts] = field(default_factory=list)
    repayments: list[RepaymentFacts] = field(default_factory=list)


@dataclass(slots=True)
class CashWalk:
    """Walks the days in order. `closing` is the cash at the end of each day on which something moved."""

    loans: PlainSheet
    repayments: PlainSheet
    faults: Faults
    cash_is_known: bool = True
    cash: int = 0
    closing: dict[date, int] = field(default_factory=dict)
    dues: dict[str, tuple[Due, ...]] = field(default_factory=dict)
    opening_left: dict[str, int] = field(default_factory=dict)
    disbursed: set[str] = field(default_factory=set)

    def walk(self, days: dict[date, Day]) -> None:
        """Loans of a day come after its money in and out; repayments of a loan of that day come last."""
        for moment in sorted(days):
            day = days[moment]
            self.cash += day.money_in - day.money_out
            fresh = {loan.number for loan in day.loans}
            for repayment in day.repayments:
                if repayment.loan not in fresh:
                    self._repay(repayment)
            for loan in day.loans:
                self._disburse(loan)
            for repayment in day.repayments:
                if repayment.loan in fresh:
                    self._repay(repayment)
            self.closing[moment] = self.cash

    def _disburse(self, loan: LoanFacts) -> None:
        place = self.loans.table.sheet, self.loans.table.cell(loan.row, "principal")
        principal = certain(loan.principal, _WALKED)
        if self.cash_is_known and principal > self.cash:
            self.faults.galat(
                *place,
                f"Pinjaman {format_rupiah(principal)} melebihi kas hari itu {format_rupiah(self.cash)}.",
            )
            return
        self.cash -= principal
        dues = self._schedule(loan)
        if dues is not None:
            self.dues[certain(loan.number, _WALKED)] = dues

    def _schedule(self, loan: LoanFacts) -> tuple[Due, ...] | None:
        if any(getattr(loan, term) is None for term in _LOAN_TERMS):
            return None
        rows = build_schedule(**terms_of(loan))
        return tuple(Due(row.sequence, row.due, row.principal, row.jasa) for row in rows)

    def _repay(self, repayment: RepaymentFacts) -> None:
        """A payment of more than all that is owed is refused and counts as not made."""
        place = self.repayments.table.sheet, self.repayments.table.cell(repayment.row, "amount")
        number, amount = certain(repayment.loan, _WALKED), certain(repayment.amount, _WALKED)
        day = certain(repayment.date, _WALKED)
        try:
            if amount and number in self.dues:
                parts = allocate(self.dues[number], amount, day)
                self.dues[number] = reduce_dues(self.dues[number], parts)
            elif amount and number in self.opening_left:
                self._repay_opening(number, amount)
        except OverpaymentError as refusal:
            self.faults.galat(*place, str(refusal))
            return
        self.cash += amount + (repayment.fine or 0)

    def _repay_opening(self, number: str, amount: int) -> None:
        left = self.opening_left[number]
        if amount > left:
            raise OverpaymentError(
                f"Pembayaran {format_rupiah(amount)} melebihi sisa pokok {format_rupiah(left)}."
            )
        self.opening_left[number] -= amount


def terms_of(loan: LoanFacts) -> dict[str, Any]:
    """A loan's terms as `build_schedule` takes them."""
    return {
        "principal": loan.principal,
        "rate": loan.rate,
        "periods": loan.periods,
        "unit": loan.unit,
        "method": loan.method,
        "rounding_step": loan.step,
        "disbursed_on": loan.disbursed,
    }


def gather_days(
    *,
    openings: Iterable[OpeningFacts],
    deposits: Iterable[tuple[date, Deposit]],
    other_cash: Iterable[CashFacts],
    loans: Iterable[LoanFacts],
    repayments: Iterable[RepaymentFacts],
) -> dict[date, Day]:
    """Everything with a date and an amount, by day and then in the order of the rows."""
    days: dict[date, Day] = defaultdict(Day)
    for opening in openings:
        if opening.kind == content.CASH:
            days[certain(opening.date, _WALKED)].money_in += certain(opening.amount, _WALKED)
    for moment, deposit in deposits:
        days[moment].money_in += deposit.amount
    for item in other_cash:
        day = days[certain(item.date, _WALKED)]
        day.money_in += item.money_in or 0
        day.money_out += item.money_out or 0
    for loan in loans:
        days[certain(loan.disbursed, _WALKED)].loans.append(loan)
    for repayment in repayments:
        days[certain(repayment.date, _WALKED)].repayments.append(repayment)
    return dict(days)


def schedule_fault(loan: LoanFacts) -> tuple[str, str] | None:
    """(field, sentence) when the terms of a loan give no schedule."""
    if any(getattr(loan, term) is None for term in _LOAN_TERMS):
        return None
    try:
        build_schedule(**terms_of(loan))
    except ScheduleError as refusal:
        term = refusal.field or ""
        return {"rounding_step": "step", "disbursed_on": "disbursed"}.get(term, term), str(refusal)
    return None
