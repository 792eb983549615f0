"""A new schedule in place of the old one: rows, days and what stays of the old."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from ksm.refusals import RefusalError
from ledger.acts.rescheduling import NewTerms, move_dates, reschedule
from ledger.journal.verification import differences_of
from ledger.loans.cards import loan_card
from ledger.loans.owed import outstanding_principal, unpaid_installments
from ledger.models import Installment
from ledger.policy.schedule import build_schedule
from tests.support.lending import LENT, WEEK, arrears_by_ksm, decide, lend, make_group, pay

pytestmark = pytest.mark.django_db
FRIDAY = datetime.date(2027, 1, 29)
FLAT_WEEKLY = NewTerms(Fraction(1, 100), "FLAT", 5, "WEEK")


@pytest.fixture
def ksm(bkm):
    return make_group(bkm)


def rows_of(loan, day):
    loan.refresh_from_db()
    return [(row.sequence, row.due_on, row.principal, row.jasa) for row in loan_card(loan, day)]


def test_a_rate_of_many_decimals_is_stored_and_counted_as_it_is(bkm):  # BUG-005, BUG-002
    rich = make_group(bkm, cash=200_000_000)
    terms = {"unit": "MONTH", "method": "DECLINING"}
    long = lend(rich, principal=100_000_000, periods=60, rate_percent=Decimal("0.375"), **terms)
    # 98.333.333 x 0,375% = 368.749,99875; at 0,38% it would be 373.667.
    assert [row[3] for row in rows_of(long, LENT)[:2]] == [375_000, 368_750]
    short = lend(rich, principal=130_000, periods=12, rate_percent=Decimal("1.6667"), number="P-02", **terms)
    rows = rows_of(short, LENT)
    assert [row[2] for row in rows] == [10_834] * 11 + [10_826]
    assert rows[0][3] == 2_167  # 2.166,71; at 1,67% it would be 2.171


def test_ten_weekly_rows_fall_on_ten_days_a_week_apart(ksm):  # BUG-017
    loan = lend(ksm)
    days = [row[1] for row in rows_of(loan, LENT)]
    assert days == [datetime.date(2027, 1, 6) + number * WEEK for number in range(1, 11)]


def test_moving_the_meeting_day_moves_the_rows_to_come_and_survives_a_later_reschedule(ksm):  # BUG-018
    loan = lend(ksm)  # Wednesdays from 13 January to 17 March
    before = rows_of(loan, LENT)
    for number in range(1, 4):
        pay(loan, 100_000, LENT + number * WEEK)
    day = LENT + 3 * WEEK
    move_dates(loan=loan, first_due=FRIDAY + WEEK, decision=decide(day))
    moved = rows_of(loan, day)
    assert moved[:3] == before[:3]
    assert [row[1] for row in moved[3:]] == [FRIDAY + number * WEEK for number in range(1, 8)]
    assert {row[1].weekday() for row in moved[3:]} == {4}
    assert moved[-1][1] == datetime.date(2027, 3, 19)

    pay(loan, 100_000, FRIDAY + WEEK)
    move_dates(loan=loan, first_due=FRIDAY + 3 * WEEK, decision=decide(FRIDAY + WEEK))
    later = rows_of(loan, FRIDAY + WEEK)
    assert later[:4] == moved[:4]
    assert [row[1] for row in later[4:]] == [FRIDAY + number * WEEK for number in range(3, 9)]

    terms, first_due = NewTerms(Fraction(0), "FLAT", 3, "WEEK"), FRIDAY + 5 * WEEK
    decision = decide(FRIDAY + 2 * WEEK)
    reschedule(loan=loan, terms=terms, first_due=first_due, waive_jasa=False, decision=decision)
    spread = rows_of(loan, FRIDAY + 2 * WEEK)
    assert spread[:4] == moved[:4]
    assert [row[1:3] for row in spread[4:]] == [(FRIDAY + number * WEEK, 200_000) for number in (5, 6, 7)]
    assert differences_of(ksm) == []


def test_what_is_late_stays_late_where_only_days_to_come_are_moved(ksm):
    loan = lend(ksm)
    day = LENT + 2 * WEEK + datetime.timedelta(days=1)
    move_dates(loan=loan, first_due=day + WEEK, decision=decide(day))
    assert arrears_by_ksm([ksm.pk], day) == {ksm.pk: 200_000}


def test_it_makes_exactly_the_rows_that_were_asked_for(ksm):  # BUG-002
    loan = lend(ksm, principal=130_000, periods=1)
    terms = NewTerms(Fraction("0.016667"), "DECLINING", 12, "MONTH")
    day = LENT + datetime.timedelta(days=2)
    reschedule(
        loan=loan, terms=terms, first_due=datetime.date(2027, 2, 6), waive_jasa=False, decision=decide(day)
    )
    rows = rows_of(loan, day)
    assert len(rows) == 12
    assert all(row[2] > 0 for row in rows)
    assert sum(row[2] for row in rows) == 130_000
    # 130.000 / 12 rounds up to 10.834; eleven of them leave 10.826. Jasa of row 1: 130.000 x 1,6667% = 2.167.
    assert rows[0] == (1, datetime.date(2027, 2, 6), 10_834, 2_167)
    assert rows[-1] == (12, datetime.date(2028, 1, 6), 10_826, 180)


def test_unpaid_jasa_goes_into_the_first_new_row_and_never_into_the_principal(ksm):
    loan = lend(ksm, principal=400_000, periods=4, rate_percent=1)
    pay(loan, 52_000, LENT + WEEK)  # jasa 4.000, principal 48.000
    day = LENT + 2 * WEEK
    reschedule(loan=loan, terms=FLAT_WEEKLY, first_due=day + WEEK, waive_jasa=False, decision=decide(day))
    # 352.000 over five weeks at 1%: 70.400 + 3.520; the 4.000 of week 2 comes on top of the first.
    assert [row[1:] for row in rows_of(loan, day)] == [
        (day + WEEK, 70_400, 7_520),
        *((day + number * WEEK, 70_400, 3_520) for number in range(2, 6)),
    ]
    assert outstanding_principal(ksm, day) == {loan.pk: 352_000}
    assert differences_of(ksm) == []


def test_unpaid_jasa_may_be_waived_by_the_same_decision(ksm):
    loan = lend(ksm, principal=400_000, periods=4, rate_percent=1)
    day = LENT + 2 * WEEK
    event = reschedule(
        loan=loan, terms=FLAT_WEEKLY, first_due=day + WEEK, waive_jasa=True, decision=decide(day)
    )
    assert (event.waived, rows_of(loan, day)[0][2:]) == (8_000, (80_000, 4_000))


def test_the_old_schedule_stays_readable_with_what_was_paid_of_it(ksm):
    loan = lend(ksm, principal=400_000, periods=4)
    pay(loan, 150_000, LENT + 2 * WEEK)
    day = LENT + 2 * WEEK
    event = reschedule(
        loan=loan, terms=FLAT_WEEKLY, first_due=day + WEEK, waive_jasa=False, decision=decide(day)
    )
    assert (event.old_version, event.new_version) == (1, 2)
    old = Installment.objects.filter(loan=loan, version=1).order_by("sequence")
    assert [(row.principal, row.in_force_until) for row in old] == [
        (100_000, None),
        (100_000, day),
        (100_000, day),
        (100_000, day),
    ]
    # Row 1 was paid and stays; the five new ones come after it and hold the 250.000 that were left.
    rows = rows_of(loan, day)
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert sum(row[2] for row in rows[1:]) == 250_000
    yesterday = unpaid_installments([loan], day - datetime.timedelta(days=1))[loan.pk]
    assert [due.principal for due in yesterday] == [100_000] * 4
    pay(loan, 50_000, day + WEEK)
    assert differences_of(ksm) == []


def test_an_opening_loan_gets_its_first_schedule(ksm):
    loan = lend(ksm, is_opening=True, is_free=True, number="SA-1", principal=90_000)
    assert loan.is_free
    reschedule(
        loan=loan,
        terms=NewTerms(Fraction(0), "FLAT", 3, "WEEK"),
        first_due=LENT + 2 * WEEK,
        waive_jasa=False,
        decision=decide(LENT + WEEK),
    )
    loan.refresh_from_db()
    assert not loan.is_free
    assert [row[2] for row in rows_of(loan, LENT + WEEK)] == [30_000] * 3
    pay(loan, 30_000, LENT + 2 * WEEK)
    assert differences_of(ksm) == []


@pytest.mark.parametrize(
    ("first_due", "step", "field", "sentence"),
    [
        (LENT, 1, "first_due", "sesudah tanggal keputusan"),
        (LENT + datetime.timedelta(days=367), 1, "first_due", "satu tahun"),
        (LENT + WEEK, 1_000_000, "rounding_step", r"Pembulatan Rp1\.000\.000 terlalu besar"),
    ],
)
def test_it_refuses_days_and_rounding_that_cannot_be(ksm, first_due, step, field, sentence):
    loan = lend(ksm)
    terms = NewTerms(Fraction(0), "FLAT", 5, "WEEK", step)
    with pytest.raises(RefusalError, match=sentence) as refused:
        reschedule(loan=loan, terms=terms, first_due=first_due, waive_jasa=False, decision=decide(LENT))
    assert refused.value.field == field
    loan.refresh_from_db()
    assert loan.schedule_version == 1


def test_months_counted_from_a_first_due_day_keep_the_end_of_the_month():  # BUG-012
    rows = build_schedule(
        principal=500_000,
        rate=Fraction(0),
        periods=5,
        unit="MONTH",
        method="FLAT",
        rounding_step=1,
        disbursed_on=datetime.date(2027, 1, 2),
        first_due=datetime.date(2027, 1, 31),
    )
    assert [(row.due.month, row.due.day) for row in rows] == [(1, 31), (2, 28), (3, 31), (4, 30), (5, 31)]


def lend_by_months(ksm, day):
    return lend(ksm, day, principal=400_000, periods=4, unit="MONTH")


def days_of(loan, day):
    return [row[1].isoformat() for row in rows_of(loan, day)]


@pytest.mark.parametrize(
    ("lent", "decided", "days"),
    [
        ("2027-01-31", "2027-02-10", ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("2027-01-30", "2027-02-10", ["2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30"]),
        ("2028-01-30", "2028-02-10", ["2028-02-29", "2028-03-30", "2028-04-30", "2028-05-30"]),
        ("2027-01-15", "2027-01-30", ["2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30"]),
    ],
)
def test_moved_to_the_end_of_february_a_loan_keeps_its_day_or_that_of_the_decision(  # BUG-012
    ksm, lent, decided, days
):
    loan = lend_by_months(ksm, datetime.date.fromisoformat(lent))
    on, first_due = (datetime.date.fromisoformat(day) for day in (decided, days[0]))
    event = move_dates(loan=loan, first_due=first_due, decision=decide(on))
    assert days_of(loan, on) == days
    assert event.details == {"way": "MOVE", "unit": "MONTH", "day": int(days[1][-2:])}


def test_a_loan_moved_away_from_the_end_of_the_month_and_back_keeps_what_it_was_moved_to(ksm):  # BUG-012
    loan = lend_by_months(ksm, datetime.date(2027, 1, 31))
    first, second = datetime.date(2027, 2, 1), datetime.date(2027, 2, 2)
    move_dates(loan=loan, first_due=datetime.date(2027, 2, 28), decision=decide(first))
    move_dates(loan=loan, first_due=datetime.date(2027, 2, 28), decision=decide(second))
    assert days_of(loan, second) == ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]
    move_dates(loan=loan, first_due=datetime.date(2027, 2, 15), decision=decide(second))
    move_dates(loan=loan, first_due=datetime.date(2027, 2, 28), decision=decide(second))
    assert days_of(loan, second) == ["2027-02-28", "2027-03-28", "2027-04-28", "2027-05-28"]


@pytest.mark.parametrize(
    ("lent", "unit", "decided", "days"),
    [
        ("2027-01-31", "MONTH", "2027-02-10", ["2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2027-01-30", "MONTH", "2027-02-10", ["2027-02-28", "2027-03-30", "2027-04-30"]),
        ("2028-01-31", "MONTH", "2028-02-10", ["2028-02-29", "2028-03-31", "2028-04-30"]),
        ("2027-01-06", "WEEK", "2027-01-30", ["2027-02-28", "2027-03-30", "2027-04-30"]),
        ("2027-01-31", "WEEK", "2027-02-10", ["2027-02-28", "2027-03-28", "2027-04-28"]),
    ],
)
def test_spread_anew_from_the_end_of_february_a_loan_keeps_its_day_or_that_of_the_decision(  # BUG-012
    ksm, lent, unit, decided, days
):
    loan = lend(ksm, datetime.date.fromisoformat(lent), principal=300_000, periods=4, unit=unit)
    on, first_due = (datetime.date.fromisoformat(day) for day in (decided, days[0]))
    terms = NewTerms(Fraction(0), "FLAT", 3, "MONTH")
    reschedule(loan=loan, terms=terms, first_due=first_due, waive_jasa=False, decision=decide(on))
    assert [(row[1].isoformat(), row[2]) for row in rows_of(loan, on)] == [(day, 100_000) for day in days]
    assert differences_of(ksm) == []
