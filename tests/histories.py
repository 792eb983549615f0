"""A group's life as random operations, tried through the product's own verbs; a refusal changes nothing."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from groups.models import Ksm, User
from groups.refusals import GroupError
from ksm.monthly import MonthlyReport, monthly_report
from ledger import chart
from ledger.cash_book import CashBook, cash_book, cash_totals
from ledger.funds import move_between_funds
from ledger.joint_liability import cases_of, cover_shortfall, give_back
from ledger.lending import LoanTerms
from ledger.loan_acts import Decision, mark_of
from ledger.models import Installment, JournalEntry, Loan, LoanEvent, MonthAct, Repayment, TanggungRentengCase
from ledger.months import Month, next_months
from ledger.outside import OutsideTerms, outside_loans, pay_outside, receive, record_contract
from ledger.posting import LedgerError, Line, book_of, post
from ledger.reports import balances, cash_by_fund, outstanding_principal
from ledger.rescheduling import NewTerms, reschedule
from ledger.settling import settle_early, waive_jasa
from ledger.sharing import open_years, share_surplus
from ledger.statements import BalanceSheet, IncomeStatement, balance_sheet, income_statement
from ledger.surplus import Percentages
from ledger.verification import differences_of
from ledger.writing_off import answer_write_off, propose_write_off, recover
from meetings.month_end import MonthError, close_month, reopen_month
from meetings.preparing import prepare_sheet
from meetings.recording import close_sheet
from meetings.reopening import MeetingError, last_closed, reopen_sheet
from meetings.sheet import CashItem, Disbursement, LoanPayment, SheetError
from savings.leaving import settle_and_leave
from savings.surplus_paying import pay_shares
from savings.verification import savings_differences
from tests.factories import make_member
from tests.sheets import change_row, make_sheet

WEEK = datetime.timedelta(weeks=1)
REFUSALS = (LedgerError, SheetError, MeetingError, MonthError, GroupError)
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

    @classmethod
    def of(cls, ksm, month, known_at=None) -> "Reports":
        totals = cash_totals(ksm, month.first, month.last)
        income = income_statement(ksm, month.first, month.last, known_at)
        sheet, report = balance_sheet(ksm, month.last, known_at), monthly_report(ksm, month, month.last)
        return cls(sheet, income, cash_book(ksm, totals), report)


@dataclass
class History:
    """A group, its people, the day it has come to, and what was frozen on the way."""

    ksm: Ksm
    sari: User
    ratna: User
    day: datetime.date
    sheet: datetime.date
    closed: dict[Month, Reports] = field(default_factory=dict)
    known: list = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    refused: int = 0

    def play(self, name: str, a: int, b: int) -> None:
        """Try one operation; where the product refuses, nothing may have changed."""
        before = self.figures()
        try:
            with transaction.atomic():
                OPERATIONS[name](self, a, b)
            if self.figures() != before:
                self.done[name] = self.done.get(name, 0) + 1
        except REFUSALS:
            self.refused += 1
            assert self.figures() == before
        self.check()

    def figures(self):
        """Everything an operation could leave behind: balances, and how many rows of each kind there are."""
        kinds = (JournalEntry, LoanEvent, Installment, Repayment, MonthAct)
        rows = [kind.objects.filter(ksm=self.ksm).count() for kind in kinds]
        return rows, balances(self.ksm, datetime.date.max)

    def check(self) -> None:
        """The identities that hold after every step."""
        assert [str(one) for one in (*differences_of(self.ksm), *savings_differences(self.ksm))] == []
        account = balances(self.ksm, datetime.date.max)
        assert sum(account.values()) == 0
        assert {code for code in MUST_NOT_BE_NEGATIVE if account.get(code, 0) < 0} == set()
        assert {code for code in chart.SAVINGS_ACCOUNTS if account.get(code, 0) > 0} == set()
        assert all(amount >= 0 for amount in cash_by_fund(self.ksm, datetime.date.max).values())

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


def meet(life: History, a: int, b: int) -> None:
    """The next meeting: everybody saves, some put in or take out, all pay what is due, one may borrow."""
    day = life.sheet
    sheet = make_sheet(life.ksm, day)
    basis = prepare_sheet(ksm=life.ksm, kind="ROUTINE", scheduled_on=day, held_on=day)
    for index, row in enumerate(sheet.rows):
        dues = basis.dues.get(row.member_id, [])
        payments = tuple(
            LoanPayment(due.loan_id, min(due.suggested or a % 5_000 + 1, due.debt or due.outstanding))
            for due in dues
            if (a + index) % 4
        )
        extra = {"sukarela": a % 9 * 1_000} if index == a % 5 else {}
        taken = {"withdrawal": a % 3 * 1_000} if index == b % 40 else {}
        sheet = change_row(sheet, index, payments=payments, fine=500 * (b % 2), **(extra | taken))
    if a % 3 == 0 and sheet.rows:
        borrower = sheet.rows[b % len(sheet.rows)].member_id
        method = "FLAT" if a % 2 else "DECLINING"
        terms = LoanTerms(borrower, 10_000 + b % 50 * 1_000, 1 + b % 3, method, 1 + a % 6, "WEEK")
        sheet = replace(sheet, disbursements=(Disbursement(0, None, terms),))
    items = (
        CashItem(0, "ATK", chart.BIAYA_ATK, -(b % 4) * 500),
        CashItem(1, "Sosial", chart.DANA_SOSIAL, 300),
        CashItem(2, "Iuran", chart.DANA_TANGGUNG_RENTENG, 400),
    )
    sheet = replace(
        sheet,
        cash_items=tuple(item for item in items if item.amount),
        to_bank=a % 4 * 1_000,
        counted_cash=max(sheet.counted_cash - b % 3, 0),
        difference_reason="Uang receh",
    )
    now, today = timezone.now(), max(day, life.day)
    close_sheet(ksm=life.ksm, sheet=sheet, by=life.sari, facilitator=True, now=now, today=today)
    life.day, life.sheet = today + datetime.timedelta(days=1), day + WEEK
    life.known.append((day, timezone.now(), balance_sheet(life.ksm, day)))


def reopen(life: History, a: int, b: int) -> None:
    """Reopen the last sheet and close it again with nothing changed but the cash counted."""
    meeting = last_closed(life.ksm)
    if meeting is None:
        return
    reopen_sheet(meeting=meeting, reason="Salah hitung", by=life.sari)
    sheet = make_sheet(life.ksm, meeting.scheduled_on, held_on=meeting.held_on, difference_reason="Salah")
    now = timezone.now()
    close_sheet(ksm=life.ksm, sheet=sheet, by=life.sari, facilitator=True, now=now, today=life.day)


def donate(life: History, a: int, b: int) -> None:
    """Money outside a meeting, dated today or, wrongly, earlier."""
    day = life.day - datetime.timedelta(days=b % 3 * 7)
    line = Line(chart.KAS, chart.SUMBANGAN, a % 1_000 + 1)
    post(ksm=life.ksm, date=day, kind="OTHER", memo="Sumbangan", lines=[line], by=life.sari)


def settle(life: History, a: int, b: int) -> None:
    """Ask for too little first: the refusal names the sum, which is then paid."""
    loan = life.loan(a)
    if loan is None:
        return
    try:
        with transaction.atomic():
            settle_early(loan=loan, paid=0, full_jasa=bool(b % 2), decision=life.decision())
    except LedgerError as error:
        digits = "".join(letter for letter in str(error).split("Rp")[-1] if letter.isdigit())
        settle_early(loan=loan, paid=int(digits or 0), full_jasa=bool(b % 2), decision=life.decision())


def spread(life: History, a: int, b: int) -> None:
    if loan := life.loan(a):
        terms = NewTerms(Fraction(b % 4, 100), "FLAT" if a % 2 else "DECLINING", 1 + b % 8, "WEEK")
        first_due = life.day + datetime.timedelta(days=1 + a % 10)
        waived = bool(b % 2)
        reschedule(loan=loan, terms=terms, first_due=first_due, waive_jasa=waived, decision=life.decision())


def waive(life: History, a: int, b: int) -> None:
    if loan := life.loan(a):
        waive_jasa(loan=loan, amount=b % 2_000 + 1, decision=life.decision())


def write_off(life: History, a: int, b: int) -> None:
    if loan := life.loan(a):
        event = propose_write_off(loan=loan, decision=life.decision())
        facts = {"approve": b % 4 > 0, "answer": "Ya", "by": life.ratna, "now": timezone.now()}
        answer_write_off(event=event, today=life.day, **facts)


def pay_after_write_off(life: History, a: int, b: int) -> None:
    if loan := life.loan(a):
        recover(loan=loan, amount=b % 30_000 + 1, decision=life.decision())


def leave(life: History, a: int, b: int) -> None:
    """One leaves and another comes, so that the group goes on."""
    active = life.ksm.members.active_on(life.day)
    owing = Loan.objects.filter(ksm=life.ksm, state=Loan.State.DISBURSED).values("member")
    members = list(active if a % 2 else active.exclude(pk__in=owing))
    if members:
        facts = {"reason": "Pindah", "minutes": "Notulen", "today": life.day, "by": life.sari}
        settle_and_leave(member=members[b % len(members)], left_on=life.day, **facts)
        make_member(life.ksm, joined_on=life.day)


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


def share(life: History, a: int, b: int) -> None:
    years = open_years(life.ksm, life.day)
    if years:
        facts = {"percentages": Percentages(), "decided_on": life.day, "minutes": "Rapat", "by": life.sari}
        sharing = share_surplus(ksm=life.ksm, year=years[-1], **facts)
        pay_shares(sharing=sharing, member_id=None, on=life.day, to_savings=bool(a % 2), by=life.sari)


def cover(life: History, a: int, b: int) -> None:
    """The others, or the fund, put in what a borrower did not pay."""
    loan = life.loan(a)
    if loan is None:
        return
    methods = TanggungRentengCase.Method
    method = (methods.ALL, methods.PRESENT, methods.FUND)[b % 3]
    payers = [] if method == methods.FUND else life.ksm.members.active_on(life.day)
    decision, amount = life.decision(), b % 3_000 + 1
    cover_shortfall(loan=loan, amount=amount, method=method, payers=payers, decision=decision)


def give(life: History, a: int, b: int) -> None:
    owing = [one for one in cases_of(life.ksm) if one.owed]
    if owing:
        one = owing[a % len(owing)]
        facts = {"on": life.day, "today": life.day, "seen_owed": one.owed, "by": life.sari}
        give_back(case=one.case, amount=b % (one.owed + 50) + 1, **facts)


def borrow_outside(life: History, a: int, b: int) -> None:
    terms = OutsideTerms(
        lender="OTHER",
        lender_name="Koperasi",
        contract="1",
        agreed_on=life.day,
        principal=10_000 + a % 90 * 1_000,
        rate_percent=Decimal(b % 4),
        method="FLAT",
        periods=1 + a % 6,
        unit="WEEK",
    )
    loan = record_contract(ksm=life.ksm, terms=terms, today=life.day)
    account = chart.BANK if b % 3 == 0 else chart.KAS
    facts = {"account": account, "on": life.day, "today": life.day, "by": life.sari}
    receive(loan=loan, seen=mark_of(loan), **facts)


def pay_lender(life: History, a: int, b: int) -> None:
    loans = list(outside_loans(life.ksm))
    if loans:
        loan = loans[a % len(loans)]
        facts = {"account": chart.KAS, "on": life.day, "today": life.day, "by": life.sari}
        pay_outside(loan=loan, amount=b % 20_000 + 1, seen=mark_of(loan), **facts)


def move_money(life: History, a: int, b: int) -> None:
    funds = ("SOSIAL", "TR", "KAS")
    facts = {"on": life.day, "today": life.day, "minutes": "Notulen", "reason": "Uji", "by": life.sari}
    move_between_funds(
        ksm=life.ksm,
        source=funds[a % 3],
        target=funds[(a + 1 + b % 2) % 3],
        amount=b % 900 + 1,
        seen=book_of(life.ksm).last_entry_number,
        **facts,
    )


OPERATIONS: dict[str, Callable[[History, int, int], None]] = {
    "meet": meet,
    "reopen": reopen,
    "donate": donate,
    "settle": settle,
    "reschedule": spread,
    "waive": waive,
    "write off": write_off,
    "recover": pay_after_write_off,
    "leave": leave,
    "close month": end_month,
    "open month": open_month,
    "share": share,
    "cover": cover,
    "give back": give,
    "borrow outside": borrow_outside,
    "pay lender": pay_lender,
    "move money": move_money,
}
