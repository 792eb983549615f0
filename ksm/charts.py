"""Coordinates of the product's few drawings, from exact figures to text; templates/charts/ only places them.

Drawn as SVG with presentation attributes alone, so that a screen and WeasyPrint show the same picture. All
coordinates are text with a decimal point: a float in an Indonesian template would print a comma.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ksm import money

OK, WARN, TRACK, INK = "#176b3c", "#9a4a00", "#ebe9e2", "#1d2523"
FILL_OF_TONE = {"ok": OK, "accent": "#0b6b62", "warn": WARN, "bad": "#a8201a", "plain": TRACK, "wait": TRACK}
WIDTH, HEIGHT = 440, 200
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 12, 28
LABEL_EVERY = 12
LETTERS = 12  # px of the axes; a paper with three drawings in a line asks for 15, as a phone does by its CSS
LARGER = Fraction(4, 3)  # how much larger a phone writes the axes (static/css/components.css)
# px of bold 12 px letters.
DIGIT_WIDTH, SIGN_WIDTHS = Fraction(84, 10), {"%": Fraction(12), ",": Fraction(46, 10), "–": Fraction(6)}


@dataclass(frozen=True)
class Bar:
    """A horizontal bar across whatever width it is given: positions in percent, heights in pixels."""

    has_value: bool
    width: str
    threshold: str
    fill: str
    height: int
    thickness: int

    @property
    def top(self) -> int:
        return (self.height - self.thickness) // 2

    @property
    def radius(self) -> int:
        return self.thickness // 2


@dataclass(frozen=True)
class Column:
    """One column with its label below and its figure at its foot; a missing figure draws no column."""

    x: str
    y: str
    width: str
    height: str
    center: str
    label: str
    text: str
    text_y: str
    text_fill: str
    fill: str


@dataclass(frozen=True)
class Point:
    x: str
    y: str
    label: str
    text: str


@dataclass(frozen=True)
class GridLine:
    y: str
    text: str


@dataclass(frozen=True)
class Chart:
    """A finished drawing: marks, grid and, for shares, the threshold's height."""

    marks: tuple
    grid: tuple[GridLine, ...]
    threshold_y: str = ""
    threshold_text: str = ""
    limits: tuple[GridLine, ...] = ()
    path: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    label_y: int = HEIGHT - 10


def coordinate(value: Fraction | int) -> str:
    """At most one decimal, always with a point."""
    tenths = money.round_half_up(Fraction(value) * 10)
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}{f'.{tenth}' if tenth else ''}"


def bar(value: Fraction | None, threshold: Fraction | None, met: bool | None, *, small: bool = False) -> Bar:
    """A share (of 1) as a bar; `met` decides the colour, never the drawing's own comparison."""
    share = min(max(Fraction(value or 0), Fraction(0)), Fraction(1))
    return Bar(
        has_value=share > 0,
        width=coordinate(share * 100),
        threshold="" if threshold is None else coordinate(threshold * 100),
        fill=OK if met else WARN,
        height=18 if small else 24,
        thickness=8 if small else 14,
    )


def bar_chart(shares: Sequence[tuple[str, Fraction | None]], threshold: Fraction | None = None) -> Chart:
    """Shares (of 1) side by side, the threshold across them. None is a gap: nothing was measured there."""
    step = Fraction(WIDTH - LEFT - RIGHT, max(len(shares), 1))
    columns = [_column(index, step, share, threshold) for index, (_, share) in enumerate(shares)]
    labels = _thinned([label for label, _ in shares], step)
    marks = tuple(replace(column, label=label) for column, label in zip(columns, labels, strict=True))
    grid = tuple(
        GridLine(coordinate(_share_y(Fraction(part, 4))), f"{part * 25}%") for part in range(0, 5, 2)
    )
    if threshold is None:
        return Chart(marks, grid)
    return Chart(marks, grid, coordinate(_share_y(threshold)), money.format_fraction_percent(threshold))


def band_chart(shares: Sequence[tuple[str, Fraction | None, str]], limits: Sequence[Fraction]) -> Chart:
    """Shares (of 1) side by side, each in the colour of its tone (FILL_OF_TONE), the limits drawn across.

    Small shares are told apart: the axis ends at the next tenth above the highest share or limit.
    """
    known = [share for _, share, _ in shares if share is not None]
    top = Fraction(math.floor(max([*known, *limits]) * 10) + 1, 10)
    top = min(max(top, Fraction(3, 10)), Fraction(1))
    step = Fraction(WIDTH - LEFT - RIGHT, max(len(shares), 1))
    labels = _thinned([label for label, _, _ in shares], step)
    marks = tuple(
        replace(
            _column(index, step, None if share is None else share / top, None),
            label=labels[index],
            text=_short_share(share, min(step * Fraction(8, 10), Fraction(54))),
            fill=FILL_OF_TONE[tone],
        )
        for index, (_, share, tone) in enumerate(shares)
    )
    ends = (0, top) if top not in limits else (0,)
    grid = tuple(GridLine(coordinate(_share_y(share / top)), _axis_share(share)) for share in ends)
    drawn = tuple(GridLine(coordinate(_share_y(limit / top)), _axis_share(limit)) for limit in limits)
    return Chart(marks, grid, limits=drawn)


def _axis_share(share: Fraction | int) -> str:
    return money.format_fraction_percent(Fraction(share))


SMALL = Chart((), (), width=360, height=124, left=54, right=340, label_y=118)


