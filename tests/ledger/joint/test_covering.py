"""Tanggung renteng as cases: who puts in what, what the debtor owes and to whom, and what goes back."""

import datetime

import pytest

from groups.models import Member
from ledger import chart
from ledger.joint.covering import (
    cases_of,
    cover_shortfall,
    give_back,
    in_proportion,
    name_payers,
    split_among,
    without_payers,
)
from ledger.journal.balances import balances, cash_by_fund
from ledger.journal.posting import LedgerError, Line
from ledger.journal.verification import differences_of
from ledger.models import Fund, TanggungRentengCase
from savings.models import Saving
from savings.saving import Movement, store_movements
from savings.setting_off import cover_from_savings
from savings.verification import savings_differences
from tests.support.factories import make_member
from tests.support.lending import LENT, WEEK, arrears_by_ksm, decide, enter, lend, make_group, pay

pytestmark = pytest.mark.django_db
DAY = LENT + WEEK


@pytest.fixture
def ksm(bkm):
    """Four members; the first borrows 400.000 at 1%, so 104.000 fall due each week."""
    ksm = make_group(bkm)
    make_member(ksm)
    return ksm


@pytest.fixture
def loan(ksm):
    return lend(ksm, principal=400_000, periods=4, rate_percent=1)


def in_order(ksm):
    return [*differences_of(ksm), *savings_differences(ksm)]


def account(ksm, code):
    return balances(ksm, datetime.date.max).get(code, 0)


def levy(loan, amount=100_000, day=DAY, **fields):
    facts = {"method": "ALL", "payers": list(loan.ksm.members.all())} | fields
    return cover_shortfall(loan=loan, amount=amount, decision=decide(day), **facts)


def shares(standing):
    return [
        (one.share.payer and one.share.payer.number, one.share.amount, one.owed) for one in standing.shares
    ]


def test_a_levy_is_split_evenly_among_the_others_to_the_rupiah(ksm, loan):  # BUG-007
    levy(loan)
    [standing] = cases_of(ksm)
    assert shares(standing) == [(2, 33_333, 33_333), (3, 33_333, 33_333), (4, 33_334, 33_334)]
    assert (standing.owed, standing.code, standing.case.installment.sequence) == (100_000, "RUNNING", 1)
    assert account(ksm, chart.PIUTANG_TANGGUNG_RENTENG) == 100_000
    assert account(ksm, chart.TITIPAN_PENANGGUNG) == -100_000
    assert arrears_by_ksm([ksm.pk], DAY + datetime.timedelta(days=1)) == {ksm.pk: 4_000}
    assert in_order(ksm) == []


def test_the_order_of_a_split_is_that_of_the_member_numbers(ksm):  # BUG-007
    members = list(ksm.members.order_by("-number"))[:3]
    assert [(m.number, part) for m, part in split_among(100, members).items()] == [(2, 33), (3, 33), (4, 34)]
    assert list(split_among(10_000_000, members).values()) == [3_333_333, 3_333_333, 3_333_334]


def test_each_payer_is_named_in_the_journal_beside_the_debtor(ksm, loan):
    case = levy(loan)
    lines = case.repayment.entry.lines.filter(debit_id=chart.PIUTANG_TANGGUNG_RENTENG)
    assert [(line.member_id, line.payer.number, line.amount) for line in lines] == [
        (loan.member_id, 2, 33_333),
        (loan.member_id, 3, 33_333),
        (loan.member_id, 4, 33_334),
    ]


def test_the_fund_lends_its_cash_and_keeps_a_claim(ksm, loan):
    enter(ksm, [Line(chart.KAS, chart.DANA_TANGGUNG_RENTENG, 120_000)], LENT)
    before = cash_by_fund(ksm, DAY)
    levy(loan, 104_000, method="FUND", payers=[])
    after = cash_by_fund(ksm, DAY)
    assert (before[Fund.TANGGUNG_RENTENG], after[Fund.TANGGUNG_RENTENG]) == (120_000, 16_000)
    assert after[Fund.KAS] == before[Fund.KAS] + 104_000
    assert sum(after.values()) == sum(before.values())
    [standing] = cases_of(ksm)
    assert shares(standing) == [(None, 104_000, 104_000)]
    assert account(ksm, chart.TITIPAN_PENANGGUNG) == 0
    give_back(case=standing.case, amount=50_000, on=DAY, today=DAY, seen_owed=104_000, by=None)
    assert cash_by_fund(ksm, DAY)[Fund.TANGGUNG_RENTENG] == 66_000
    assert cases_of(ksm)[0].owed == 54_000
    assert in_order(ksm) == []


def test_the_fund_gives_no_more_than_it_holds(ksm, loan):
    enter(ksm, [Line(chart.KAS, chart.DANA_TANGGUNG_RENTENG, 103_999)], LENT)
    with pytest.raises(LedgerError, match=r"hanya Rp103\.999"):
        levy(loan, 104_000, method="FUND", payers=[])
    levy(loan, 103_999, method="FUND", payers=[])
    assert cash_by_fund(ksm, DAY)[Fund.TANGGUNG_RENTENG] == 0


