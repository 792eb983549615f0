import json
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.policy.schedule import DECLINING, FLAT, MONTH, WEEK, ScheduleError, build_schedule, kept_day

EXPECTED = json.loads((Path(__file__).parents[2] / "data" / "expected.json").read_text())

TERMS = {
    "principal": 1_000_000,
    "rate": Fraction(0),
    "periods": 7,
    "unit": WEEK,
    "method": FLAT,
    "rounding_step": 1,
    "disbursed_on": date(2027, 1, 6),
}


def schedule(**terms):
    return build_schedule(**(TERMS | terms))


def amounts(**terms):
    return [(row.principal, row.jasa) for row in schedule(**terms)]


def test_it_rounds_up_to_the_step_and_lets_the_last_take_the_rest():  # BUG-001
    amounts_paid = [row.amount for row in schedule()]
    assert amounts_paid == [142_858] * 6 + [142_852]
    assert sum(amounts_paid) == 1_000_000


def test_it_keeps_the_number_of_instalments_asked_for():  # BUG-002
    rows = schedule(
        principal=130_000, rate=Fraction(16667, 1_000_000), periods=12, unit=MONTH, method=DECLINING
    )
    assert len(rows) == 12
    assert all(row.principal > 0 for row in rows)
    assert sum(row.principal for row in rows) == 130_000


def test_it_asks_more_jasa_flat_than_declining():  # BUG-004
    terms = {"principal": 120_000, "rate": Fraction(3, 200), "periods": 4, "unit": MONTH}
    assert amounts(**terms, method=FLAT) == [(30_000, 1_800)] * 4
    assert amounts(**terms, method=DECLINING) == [
        (30_000, 1_800),
        (30_000, 1_350),
        (30_000, 900),
        (30_000, 450),
    ]


def test_it_keeps_the_rate_unrounded():  # BUG-005
    rows = schedule(
        principal=100_000_000, rate=Fraction(375, 100_000), periods=60, unit=MONTH, method=DECLINING
    )
    assert rows[0].jasa == 375_000
    assert rows[1].principal == 1_666_667
    assert rows[1].jasa == 368_750  # 98.333.333 x 0,375 % = 368.749,99875
    assert sum(row.principal for row in rows) == 100_000_000


def test_it_rounds_jasa_half_up():
    assert schedule(principal=100, rate=Fraction(1, 200), periods=1)[0].jasa == 1
    assert schedule(principal=99, rate=Fraction(1, 200), periods=1)[0].jasa == 0


def test_it_honours_multiples_of_the_step():  # BUG-011
    assert amounts(principal=100_000, periods=3, rounding_step=500) == [(33_500, 0), (33_500, 0), (33_000, 0)]


def test_it_matches_the_programmes_rounding_vector():
    rows = schedule(principal=5_000_000, rate=Fraction(3, 200), periods=24, unit=MONTH, rounding_step=1_000)
    assert [row.amount for row in rows] == [284_000] * 23 + [268_000]
    assert sum(row.jasa for row in rows) == 1_800_000


def test_it_falls_due_on_the_last_day_of_short_months():  # BUG-012
    dues = [row.due for row in schedule(unit=MONTH, periods=5, disbursed_on=date(2026, 12, 31))]
    assert dues == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
        date(2027, 5, 31),
    ]


@pytest.mark.parametrize(
    ("disbursed_on", "first_due", "usual_day", "later"),
    [
        (date(2027, 1, 31), date(2027, 2, 28), 0, ["2027-03-31", "2027-04-30", "2027-05-31"]),
        (date(2027, 1, 30), date(2027, 2, 28), 0, ["2027-03-30", "2027-04-30", "2027-05-30"]),
        (date(2027, 1, 29), date(2027, 2, 28), 0, ["2027-03-29", "2027-04-29", "2027-05-29"]),
        (date(2028, 1, 30), date(2028, 2, 29), 0, ["2028-03-30", "2028-04-30", "2028-05-30"]),
        (date(2028, 1, 31), date(2028, 2, 29), 0, ["2028-03-31", "2028-04-30", "2028-05-31"]),
        (date(2027, 3, 31), date(2027, 4, 30), 0, ["2027-05-31", "2027-06-30", "2027-07-31"]),
        (date(2027, 2, 10), date(2027, 2, 28), 31, ["2027-03-31", "2027-04-30", "2027-05-31"]),
        (date(2027, 1, 30), date(2027, 2, 28), 31, ["2027-03-31", "2027-04-30", "2027-05-31"]),
        (date(2027, 1, 30), date(2027, 2, 28), 15, ["2027-03-30", "2027-04-30", "2027-05-30"]),
        # The loan's own day is the 28th, no day tells more, or the first is not the last day of its month.
        (date(2027, 1, 30), date(2027, 2, 28), 28, ["2027-03-28", "2027-04-28", "2027-05-28"]),
        (date(2027, 2, 10), date(2027, 2, 28), 15, ["2027-03-28", "2027-04-28", "2027-05-28"]),
        (date(2028, 1, 31), date(2028, 2, 28), 31, ["2028-03-28", "2028-04-28", "2028-05-28"]),
        (date(2027, 1, 31), date(2027, 2, 27), 31, ["2027-03-27", "2027-04-27", "2027-05-27"]),
    ],
)
def test_a_first_due_day_at_the_end_of_a_short_month_keeps_the_later_day(  # BUG-012
    disbursed_on, first_due, usual_day, later
):
    rows = schedule(
        unit=MONTH, periods=4, disbursed_on=disbursed_on, first_due=first_due, usual_day=usual_day
    )
    assert [row.due.isoformat() for row in rows] == [first_due.isoformat(), *later]


