"""Two sides that tell of the same payments, held against each other. Pure."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

NEAR = datetime.timedelta(days=7)  # a payment of one day may be written down by the other side a little later


class Verdict(StrEnum):
    SAME = "SAME"
    OTHER_DAY = "OTHER_DAY"
    OTHER_AMOUNT = "OTHER_AMOUNT"
    ONLY_PAYER = "ONLY_PAYER"
    ONLY_TAKER = "ONLY_TAKER"


@dataclass(frozen=True, slots=True)
class Told:
    """One payment as a side tells it: its day, rupiah, and the row it stands in."""

    on: datetime.date
    amount: int
    row: object = None


@dataclass(frozen=True, slots=True)
class Pair:
    """What both sides tell of a payment, or the only one that does."""

    paid: Told | None
    taken: Told | None
    verdict: Verdict

    @property
    def day(self) -> datetime.date:
        """Its first day."""
        return min(one.on for one in (self.paid, self.taken) if one)

    @property
    def difference(self) -> int:
        """What was taken less what was paid, in rupiah."""
        return (self.taken.amount if self.taken else 0) - (self.paid.amount if self.paid else 0)


def matched(paid: Sequence[Told], taken: Sequence[Told]) -> list[Pair]:
    """Each payment once: first those that agree wholly, then of one amount within NEAR, then of one day; what
    is left stands alone. By day.
    """
    pairs: list[Pair] = []
    left, rest = list(taken), list(paid)
    for verdict, fits in _RULES:
        for one in list(rest):
            near = sorted((two for two in left if fits(one, two)), key=partial(_distance, one))
            if near:
                rest.remove(one)
                left.remove(near[0])
                pairs.append(Pair(one, near[0], verdict))
    pairs += [Pair(one, None, Verdict.ONLY_PAYER) for one in rest]
    pairs += [Pair(None, one, Verdict.ONLY_TAKER) for one in left]
    return sorted(pairs, key=lambda pair: pair.day)


def _distance(one: Told, two: Told) -> datetime.timedelta:
    return abs(one.on - two.on)


_RULES: tuple[tuple[Verdict, Callable[[Told, Told], bool]], ...] = (
    (Verdict.SAME, lambda one, two: (one.on, one.amount) == (two.on, two.amount)),
    (Verdict.OTHER_DAY, lambda one, two: one.amount == two.amount and _distance(one, two) <= NEAR),
    (Verdict.OTHER_AMOUNT, lambda one, two: one.on == two.on),
)
