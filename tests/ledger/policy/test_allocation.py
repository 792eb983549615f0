from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.policy.allocation import Due, OverpaymentError, Part, allocate, arrears, reduce_dues
from ledger.policy.schedule import FLAT, WEEK, build_schedule

DISBURSED = date(2025, 6, 23)


def dues_of(principal=200_000, rate="0.005", periods=8, step=1):
    rows = build_schedule(
        principal=principal,
        rate=Fraction(rate),
        periods=periods,
        unit=WEEK,
        method=FLAT,
        rounding_step=step,
        disbursed_on=DISBURSED,
    )
    return tuple(Due(row.sequence, row.due, row.principal, row.jasa) for row in rows)


def pay(dues, *payments):
    for amount, paid_on in payments:
        dues = reduce_dues(dues, allocate(dues, amount, paid_on))
    return dues


def test_it_settles_one_instalment_jasa_and_principal():
    assert allocate(dues_of(), 26_000, date(2025, 6, 30)) == (Part(1, 1_000, 25_000),)


def test_it_takes_jasa_before_principal_of_a_short_payment():
    assert allocate(dues_of(), 15_000, date(2025, 6, 30)) == (Part(1, 1_000, 14_000),)


def test_it_settles_all_jasa_that_is_due_before_any_principal():
    parts = allocate(dues_of(), 10_000, date(2025, 7, 14))
    assert parts == (Part(1, 1_000, 7_000), Part(2, 1_000, 0), Part(3, 1_000, 0))


def test_it_pays_ahead_in_order_jasa_then_principal_of_each():
    parts = allocate(dues_of(), 40_000, date(2025, 6, 30))
    assert parts == (Part(1, 1_000, 25_000), Part(2, 1_000, 13_000))


def test_it_pays_ahead_before_anything_is_due():
    assert allocate(dues_of(), 500, DISBURSED) == (Part(1, 500, 0),)


def test_it_accepts_exactly_the_whole_debt():  # BUG-006
    dues = pay(dues_of(), (208_000, date(2025, 7, 1)))
    assert {(due.principal, due.jasa) for due in dues} == {(0, 0)}


def test_it_refuses_one_rupiah_more_than_the_whole_debt():  # BUG-062
    with pytest.raises(OverpaymentError, match=r"Rp208\.001 melebihi seluruh sisa kewajiban Rp208\.000"):
        allocate(dues_of(), 208_001, date(2025, 7, 1))
    paid_off = pay(dues_of(), (208_000, date(2025, 7, 1)))
    with pytest.raises(OverpaymentError):
        allocate(paid_off, 1_000, date(2025, 7, 8))


@pytest.mark.parametrize("amount", [0, -1])
def test_it_refuses_a_payment_of_nothing(amount):
    with pytest.raises(ValueError, match="lebih dari nol"):
        allocate(dues_of(), amount, date(2025, 7, 1))


def test_it_asks_the_remainder_as_last_payment():  # BUG-009
    dues = dues_of(principal=1_000_000, rate="0", periods=7)
    left = pay(dues, *((142_858, due.due) for due in dues[:6]))
    assert sum(due.principal + due.jasa for due in left) == 142_852


def test_it_counts_as_late_only_what_was_due_before_the_day():
    dues = pay(
        dues_of(),
        (26_000, date(2025, 6, 30)),
        (26_000, date(2025, 7, 7)),
        (15_000, date(2025, 7, 14)),
    )
    assert arrears(dues, date(2025, 7, 14)) == 0
    assert arrears(dues, date(2025, 7, 15)) == 11_000
    assert arrears(dues, date(2025, 7, 22)) == 37_000


@given(
    st.lists(st.integers(min_value=1, max_value=60_000), max_size=12), st.integers(min_value=0, max_value=90)
)
def test_it_never_loses_a_rupiah_of_a_payment(payments, days):
    dues = dues_of()
    paid_on = date.fromordinal(DISBURSED.toordinal() + days)
    for amount in payments:
        owed = sum(due.principal + due.jasa for due in dues)
        if amount > owed:
            with pytest.raises(OverpaymentError):
                allocate(dues, amount, paid_on)
            return
        parts = allocate(dues, amount, paid_on)
        assert sum(part.jasa + part.principal for part in parts) == amount
        dues = reduce_dues(dues, parts)
        assert all(due.principal >= 0 and due.jasa >= 0 for due in dues)
