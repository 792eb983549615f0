"""Figures and dates in templates, as ksm/money.py and ksm/dates.py write them. Nothing is shown as a dash."""

from django import template

from ksm import dates, letters, money

register = template.Library()

NOTHING = "–"


@register.filter
def rupiah(amount):
    """1250000 as "Rp1.250.000"."""
    return NOTHING if amount is None else money.format_rupiah(amount)


@register.filter
def tanpa_minus(amount):
    """A loss as the word beside it says it: "Rugi Rp6.000", not "Rugi -Rp6.000"."""
    return None if amount is None else abs(amount)


@register.filter
def angka(number):
    """1250000 as "1.250.000"."""
    return NOTHING if number is None else money.format_number(number)


@register.filter
def persen(ratio):
    """Fraction(7, 8) as "87,5%"."""
    return NOTHING if ratio is None else money.format_fraction_percent(ratio)


@register.filter
def persen_jasa(rate):
    """Fraction(3, 800) as "0,375%": an agreed rate, unrounded."""
    return NOTHING if rate is None else money.format_rate(rate)


@register.filter
def persen_kolom(percent):
    """Decimal("0.375000"), a percentage as it is stored, as "0,375%"."""
    return NOTHING if percent is None else f"{money.decimal_words(percent)}%"


@register.filter
def pecahan(number):
    """Fraction(7, 2) as "3,5": at most one decimal."""
    if number is None:
        return NOTHING
    tenths = money.round_half_up(number * 10)
    return f"{tenths // 10},{tenths % 10}" if tenths % 10 else f"{tenths // 10}"


@register.filter
def terbilang(amount):
    """100000 as "seratus ribu rupiah"."""
    return NOTHING if amount is None else money.amount_in_words(amount)


@register.filter
def bilangan(number):
    """30 as "tiga puluh"."""
    return NOTHING if number is None else money.number_in_words(number)


@register.filter
def tanggal(day):
    """The date as it is typed: "28-07-2025"."""
    return NOTHING if day is None else f"{day:%d-%m-%Y}"


@register.filter
def tanggal_panjang(day):
    """The date in words: "28 Juli 2025"."""
    return NOTHING if day is None else dates.date_in_words(day)


@register.filter
def hari_tanggal(day):
    """The date with its weekday: "Senin, 28 Juli 2025"."""
    return NOTHING if day is None else dates.long_date(day)


@register.filter
def hari_resmi(day):
    """The day as deeds tell it: "Senin, tanggal dua puluh delapan bulan Juli tahun ... (28-07-2025)"."""
    return NOTHING if day is None else letters.day_in_words(day)


@register.filter
def triwulan(day):
    """The quarter of a day: "III 2026"."""
    return NOTHING if day is None else dates.quarter_in_words(day)


@register.filter
def saat(moment, place):
    """A moment by the clock of a group or a BKM, with the clock's name: "28-07-2025 19.30 WITA" (J32)."""
    return NOTHING if moment is None else dates.moment_in_words(moment, place.timezone)


@register.filter
def hari_saat(moment, place):
    """The day of a moment where a group or a BKM is: "28-07-2025" (J32)."""
    return NOTHING if moment is None else f"{dates.local_day(moment, place.timezone):%d-%m-%Y}"


@register.filter
def tanggal_saat(moment, place):
    """The day of a moment where a group or a BKM is, in words: "28 Juli 2025" (J32)."""
    return NOTHING if moment is None else dates.date_in_words(dates.local_day(moment, place.timezone))
