from datetime import date

import pytest

from ksm.dates import DateError, date_in_words, long_date, parse_date, program_week, whole_months


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2025-09-01", date(2025, 9, 1)),
        ("01/09/2025", date(2025, 9, 1)),
        ("01-09-2025", date(2025, 9, 1)),
        ("1 September 2025", date(2025, 9, 1)),
        ("21 juni 2014", date(2014, 6, 21)),
        ("  1  SEPTEMBER  2025 ", date(2025, 9, 1)),
        ("29/02/2024", date(2024, 2, 29)),
        ("", None),
        ("-", None),
        (None, None),
    ],
)
def test_it_reads_a_date_in_the_usual_ways(typed, day):
    assert parse_date(typed) == day


def test_it_takes_the_day_before_the_month():  # BUG-086
    assert parse_date("03/04/1980") == date(1980, 4, 3)


@pytest.mark.parametrize(
    "typed",
    [
        "06/21/1975",
        "31/02/1975",
        "29/02/2025",
        "2025-13-01",
        "1 Septembr 2025",
        "01/09/25",
        "01.09.2025",
        "01/09-2025",
        "kemarin",
        "2025",
        "0000-01-01",
        "1/1/9999",
        "45000",
        "0/1/2025",
        "\u0660\u0661/09/2025",
    ],
)
def test_it_refuses_a_date_it_would_have_to_guess(typed):
    with pytest.raises(DateError) as refusal:
        parse_date(typed)
    assert str(refusal.value).endswith(".")


def test_it_writes_dates_with_indonesian_names():
    assert long_date(date(2025, 7, 28)) == "Senin, 28 Juli 2025"
    assert long_date(date(2014, 6, 21)) == "Sabtu, 21 Juni 2014"
    assert date_in_words(date(2025, 8, 1)) == "1 Agustus 2025"


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2025, 6, 2), 1),
        (date(2025, 6, 8), 1),
        (date(2025, 6, 9), 2),
        (date(2025, 6, 1), 0),
        (date(2025, 8, 18), 12),
    ],
)
def test_it_counts_weeks_from_the_day_mentoring_started(day, week):
    assert program_week(date(2025, 6, 2), day) == week


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2025, 6, 2), date(2026, 11, 25), 17),
        (date(2025, 6, 2), date(2026, 12, 1), 17),
        (date(2025, 6, 2), date(2026, 12, 2), 18),
        (date(2025, 1, 31), date(2025, 2, 27), 0),
        (date(2025, 1, 31), date(2025, 2, 28), 1),
        (date(2025, 1, 31), date(2025, 3, 30), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2025, 6, 2), date(2025, 6, 2), 0),
    ],
)
def test_months_are_those_of_the_calendar(first, last, months):
    assert whole_months(first, last) == months
