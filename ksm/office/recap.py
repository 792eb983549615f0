"""Many groups summed by area, as of the end of a month: country, provinsi, kota, kecamatan, kelurahan.

Figures are those of the groups' own pages and books as of that day. They are read group by group in a fixed
number of grouped queries, and added up for whatever area is asked. Reads only.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction

from django.db.models import Count, Q, QuerySet, Sum

from assessment.models import Assessment, Kind
from groups.models import Ksm, Member, Region
from ksm.sets import among
from ledger.loans.owed import MoneySummary, money_by_ksm
from ledger.loans.quality import at_risk_by_ksm
from ledger.models import GrantMovement

LENGTHS = (0, 2, 5, 8, 13)  # of a code: the country, provinsi, kota, kecamatan, kelurahan
Phase, Outcome = Ksm.Phase, Assessment.Outcome


@dataclass(slots=True)
class Figures:
    """What is summed; rupiah and counts. `at_risk` is principal on loans at risk, `blm` all that was received
    of BLM by the day, `blm_now` since the first day of the period.
    """

    forming: int = 0
    candidates: int = 0
    passed: int = 0  # KSM Percontohan: lulus
    closed: int = 0
    eligible: int = 0  # layak, whether BLM was received already or not
    men: int = 0
    women: int = 0
    ps2: int = 0
    savings: int = 0
    loans: int = 0
    arrears: int = 0
    at_risk: int = 0
    blm: int = 0
    blm_now: int = 0

    @property
    def groups(self) -> int:
        """Groups that are not closed."""
        return self.forming + self.candidates + self.passed

    @property
    def members(self) -> int:
        return self.men + self.women

    @property
    def par(self) -> Fraction | None:
        """Principal at risk by all that is lent to members; None where nothing is."""
        return Fraction(self.at_risk, self.loans) if self.loans else None

    def add(self, other: "Figures") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class Decided:
    """What had been decided about a group by a day."""

    passed: bool
    eligible: bool


@dataclass(frozen=True, slots=True)
class RecapRow:
    """An area or, at the bottom, a group: `key` is its code or id."""

    label: str
    key: str
    ksm: Ksm | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class Recap:
    """The rows of the asked area and their sum."""

    rows: Sequence[RecapRow]
    total: Figures


def figures_by_ksm(ksms: Sequence[Ksm], first: datetime.date, as_of: datetime.date) -> dict[int, Figures]:
    """The figures of each group as of a day, BLM also since `first`. Eight queries for any number of them.

    A group that was not founded yet has none.
    """
    ids = [ksm.pk for ksm in ksms]
    decided, money = _decided(ids, as_of), money_by_ksm(ids, as_of)
    members, risky, blm = _members(ids, as_of), at_risk_by_ksm(ids, as_of), _blm(ids, first, as_of)
    found = {}
    for ksm in ksms:
        if (ksm.founded_on or ksm.mentoring_started_on or as_of) > as_of:
            continue
        one, owned = Figures(**members.get(ksm.pk, {})), money.get(ksm.pk, MoneySummary())
        _count(one, ksm, decided.get(ksm.pk), as_of)
        one.savings, one.loans, one.arrears = owned.savings, owned.loans_outstanding, owned.arrears
        one.at_risk = risky.get(ksm.pk, 0)
        one.blm, one.blm_now = blm.get(ksm.pk, (0, 0))
        found[ksm.pk] = one
    return found


def summed(ksms: QuerySet[Ksm]) -> list[Ksm]:
    """The groups with what a recap reads of each, their BKM's kelurahan at hand, by name; one query."""
    read = ("name", "phase", "founded_on", "mentoring_started_on", "model_since", "closed_on")
    rows = ksms.select_related("bkm").only(*read, "bkm__kelurahan_id").order_by("name", "pk")
    return list(rows)


def _count(one: Figures, ksm: Ksm, decided: Decided | None, as_of: datetime.date) -> None:
    """Put the group under the status that it had on the day."""
    if ksm.closed_on and ksm.closed_on <= as_of:
        # Nobody is a member of what has ended, as the dashboard counts too; money still in its books is told.
        one.closed, one.men, one.women, one.ps2 = 1, 0, 0, 0
    elif decided.passed if decided else _is_model_without_decision(ksm, as_of):
        one.passed, one.eligible = 1, int(bool(decided and decided.eligible))
    elif ksm.mentoring_started_on and ksm.mentoring_started_on <= as_of:
        one.candidates = 1
    else:
        one.forming = 1


