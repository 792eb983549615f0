"""Meetings of a random life, reopened sheets, and months of the book."""

import datetime
from dataclasses import replace

from django.utils import timezone

from ledger import chart
from ledger.books.statements import balance_sheet
from ledger.journal.months import next_months
from ledger.loans.lending import LoanTerms
from meetings.corrections.reopening import last_closed, reopen_sheet
from meetings.month_end import close_month, reopen_month
from meetings.sheet.basis import SheetBasis, prepare_sheet
from meetings.sheet.recording import close_sheet
from meetings.sheet.values import CashItem, Disbursement, LoanPayment, Sheet
from tests.support.histories.life import History, Operation, Reports
from tests.support.sheets import agreeing, change_row, make_sheet

WEEK = datetime.timedelta(weeks=1)


def meet(life: History, a: int, b: int) -> None:
    """The next meeting: everybody saves, some put in or take out, all pay what is due, one may borrow.

    Loans approved from a fund are handed out.
    """
    day = life.sheet
    sheet = make_sheet(life.ksm, day)
    basis = prepare_sheet(ksm=life.ksm, kind="ROUTINE", scheduled_on=day, held_on=day)
    for index, row in enumerate(sheet.rows):
        dues = basis.dues.get(row.member_id, [])
        payments = tuple(
            LoanPayment(due.loan_id, min(due.suggested or a % 5_000 + 1, due.debt or due.outstanding))
            for due in dues
            if (a + index) % 3
        )
        extra = {"sukarela": a % 9 * 1_000} if index == a % 5 else {}
        taken = {"withdrawal": a % 3 * 1_000} if index == b % 40 else {}
        sheet = change_row(sheet, index, payments=payments, fine=500 * (b % 2), **(extra | taken))
    items = (
        CashItem(0, "ATK", chart.BIAYA_ATK, -(b % 4) * 500),
        CashItem(1, "Sosial", chart.DANA_SOSIAL, 300),
        CashItem(2, "Iuran", chart.DANA_TANGGUNG_RENTENG, 400),
    )
    sheet = replace(
        sheet,
        disbursements=disbursements(sheet, basis, a, b),
        cash_items=tuple(item for item in items if item.amount),
        to_bank=a % 4 * 1_000,
        difference_reason="Uang receh",
    )
    sheet = replace(sheet, counted_cash=max(cash_after(sheet, basis) - b % 3, 0))
    now, today = timezone.now(), max(day, life.day)
    close_sheet(ksm=life.ksm, sheet=agreeing(sheet), by=life.sari, facilitator=True, now=now, today=today)
    life.day, life.sheet = today + datetime.timedelta(days=1), day + WEEK
    life.known.append((day, timezone.now(), balance_sheet(life.ksm, day)))


def disbursements(sheet: Sheet, basis: SheetBasis, a: int, b: int) -> tuple[Disbursement, ...]:
    """Every approved loan, and in one of three meetings one that is decided there."""
    approved = [(loan.pk, None) for loan in basis.approved]
    if a % 3 == 0 and sheet.rows:
        borrower = sheet.rows[b % len(sheet.rows)].member_id
        method = "FLAT" if a % 2 else "DECLINING"
        terms = LoanTerms(borrower, 10_000 + b % 50 * 1_000, 1 + b % 3, method, 1 + a % 6, "WEEK")
        approved.append((None, terms))
    return tuple(Disbursement(index, *which) for index, which in enumerate(approved))


def cash_after(sheet: Sheet, basis: SheetBasis) -> int:
    """Rupiah that the box must hold when all that the sheet says has been paid."""
    approved = {loan.pk: loan.principal for loan in basis.approved}
    taken = sum(row.wajib + row.sukarela + row.fine - row.withdrawal for row in sheet.rows)
    repaid = sum(payment.amount for row in sheet.rows for payment in row.payments)
    lent = sum(one.terms.principal if one.terms else approved[one.loan_id] for one in sheet.disbursements)
    other = sum(item.amount for item in sheet.cash_items) - sheet.to_bank
    return basis.opening_cash + taken + repaid + other - lent


def reopen(life: History, a: int, b: int) -> None:
    """Reopen the last sheet and close it again with nothing changed but the cash counted."""
    meeting = last_closed(life.ksm)
    if meeting is None:
        return
    reopen_sheet(meeting=meeting, reason="Salah hitung", by=life.sari)
    sheet = make_sheet(life.ksm, meeting.scheduled_on, held_on=meeting.held_on, difference_reason="Salah")
    now = timezone.now()
    close_sheet(ksm=life.ksm, sheet=sheet, by=life.sari, facilitator=True, now=now, today=life.day)


def end_month(life: History, a: int, b: int) -> None:
    month = next_months([life.ksm.pk]).get(life.ksm.pk)
    if month:
        close_month(ksm=life.ksm, month=month, by=life.sari, today=life.day)
        life.closed[month] = Reports.of(life.ksm, month)


def open_month(life: History, a: int, b: int) -> None:
    if life.closed and a % 3 == 0:
        month = max(life.closed)
        reopen_month(ksm=life.ksm, month=month, reason="Salah", by=life.sari)
        del life.closed[month]


OPERATIONS: dict[str, Operation] = {
    "meet": meet,
    "reopen": reopen,
    "close month": end_month,
    "open month": open_month,
}
