"""Coordinates of bars and charts, from exact figures."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksm import charts


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (Fraction(175, 2), "87.5"), (Fraction(2, 3), "0.7"), (Fraction(-5, 2), "-2.5"), (100, "100")],
)
def test_it_writes_a_coordinate_with_a_point_and_one_decimal(value, text):
    assert charts.coordinate(value) == text


def test_it_draws_a_bar_as_wide_as_its_share_and_the_threshold_where_it_is():
    drawn = charts.bar(Fraction(7, 8), Fraction(4, 5), met=True)
    assert (drawn.width, drawn.threshold, drawn.fill) == ("87.5", "80", charts.OK)


def test_it_takes_the_colour_from_the_finding_and_not_from_the_drawing():
    """Exactly 80 % fails a strict threshold: the bar reaches the line and is still not green."""
    assert charts.bar(Fraction(4, 5), Fraction(4, 5), met=False).fill == charts.WARN


@pytest.mark.parametrize(("value", "width"), [(None, "0"), (Fraction(0), "0"), (Fraction(3, 2), "100")])
def test_it_keeps_a_bar_between_nothing_and_full(value, width):
    drawn = charts.bar(value, None, met=None)
    assert (drawn.width, drawn.has_value, drawn.threshold) == (width, width != "0", "")


def test_it_draws_no_column_where_nothing_was_measured():
    chart = charts.bar_chart([("1", Fraction(1)), ("2", None)], Fraction(4, 5))
    assert [(mark.label, mark.text, mark.height) for mark in chart.marks] == [
        ("1", "100%", "160"),
        ("2", "–", "0"),
    ]
    assert (chart.threshold_y, chart.threshold_text) == ("44", "80%")


def test_it_draws_columns_below_the_threshold_in_the_other_colour():
    chart = charts.bar_chart([("1", Fraction(3, 4)), ("2", Fraction(4, 5))], Fraction(4, 5))
    assert [mark.fill for mark in chart.marks] == [charts.WARN, charts.OK]


def test_it_leaves_out_decimals_and_then_figures_as_columns_grow_many():
    few = charts.bar_chart([(str(n), Fraction(7, 8)) for n in range(4)])
    some = charts.bar_chart([(str(n), Fraction(7, 8)) for n in range(12)])
    many = charts.bar_chart([(str(n), Fraction(7, 8)) for n in range(30)])
    assert [chart.marks[0].text for chart in (few, some, many)] == ["87,5%", "88", ""]


@given(st.lists(st.fractions(0, 1), min_size=1, max_size=40))
def test_a_figure_is_never_wider_than_its_column(shares):
    chart = charts.bar_chart([(str(n), share) for n, share in enumerate(shares)])
    for mark in chart.marks:
        assert charts._drawn_width(mark.text) <= Fraction(mark.width) + Fraction(1, 10)


def test_twelve_full_columns_show_their_figures():
    chart = charts.bar_chart([(str(n), Fraction(1)) for n in range(12)])
    assert {mark.text for mark in chart.marks} == {"100"}


def test_it_draws_a_line_from_a_zero_base_to_a_round_top():
    chart = charts.line_chart([("1", 0), ("2", 720_000), ("3", 800_000)])
    assert (chart.path, chart.left) == ("M128.7 172 L250 28 L371.3 12", 68)
    assert [line.text for line in chart.grid] == ["0", "400 rb", "800 rb"]


def test_it_draws_nothing_and_does_not_fail_without_figures():
    assert charts.line_chart([]).path == ""
    assert charts.bar_chart([]).marks == ()


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=60))
def test_it_keeps_every_point_inside_the_drawing(amounts):
    chart = charts.line_chart([(str(index), amount) for index, amount in enumerate(amounts)])
    for mark in chart.marks:
        assert chart.left <= Fraction(mark.x) <= charts.WIDTH
        assert charts.TOP <= Fraction(mark.y) <= charts.HEIGHT - charts.BOTTOM
    assert chart.marks[-1].label == str(len(amounts) - 1)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (400, "400"), (250_000, "250 rb"), (1_500_000, "1,5 jt"), (8_000_000, "8 jt")],
)
def test_it_writes_axis_figures_short(amount, text):
    assert charts.short_amount(amount) == text


def test_long_labels_are_left_out_until_they_stand_apart():
    """Twelve months: "12-25" takes 40 px written larger, a column has 31: every second stands."""
    months = [(f"{month:02}-26", Fraction(1, 2)) for month in range(1, 13)]
    labels = [mark.label for mark in charts.bar_chart(months).marks]
    assert [label for label in labels if label] == ["02-26", "04-26", "06-26", "08-26", "10-26", "12-26"]
    weeks = [(str(week), Fraction(1, 2)) for week in range(1, 13)]
    assert all(mark.label for mark in charts.bar_chart(weeks).marks)


def test_bands_are_drawn_with_their_limits_on_an_axis_that_fits_small_shares():
    shares = [("1", None, "plain"), ("2", Fraction(5, 100), "ok"), ("3", Fraction(25, 100), "bad")]
    chart = charts.band_chart(shares, (Fraction(10, 100), Fraction(20, 100)))
    assert [(mark.text, mark.height) for mark in chart.marks] == [
        ("–", "0"),
        ("5%", "26.7"),
        ("25%", "133.3"),
    ]
    assert [mark.fill for mark in chart.marks[1:]] == [charts.OK, charts.FILL_OF_TONE["bad"]]
    assert [(line.text, line.y) for line in chart.limits] == [("10%", "118.7"), ("20%", "65.3")]
    assert [line.text for line in chart.grid] == ["0%", "30%"]
    high = charts.band_chart([("1", Fraction(1), "ok")], (Fraction(90, 100),))
    assert [line.text for line in high.grid] == ["0%", "100%"]


def test_small_charts_share_their_axes_and_are_strict_about_the_threshold():
    four_fifths = Fraction(4, 5)
    chart = charts.small_chart([("1", four_fifths), ("2", Fraction(1)), ("3", None)], four_fifths)
    assert [mark.fill for mark in chart.marks] == [charts.WARN, charts.OK, charts.WARN]
    assert [mark.height for mark in chart.marks] == ["72", "90", "0"]
    assert [mark.label for mark in chart.marks] == ["1", "", "3"]
    assert chart.threshold_text == "80%"
