"""A correction spends only the money of its own fund, on its day and later."""

import datetime
from dataclasses import replace
from functools import partial

import pytest

from ledger import chart
from ledger.journal.balances import cash_by_fund
from ledger.journal.funds import move_between_funds
from ledger.journal.posting import Line, book_of, post
from ledger.models import Fund
from meetings.corrections.correcting import money_change, repayment_change
from meetings.sheet.funds import overdrawn_by
from meetings.sheet.values import CashItem, LoanPayment
from tests.support import corrections
from tests.support.corrections import line_of, refused
from tests.support.factories import START, make_members
from tests.support.lending import lend
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
TODAY = START + 2 * WEEK
KAS, TR, SOSIAL, BLM = Fund.KAS, Fund.TANGGUNG_RENTENG, Fund.SOSIAL, Fund.BLM

ask = partial(corrections.ask, today=TODAY)
answer = partial(corrections.answer, today=TODAY)


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 5)
    return mawar


@pytest.fixture
def sheet(ksm, sari):
    """Week 1: 25.000 saved, a fine of 500, 300 social, 400 tanggung renteng. Week 2: 25.000 saved."""
    items = (
        CashItem(0, "Sosial", chart.DANA_SOSIAL, 300),
        CashItem(1, "Iuran", chart.DANA_TANGGUNG_RENTENG, 400),
    )
    sheet = change_row(make_sheet(ksm, START), 0, fine=500)
    first = close(ksm, replace(sheet, cash_items=items, counted_cash=26_200), sari)
    close(ksm, make_sheet(ksm, START + WEEK), sari)
    return first


def spend(ksm, amount, fund, day=TODAY):
    account = chart.DANA_SOSIAL if fund == SOSIAL else chart.BIAYA_LAIN
    line = Line(account, chart.KAS, amount, fund=fund)
    post(ksm=ksm, date=day, kind="OTHER", memo="Belanja", lines=[line], by=None)


@pytest.mark.parametrize(("right", "allowed"), [(200, True), (199, False)])
def test_what_the_social_fund_has_spent_is_not_taken_out_of_it(ksm, sheet, sari, ratna, right, allowed):
    # 300 came in and 200 were spent: the deposit was 200 at least, though the box holds far more.
    spend(ksm, 200, SOSIAL)
    change = [money_change(line_of(sheet, chart.DANA_SOSIAL).pk, right)]
    if not allowed:
        refused("Dana sosial tinggal Rp100, koreksi ini menguranginya Rp101.", ask, sheet, change, sari)
        return
    answer(ask(sheet, change, sari), ratna)
    assert cash_by_fund(ksm, TODAY)[SOSIAL] == 0


def test_it_is_asked_again_when_the_second_person_answers(ksm, sheet, sari, ratna):
    asked = ask(sheet, [money_change(line_of(sheet, chart.DANA_SOSIAL).pk, 0)], sari)
    spend(ksm, 1, SOSIAL)
    refused("Dana sosial tinggal Rp299, koreksi ini menguranginya Rp300.", answer, asked, ratna)
    asked.refresh_from_db()
    assert (asked.state, cash_by_fund(ksm, TODAY)[SOSIAL]) == ("WAITING", 299)


def test_what_a_later_day_takes_is_not_there_any_more(ksm, sheet, sari):
    spend(ksm, 250, SOSIAL, day=TODAY + WEEK)
    change = [money_change(line_of(sheet, chart.DANA_SOSIAL).pk, 249)]
    refused("Dana sosial tinggal Rp50, koreksi ini menguranginya Rp51.", ask, sheet, change, sari)


@pytest.mark.parametrize(("kept", "allowed"), [(500, True), (499, False)])
def test_the_kas_is_not_corrected_out_of_the_money_of_the_others(ksm, sheet, sari, kept, allowed):
    """Kas 50.500 less what was spent; 700 of the others lie in the same box."""
    spend(ksm, 50_500 - kept, KAS)
    line = line_of(sheet, chart.DENDA)
    change = [money_change(line.pk, 0, line.member_id)]
    if allowed:
        assert ask(sheet, change, sari).state == "WAITING"
    else:
        refused("Kas kelompok tinggal Rp499, koreksi ini menguranginya Rp500.", ask, sheet, change, sari)


def test_money_moved_on_to_another_fund_is_gone(ksm, sheet, sari):
    facts = {"on": TODAY, "today": TODAY, "minutes": "Rapat", "reason": "Uji", "by": sari}
    seen = book_of(ksm).last_entry_number
    move_between_funds(ksm=ksm, source=TR, target=KAS, amount=400, seen=seen, **facts)
    change = [money_change(line_of(sheet, chart.DANA_TANGGUNG_RENTENG).pk, 399)]
    refused("Dana tanggung renteng tinggal Rp0, koreksi ini menguranginya Rp1.", ask, sheet, change, sari)


def test_a_payment_moved_to_a_loan_of_the_kas_takes_its_principal_out_of_the_blm_fund(ksm, sari, ratna):
    bring = [Line(chart.KAS, chart.DANA_BLM, 10_000), Line(chart.KAS, chart.SUMBANGAN, 10_000)]
    post(ksm=ksm, date=START, kind="OTHER", memo="Uji", lines=bring, by=None)
    facts = {"principal": 10_000, "periods": 2}
    of_blm = lend(ksm, START, fund=BLM, number="P-01", **facts)
    of_kas = lend(ksm, START, number="P-02", member=ksm.members.last(), **facts)
    row = change_row(
        make_sheet(ksm, START + WEEK, gaps_reason="Uji"), 0, payments=(LoanPayment(of_blm.pk, 5_000),)
    )
    first = close(ksm, replace(row, counted_cash=row.counted_cash + 5_000), sari)
    close(ksm, make_sheet(ksm, START + 2 * WEEK), sari)
    [paid] = of_blm.repayments.all()
    change = [repayment_change(paid.pk, loan_id=of_kas.pk, amount=5_000)]
    assert cash_by_fund(ksm, TODAY)[BLM] == 5_000
    asked = ask(first, change, sari)
    lent = Line(chart.PIUTANG_ANGGOTA, chart.KAS, 1, fund=BLM)
    post(ksm=ksm, date=TODAY + WEEK, kind="OTHER", memo="Uji", lines=[lent], by=None)
    refused("Dana BLM tinggal Rp4.999, koreksi ini menguranginya Rp5.000.", answer, asked, ratna)


def test_what_was_overspent_before_may_stay_so_and_is_not_made_worse():
    days = [{KAS: 500, SOSIAL: -500, BLM: 900}]
    into_social = Line(chart.KAS, chart.DANA_SOSIAL, 100)
    out_of_kas = Line(chart.DENDA, chart.KAS, 100)
    assert overdrawn_by(days, [into_social]) == ""
    assert overdrawn_by(days, [into_social, out_of_kas]) == ""
    assert overdrawn_by(days, [out_of_kas]).startswith("Kas kelompok tinggal Rp0, koreksi ini menguranginya")
    more = Line(chart.DANA_SOSIAL, chart.KAS, 1)
    assert overdrawn_by(days, [more]) == "Dana sosial tinggal Rp0, koreksi ini menguranginya Rp1."
