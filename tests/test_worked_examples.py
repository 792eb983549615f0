"""A KSM's first year, told step by step with its balances after each; and the published figures.

Five members meet every four weeks. UPK lends the group 1.000.000; the group lends Siti 600.000, who falls
behind, is covered by the others, pays them back and gets a new schedule; UPK is repaid; the year is closed
and its surplus shared. Every figure was worked out by hand beside its step.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from groups.models import Ksm, OfficerTerm
from ledger import chart
from ledger.acts.act import Decision, mark_of
from ledger.acts.rescheduling import NewTerms, reschedule
from ledger.books.statements import balance_sheet, income_statement
from ledger.joint.covering import cases_of, cover_shortfall, give_back
from ledger.journal.balances import balances
from ledger.journal.months import Month
from ledger.journal.verification import differences_of
from ledger.loans.lending import LoanTerms
from ledger.loans.owed import outstanding_principal
from ledger.models import Loan, TanggungRentengCase
from ledger.outside.borrowing import OutsideTerms, outside_standings, pay_outside, receive, record_contract
from ledger.policy.schedule import build_schedule
from ledger.policy.surplus import Percentages
from ledger.sharing import share_surplus
from meetings.month_end import close_month
from meetings.sheet.values import CashItem, Disbursement, LoanPayment
from savings.surplus_paying import pay_shares
from savings.verification import savings_differences
from tests.support.factories import START, make_members, make_officer
from tests.support.sheets import change_row, close, make_sheet

MEETINGS = [START + datetime.timedelta(weeks=4 * number) for number in range(8)]  # 2 June to 15 December 2025
JANUARY = datetime.date(2026, 1, 6)
WAJIB = 10_000


def day(month, number):
    return datetime.date(2025, month, number)


class Year:
    """The group, its treasurer's helper Sari, and short words for what happens."""

    def __init__(self, ksm, sari):
        self.ksm, self.sari = ksm, sari
        self.siti, *self.others = ksm.members.order_by("number")

    def meet(self, number, *, expected, siti=WAJIB, payment=0, pokok=0, items=(), lend=None):
        """Meeting `number` (from 1): all save, Siti may pay or be away; `expected` is in the box then."""
        held = MEETINGS[number - 1]
        sheet = make_sheet(self.ksm, held, wajib=WAJIB)
        for index in range(len(sheet.rows)):
            sheet = change_row(sheet, index, pokok=pokok)
        if not siti:
            sheet = change_row(sheet, 0, wajib=0, attendance="A")
        if payment:
            sheet = change_row(sheet, 0, payments=(LoanPayment(self.loan.pk, payment),))
        lent = (Disbursement(0, None, lend),) if lend else ()
        sheet = replace(sheet, cash_items=items, disbursements=lent, counted_cash=expected)
        meeting = close(self.ksm, sheet, self.sari)
        assert meeting.cash_difference == 0
        self.holds(held, kas=expected)

    def pay_upk(self, on, *, kas, utang, amount=115_000):
        """One instalment to UPK out of the box."""
        pay_outside(
            loan=self.outside,
            amount=amount,
            account=chart.KAS,
            on=on,
            today=on,
            seen=mark_of(self.outside),
            by=self.sari,
        )
        self.holds(on, kas=kas, utang=utang)

    def decision(self, on):
        return Decision(on, on, "Notulen pertemuan", by=self.sari)

    @property
    def loan(self):
        loan = Loan.objects.get(ksm=self.ksm, member=self.siti)
        loan.ksm = self.ksm
        return loan

    @property
    def outside(self):
        loan = Loan.objects.get(ksm=self.ksm, borrower="GROUP")
        loan.ksm = self.ksm
        return loan

    def holds(self, on, **expected):
        """The balances of a day, and that everything agrees."""
        account = balances(self.ksm, on)
        found = {
            "kas": account.get(chart.KAS, 0),
            "utang": -account.get(chart.UTANG_LUAR, 0),
            "piutang": account.get(chart.PIUTANG_ANGGOTA, 0),
            "tabungan": -sum(account.get(code, 0) for code in chart.SAVINGS_ACCOUNTS),
            "piutang_tr": account.get(chart.PIUTANG_TANGGUNG_RENTENG, 0),
            "titipan": -account.get(chart.TITIPAN_PENANGGUNG, 0),
        }
        assert {name: found[name] for name in expected} == expected
        assert [str(one) for one in (*differences_of(self.ksm), *savings_differences(self.ksm))] == []


