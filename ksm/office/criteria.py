"""The criteria of eligibility over an area: how many groups meet each, by stored standings. One query."""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

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
    """Every criterion in its order; none where no group is mentored."""
    letters = {f"letter_{place}": Substr("verdicts", place, 1) for place in range(1, len(ITEMS) + 1)}
    wanted = {
        f"{name}_{verdict.value}": Count("pk", filter=Q(**{name: LETTERS[verdict]}))
        for name in letters
        for verdict in COUNTED
    }
    mentored = standings.filter(eligibility_asked__gt=0).order_by().annotate(**letters)
    sums = mentored.aggregate(groups=Count("pk"), **wanted)
    if not sums["groups"]:
        return []
    return [
        CriterionRow(label, *(sums[f"{name}_{verdict.value}"] for verdict in COUNTED))
        for name, label in zip(letters, ITEMS.values(), strict=True)
    ]
