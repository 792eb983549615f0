"""A loan paid off before its time: what is asked, what lapses, and that nothing is left of it."""

import datetime

import pytest

from ksm.refusals import RefusalError
from ledger import chart
from ledger.acts.act import look_at
from ledger.acts.settling import payoff, settle_early, waive_jasa
from ledger.journal.balances import balances
from ledger.journal.posting import LedgerError, book_of
from ledger.journal.verification import differences_of
from ledger.loans.cards import loan_card, loan_rows
from ledger.models import Installment, LoanEvent, Repayment
from savings.verification import savings_differences
from tests.support.lending import LENT, WEEK, arrears_by_ksm, decide, lend, make_group, pay

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def ksm(bkm):
    return make_group(bkm)


def in_order(ksm):
    return [*differences_of(ksm), *savings_differences(ksm)]


def test_it_asks_exactly_the_last_instalment_after_six_of_seven(ksm):  # BUG-009
    loan = lend(ksm, periods=7)
    for number in range(1, 7):
        pay(loan, 142_858, LENT + number * WEEK)
    assert (
        payoff(loan, look_at(loan, LENT + 6 * WEEK).dues, LENT + 6 * WEEK, full_jasa=False).total == 142_852
    )


def test_it_leaves_no_row_and_no_fraction_unpaid_after_row_three(ksm):  # BUG-006
    loan = lend(ksm, periods=7, rate_percent="1.5")  # jasa 15.000 a week
    for number in range(1, 4):
        pay(loan, 157_858, LENT + number * WEEK)
    day = LENT + 3 * WEEK + DAY  # the fourth week has begun
    # 1.000.000 - 3 x 142.858 = 571.426 of principal; jasa of week 4 only, of weeks 5 to 7 it lapses
    event = settle_early(loan=loan, paid=586_426, full_jasa=False, decision=decide(day))
    assert (event.principal, event.jasa, event.waived) == (571_426, 15_000, 45_000)
    loan.refresh_from_db()
    assert [(row.principal, row.jasa, row.code) for row in loan_card(loan, day)[3:]] == [
        (142_858, 15_000, "SETTLED"),
        (142_858, 0, "SETTLED"),
        (142_858, 0, "SETTLED"),
        (142_852, 0, "SETTLED"),
    ]
    [row] = loan_rows([loan], ksm, day)
    assert (row.outstanding, row.arrears, row.code) == (0, 0, "SETTLED")
    assert balances(ksm, day)[chart.JASA] == -60_000
    assert in_order(ksm) == []


def test_it_reads_a_day_before_the_settlement_with_the_schedule_of_that_day(ksm):
    loan = lend(ksm, periods=4, rate_percent=1, principal=400_000)  # 104.000 a week
    settle_early(loan=loan, paid=412_000, full_jasa=False, decision=decide(LENT + 2 * WEEK + DAY))
    # On that day weeks 1 to 3 have begun: 3 x 4.000 jasa. The day before two weeks were late.
    assert arrears_by_ksm([ksm.pk], LENT + 2 * WEEK + DAY) == {}
    assert arrears_by_ksm([ksm.pk], LENT + 2 * WEEK) == {ksm.pk: 104_000}


def test_on_a_due_day_the_next_period_has_not_begun(ksm):
    loan = lend(ksm, periods=4, rate_percent=1, principal=400_000)
    dues = look_at(loan, LENT + WEEK).dues
    assert payoff(loan, dues, LENT + WEEK, full_jasa=False).jasa == 4_000
    assert payoff(loan, dues, LENT + WEEK + DAY, full_jasa=False).jasa == 8_000
    assert payoff(loan, dues, LENT, full_jasa=False).jasa == 0
    assert payoff(loan, dues, LENT + WEEK, full_jasa=True).jasa == 16_000


def test_the_group_may_ask_for_all_jasa(ksm):
    loan = lend(ksm, periods=4, rate_percent=1, principal=400_000)
    event = settle_early(loan=loan, paid=416_000, full_jasa=True, decision=decide(LENT + WEEK))
    assert (event.jasa, event.waived, event.new_version) == (16_000, 0, None)
    assert in_order(ksm) == []