@pytest.fixture
def year(db, sari, mawar):
    Ksm.objects.filter(pk=mawar.pk).update(meeting_frequency="FOUR_WEEKLY")
    mawar.refresh_from_db()
    _, second, third, *_ = make_members(mawar, 5)
    make_officer(second, OfficerTerm.Role.KETUA)
    make_officer(third, OfficerTerm.Role.BENDAHARA)
    return Year(mawar, sari)


@pytest.mark.long
def test_the_first_year_of_a_ksm(year):
    begin(year)
    fall_behind(year)
    come_back(year)
    repay_upk(year)
    close_the_year(year)


def begin(year):
    # Meeting 1: 5 x (20.000 pokok + 10.000 wajib).
    year.meet(1, expected=150_000, pokok=20_000)
    # UPK lends 1.000.000: ten months at 1,5 % flat, 100.000 + 15.000 each month.
    terms = OutsideTerms(
        lender="UPK",
        lender_name="UPK Sejahtera",
        contract="SPP-01/2025",
        agreed_on=day(6, 3),
        principal=1_000_000,
        rate_percent=Decimal("1.5"),
        method="FLAT",
        periods=10,
        unit="MONTH",
        purpose="Modal bergulir",
        limit_reason="Dana bergulir tersedia lebih awal",
    )
    loan = record_contract(ksm=year.ksm, terms=terms, today=day(6, 3))
    loan.ksm = year.ksm
    on = day(6, 4)
    receive(loan=loan, account=chart.KAS, on=on, today=on, seen=mark_of(loan), by=year.sari)
    year.holds(on, kas=1_150_000, utang=1_000_000, piutang=0)
    # Meeting 2: + 50.000, and 600.000 to Siti: six months at 3 % flat, 100.000 + 18.000 each.
    siti = LoanTerms(year.siti.pk, 600_000, Decimal(3), "FLAT", 6, "MONTH", purpose="Kios")
    year.meet(2, expected=600_000, lend=siti)
    assert [row.due_on for row in year.loan.installments.all()][:3] == [day(7, 30), day(8, 30), day(9, 30)]
    year.pay_upk(day(7, 5), kas=485_000, utang=900_000)
    # Meeting 3: + 50.000, and a gift of 200.000.
    gift = CashItem(0, "Sumbangan warga", chart.SUMBANGAN, 200_000)
    year.meet(3, expected=735_000, items=(gift,))
    year.pay_upk(day(8, 5), kas=620_000, utang=800_000)


def fall_behind(year):
    # Meeting 4: + 50.000, and Siti pays what was due on 30 July.
    year.meet(4, expected=788_000, payment=118_000)
    year.holds(MEETINGS[3], piutang=500_000, tabungan=300_000)
    year.pay_upk(day(9, 5), kas=673_000, utang=700_000)
    # Meeting 5: Siti is away; the others save 40.000.
    year.meet(5, expected=713_000, siti=0)
    # The four present put in 29.500 each for her instalment of 30 August.
    case = cover_shortfall(
        loan=year.loan,
        amount=118_000,
        method=TanggungRentengCase.Method.PRESENT,
        payers=year.others,
        decision=year.decision(day(9, 23)),
    )
    assert [share.amount for share in case.shares.order_by("pk")] == [29_500] * 4
    year.holds(day(9, 23), kas=831_000, piutang=400_000, piutang_tr=118_000, titipan=118_000)
    year.pay_upk(day(10, 6), kas=716_000, utang=600_000)


