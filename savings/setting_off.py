"""A loan paid out of the member's own savings, by decision of the members."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.db import transaction

from ksm.certain import certain
from ksm.money import format_rupiah
from ledger import chart
from ledger.acts.act import Decision, OpenLoan, open_loan, record_event, require_running
from ledger.acts.settling import pay_off, payoff_of
from ledger.joint.covering import due_by, open_case
from ledger.journal.balances import member_savings
from ledger.journal.funds import least_cash
from ledger.journal.posting import LedgerError, Line, post
from ledger.loans.lending import PlannedRepayment, plan_free_repayment, plan_repayments, store_repayments
from ledger.models import Fund, JournalEntry, Loan, LoanEvent, Repayment, TanggungRentengCase
from savings.models import ACCOUNT_OF_KIND, Saving
from savings.saving import Movement, check_withdrawals, store_movements

FROM_SAVINGS = Repayment.PaidFrom.SAVINGS


@transaction.atomic
def set_off(*, loan: Loan, amounts: Mapping[str, int], decision: Decision) -> LoanEvent:
    """Pay on a loan out of the borrower's savings: rupiah per kind of saving, allotted as any payment is.

    No cash moves: what the group owes the member falls, and what the member owes the group. Principal of
    another fund's loan goes back to it out of the kas, where savings lie. On a loan without schedule all of
    it is principal. Raises LedgerError for more than is saved or owed, or than the kas can give that fund.
    """
    found = open_loan(loan=loan, decision=decision)
    require_running(found)
    amounts = {kind: amount for kind, amount in amounts.items() if amount}
    total = sum(amounts.values())
    if not total:
        raise LedgerError("Isi paling sedikit satu jumlah.")
    loan = found.loan
    movements = _withdrawals(found, amounts, decision)
    planned = _planned(loan, total, found.outstanding, decision)
    _require_fund_cash(found, planned.principal, decision)
    entry = post(
        ksm=found.ksm,
        date=decision.on,
        kind=JournalEntry.Kind.OTHER,
        memo=f"Pelunasan dari tabungan {loan.number}",
        lines=list(lines_from(planned, _accounts(amounts))),
        by=decision.by,
    )
    store_movements(ksm=found.ksm, entry_of=dict.fromkeys(range(len(movements)), entry), movements=movements)
    store_repayments(entry_of={0: entry}, planned=[planned])
    loan.changed_on = decision.on
    loan.save(update_fields=["changed_on"])
    return record_event(
        found=found,
        kind=LoanEvent.Kind.SET_OFF,
        decision=decision,
        principal=planned.principal,
        jasa=planned.jasa,
        details=_details(amounts),
        entry=entry,
    )


@transaction.atomic
def settle_from_savings(*, loan: Loan, amounts: Mapping[str, int], decision: Decision) -> LoanEvent:
    """Pay a loan off out of savings, as in an early settlement: the jasa of later periods lapses.

    Raises LedgerError for more or less than the payoff, and as `set_off` does.
    """
    found = open_loan(loan=loan, decision=decision)
    owed = payoff_of(found, decision.on, sum(amounts.values()), full_jasa=False)
    movements = _withdrawals(found, amounts, decision)
    _require_fund_cash(found, owed.principal, decision)
    event = pay_off(
        found,
        owed,
        decision=decision,
        paid_from=FROM_SAVINGS,
        lines_of=lambda planned: list(lines_from(planned, _accounts(amounts))),
        kind=LoanEvent.Kind.SET_OFF,
        details=_details(amounts),
    )
    entry_of = dict.fromkeys(range(len(movements)), certain(event.entry, "savings are always posted"))
    store_movements(ksm=found.ksm, entry_of=entry_of, movements=movements)
    return event


def _withdrawals(found: OpenLoan, amounts: Mapping[str, int], decision: Decision) -> list[Movement]:
    """The savings that go to the loan. Raises LedgerError for more than is saved."""
    movements = [
        Movement(found.loan.of_member.pk, kind, amount, Saving.Direction.WITHDRAWAL)
        for kind, amount in amounts.items()
    ]
    check_withdrawals(ksm=found.ksm, movements=movements, on=decision.on)
    return movements


def _require_fund_cash(found: OpenLoan, principal: int, decision: Decision) -> None:
    """Principal of another fund's loan goes back to it out of the kas. Raises LedgerError where it cannot."""
    loan = found.loan
    if loan.fund != Fund.KAS and principal > least_cash(found.ksm, decision.on, fund=Fund.KAS):
        raise LedgerError(
            f"Uang kas kelompok tidak cukup untuk mengembalikan pokok ke {loan.get_fund_display()}."
        )


def _details(amounts: Mapping[str, int]) -> dict:
    return {"from": {Saving.Kind(kind).label: amount for kind, amount in amounts.items()}}


def _planned(loan: Loan, total: int, outstanding: int, decision: Decision) -> PlannedRepayment:
    if loan.is_free:
        return plan_free_repayment(
            loan=loan, principal=total, jasa=0, outstanding=outstanding, paid_from=FROM_SAVINGS
        )
    [planned] = plan_repayments(payments=[(loan, total, FROM_SAVINGS)], on=decision.on)
    return planned


def _accounts(amounts: Mapping[str, int]) -> dict[str, int]:
    return {ACCOUNT_OF_KIND[kind]: amount for kind, amount in amounts.items()}


def lines_from(planned: PlannedRepayment, accounts: Mapping[str, int]) -> Iterator[Line]:
    """The payment's lines with what the group owes the member in the place of cash: rupiah per account.

    They are cut where one account ends.
    """
    left = dict(accounts)
    for line in planned.lines():
        amount = line.amount
        for account, rest in left.items():
            part = min(amount, rest)
            if part:
                yield from _line(line, account, part)
                left[account] -= part
                amount -= part


def _line(line: Line, account: str, amount: int) -> Iterator[Line]:
    """An account in the place of cash; where another fund is paid, out of the kas into that fund's money."""
    if line.own_fund == Fund.KAS:
        yield replace(line, debit=account, amount=amount)
    else:
        yield replace(line, debit=account, credit=chart.KAS, amount=amount, fund=Fund.KAS)
        yield replace(line, amount=amount)


@transaction.atomic
def cover_from_savings(*, loan: Loan, amount: int, decision: Decision) -> TanggungRentengCase:
    """Cover a borrower's shortfall from what they saved themselves, sukarela first, then wajib.

    Nobody is owed anything afterwards. Raises LedgerError for more than is due or saved.
    """
    found = open_loan(loan=loan, decision=decision)
    due = due_by(found, decision.on)
    if amount > due:
        raise LedgerError(f"Yang sudah jatuh tempo dan belum dibayar {format_rupiah(due)}.", "amount")
    saved = member_savings(found.ksm, decision.on).get(found.loan.of_member.pk, {})
    voluntary = min(amount, max(saved.get(ACCOUNT_OF_KIND[Saving.Kind.SUKARELA], 0), 0))
    amounts = {Saving.Kind.SUKARELA.value: voluntary, Saving.Kind.WAJIB.value: amount - voluntary}
    event = set_off(loan=loan, amounts=amounts, decision=decision)
    return open_case(
        found=found,
        repayment=certain(event.entry, "savings are always posted").repayments.get(),
        method=TanggungRentengCase.Method.SAVINGS,
        shares={found.loan.of_member: amount},
        decision=decision,
    )