@pytest.mark.parametrize("paid", [411_999, 412_001])
def test_it_takes_neither_less_nor_more_than_is_owed(ksm, paid):
    loan = lend(ksm, periods=4, rate_percent=1, principal=400_000)
    with pytest.raises(LedgerError, match=r"tepat Rp412\.000") as refused:
        settle_early(loan=loan, paid=paid, full_jasa=False, decision=decide(LENT + 2 * WEEK + DAY))
    assert refused.value.field == "paid"
    assert not LoanEvent.objects.exists()
    assert Installment.objects.in_force(datetime.date.max).count() == 4


def test_it_settles_an_opening_loan_with_what_goes_beyond_the_principal_as_jasa(ksm):
    loan = lend(ksm, is_opening=True, is_free=True, number="SA-1", principal=90_000)
    event = settle_early(loan=loan, paid=95_000, full_jasa=False, decision=decide(LENT + WEEK))
    assert (event.principal, event.jasa) == (90_000, 5_000)
    assert in_order(ksm) == []


def test_it_refuses_a_settled_loan_a_closed_day_and_the_future(ksm):
    loan = lend(ksm, periods=4)
    book = book_of(ksm)
    book.closed_through = LENT + WEEK
    book.save()
    refusals = [
        (decide(LENT + WEEK), "sudah ditutup bersama pertemuan"),
        (decide(LENT + 3 * WEEK, today=LENT + 2 * WEEK), "sesudah hari ini"),
        (decide(LENT - DAY), "baru dicairkan"),
        (decide(ksm.founded_on - DAY), "sebelum KSM berdiri"),
    ]
    for decision, sentence in refusals:
        with pytest.raises(RefusalError, match=sentence):
            settle_early(loan=loan, paid=1_000_000, full_jasa=False, decision=decision)
    settle_early(loan=loan, paid=1_000_000, full_jasa=False, decision=decide(LENT + 2 * WEEK))
    with pytest.raises(LedgerError, match="P-01 sudah lunas"):
        settle_early(loan=loan, paid=1_000_000, full_jasa=False, decision=decide(LENT + 2 * WEEK))


def test_it_refuses_a_payment_dated_before_the_settlement(ksm):  # BUG-054
    loan = lend(ksm, periods=4)
    settle_early(loan=loan, paid=1_000_000, full_jasa=False, decision=decide(LENT + 3 * WEEK))
    for _ in range(2):
        with pytest.raises(LedgerError, match="berubah pada"):
            pay(loan, 1_000, LENT + WEEK)
    assert Repayment.objects.count() == 1


def test_nothing_is_stored_when_it_fails_half_way(ksm, monkeypatch):  # BUG-064
    loan = lend(ksm, periods=4, rate_percent=1)
    monkeypatch.setattr("ledger.acts.settling.record_event", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        settle_early(loan=loan, paid=1_010_000, full_jasa=False, decision=decide(LENT + WEEK))
    loan.refresh_from_db()
    assert (loan.schedule_version, loan.repayments.count(), ksm.entries.count()) == (1, 0, 2)


def test_waived_jasa_takes_from_what_is_due_and_leaves_no_entry(ksm):
    loan = lend(ksm, periods=4, rate_percent=1, principal=400_000)
    day = LENT + 2 * WEEK + DAY
    waive_jasa(loan=loan, amount=6_000, decision=decide(day))
    assert [(row.jasa, row.principal) for row in loan_card(loan, day)] == [
        (0, 100_000),
        (2_000, 100_000),
        (4_000, 100_000),
        (4_000, 100_000),
    ]
    assert arrears_by_ksm([ksm.pk], day) == {ksm.pk: 202_000}
    assert ksm.entries.count() == 2  # the cash at the beginning, the loan
    assert in_order(ksm) == []


def test_it_waives_no_more_than_is_unpaid(ksm):
    loan = lend(ksm, periods=4, rate_percent=1, principal=400_000)
    with pytest.raises(LedgerError, match=r"hanya Rp16\.000"):
        waive_jasa(loan=loan, amount=16_001, decision=decide(LENT + WEEK))
    waive_jasa(loan=loan, amount=16_000, decision=decide(LENT + WEEK))
    pay(loan, 400_000, LENT + WEEK)
    assert in_order(ksm) == []