def small_chart(shares: Sequence[tuple[str, Fraction | None]], threshold: Fraction) -> Chart:
    """One of many charts side by side, all on the same axes: no figure stands in its columns, the first and
    the last label alone below them. What is above the threshold (strictly, as attendance asks) is green.
    """
    head, foot = 10, 24
    room = SMALL.height - head - foot

    def high(share: Fraction) -> Fraction:
        return Fraction(SMALL.height - foot) - share * room

    step = Fraction(SMALL.right - SMALL.left, max(len(shares), 1))
    ends = (0, len(shares) - 1)
    marks = tuple(
        Column(
            x=coordinate(SMALL.left + step * index + step / 10),
            y=coordinate(high(share or Fraction(0))),
            width=coordinate(step * Fraction(8, 10)),
            height=coordinate((share or Fraction(0)) * room),
            center=coordinate(SMALL.left + step * index + step / 2),
            label=label if index in ends else "",
            text="",
            text_y="0",
            text_fill=INK,
            fill=OK if share is not None and share > threshold else WARN,
        )
        for index, (label, share) in enumerate(shares)
    )
    grid = tuple(
        GridLine(coordinate(high(share)), _axis_share(share)) for share in (Fraction(0), Fraction(1))
    )
    return replace(
        SMALL,
        marks=marks,
        grid=grid,
        threshold_y=coordinate(high(threshold)),
        threshold_text=_axis_share(threshold),
    )


def _column(index: int, step: Fraction, share: Fraction | None, threshold: Fraction | None) -> Column:
    width = min(step * Fraction(8, 10), Fraction(54))
    center = LEFT + step * index + step / 2
    top = _share_y(min(share or Fraction(0), Fraction(1)))
    low = threshold is not None and (share or 0) < threshold
    roomy = HEIGHT - BOTTOM - top >= 22
    return Column(
        x=coordinate(center - width / 2),
        y=coordinate(top),
        width=coordinate(width),
        height=coordinate(HEIGHT - BOTTOM - top),
        center=coordinate(center),
        label="",
        text=_short_share(share, width),
        text_y=coordinate(HEIGHT - BOTTOM - 8 if roomy else top - 5),
        text_fill="#ffffff" if roomy else INK,
        fill=WARN if low else OK,
    )


def _short_share(share: Fraction | None, room: Fraction) -> str:
    """The figure as far as its column has room for it: "87,5%", "88", or nothing."""
    if share is None:
        return "–"
    texts = (money.format_fraction_percent(share), str(money.round_half_up(share * 100)))
    return next((text for text in texts if _drawn_width(text) <= room), "")


def _drawn_width(text: str) -> Fraction:
    """The width of a figure in the columns' bold 12 px; DejaVu Sans is the widest of the faces it may get."""
    return sum((SIGN_WIDTHS.get(sign, DIGIT_WIDTH) for sign in text), Fraction(0))


def _share_y(share: Fraction) -> Fraction:
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def line_chart(amounts: Sequence[tuple[str, int]]) -> Chart:
    """Whole amounts over time as one line from a zero base; the grid is in round figures."""
    top = _round_top(max((amount for _, amount in amounts), default=0))
    figures = [(top * part // 4, short_amount(top * part // 4)) for part in range(0, 5, 2)]
    left = max(LEFT, math.ceil(max(_drawn_width(text) for _, text in figures) * LARGER))
    step = Fraction(WIDTH - left - RIGHT, max(len(amounts), 1))
    labels = _thinned([label for label, _ in amounts], step)
    marks = tuple(
        Point(
            x=coordinate(left + step * index + step / 2),
            y=coordinate(_amount_y(amount, top)),
            label=labels[index],
            text=money.format_rupiah(amount),
        )
        for index, (_, amount) in enumerate(amounts)
    )
    grid = tuple(GridLine(coordinate(_amount_y(amount, top)), text) for amount, text in figures)
    path = " ".join(f"{'L' if index else 'M'}{mark.x} {mark.y}" for index, mark in enumerate(marks))
    return Chart(marks, grid, path=path, left=left)


def _thinned(labels: Sequence[str], step: Fraction) -> list[str]:
    """As many labels as stand beside each other, also where a phone writes them larger: at most about a
    dozen, counted from the last, which always stands.
    """
    widest = max((_drawn_width(label) for label in labels), default=Fraction(0)) * LARGER
    every = max(-(-len(labels) // LABEL_EVERY), math.ceil(widest / step), 1)
    return [label if (len(labels) - 1 - index) % every == 0 else "" for index, label in enumerate(labels)]


def _amount_y(amount: int, top: int) -> Fraction:
    return HEIGHT - BOTTOM - Fraction(max(amount, 0), top) * (HEIGHT - BOTTOM - TOP)


def _round_top(highest: int) -> int:
    """The first of 1, 2, 4, 8, 10 times a power of ten that holds the highest amount, for a readable axis."""
    base = 1_000
    while True:
        for factor in (1, 2, 4, 8):
            if base * factor >= highest:
                return base * factor
        base *= 10


def short_amount(amount: int) -> str:
    """An axis figure without its zeros: "400 rb", "1,5 jt"."""
    for size, unit in ((1_000_000, " jt"), (1_000, " rb")):
        if amount >= size:
            tenths = amount * 10 // size
            return f"{tenths // 10}{f',{tenths % 10}' if tenths % 10 else ''}{unit}"
    return str(amount)
