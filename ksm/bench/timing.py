"""How a measurement is taken, and whether it keeps its limit."""

import datetime
import re
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.test import Client

Row = tuple[str, str, str]  # what was measured, the figure, its limit
START = datetime.date(2026, 1, 5)
TARGET = ", sasaran "
NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)( x)?")


def median_seconds(action: Callable[[], object], times: int = 5) -> float:
    """Median time of several runs, after one to warm up."""
    action()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def middle(figures: list[float]) -> float:
    return statistics.median(figures)


def processor_ratio(action: Callable[[], object], other: Callable[[], object], times: int = 7) -> float:
    """How much more work one action is than another, each run beside the other: what else the machine does
    meanwhile hardly counts.
    """
    ratios = []
    for run in range(times + 1):
        began = time.process_time()
        action()
        between = time.process_time()
        other()
        if run:  # the first is to warm up
            ratios.append((between - began) / (time.process_time() - between))
    return statistics.median(ratios)


def noon_after(weeks: int) -> datetime.datetime:
    """Noon of the day on which measured groups have met for so many weeks, in the country's west."""
    return datetime.datetime.combine(
        START + datetime.timedelta(weeks=weeks), datetime.time(12), ZoneInfo("Asia/Jakarta")
    )


def client_of(user) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def held(limit: str, target: str) -> str:
    """A limit for what misses its target (docs/scale.md says why): it may not get worse than this."""
    return f"{limit}{TARGET}{target}"


def is_missed(row: Row) -> bool:
    """Is the figure more than its limit, or other than the same? A limit in other words only tells."""
    _, figure, limit = row
    limit, _, _ = limit.partition(TARGET)
    if limit.startswith("sama: "):
        return figure != limit.removeprefix("sama: ")
    wanted, found = NUMBER.fullmatch(limit), NUMBER.fullmatch(figure)
    if not wanted or not found:
        return False
    return _figure(found) > _figure(wanted)


def _figure(text: re.Match[str]) -> Decimal:
    return Decimal(text[1].replace(",", "."))


def table_of(rows: list[Row], vendor: str) -> str:
    width = max(len(what) for what, _, _ in rows)
    lines = [f"Basis data: {vendor}", f"{'ukuran':<{width}}  {'hasil':>8}  batas"]
    return "\n".join([*lines, *(f"{what:<{width}}  {figure:>8}  {limit}" for what, figure, limit in rows)])


def missed_of(rows: list[Row]) -> str:
    """The rows over their limits by name; "" where all keep them."""
    return "; ".join(row[0] for row in rows if is_missed(row))
