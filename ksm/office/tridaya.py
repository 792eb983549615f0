"""The three pillars of tridaya over many groups: who works in which, with what money and plans (J17)."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet, Sum

from groups.models import Ksm, WorkPlanItem

PILLARS = {"infrastruktur": "Infrastruktur", "ekonomi": "Ekonomi", "sosial": "Sosial"}
UNDECIDED, EVERYBODY = "Belum ditentukan", "Semua kelompok"
Progress, Phase = WorkPlanItem.Progress, Ksm.Phase


@dataclass(slots=True)
class PillarRow:
    """One pillar; money in rupiah. A group of several pillars stands in each of them."""

    label: str
    slug: str = ""
    groups: int = 0
    members: int = 0
    savings: int = 0
    loans: int = 0
    phases: Counter = field(default_factory=Counter)
    items: Counter = field(default_factory=Counter)  # lines of work plans by progress
    costs: Counter = field(default_factory=Counter)  # what those lines cost, by progress

    @property
    def phase_counts(self) -> list[tuple[str, int]]:
        return [(phase.label, self.phases[phase]) for phase in Phase if self.phases[phase]]

    @property
    def plan(self) -> list[tuple[str, int, int]]:
        """(progress, lines, cost) of the work plans."""
        return [(one.label, self.items[one], self.costs[one]) for one in Progress if self.items[one]]

    @property
    def cost(self) -> int:
        return self.costs.total()

    def add(self, sums: dict) -> None:
        """Count groups of one phase."""
        self.groups += sums["groups"]
        self.members += sums["people"]
        self.savings += sums["saved"]
        self.loans += sums["lent"]
        self.phases[sums["ksm__phase"]] += sums["groups"]

    def add_plans(self, sums: dict) -> None:
        """Count lines of work plans of one progress."""
        self.items[sums["progress"]] += sums["lines"]
        self.costs[sums["progress"]] += sums["money"]


def tridaya(standings: QuerySet) -> list[PillarRow]:
    """A row per pillar, one for groups without any, and one that counts every group once. Two queries.

    Both are summed in the database by the pillars that groups have together: eight kinds of groups at most.
    """
    rows = {slug: PillarRow(label, slug) for slug, label in PILLARS.items()}
    undecided, everybody = PillarRow(UNDECIDED), PillarRow(EVERYBODY)

    def rows_of(sums: dict) -> list[PillarRow]:
        chosen = [rows[slug] for slug in PILLARS if sums[f"ksm__bidang_{slug}"]]
        return [*(chosen or [undecided]), everybody]

    kinds = [f"ksm__bidang_{slug}" for slug in PILLARS]
    counted = standings.order_by().values(*kinds, "ksm__phase")
    for sums in counted.annotate(
        groups=Count("pk"),
        people=Sum("members"),
        saved=Sum("savings_total"),
        lent=Sum("loans_outstanding"),
    ):
        for row in rows_of(sums):
            row.add(sums)
    lines = WorkPlanItem.objects.filter(ksm__in=standings.order_by().values("ksm")).order_by()
    money = Sum(F("own_funds") + F("blm_funds") + F("other_funds"))
    for sums in lines.values(*kinds, "progress").annotate(lines=Count("pk"), money=money):
        for row in rows_of(sums):
            row.add_plans(sums)
    return [*rows.values(), *([undecided] if undecided.groups else []), everybody]
