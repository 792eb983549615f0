"""Rupiah and percentages as people write them in Indonesia: whole rupiah, exact fractions."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from ksm.refusals import RefusalError
from ksm.text import plain

LARGEST_AMOUNT = 999_999_999_999

_SPACES = re.compile(r"\s+")
_DIGITS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_THOUSANDS = ("", "ribu", "juta", "miliar", "triliun", "kuadriliun")
LARGEST_IN_WORDS = 1000 ** len(_THOUSANDS) - 1
_RUPIAH = re.compile(
    r"(?P<minus>-?)(?:rp\.?)?(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,00|,-)?", re.IGNORECASE
)
_PERCENT = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,6}))?%?")


class MoneyError(RefusalError):
    """An amount or percentage that cannot be read; the text is the sentence for the user."""


def parse_rupiah(text: str | None) -> int | None:
    """Whole rupiah out of what was typed; None for nothing ("" or "-").

    Dots are thousands. "12.50", "1,5" and "5,000" are refused, never guessed (design.md section 4).
    """
    compact = _SPACES.sub("", plain(text or ""))
    if compact in ("", "-", "–", "—"):
        return None
    match = _RUPIAH.fullmatch(compact)
    if match is None:
        raise MoneyError("Tulis jumlah dalam rupiah utuh, misalnya 10000 atau 10.000, tanpa sen.")
    digits = match["whole"].replace(".", "").lstrip("0")
    if len(digits) > len(str(LARGEST_AMOUNT)):
        raise MoneyError(f"Jumlah terlalu besar, paling banyak {format_rupiah(LARGEST_AMOUNT)}.")
    return int(f"{match['minus']}{digits or '0'}")


def parse_percent(text: str | None) -> Fraction:
    """A rate out of a percentage as typed, as a fraction of one: "0,5" and "0.5" are both 1/200."""
    match = _PERCENT.fullmatch(_SPACES.sub("", plain(text or "")))
    if match is None:
        raise MoneyError("Tulis persentase seperti 0,5 atau 1,5.")
    percent = Fraction(f"{match[1]}.{match[2] or '0'}")
    if percent > 100:
        raise MoneyError("Persentase paling besar 100.")
    return percent / 100


def format_number(amount: int) -> str:
    """1250000 as "1.250.000"."""
    return f"{amount:,}".replace(",", ".")


def format_rupiah(amount: int) -> str:
    """1250000 as "Rp1.250.000", negative as "-Rp1.250.000" (domain.md section 9)."""
    return f"{'-' if amount < 0 else ''}Rp{format_number(abs(amount))}"


@lru_cache(maxsize=4096)  # thousands of groups have the same few hundred shares
def format_fraction_percent(ratio: Fraction) -> str:
    """7/8 as "87,5%", 3333/10000 as "33,33%": what is exact with two decimals has them.

    So decided shares sum to 100 on paper. Anything else has one decimal, for reading only; figures are
    compared as fractions.
    """
    return _percent_with(ratio, 2 if (ratio * 10_000).denominator == 1 else 1)


def format_rate(ratio: Fraction) -> str:
    """3/800 as "0,375%": an agreed rate with every decimal that it was agreed with, six at most."""
    return _percent_with(ratio, 6)


def _percent_with(ratio: Fraction, decimals: int) -> str:
    scaled = round_half_up(ratio * 100 * 10**decimals)
    whole, rest = divmod(abs(scaled), 10**decimals)
    digits = f"{rest:0{decimals}}".rstrip("0")
    return f"{'-' if scaled < 0 else ''}{whole}{f',{digits}' if digits else ''}%"


def amount_in_words(amount: int) -> str:
    """The amount as a receipt spells it: "seratus ribu rupiah"."""
    return f"{number_in_words(amount)} rupiah"


def number_in_words(number: int) -> str:
    """1001 as "seribu satu", 1000000 as "satu juta". Raises ValueError beyond LARGEST_IN_WORDS."""
    if abs(number) > LARGEST_IN_WORDS:
        raise ValueError(f"{number} has no name")
    parts, left = [], abs(number)
    for power in _THOUSANDS:
        left, group = divmod(left, 1000)
        if group:
            parts.append("seribu" if (power, group) == ("ribu", 1) else f"{_below_a_thousand(group)} {power}")
    words = " ".join(reversed(parts)).strip()
    return f"{'minus ' if number < 0 else ''}{words or 'nol'}"


def _below_a_thousand(number: int) -> str:
    """1 to 999. Only hundred, ten and eleven take "se-" for one; a million does not."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    found = [_times(hundreds, "ratus")]
    found += [_times(ones, "belas")] if tens == 1 and ones else [_times(tens, "puluh"), _DIGITS[ones]]
    return " ".join(filter(None, found))


def _times(digit: int, unit: str) -> str:
    return {0: "", 1: f"se{unit}"}.get(digit, f"{_DIGITS[digit]} {unit}")


def percent_of(rate: Fraction) -> Decimal:
    """A rate as the percentage that a column holds: 1/200 as 0.5; six decimals, more are cut off."""
    return Decimal(int(rate * 100 * 10**6)).scaleb(-6)


def decimal_words(value: Decimal) -> str:
    """Decimal("0.500000") as the "0,5" that people type."""
    return f"{value.normalize():f}".replace(".", ",")


def round_half_up(value: Fraction) -> int:
    """The nearest whole number, halves upwards."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def split_evenly(total: int, parts: int) -> tuple[int, ...]:
    """Shares that differ by at most one rupiah and sum to the total; the last ones carry the rest."""
    share, rest = divmod(total, parts)
    return (share,) * (parts - rest) + (share + 1,) * rest
