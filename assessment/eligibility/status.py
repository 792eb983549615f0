"""Where groups stand with eligibility: people's decisions first, then the calendar. Set-based."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from assessment.eligibility.criteria import Verdict
from assessment.eligibility.freezing import labels_of
from assessment.models import Assessment, EligibilityProposal, Kind, Standing
from groups.models import Ksm
from ksm.sets import among
from ledger.models import GrantMovement

Eligibility = Standing.Eligibility


@dataclass(frozen=True, slots=True)
class Decided:
    """What people said of one group so far: the outcome that stands, what lacked then, and what waits."""

    outcome: str = ""
    missing: str = ""
    proposed: bool = False
    accessed_on: datetime.date | None = None  # the first tranche of BLM Sosial that stands


UNDECIDED = Decided()


def standing_decisions(ksm_ids: Iterable[int] | QuerySet) -> QuerySet[Assessment]:
    """Decisions on eligibility made since the group's newest decision on graduation, oldest first.

    Whoever loses the title of KSM Percontohan and wins it back is assessed anew.
    """
    graduation = Assessment.objects.filter(ksm=OuterRef("ksm"), kind=Kind.GRADUATION).order_by("-number")
    rows = Assessment.objects.filter(among(ksm_ids), kind=Kind.ELIGIBILITY)
    return rows.filter(number__gt=Coalesce(Subquery(graduation.values("number")[:1]), Value(0))).order_by(
        "number"
    )


def decided_by_ksm(ksm_ids: Iterable[int] | QuerySet) -> dict[int, Decided]:
    """What people said of each group, and since when it has BLM; three queries for any number of groups.

    Very many groups are given by the query that finds their ids.
    """
    ids = ksm_ids if isinstance(ksm_ids, QuerySet) else list(ksm_ids)
    rows = standing_decisions(ids).values_list("ksm_id", "outcome", "findings")
    newest = {ksm_id: (outcome, findings) for ksm_id, outcome, findings in rows}
    waiting = EligibilityProposal.objects.filter(among(ids), state=EligibilityProposal.State.WAITING)
    proposed = set(waiting.order_by().values_list("ksm_id", flat=True))
    paid = GrantMovement.objects.standing().filter(among(ids), tranche__isnull=False)
    accessed = dict(paid.order_by().values_list("ksm_id").annotate(first=Min("entry__date")))
    return {
        pk: Decided(
            outcome=newest[pk][0] if pk in newest else "",
            missing=_listed(newest[pk][1]) if pk in newest else "",
            proposed=pk in proposed,
            accessed_on=accessed.get(pk),
        )
        for pk in {*newest, *proposed, *accessed}
    }


def _listed(rows: list[dict]) -> str:
    """What did not hold; after it, apart, what nobody had judged (J31): "ps-2; belum dinilai: usaha sah"."""
    named = [
        (prefix, ", ".join(label[0].lower() + label[1:] for label in labels_of(rows, verdict)))
        for prefix, verdict in (("", Verdict.NOT_MET), ("belum dinilai: ", Verdict.UNKNOWN))
    ]
    return "; ".join(f"{prefix}{labels}" for prefix, labels in named if labels)


def eligibility_of(ksm: Ksm, week: int | None, from_week: int, decided: Decided = UNDECIDED) -> str:
    """Only a model group from week 13 on is assessed (G2); what waits or was decided then shows.

    Layak with a tranche paid is "telah mengakses"; a later belum layak or ditangguhkan shows instead of it.
    """
    if ksm.phase != Ksm.Phase.MODEL or week is None or week < from_week:
        return Eligibility.NOT_YET
    if decided.proposed:
        return Eligibility.PROPOSED
    if decided.outcome == Eligibility.ELIGIBLE and decided.accessed_on:
        return Eligibility.ACCESSED
    return decided.outcome or Eligibility.WAITING
