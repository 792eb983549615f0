"""A sheet spends only the money of the fund that it names: kas, BLM, dana sosial side by side."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from groups.models import Member
from ledger import chart
from ledger.blm.lending import FundTerms, lend_from_fund
from ledger.journal.balances import cash_by_fund
from ledger.journal.posting import Line, post
from ledger.loans.lending import LoanTerms
from ledger.models import Fund, Loan
from meetings.sheet.funds import check_funds, spendable
from meetings.sheet.values import CashItem, Disbursement, LoanPayment, SheetError
from tests.support.blm import agreed, make_paid, pay
from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
TERMS = FundTerms(Decimal(1), "FLAT", 1, "WEEK", 1)
BLM, KAS, SOSIAL = Fund.BLM, Fund.KAS, Fund.SOSIAL


@pytest.fixture
def mawar(mawar):
    """Week 1 comes right after the money of the fund: Rp600.000 BLM and nothing else in the box."""
    make_members(mawar, 5)
    return mawar


@pytest.fixture
def grant(mawar, sari, joko, ratna):
    grant = agreed(mawar, sari, joko, ratna, day=START)
    pay(grant, 1, ratna, on=START)
    return grant


def lent(grant, by) -> Loan:
    first = grant.members.first()
    facts = {"terms": TERMS, "note": "", "by": by, "today": START}
    return lend_from_fund(grant=grant, chosen=[first.pk], **facts)[0]


def faults_of(ksm, sheet, by):
    with pytest.raises(SheetError) as refused:
        close(ksm, sheet, by)
    return [(fault.part, fault.name, str(fault.sentence)) for fault in refused.value.faults]


def new_loan(ksm, principal):
    return Disbursement(
        0, None, LoanTerms(ksm.members.last().pk, principal, 1, "FLAT", 4, "WEEK", purpose="A")
    )


def test_a_loan_of_the_fund_is_handed_out_and_its_principal_comes_back_to_it(grant, mawar, sari):
    loan = lent(grant, sari)
    sheet = make_sheet(mawar, START)
    close(mawar, replace(sheet, disbursements=(Disbursement(0, loan.pk, None),), counted_cash=225_000), sari)
    assert cash_by_fund(mawar, START) == {BLM: 200_000, KAS: 25_000}
    later = START + datetime.timedelta(weeks=1)
    paid = change_row(make_sheet(mawar, later), 0, payments=(LoanPayment(loan.pk, 404_000),))
    close(mawar, replace(paid, counted_cash=225_000 + 25_000 + 404_000), sari)
    assert cash_by_fund(mawar, later) == {BLM: 600_000, KAS: 54_000}  # jasa earns for the kas


def test_a_kas_loan_may_not_eat_the_blm_fund(grant, mawar, sari):
    """Kas of the day Rp25.000 (five times 5.000), though Rp625.000 lies in the box."""
    sheet = make_sheet(mawar, START)
    too_much = replace(sheet, disbursements=(new_loan(mawar, 25_001),), counted_cash=599_999)
    assert faults_of(mawar, too_much, sari) == [
        ("loan", "principal", "Kas kelompok tinggal Rp25.000, tidak cukup untuk pinjaman ini.")
    ]
    close(mawar, replace(sheet, disbursements=(new_loan(mawar, 25_000),), counted_cash=600_000), sari)


def test_a_blm_loan_may_not_exceed_what_the_fund_still_holds(grant, mawar, sari):
    loan = lent(grant, sari)
    spent = Line(chart.PIUTANG_ANGGOTA, chart.KAS, 200_001, fund=BLM)
    post(ksm=mawar, date=START, kind="OTHER", memo="Pinjaman lama", lines=[spent], by=sari)
    bring = Line(chart.KAS, chart.PENDAPATAN_LAIN, 1_000_000)
    post(ksm=mawar, date=START, kind="OTHER", memo="Sumbangan", lines=[bring], by=sari)
    sheet = replace(make_sheet(mawar, START), disbursements=(Disbursement(0, loan.pk, None),))
    assert faults_of(mawar, replace(sheet, counted_cash=sheet.counted_cash - 400_000), sari) == [
        ("loan", "principal", "Dana BLM tinggal Rp399.999, tidak cukup untuk pinjaman ini.")
    ]


def test_other_spending_may_not_eat_the_blm_fund_either(grant, mawar, sari):
    sheet = make_sheet(mawar, START)
    bought = replace(
        sheet, cash_items=(CashItem(0, "Tikar", chart.BIAYA_LAIN, -25_001),), counted_cash=599_999
    )
    [(part, _, sentence)] = faults_of(mawar, bought, sari)
    assert part == "sheet"
    assert sentence.startswith("Uang keluar melebihi kas kelompok: kurang Rp1.")
    paid = replace(sheet, cash_items=(CashItem(0, "Tikar", chart.BIAYA_LAIN, -25_000),), counted_cash=600_000)
    assert close(mawar, paid, sari).state == "CLOSED"


def test_a_fund_that_lies_at_the_bank_is_lent_out_of_the_box(mawar, sari, joko, ratna):
    grant = agreed(mawar, sari, joko, ratna, day=START)
    pay(grant, 1, ratna, on=START, place="BANK")
    bring = Line(chart.KAS, chart.PENDAPATAN_LAIN, 400_000)
    post(ksm=mawar, date=START, kind="OTHER", memo="Sumbangan", lines=[bring], by=sari)
    sheet = make_sheet(mawar, START)
    handed = replace(sheet, disbursements=(Disbursement(0, lent(grant, sari).pk, None),), counted_cash=25_000)
    close(mawar, handed, sari)
    assert cash_by_fund(mawar, START) == {BLM: 200_000, KAS: 425_000}


def test_a_borrower_who_left_is_handed_nothing(mawar, sari):
    grant = make_paid(mawar, today=START)
    loan = lent(grant, sari)
    Member.objects.filter(pk=loan.member_id).update(left_on=START)
    sheet = replace(make_sheet(mawar, START), disbursements=(Disbursement(0, loan.pk, None),))
    assert ("loan", "loan", "Peminjam ini bukan anggota lagi.") in faults_of(mawar, sheet, sari)


def test_the_kas_bears_what_another_fund_spent_beyond_its_own():
    assert spendable({KAS: 100, BLM: 50, SOSIAL: -30}, KAS) == 70
    assert spendable({KAS: 100, BLM: 50, SOSIAL: 30}, KAS) == 100
    assert spendable({KAS: 100}, BLM) == 0


def test_a_sheet_that_takes_nothing_from_a_short_kas_is_no_fault():
    opening = {KAS: -10, BLM: 50}
    assert check_funds(opening, [Line(chart.KAS, chart.DENDA, 5)], []) == []
    [fault] = check_funds(opening, [Line(chart.BIAYA_ATK, chart.KAS, 1)], [])
    assert "kurang Rp11" in fault.sentence
