"""The group's funds are kept apart: a loan from the BLM fund takes from it and gives back to it."""

import datetime

import pytest

from ledger import chart
from ledger.journal.balances import cash_by_fund
from ledger.journal.funds import least_cash, move_between_funds
from ledger.journal.posting import LedgerError, Line, book_of, post
from ledger.loans.lending import plan_disbursement, plan_repayments, store_disbursements
from ledger.models import Fund, JournalEntry, Loan
from tests.support import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 4, 1)
ONE = datetime.timedelta(days=1)


def enter(ksm, lines, day=DAY):
    return post(ksm=ksm, date=day, kind=JournalEntry.Kind.OTHER, memo="Uji", lines=lines, by=None)


def test_it_takes_a_blm_loan_from_the_blm_fund_and_earns_its_jasa_for_the_kas():
    ksm = factories.make_ksm()
    member = factories.make_member(ksm)
    enter(ksm, [Line(chart.KAS, chart.DANA_BLM, 3_000_000)])
    loan = Loan.objects.create(
        ksm=ksm,
        member=member,
        number="P-01",
        principal=1_000_000,
        rate_percent="1.5",
        periods=10,
        unit=Loan.Unit.MONTH,
        fund=Fund.BLM,
        state=Loan.State.APPROVED,
    )
    store_disbursements(entry_of={loan.pk: enter(ksm, [plan_disbursement(loan)])}, loans=[loan])
    assert cash_by_fund(ksm, DAY) == {Fund.BLM: 2_000_000}

    later = datetime.date(2026, 5, 1)
    [paid] = plan_repayments(payments=[(loan, 115_000, "MEMBER")], on=later)
    enter(ksm, paid.lines(), later)
    assert cash_by_fund(ksm, later) == {Fund.BLM: 2_100_000, Fund.KAS: 15_000}


@pytest.fixture
def lean_days():
    """100 in the box from day 0 on; day 2 takes 70 of it to the bank and 20 out; day 4 brings 500 back."""
    ksm = factories.make_ksm(founded_on=DAY)
    enter(ksm, [Line(chart.KAS, chart.MODAL_AWAL, 100), Line(chart.KAS, chart.DANA_SOSIAL, 7)])
    enter(ksm, [Line(chart.BANK, chart.KAS, 70)], DAY + 2 * ONE)
    enter(ksm, [Line(chart.BIAYA_ATK, chart.KAS, 20)], DAY + 2 * ONE)
    enter(ksm, [Line(chart.KAS, chart.MODAL_AWAL, 500)], DAY + 4 * ONE)
    return ksm


@pytest.mark.parametrize(
    ("day", "kas", "in_box", "everything"),
    [
        (-1, 0, 0, 0),
        (0, 80, 10, 87),
        (2, 80, 10, 87),
        (3, 80, 10, 87),
        (4, 580, 510, 587),
        (9, 580, 510, 587),
    ],
)
def test_the_least_cash_is_that_of_the_leanest_day_from_then_on(lean_days, day, kas, in_box, everything):
    on = DAY + day * ONE
    assert least_cash(lean_days, on, fund=Fund.KAS) == kas
    assert least_cash(lean_days, on, fund=Fund.KAS, places=(chart.KAS,)) == in_box
    assert least_cash(lean_days, on) == everything


@pytest.mark.parametrize(("amount", "fits"), [(10, True), (11, False)])
def test_money_that_was_spent_on_a_later_day_is_not_moved_before_it(lean_days, amount, fits):
    facts = {"ksm": lean_days, "source": Fund.KAS, "target": Fund.SOSIAL, "amount": amount, "by": None}
    facts |= {"on": DAY + ONE, "today": DAY + 9 * ONE, "seen": book_of(lean_days).last_entry_number}
    facts |= {"minutes": "Notulen", "reason": "Santunan"}
    if fits:
        assert move_between_funds(**facts)
        return
    with pytest.raises(LedgerError, match="Kas kelompok di kotak hanya Rp10"):
        move_between_funds(**facts)
