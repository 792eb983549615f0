"""The scorecard of a BKM: of its groups' scorecards, how many meet each indicator, quarter by quarter."""

import datetime
from dataclasses import dataclass
from fractions import Fraction

from groups.letterhead import coordinator, facilitator, furniture
from groups.models import Bkm, Scorecard
from groups.path.aims import AIMS, Aim, Indicator, Period

QUARTERS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator: (groups that meet it, groups that could answer it) per quarter."""

    indicator: Indicator
    counts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class AimRow:
    aim: Aim
    indicators: tuple[IndicatorRow, ...]

    def share(self, quarter: int) -> Fraction | None:
        """The exact share of answers that are met; None where nobody answered."""
        met = sum(row.counts[quarter][0] for row in self.indicators)
        answered = sum(row.counts[quarter][1] for row in self.indicators)
        return Fraction(met, answered) if answered else None


@dataclass(frozen=True, slots=True)
class BkmScorecard:
    """The newest quarters, oldest first, with how many groups filled theirs."""

    periods: tuple[Period, ...]
    filled: tuple[int, ...]
    aims: tuple[AimRow, ...]

    @property
    def filled_by_period(self) -> list[tuple[Period, int]]:
        return list(zip(self.periods, self.filled, strict=True))

    @property
    def trend(self) -> list[tuple[str, list[tuple[str, Fraction | None]]]]:
        """Per aim its share in each quarter, for a chart."""
        return [
            (
                row.aim.label,
                [(period.short_label, row.share(index)) for index, period in enumerate(self.periods)],
            )
            for row in self.aims
        ]


def bkm_scorecard(bkm: Bkm) -> BkmScorecard:
    """Of the newest scorecard of each group and quarter. One query."""
    cards: dict[datetime.date, dict[int, dict]] = {}
    rows = Scorecard.objects.filter(ksm__bkm=bkm).order_by("period_first", "pk")
    for ksm_id, first, judged, computed in rows.values_list("ksm", "period_first", "judged", "computed"):
        cards.setdefault(first, {})[ksm_id] = {**computed, **judged}
    firsts = sorted(cards)[-QUARTERS_SHOWN:]
    quarters = [list(cards[first].values()) for first in firsts]
    return BkmScorecard(
        periods=tuple(Period.of(first) for first in firsts),
        filled=tuple(len(answers) for answers in quarters),
        aims=tuple(
            AimRow(
                aim,
                tuple(
                    IndicatorRow(one, tuple(_count(one, answers) for answers in quarters))
                    for one in aim.indicators
                ),
            )
            for aim in AIMS
        ),
    )


def _count(indicator: Indicator, answers: list[dict]) -> tuple[int, int]:
    given = [answer[indicator.code][0] for answer in answers if indicator.code in answer]
    answered = [met for met in given if met is not None]  # "belum ada data" counts nowhere (J31)
    return sum(answered), len(answered)


def bkm_scorecard_context(bkm: Bkm, today: datetime.date) -> dict:
    """What ksm/office/print_bkm_scorecard.html needs."""
    signers = (facilitator(bkm, today, "Dibuat oleh,"), coordinator(bkm, today))
    return {
        "bkm": bkm,
        "card": bkm_scorecard(bkm),
        "as_of": today,
        **furniture(bkm, today, signers),
    }
