"""Tanggung renteng taken back: the case, the payment it made, and what was given back."""

import datetime

import pytest

from ledger import chart
from ledger.acts.settling import waive_jasa
from ledger.joint.covering import (
    cases_of,
    cover_shortfall,
    give_back,
    name_payers,
    without_payers,
)
from ledger.journal.balances import balances, cash_by_fund
from ledger.journal.posting import LedgerError, Line
from ledger.journal.verification import differences_of
from ledger.loans.owed import unpaid_installments
from ledger.models import Fund, LoanEvent
from ledger.undoing.joint import given_back_on, undo_case, undo_return
from ledger.undoing.loan_acts import Retraction, undo_act, undoable_act
from savings.models import Saving
from savings.saving import Movement, store_movements
from savings.setting_off import cover_from_savings
from savings.verification import savings_differences
from tests.support.lending import LENT, WEEK, arrears_by_ksm, decide, enter, lend, make_group, pay

pytestmark = pytest.mark.django_db
DAY = LENT + WEEK + datetime.timedelta(days=1)
BACK = DAY + datetime.timedelta(days=2)


@pytest.fixture
def ksm(bkm):
    return make_group(bkm)


@pytest.fixture
def loan(ksm):
    """400.000 at 1%: 104.000 fall due each week."""
    return lend(ksm, principal=400_000, periods=4, rate_percent=1)


def back(by, on=BACK):
    return Retraction(on=on, today=on, reason="Ternyata dibayar sendiri", by=by)


def in_order(ksm):
    days = (datetime.date.max, DAY, BACK)
    return [one for day in days for one in (*differences_of(ksm, day), *savings_differences(ksm, day))]


def levy(loan, amount=100_000):
    payers = list(loan.ksm.members.exclude(pk=loan.member_id))
    return cover_shortfall(loan=loan, amount=amount, method="ALL", payers=payers, decision=decide(DAY))


def returned(case, amount, by):
    [standing] = [one for one in cases_of(case.ksm) if one.case == case]
    return give_back(case=case, amount=amount, on=DAY, today=DAY, seen_owed=standing.owed, by=by)


def test_a_case_is_taken_back_with_the_payment_it_made(ksm, loan, sari):
    case = levy(loan)
    undoing = undo_case(case=case, retraction=back(sari))
    assert undoing.entry.reverses == case.repayment.entry
    [standing] = cases_of(ksm)
    assert (standing.code, standing.owed) == ("UNDONE", 0)
    account = balances(ksm, BACK)
    assert account[chart.PIUTANG_ANGGOTA] == 400_000
    assert (account[chart.PIUTANG_TANGGUNG_RENTENG], account[chart.TITIPAN_PENANGGUNG]) == (0, 0)
    assert arrears_by_ksm([ksm.pk], BACK) == {ksm.pk: 104_000}
    assert in_order(ksm) == []


def test_the_shortfall_is_covered_anew_in_another_way(ksm, loan, sari):
    undo_case(case=levy(loan), retraction=back(sari))
    payers = list(ksm.members.exclude(pk=loan.member_id))[:1]
    again = cover_shortfall(
        loan=loan, amount=104_000, method="PRESENT", payers=payers, decision=decide(BACK, sari)
    )
    assert [(one.case, one.owed) for one in cases_of(ksm) if one.owed] == [(again, 104_000)]
    assert in_order(ksm) == []


def test_what_was_given_back_is_taken_back_first(ksm, loan, sari):
    case = levy(loan)
    entry = returned(case, 40_000, sari)
    with pytest.raises(LedgerError, match="Batalkan dulu pengembaliannya"):
        undo_case(case=case, retraction=back(sari))
    undo_return(case=case, entry=entry, retraction=back(sari))
    [standing] = cases_of(ksm)
    assert standing.owed == 100_000
    [row] = given_back_on(case)
    assert (row["amount"], row["undone_by"].date) == (40_000, BACK)
    assert in_order(ksm) == []
    undo_case(case=case, retraction=back(sari))
    assert balances(ksm, BACK)[chart.PIUTANG_TANGGUNG_RENTENG] == 0
    assert in_order(ksm) == []


def test_a_return_is_taken_back_once_and_only_from_its_own_case(ksm, loan, sari):
    case = levy(loan)
    entry = returned(case, 40_000, sari)
    other = enter(ksm, [Line(chart.KAS, chart.SUMBANGAN, 1_000)], DAY)
    with pytest.raises(LedgerError, match="bukan dari kejadian itu"):
        undo_return(case=case, entry=other, retraction=back(sari))
    undo_return(case=case, entry=entry, retraction=back(sari))
    with pytest.raises(LedgerError, match="sudah dibatalkan"):
        undo_return(case=case, entry=entry, retraction=back(sari))


