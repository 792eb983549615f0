import random
import re
from fractions import Fraction
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ksm.money import (
    LARGEST_IN_WORDS,
    MoneyError,
    amount_in_words,
    format_fraction_percent,
    format_number,
    format_rate,
    format_rupiah,
    number_in_words,
    parse_percent,
    parse_rupiah,
    round_half_up,
    split_evenly,
)
from tests.support.trials import trials


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("5.000", 5_000),
        ("1250000", 1_250_000),
        ("Rp 5.000", 5_000),
        ("10000", 10_000),
        ("10.000", 10_000),
        ("Rp 10.000", 10_000),
        ("Rp10.000", 10_000),
        ("Rp. 10.000", 10_000),
        ("rp\u00a010.000", 10_000),
        ("10.000,00", 10_000),
        ("10000,00", 10_000),
        ("1.250.000,00", 1_250_000),
        ("10.000,-", 10_000),
        ("0", 0),
        ("-5.000", -5_000),
        ("-Rp1.250.000", -1_250_000),
        ("", None),
        ("  ", None),
        ("-", None),
        (None, None),
    ],
)
def test_it_reads_rupiah_as_they_are_typed(typed, amount):  # BUG-072
    assert parse_rupiah(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "5,000",
        "5.00",
        "1.250.000,50",
        "12.50",
        "1,5",
        "1.2500",
        "0.500",
        "1.25.000",
        "sepuluh",
        "10 ribu",
        "1e5",
        "--5",
        "#REF!",
        "=1+1",
        "\u0661\u0662\u0663",
        "9" * 13,
        "9" * 5000,
        "Rp",
    ],
)
def test_it_asks_again_instead_of_guessing_an_amount(typed):  # BUG-072
    with pytest.raises(MoneyError) as refusal:
        parse_rupiah(typed)
    assert str(refusal.value).endswith(".")


def test_it_prints_rupiah_without_a_space_and_with_dots():  # BUG-074
    assert format_rupiah(1_250_000) == "Rp1.250.000"
    assert format_rupiah(-1_250_000) == "-Rp1.250.000"
    assert format_number(9999) == "9.999"
    assert format_number(0) == "0"


@given(st.integers(min_value=-999_999_999_999, max_value=999_999_999_999))
def test_it_reads_back_what_it_prints(amount):  # BUG-076
    assert parse_rupiah(format_rupiah(amount)) == amount
    assert parse_rupiah(format_number(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "rate"),
    [
        ("0,5", Fraction(1, 200)),
        ("0.5", Fraction(1, 200)),
        ("1", Fraction(1, 100)),
        ("1,5 %", Fraction(3, 200)),
        ("0,375", Fraction(3, 800)),
        ("0", Fraction(0)),
        ("100", Fraction(1)),
    ],
)
def test_it_reads_percentages_exactly(typed, rate):
    assert parse_percent(typed) == rate


@pytest.mark.parametrize("typed", ["", None, "-", "satu", "1,5,5", "-1", "101", "1/2", "5%%"])
def test_it_refuses_a_percentage_it_cannot_read(typed):
    with pytest.raises(MoneyError):
        parse_percent(typed)


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        (Fraction(7, 8), "87,5%"),
        (Fraction(4, 5), "80%"),
        (Fraction(5, 6), "83,3%"),
        (Fraction(15, 16), "93,75%"),
        (Fraction(-1, 16), "-6,25%"),
        (Fraction(15, 32), "46,9%"),
        (Fraction(1), "100%"),
        (Fraction(0), "0%"),
    ],
)
def test_it_shows_a_fraction_as_a_percentage(ratio, shown):
    assert format_fraction_percent(ratio) == shown


def test_it_shows_shares_decided_with_two_decimals_so_that_they_sum_to_a_hundred():  # R16
    shown = [format_fraction_percent(Fraction(part, 10_000)) for part in (3333, 3333, 3334)]
    assert shown == ["33,33%", "33,33%", "33,34%"]


def test_it_shows_an_agreed_rate_with_every_decimal():  # R16
    assert [format_rate(Fraction(3, 800)), format_rate(Fraction(1, 10))] == ["0,375%", "10%"]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (11, "sebelas rupiah"),
        (1_001, "seribu satu rupiah"),
        (101_000, "seratus satu ribu rupiah"),
        (1_250_000, "satu juta dua ratus lima puluh ribu rupiah"),
        (1_000_000_000, "satu miliar rupiah"),
    ],
)
def test_it_spells_an_amount_in_words(amount, words):
    assert amount_in_words(amount) == words


