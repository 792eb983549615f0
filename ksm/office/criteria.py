"""The criteria of eligibility over an area: how many groups meet each, by stored standings. One query."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, QuerySet

from assessment.eligibility.criteria import ITEMS, LETTERS, Verdict
from assessment.models import Standing

COUNTED = (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion: of how many mentored groups it is met, is not, and was never judged."""

    label: str
    met: int
    unmet: int
    unjudged: int

    @property
    def share(self) -> Fraction | None:
        """Met, of all of which there is anything to say."""
        asked = self.met + self.unmet + self.unjudged
        return Fraction(self.met, asked) if asked else None

    @property
    def is_all(self) -> bool:
        return self.share == 1


def by_criterion(standings: QuerySet[Standing]) -> list[CriterionRow]:
    """Every criterion in its order; none where no group is mentored.

    The database counts groups whose verdicts are all alike, which is far less work than to count each
    verdict of each criterion; a standing of an older build may know fewer criteria.
    """
    alike = standings.filter(eligibility_asked__gt=0).order_by().values_list("verdicts")
    counts: list[Counter[str]] = [Counter() for _ in ITEMS]
    for verdicts, groups in alike.annotate(groups=Count("pk")):
        for counter, letter in zip(counts, verdicts, strict=False):
            counter[letter] += groups
    if not any(counts):
        return []
    return [
        CriterionRow(label, *(counter[LETTERS[verdict]] for verdict in COUNTED))
        for label, counter in zip(ITEMS.values(), counts, strict=True)
    ]
