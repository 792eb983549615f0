"""What is taken out of savings on a day must be there on every day since, not on that day and today only."""

import datetime

import pytest

from ledger import chart
from ledger.acts.act import Decision
from ledger.journal.balances import least_savings
from ledger.journal.posting import LedgerError
from ledger.undoing.loan_acts import require_money_to_reverse
from savings.models import Saving
from savings.saving import Movement, SavingsError, check_withdrawals
from savings.setting_off import set_off
from tests.support.lending import LENT, enter, lend, make_group

pytestmark = pytest.mark.django_db
ONE = datetime.timedelta(days=1)
IN, OUT = Saving.Direction.DEPOSIT, Saving.Direction.WITHDRAWAL


def wajib(member, amount, direction=IN):
    return Movement(member.pk, Saving.Kind.WAJIB, amount, direction)


@pytest.fixture
def ksm(bkm):
    return make_group(bkm)


@pytest.fixture
def saved(ksm):
    """First member: 100 wajib and 9 sukarela on day 0, 70 taken on day 2, 500 more on day 4; second: 100."""
    first, second, _ = ksm.members.all()
    voluntary = Movement(first.pk, Saving.Kind.SUKARELA, 9)
    entry = enter(ksm, [wajib(first, 100).line(), voluntary.line(), wajib(second, 100).line()], LENT)
    enter(ksm, [wajib(first, 70, OUT).line()], LENT + 2 * ONE)
    enter(ksm, [wajib(first, 500).line()], LENT + 4 * ONE)
    return entry


@pytest.mark.parametrize(("day", "left"), [(-1, 0), (0, 30), (1, 30), (2, 30), (3, 30), (4, 530), (9, 530)])
def test_the_least_savings_are_those_of_the_leanest_day_from_then_on(ksm, saved, day, left):
    first, second, third = ksm.members.all()
    both = [first.pk, third.pk]
    least = least_savings(ksm, LENT + day * ONE, both)
    others = {(first.pk, chart.TABUNGAN_SUKARELA): 0 if day < 0 else 9}
    assert least == {(first.pk, chart.TABUNGAN_WAJIB): left} | others
    assert (second.pk, chart.TABUNGAN_WAJIB) not in least


@pytest.mark.parametrize(("day", "most"), [(1, 30), (3, 30), (4, 530)])
def test_nothing_is_taken_that_is_missing_on_a_day_between(ksm, saved, day, most):
    first = ksm.members.first()
    on = LENT + day * ONE
    check_withdrawals(ksm=ksm, movements=[wajib(first, most, OUT)], on=on)
    with pytest.raises(SavingsError, match=rf"Penarikan melebihi tabungan wajib: saldo Rp{most}\."):
        check_withdrawals(ksm=ksm, movements=[wajib(first, most + 1, OUT)], on=on)


@pytest.mark.parametrize(("day", "fits"), [(1, False), (3, False), (4, True)])
def test_a_deposit_is_not_taken_back_while_it_is_missing_on_a_day_between(ksm, saved, day, fits):
    on = LENT + day * ONE
    if fits:
        require_money_to_reverse(ksm, saved, on)
        return
    with pytest.raises(LedgerError, match=r"Tabungan wajib tinggal Rp30: sudah ditarik"):
        require_money_to_reverse(ksm, saved, on)


@pytest.mark.parametrize(("amount", "fits"), [(30, True), (31, False)])
def test_no_more_is_set_off_than_is_left_on_the_leanest_day(ksm, saved, sari, amount, fits):
    loan = lend(ksm)
    decision = Decision(LENT + ONE, LENT + 9 * ONE, "Notulen", by=sari)
    if fits:
        set_off(loan=loan, amounts={"WAJIB": amount}, decision=decision)
        assert least_savings(ksm, LENT, [loan.member_id])[loan.member_id, chart.TABUNGAN_WAJIB] == 0
        return
    with pytest.raises(LedgerError, match=r"Penarikan melebihi tabungan wajib: saldo Rp30\."):
        set_off(loan=loan, amounts={"WAJIB": amount}, decision=decision)


@pytest.mark.parametrize("members", [1, 3])
def test_it_looks_once_for_any_number_of_members(ksm, saved, members, django_assert_num_queries):
    everybody = list(ksm.members.all())[:members]
    enter(ksm, [wajib(member, 1).line() for member in everybody], LENT)
    movements = [wajib(member, 1, OUT) for member in everybody]
    with django_assert_num_queries(1):
        check_withdrawals(ksm=ksm, movements=movements, on=LENT)
