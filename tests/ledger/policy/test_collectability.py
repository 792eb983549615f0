"""Classes of loans and UPK's indicators, each with the case just on each side of the line."""

import datetime
from fractions import Fraction

import pytest

from ledger.policy.allocation import Due
from ledger.policy.collectability import (
    Band,
    Limits,
    Portfolio,
    class_of,
    indicators,
    is_at_risk,
    lateness,
    repayment_band,
    reserve,
    risk_band,
)

LIMITS = Limits(
    upto=(3, 6, 9),
    past_maturity_is_bad=True,
    reserves=tuple(Fraction(percent, 100) for percent in (1, 5, 15, 50, 100)),
    at_risk_from=3,
)
FIRST = datetime.date(2026, 1, 31)


def monthly(count=24, paid=0, first=FIRST):
    """Instalments of 10.000 + 1.000 due at the end of each month, the first `paid` of them paid."""
    days, day = [], first
    for number in range(count):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        day = datetime.date(year, month + 1, 28) if month == 1 else datetime.date(year, month + 1, 30)
        days.append(first if number == 0 else day)
    return [
        Due(number, day, 0 if number <= paid else 10_000, 0 if number <= paid else 1_000)
        for number, day in enumerate(days, start=1)
    ]


def weekly(first, count=60):
    return [
        Due(number, first + datetime.timedelta(weeks=number - 1), 10_000, 0) for number in range(1, count)
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime.date(2026, 1, 30), 1),
        (datetime.date(2026, 1, 31), 1),  # due today is not late
        (datetime.date(2026, 2, 1), 2),
        (datetime.date(2026, 4, 30), 2),  # three months: 31 January + 3 months = 30 April
        (datetime.date(2026, 5, 1), 3),
        (datetime.date(2026, 7, 30), 3),
        (datetime.date(2026, 7, 31), 4),  # the seventh instalment, of 30 July, is late: more than six
        (datetime.date(2026, 10, 30), 4),
        (datetime.date(2026, 10, 31), 5),
    ],
)
def test_a_loan_of_which_nothing_is_paid_falls_through_the_classes(day, expected):
    assert class_of(lateness(monthly(), day), day, LIMITS) == expected


def test_of_weekly_instalments_the_worse_of_months_and_count_decides():
    first = datetime.date(2026, 3, 2)
    for missed, expected in ((3, 2), (4, 3), (6, 3), (7, 4), (9, 4), (10, 5)):
        day = first + datetime.timedelta(weeks=missed - 1, days=1)
        late = lateness(weekly(first), day)
        assert (late.unpaid, class_of(late, day, LIMITS)) == (missed, expected)


def test_days_are_counted_from_the_oldest_unpaid_instalment():
    late = lateness(monthly(paid=1), datetime.date(2026, 3, 10))
    assert (late.days, late.unpaid, late.overdue, late.overdue_principal) == (10, 1, 11_000, 10_000)


@pytest.mark.parametrize(
    ("day", "number"), [(datetime.date(2026, 3, 30), 2), (datetime.date(2026, 3, 31), 5)]
)
def test_a_loan_past_its_last_day_is_bad_at_once_unless_the_table_says_otherwise(day, number):
    dues = monthly(count=3, paid=1)
    late = lateness(dues, day)
    assert class_of(late, day, LIMITS) == number
    kinder = Limits(LIMITS.upto, False, LIMITS.reserves, 3)
    assert class_of(late, day, kinder) == 2


def test_a_settled_loan_is_good_for_ever():
    day = datetime.date(2030, 1, 1)
    assert class_of(lateness(monthly(count=3, paid=3), day), day, LIMITS) == 1


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime.date(2026, 3, 30), False),  # two instalments late
        (datetime.date(2026, 3, 31), True),  # the third is late since yesterday
    ],
)
def test_a_loan_is_at_risk_from_three_instalments_on(day, expected):
    assert is_at_risk(lateness(monthly(), day), day, LIMITS) is expected


def test_a_loan_is_at_risk_from_three_whole_months_on_though_one_instalment_is_unpaid():
    one = [Due(1, datetime.date(2026, 1, 15), 10_000, 0), Due(2, datetime.date(2027, 1, 15), 10_000, 0)]
    for day, expected in ((datetime.date(2026, 4, 14), False), (datetime.date(2026, 4, 15), True)):
        assert is_at_risk(lateness(one, day), day, LIMITS) is expected


def test_reserves_are_whole_rupiah():
    assert [reserve(101_050, number, LIMITS) for number in (1, 2, 3, 4, 5)] == [
        1_011,  # 1.010,5 upwards
        5_053,
        15_158,
        50_525,
        101_050,
    ]


@pytest.mark.parametrize(
    ("share", "risk", "repaid"),
    [
        (Fraction(10, 100), Band.SATISFACTORY, Band.SUSPENDED),
        (Fraction(1001, 10_000), Band.MINIMUM, Band.SUSPENDED),
        (Fraction(20, 100), Band.MINIMUM, Band.SUSPENDED),
        (Fraction(2001, 10_000), Band.SUSPENDED, Band.SUSPENDED),
        (Fraction(7999, 10_000), Band.SUSPENDED, Band.SUSPENDED),
        (Fraction(80, 100), Band.SUSPENDED, Band.MINIMUM),
        (Fraction(8999, 10_000), Band.SUSPENDED, Band.MINIMUM),
        (Fraction(90, 100), Band.SUSPENDED, Band.SATISFACTORY),
        (None, Band.UNKNOWN, Band.UNKNOWN),
    ],
)
def test_bands_have_exact_borders(share, risk, repaid):
    assert (risk_band(share), repayment_band(share)) == (risk, repaid)


def test_lar_counts_groups_par_money_and_rr_only_the_arrears():
    # By hand: 1 of 4 groups; 2.000 of 10.000; arrears of 500: 9.500 of 10.000.
    found = indicators(
        [
            Portfolio(1, 1_000, True, 300),
            Portfolio(1, 1_000, True, 200),
            Portfolio(2, 3_000, False, 900),
            Portfolio(3, 4_000, False, 0),
            Portfolio(4, 1_000, False, 0),
            Portfolio(5, 0, True, 0),
        ]
    )
    assert (found.lar, found.par, found.rr) == (Fraction(1, 4), Fraction(2, 10), Fraction(95, 100))
    assert found.overall == Band.SUSPENDED


def test_without_loans_nothing_is_computed_and_nothing_is_zero():
    found = indicators([])
    assert (found.lar, found.par, found.rr, found.overall) == (None, None, None, Band.UNKNOWN)