def test_weeks_from_the_end_of_february_stay_seven_days_apart():
    rows = schedule(periods=3, disbursed_on=date(2027, 1, 31), first_due=date(2027, 2, 28), usual_day=31)
    assert [row.due for row in rows] == [date(2027, 2, 28), date(2027, 3, 7), date(2027, 3, 14)]


@given(
    first_due=st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31)),
    days=st.lists(st.integers(min_value=0, max_value=31), max_size=3),
)
def test_the_day_kept_never_moves_the_first_due_day_itself(first_due, days):
    day = kept_day(first_due, *days)
    assert first_due.day <= day <= 31
    assert day == first_due.day or (first_due + timedelta(days=1)).day == 1


def test_it_puts_weekly_rows_seven_days_apart():  # BUG-017
    dues = [row.due for row in schedule(periods=10)]
    assert dues == [date(2027, 1, 6) + timedelta(weeks=week) for week in range(1, 11)]


@pytest.mark.parametrize(
    ("group", "loan", "terms"),
    [
        ("ksm-mawar", "P-01", (200_000, "0.005", 8, FLAT, 1, date(2025, 6, 23))),
        ("ksm-mawar", "P-02", (150_000, "0.005", 6, FLAT, 100, date(2025, 7, 7))),
        ("ksm-mawar", "P-03", (250_000, "0.01", 10, DECLINING, 500, date(2025, 7, 28))),
        ("ksm-melati-lama", "M-01", (120_000, "0.015", 5, DECLINING, 500, date(2025, 9, 24))),
    ],
)
def test_it_gives_the_schedules_worked_out_independently(group, loan, terms):
    principal, rate, periods, method, step, disbursed_on = terms
    rows = schedule(
        principal=principal,
        rate=Fraction(rate),
        periods=periods,
        method=method,
        rounding_step=step,
        disbursed_on=disbursed_on,
    )
    expected = EXPECTED[group]["balances"][-1]["loans"][loan]["schedule"]
    assert [[row.due.isoformat(), row.principal, row.jasa] for row in rows] == expected


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"principal": 0}, "principal"),
        ({"principal": -5}, "principal"),
        ({"periods": 0}, "periods"),
        ({"periods": 10_000}, "periods"),
        ({"rate": Fraction(-1, 100)}, "rate_percent"),
        ({"rate": Fraction(2)}, "rate_percent"),
        ({"unit": "DAY"}, "unit"),
        ({"method": "MAGIC"}, "method"),
        ({"rounding_step": 0}, "rounding_step"),
        ({"rounding_step": 200_000}, "rounding_step"),
        ({"principal": 5, "periods": 4}, "rounding_step"),
        ({"principal": 100_000, "periods": 2, "rounding_step": 100_000}, "rounding_step"),
        ({"principal": 100_000, "periods": 3, "method": DECLINING, "rounding_step": 50_000}, "rounding_step"),
    ],
)
def test_it_refuses_terms_that_give_no_schedule(terms, field):
    with pytest.raises(ScheduleError) as refusal:
        schedule(**terms)
    assert refusal.value.field == field
    assert str(refusal.value).endswith(".")


@given(
    principal=st.integers(min_value=1, max_value=50_000_000),
    rate=st.fractions(min_value=0, max_value=Fraction(1, 10), max_denominator=10_000),
    periods=st.integers(min_value=1, max_value=60),
    unit=st.sampled_from((WEEK, MONTH)),
    method=st.sampled_from((FLAT, DECLINING)),
    rounding_step=st.sampled_from((1, 50, 100, 500, 1_000, 5_000)),
    disbursed_on=st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31)),
)
def test_it_always_sums_to_the_loan(**terms):
    try:
        rows = build_schedule(**terms)
    except ScheduleError:
        assume(False)
    assert sum(row.principal for row in rows) == terms["principal"]
    assert len(rows) == terms["periods"]
    assert all(row.principal > 0 and row.jasa >= 0 for row in rows)
    assert all(earlier.due < later.due for earlier, later in pairwise(rows))
    stepped = [row.amount if terms["method"] == FLAT else row.principal for row in rows[:-1]]
    assert all(amount % terms["rounding_step"] == 0 for amount in stepped)