def come_back(year):
    # Meeting 6: + 50.000, and Siti pays the instalment of 30 September.
    year.meet(6, expected=884_000, payment=118_000)
    [standing] = cases_of(year.ksm)
    # She gives back half: 14.750 to each of the four; the box holds what it held.
    on = day(10, 21)
    give_back(case=standing.case, amount=59_000, on=on, today=on, seen_owed=118_000, by=year.sari)
    year.holds(on, kas=884_000, piutang_tr=59_000, titipan=59_000)
    # What is left, 300.000, is spread anew over five months at 1 %: 60.000 + 3.000.
    terms = NewTerms(Fraction(1, 100), "FLAT", 5, "MONTH")
    first_due = day(11, 22)
    decision = year.decision(day(10, 22))
    reschedule(loan=year.loan, terms=terms, first_due=first_due, waive_jasa=False, decision=decision)
    rows = year.loan.installments.filter(version=year.loan.schedule_version).order_by("sequence")
    assert [(row.principal, row.jasa) for row in rows] == [(60_000, 3_000)] * 5
    year.pay_upk(day(11, 5), kas=769_000, utang=500_000)
    year.meet(7, expected=819_000)
    year.pay_upk(day(12, 5), kas=704_000, utang=400_000)
    # Meeting 8: + 50.000, and the first instalment of the new schedule.
    year.meet(8, expected=817_000, payment=63_000)
    assert outstanding_principal(year.ksm, MEETINGS[7]) == {year.loan.pk: 240_000}
    [standing] = cases_of(year.ksm)
    on = day(12, 16)
    give_back(case=standing.case, amount=59_000, on=on, today=on, seen_owed=59_000, by=year.sari)
    year.holds(on, kas=817_000, piutang_tr=0, titipan=0)
    assert [one.code for one in cases_of(year.ksm)] == ["RETURNED"]


def repay_upk(year):
    # The four instalments left, 4 x 115.000, at once.
    year.pay_upk(day(12, 20), kas=357_000, utang=0, amount=460_000)
    [standing] = outside_standings(year.ksm, [year.outside], day(12, 31))
    assert standing.code == "SETTLED"


def close_the_year(year):
    month = Month(day(6, 1))
    while month.first.year == 2025:
        close_month(ksm=year.ksm, month=month, by=year.sari, today=JANUARY)
        month = month.next
    # Jasa 3 x 18.000 + 3.000 and the gift, less 10 x 15.000 to UPK: 257.000 - 150.000.
    income = income_statement(year.ksm, day(1, 1), day(12, 31))
    assert (income.total_income, income.total_costs, income.result) == (257_000, 150_000, 107_000)
    # Box 357.000 + Siti's 240.000 = savings 490.000 + result 107.000.
    sheet = balance_sheet(year.ksm, day(12, 31))
    assert sheet.total_assets == sheet.total_claims == 597_000
    facts = {"year": 2025, "percentages": Percentages(), "decided_on": JANUARY, "minutes": "Rapat"}
    sharing = share_surplus(ksm=year.ksm, by=year.sari, **facts)
    # Savings 53.500 by 90 : 100 x 4 of 490; jasa 21.400 all to Siti; officers 10.700 by two.
    assert [(one.from_savings, one.from_borrowing, one.from_office) for one in sharing.shares.all()] == [
        (9_800, 21_400, 0),
        (10_900, 0, 5_300),
        (10_900, 0, 5_300),
        (10_900, 0, 0),
        (10_900, 0, 0),
    ]
    # 107.000 less 85.400 to members and 10.700 to the social fund.
    assert (sharing.social, sharing.reserve) == (10_700, 10_900)
    pay_shares(sharing=sharing, member_id=None, on=JANUARY, to_savings=False, by=year.sari)
    year.holds(JANUARY, kas=271_600, piutang=240_000, tabungan=490_000)
    assert balance_sheet(year.ksm, day(12, 31)) == sheet


def test_the_published_instalments_of_five_million_over_two_years():
    """23 x Rp284.000 and a last one of Rp268.000 (domain.md 3.2)."""
    rows = build_schedule(
        principal=5_000_000,
        rate=Fraction(15, 1000),
        periods=24,
        unit="MONTH",
        method="FLAT",
        rounding_step=1_000,
        disbursed_on=datetime.date(2014, 6, 21),
    )
    assert [row.amount for row in rows] == [284_000] * 23 + [268_000]
    assert (sum(row.principal for row in rows), sum(row.jasa for row in rows)) == (5_000_000, 1_800_000)