def test_it_rounds_halves_up():
    assert [round_half_up(Fraction(n, 2)) for n in (1, 3, 5)] == [1, 2, 3]
    assert round_half_up(Fraction(49, 100)) == 0


def test_it_splits_to_the_last_rupiah_in_a_stable_order():  # BUG-007
    assert split_evenly(10_000_000, 3) == (3_333_333, 3_333_333, 3_333_334)
    assert split_evenly(100, 3) == (33, 33, 34)


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=1, max_value=60))
def test_it_never_loses_a_rupiah_in_a_split(total, parts):
    shares = split_evenly(total, parts)
    assert sum(shares) == total
    assert max(shares) - min(shares) <= 1


ONES = (
    *("nol", "satu", "dua", "tiga", "empat", "lima"),
    *("enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"),
)
SCALES = (
    *((10**15, "kuadriliun"), (10**12, "triliun"), (10**9, "miliar"), (10**6, "juta")),
    *((1000, "ribu"), (100, "ratus"), (10, "puluh")),
)


def spelled(number: int) -> str:
    """The rule as schools teach it, apart from the product's: "se-" for a lone ten, hundred and thousand."""
    if number < 12:
        return ONES[number]
    if number < 20:
        return f"{ONES[number - 10]} belas"
    size, word = next(scale for scale in SCALES if number >= scale[0])
    count, rest = divmod(number, size)
    head = f"se{word}" if count == 1 and size <= 1000 else f"{spelled(count)} {word}"
    return f"{head} {spelled(rest)}" if rest else head


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (1_001_000, "satu juta seribu rupiah"),
        (1_001_500, "satu juta seribu lima ratus rupiah"),
        (21_001_000, "dua puluh satu juta seribu rupiah"),
        (1_000_001_000, "satu miliar seribu rupiah"),
        (101_000, "seratus satu ribu rupiah"),
        (1_000, "seribu rupiah"),
        (0, "nol rupiah"),
        (-1_001_000, "minus satu juta seribu rupiah"),
    ],
)
def test_it_spells_a_lone_thousand_as_seribu(amount, words):  # R13
    assert amount_in_words(amount) == words


@pytest.mark.long
@pytest.mark.once
def test_it_spells_every_amount_as_the_rule_does():  # R13
    tried = random.Random(13)  # noqa: S311 -- numbers to try, not secrets
    amounts = chain(
        range(trials(20_001, 2_000_001)), (tried.randrange(10**15) for _ in range(trials(20_000, 200_000)))
    )
    assert [one for one in amounts if amount_in_words(one) != f"{spelled(one)} rupiah"] == []


VALUES = {word: number for number, word in enumerate(ONES)}
WRONG = re.compile(r"(?:^|juta |liar |liun )satu ribu|satu (?:ratus|puluh|belas)|sejuta|semiliar")
MULTIPLES = {"puluh": 10, "ratus": 100}
ALONE = {"sepuluh": 10, "sebelas": 11, "seratus": 100}


def read_back(words: str) -> int:
    """The number that somebody hears, word by word."""
    whole = group = digit = 0
    for word in words.split():
        if word == "seribu":
            whole += 1000
        elif word in ALONE:
            group += ALONE[word]
        elif word == "belas":
            group, digit = group + 10 + digit, 0
        elif word in MULTIPLES:
            group, digit = group + digit * MULTIPLES[word], 0
        elif word in VALUES:
            digit = VALUES[word]
        else:
            size = next(size for size, name in SCALES if name == word)
            whole, group, digit = whole + (group + digit) * size, 0, 0
    return whole + group + digit


@given(st.integers(min_value=0, max_value=10**15) | st.sampled_from([10**power for power in range(16)]))
@example(10**15)
@example(1_001_001_001_001)
@example(1_111_111_111_111)
@settings(max_examples=trials(500, 20_000))
def test_an_amount_is_read_back_out_of_its_words(amount):
    words = number_in_words(amount)
    assert read_back(words) == amount
    assert words == " ".join(words.split())
    assert not WRONG.search(words)


def test_what_has_no_name_is_not_spelled():
    assert number_in_words(-LARGEST_IN_WORDS).startswith("minus sembilan ratus")
    with pytest.raises(ValueError, match="has no name"):
        number_in_words(LARGEST_IN_WORDS + 1)