def _is_model_without_decision(ksm: Ksm, as_of: datetime.date) -> bool:
    """Did it bring its title along from before the product?"""
    return ksm.phase == Phase.MODEL and bool(ksm.model_since and ksm.model_since <= as_of)


def _decided(ids: list[int], as_of: datetime.date) -> dict[int, Decided]:
    """The newest decisions of each group; who wins the title back is assessed anew. One query."""
    rows = Assessment.objects.filter(among(ids), as_of__lte=as_of).order_by("ksm_id", "number")
    found: dict[int, Decided] = {}
    for ksm_id, kind, outcome in rows.values_list("ksm_id", "kind", "outcome"):
        before = found.get(ksm_id, Decided(passed=False, eligible=False))
        if kind == Kind.ELIGIBILITY:
            found[ksm_id] = Decided(before.passed, outcome == Outcome.ELIGIBLE)
        else:
            found[ksm_id] = Decided(outcome == Outcome.PASSED, eligible=False)
    return found


def _members(ids: list[int], as_of: datetime.date) -> dict[int, dict[str, int]]:
    """Members of the day by sex, and those in PS-2: counts, never names (J15). One query."""
    sums = Member.objects.filter(among(ids)).active_on(as_of).order_by().values_list("ksm_id")
    rows = sums.annotate(
        men=Count("pk", filter=Q(sex=Member.Sex.MALE)),
        women=Count("pk", filter=Q(sex=Member.Sex.FEMALE)),
        ps2=Count("pk", filter=Q(ps2=Member.Ps2.YES)),
    )
    return {pk: {"men": men, "women": women, "ps2": ps2} for pk, men, women, ps2 in rows}


def _blm(ids: list[int], first: datetime.date, as_of: datetime.date) -> dict[int, tuple[int, int]]:
    """What came in by tranches until a day, and of it since `first`. One query."""
    paid = GrantMovement.objects.filter(among(ids), tranche__isnull=False, entry__date__lte=as_of)
    paid = paid.exclude(entry__reversed_by__date__lte=as_of).order_by()
    now = Sum("amount", filter=Q(entry__date__gte=first))
    rows = paid.values_list("ksm_id").annotate(all=Sum("amount"), now=now)
    return {pk: (total, recent or 0) for pk, total, recent in rows}


def level_of(code: str) -> int:
    """Where a code stands in LENGTHS. Raises ValueError for what is none."""
    return LENGTHS.index(len(code))


def common_area(codes: Iterable[str]) -> str:
    """The smallest area that holds all these kelurahan: where its reader begins; "" for the country."""
    found = set(codes)
    for length in reversed(LENGTHS):
        if len({code[:length] for code in found}) == 1:
            return next(iter(found))[:length]
    return ""


def recap(ksms: Sequence[Ksm], area: str, first: datetime.date, as_of: datetime.date) -> Recap:
    """The areas right below `area`, or the groups of a kelurahan, with the sum of all. Nine queries.

    `ksms` are the groups within `area` that the reader may see, as `summed` reads them.
    """
    figures = figures_by_ksm(ksms, first, as_of)
    shown = [ksm for ksm in ksms if ksm.pk in figures]
    level, total = level_of(area), Figures()
    for one in figures.values():
        total.add(one)
    if level == len(LENGTHS) - 1:
        return Recap([RecapRow(ksm.name, str(ksm.pk), ksm, figures[ksm.pk]) for ksm in shown], total)
    sums: dict[str, Figures] = {}
    for ksm in shown:
        code = ksm.bkm.kelurahan_id[: LENGTHS[level + 1]]
        sums.setdefault(code, Figures()).add(figures[ksm.pk])
    return Recap(_area_rows(sums), total)


def _area_rows(sums: Mapping[str, Figures]) -> list[RecapRow]:
    names = dict(Region.objects.filter(pk__in=sums).values_list("code", "name"))
    rows = [RecapRow(names.get(code, code), code, None, one) for code, one in sums.items()]
    return sorted(rows, key=lambda row: (row.label, row.key))


def areas_above(code: str) -> list[tuple[str, str]]:
    """(code, name) of the area and those above it, the widest first. One query."""
    codes = [code[:length] for length in LENGTHS[1:] if length <= len(code)]
    return list(Region.objects.filter(pk__in=codes).order_by("level").values_list("code", "name"))