def test_savings_of_the_debtor_leave_nobody_owed(ksm, loan):
    movements = [
        Movement(loan.member_id, Saving.Kind.WAJIB, 80_000),
        Movement(loan.member_id, Saving.Kind.SUKARELA, 30_000),
    ]
    entry = enter(ksm, [movement.line() for movement in movements], LENT)
    store_movements(ksm=ksm, entry_of={0: entry, 1: entry}, movements=movements)
    cover_from_savings(loan=loan, amount=104_000, decision=decide(DAY))
    assert (account(ksm, chart.TABUNGAN_SUKARELA), account(ksm, chart.TABUNGAN_WAJIB)) == (0, -6_000)
    [standing] = cases_of(ksm)
    assert (standing.owed, standing.code, standing.case.method) == (0, "RETURNED", "SAVINGS")
    assert account(ksm, chart.PIUTANG_TANGGUNG_RENTENG) == 0
    assert in_order(ksm) == []


def test_savings_cover_no_more_than_is_saved(ksm, loan):
    with pytest.raises(LedgerError, match="Penarikan melebihi tabungan wajib"):
        cover_from_savings(loan=loan, amount=104_000, decision=decide(DAY))
    assert not TanggungRentengCase.objects.exists()


@pytest.mark.parametrize("amount", [104_001, 400_000])
def test_it_covers_no_more_than_is_due(loan, amount):
    with pytest.raises(LedgerError, match=r"belum dibayar Rp104\.000"):
        levy(loan, amount)
    levy(loan, 104_000)


def test_it_needs_somebody_else_to_pay_and_a_rupiah_for_each(ksm, loan):
    with pytest.raises(LedgerError, match="Tidak ada anggota lain"):
        levy(loan, payers=[loan.member])
    with pytest.raises(LedgerError, match="tidak dapat dibagi untuk 3 orang"):
        levy(loan, 2)


def test_what_the_debtor_gives_back_goes_to_each_in_proportion(ksm, loan):
    case = levy(loan)
    cash = account(ksm, chart.KAS)
    give_back(case=case, amount=10_000, on=DAY, today=DAY, seen_owed=100_000, by=None)
    [standing] = cases_of(ksm)
    assert [one.returned for one in standing.shares] == [3_334, 3_333, 3_333]
    assert account(ksm, chart.KAS) == cash
    assert account(ksm, chart.TITIPAN_PENANGGUNG) == -90_000
    give_back(case=case, amount=90_000, on=DAY, today=DAY, seen_owed=90_000, by=None)
    assert cases_of(ksm)[0].code == "RETURNED"
    assert in_order(ksm) == []


def test_a_return_sent_twice_or_beyond_what_is_owed_is_refused(loan):
    case = levy(loan)
    facts = {"case": case, "on": DAY, "today": DAY, "by": None}
    with pytest.raises(LedgerError, match=r"belum dikembalikan Rp100\.000"):
        give_back(amount=100_001, seen_owed=100_000, **facts)
    give_back(amount=40_000, seen_owed=100_000, **facts)
    with pytest.raises(LedgerError, match="berubah sesudah halaman dibuka"):
        give_back(amount=40_000, seen_owed=100_000, **facts)


def test_parts_in_proportion_sum_exactly_and_never_exceed_what_is_owed():
    assert in_proportion(10, [33, 33, 34]) == [4, 3, 3]
    assert in_proportion(100, [33, 33, 34]) == [33, 33, 34]
    assert in_proportion(1, [1, 0, 99]) == [1, 0, 0]


def test_a_payment_of_a_meeting_is_an_open_case_until_its_payers_are_named(ksm, loan):
    repayment = pay(loan, 104_000, DAY, paid_from="TR")
    assert without_payers(ksm) == [repayment]
    assert in_order(ksm) == []
    payers = list(Member.objects.filter(ksm=ksm, number__in=[3, 4]))
    name_payers(repayment=repayment, payers=payers, decision=decide(DAY + WEEK))
    assert without_payers(ksm) == []
    [standing] = cases_of(ksm)
    assert shares(standing) == [(3, 52_000, 52_000), (4, 52_000, 52_000)]
    assert standing.case.date == DAY
    assert in_order(ksm) == []
    with pytest.raises(LedgerError, match="sudah dicatat"):
        name_payers(repayment=repayment, payers=payers, decision=decide(DAY + WEEK))


def test_it_finds_a_share_that_was_changed_behind_the_books(ksm, loan):
    case = levy(loan)
    case.shares.filter(payer__number=2).update(amount=33_332)
    found = [difference.subject for difference in differences_of(ksm)]
    assert found[:2] == ["Piutang tanggung renteng", "Titipan penanggung"]
