"""A group's life as random operations, tried through the product's own verbs; a refusal changes nothing."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Sum

from groups.models import Ksm, User
from ksm.group.monthly import MonthlyReport, monthly_report
from ksm.refusals import RefusalError
from ledger import chart
from ledger.acts.act import Decision
from ledger.blm.tranches import returnable
from ledger.books.cash_book import CashBook, cash_book, cash_totals
from ledger.books.loan_book import LoanBookRow, loan_book
from ledger.books.statements import BalanceSheet, IncomeStatement, balance_sheet, income_statement
from ledger.journal.balances import balances, cash_by_fund
from ledger.journal.months import Month
from ledger.journal.verification import differences_of
from ledger.loans.owed import outstanding_principal
from ledger.loans.quality import QualityRow, loan_quality
from ledger.models import (
    AccountabilityReport,
    BlmGrant,
    Fund,
    GrantEvent,
    Installment,
    JournalEntry,
    Loan,
    LoanEvent,
    MonthAct,
    Repayment,
    Undoing,
)
from savings.verification import savings_differences

REFUSALS = (RefusalError,)
MUST_NOT_BE_NEGATIVE = (
    chart.KAS,
    chart.BANK,
    chart.PIUTANG_ANGGOTA,
    chart.PIUTANG_TANGGUNG_RENTENG,
)


@dataclass(frozen=True)
class Reports:
    """What a closed month, or a moment, must say for ever."""

    sheet: BalanceSheet
    income: IncomeStatement
    cash: CashBook
    month: MonthlyReport
    loans: list[LoanBookRow]
    quality: list[QualityRow]

    @classmethod
    def of(cls, ksm, month, known_at=None) -> "Reports":
        totals = cash_totals(ksm, month.first, month.last)
        income = income_statement(ksm, month.first, month.last, known_at)
        sheet, report = balance_sheet(ksm, month.last, known_at), monthly_report(ksm, month, month.last)
        loans = loan_book(ksm, month.first, month.last), loan_quality(ksm, month.last)
        for row in loans[0]:
            assert row.before + row.lent - row.paid_principal - row.written_off == row.outstanding
        owed = outstanding_principal(ksm, month.last)
        assert {row.loan.pk: row.outstanding for row in loans[0] if row.outstanding} == owed
        return cls(sheet, income, cash_book(ksm, totals), report, *loans)


@dataclass
class History:
    """A group, its people, the day it has come to, and what was frozen on the way."""

    ksm: Ksm
    sari: User
    joko: User
    ratna: User
    day: datetime.date
    sheet: datetime.date
    closed: dict[Month, Reports] = field(default_factory=dict)
    known: list = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    refused: int = 0

    def play(self, name: str, operation: "Operation", a: int, b: int) -> None:
        """Try one operation with two free numbers; where the product refuses, nothing may have changed."""
        before = self.figures()
        try:
            with transaction.atomic():
                operation(self, a, b)
        except REFUSALS:
            self.refused += 1
            assert self.figures() == before
            return
        if self.figures() != before:
            self.done[name] = self.done.get(name, 0) + 1
            self.check()

    def figures(self):
        """Everything an operation could leave behind: balances, and how many rows of each kind there are."""
        kinds = (JournalEntry, Loan, LoanEvent, Installment, Repayment, MonthAct, BlmGrant, Undoing)
        rows = [kind.objects.filter(ksm=self.ksm).count() for kind in kinds]
        rows.append(GrantEvent.objects.filter(grant__ksm=self.ksm).count())
        rows.append(AccountabilityReport.objects.filter(tranche__grant__ksm=self.ksm).count())
        return rows, balances(self.ksm, datetime.date.max)

    def check(self) -> None:
        """The identities that hold after every step that changed something."""
        assert [str(one) for one in (*differences_of(self.ksm), *savings_differences(self.ksm))] == []
        account = balances(self.ksm, datetime.date.max)
        assert sum(account.values()) == 0
        assert {code for code in MUST_NOT_BE_NEGATIVE if account.get(code, 0) < 0} == set()
        assert {code for code in chart.SAVINGS_ACCOUNTS if account.get(code, 0) > 0} == set()
        funds = cash_by_fund(self.ksm, datetime.date.max)
        # What the box was short of at a meeting is the kas's loss, even beyond what the kas held (J10).
        short = self.ksm.meetings.filter(cash_difference__lt=0)
        short_of = short.aggregate(total=Sum("cash_difference", default=0))["total"]
        assert funds.pop(Fund.KAS, 0) >= short_of
        assert all(amount >= 0 for amount in funds.values())
        assert -account.get(chart.DANA_BLM, 0) == sum(returnable(grant) for grant in self.ksm.grants.all())

    def check_the_past(self) -> None:
        """A closed month, and a day as known at a moment, say the same for ever."""
        for month, reports in self.closed.items():
            assert Reports.of(self.ksm, month) == reports
        for day, moment, sheet in self.known:
            assert balance_sheet(self.ksm, day, moment) == sheet

    def decision(self) -> Decision:
        return Decision(self.day, self.day, "Notulen", "Uji", self.sari)

    def loan(self, number: int) -> Loan | None:
        """A running loan of a member, now and then one that is settled, written off or from outside."""
        handed_out = self.ksm.loans.filter(state=Loan.State.DISBURSED).order_by("pk")
        members = handed_out.filter(borrower=Loan.Borrower.MEMBER)
        running = members.filter(pk__in=outstanding_principal(self.ksm, self.day))
        loans = list({0: handed_out, 1: members}.get(number % 8, running))
        if not loans:
            return None
        loan = loans[number % len(loans)]
        loan.ksm = self.ksm
        return loan


Operation = Callable[[History, int, int], None]