def test_the_fund_gets_its_money_back(ksm, loan, sari):
    enter(ksm, [Line(chart.KAS, chart.DANA_TANGGUNG_RENTENG, 150_000)], LENT)
    case = cover_shortfall(loan=loan, amount=104_000, method="FUND", payers=[], decision=decide(DAY))
    assert cash_by_fund(ksm, DAY)[Fund.TANGGUNG_RENTENG] == 46_000
    undo_case(case=case, retraction=back(sari))
    assert cash_by_fund(ksm, BACK)[Fund.TANGGUNG_RENTENG] == 150_000
    assert in_order(ksm) == []


def test_a_return_that_the_fund_has_spent_stays(ksm, loan, sari):
    enter(ksm, [Line(chart.KAS, chart.DANA_TANGGUNG_RENTENG, 104_000)], LENT)
    case = cover_shortfall(loan=loan, amount=104_000, method="FUND", payers=[], decision=decide(DAY))
    entry = returned(case, 104_000, sari)
    enter(ksm, [Line(chart.DANA_TANGGUNG_RENTENG, chart.KAS, 1)], BACK)
    with pytest.raises(LedgerError, match=r"Dana tanggung renteng di kotak tinggal Rp103\.999"):
        undo_return(case=case, entry=entry, retraction=back(sari))


def test_named_payers_are_taken_back_without_touching_the_money(ksm, loan, sari):
    paid = pay(loan, 104_000, LENT + WEEK, paid_from="TR")
    payers = list(ksm.members.exclude(pk=loan.member_id))
    case = name_payers(repayment=paid, payers=payers, decision=decide(DAY))
    assert without_payers(ksm) == []
    undoing = undo_case(case=case, retraction=back(sari))
    assert undoing.entry is None
    assert without_payers(ksm) == [paid]
    assert in_order(ksm) == []
    again = name_payers(repayment=paid, payers=payers[:1], decision=decide(BACK))
    assert [one.owed for one in cases_of(ksm) if one.case == again] == [104_000]
    assert in_order(ksm) == []


def test_covered_from_savings_the_act_goes_back_with_the_case(ksm, loan, sari):
    movement = Movement(loan.member_id, Saving.Kind.SUKARELA, 120_000)
    entry = enter(ksm, [movement.line()], LENT)
    store_movements(ksm=ksm, entry_of={0: entry}, movements=[movement])
    case = cover_from_savings(loan=loan, amount=104_000, decision=decide(DAY, sari))
    event = LoanEvent.objects.get()
    assert undoable_act(loan) is None
    with pytest.raises(LedgerError, match="bagian dari kejadian tanggung renteng"):
        undo_act(event=event, retraction=back(sari))
    undoing = undo_case(case=case, retraction=back(sari))
    event.refresh_from_db()
    assert (event.state, event.undoing) == ("UNDONE", undoing)
    assert balances(ksm, BACK)[chart.TABUNGAN_SUKARELA] == -120_000
    assert in_order(ksm) == []


def test_it_refuses_a_case_on_whose_loan_something_came_later(ksm, loan, sari):
    case = levy(loan)
    pay(loan, 1_000, BACK)
    with pytest.raises(LedgerError, match="Sesudahnya sudah ada angsuran"):
        undo_case(case=case, retraction=back(sari))


def test_it_refuses_a_case_twice_and_money_for_one_taken_back(ksm, loan, sari):
    case = levy(loan)
    undo_case(case=case, retraction=back(sari))
    with pytest.raises(LedgerError, match="sudah dibatalkan"):
        undo_case(case=case, retraction=back(sari))
    with pytest.raises(LedgerError, match="sudah dibatalkan"):
        give_back(case=case, amount=1, on=BACK, today=BACK, seen_owed=0, by=sari)


def test_a_payment_on_instalments_that_were_replaced_since_goes_back_in_their_place(ksm, loan, sari):
    before = unpaid(loan, DAY)
    case = levy(loan, 50_000)
    waived = waive_jasa(loan=loan, amount=4_000, decision=decide(DAY, sari))
    undo_act(event=waived, retraction=back(sari))
    undo_case(case=case, retraction=back(sari))
    assert unpaid(loan, BACK) == before
    assert in_order(ksm) == []


def unpaid(loan, day):
    return [(due.due, due.principal, due.jasa) for due in unpaid_installments([loan], day)[loan.pk]]
