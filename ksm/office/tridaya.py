"""The three pillars of tridaya over many groups: who works in which, with what money and plans (J17)."""

from collections import Counter
from collections.abc import Iterable
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

    def add(self, standing: dict, plans: Iterable[tuple[str, int, int]]) -> None:
        """Count one group with its work plan."""
        self.groups += 1
        self.members += standing["members"]
        self.savings += standing["savings_total"]
        self.loans += standing["loans_outstanding"]
        self.phases[standing["ksm__phase"]] += 1
        for progress, lines, cost in plans:
            self.items[progress] += lines
            self.costs[progress] += cost


def tridaya(standings: QuerySet) -> list[PillarRow]:
    """A row per pillar, one for groups without any, and one that counts every group once. Two queries."""
    plans: dict[int, list[tuple[str, int, int]]] = {}
    lines = WorkPlanItem.objects.filter(ksm__in=standings.order_by().values("ksm")).order_by()
    sums = lines.values("ksm", "progress").annotate(
        lines=Count("pk"), money=Sum(F("own_funds") + F("blm_funds") + F("other_funds"))
    )
    for one in sums:
        plans.setdefault(one["ksm"], []).append((one["progress"], one["lines"], one["money"]))
    rows = {slug: PillarRow(label, slug) for slug, label in PILLARS.items()}
    undecided, everybody = PillarRow(UNDECIDED), PillarRow(EVERYBODY)
    fields = ("ksm", "ksm__phase", "members", "savings_total", "loans_outstanding")
    for standing in standings.values(*fields, *(f"ksm__bidang_{slug}" for slug in PILLARS)):
        own = plans.get(standing["ksm"], [])
        chosen = [rows[slug] for slug in PILLARS if standing[f"ksm__bidang_{slug}"]]
        for row in [*(chosen or [undecided]), everybody]:
            row.add(standing, own)
    return [*rows.values(), *([undecided] if undecided.groups else []), everybody]
