"""Which use of their data members agree to now: the newest word about each purpose counts. Reads only."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from groups.models import Consent, Ksm, Member
from ksm.sets import among

Act, Scope = Consent.Act, Consent.Scope
# What is held of a member for each purpose; the rest is needed for agreements and books.
FIELDS: dict[str, tuple[str, ...]] = {
    Scope.CONTACT: ("phone",),
    Scope.ORIGIN: ("birth_place", "birth_date", "occupation"),
    Scope.FAMILY: ("family_card", "heir"),
    Scope.POVERTY: ("ps2", "ps2_priority"),
}
SCOPE_OF = {field: scope for scope, fields in FIELDS.items() for field in fields}


@dataclass(frozen=True, slots=True)
class ConsentStanding:
    """What a member said: `words` newest first, `scopes` agreed to now. Without words nobody asked."""

    words: Sequence[Consent]
    scopes: frozenset[str]

    @property
    def is_asked(self) -> bool:
        return bool(self.words)

    @property
    def waiting(self) -> list[Consent]:
        """Withdrawals that did not take effect yet."""
        return [one for one in self.words if one.act == Act.WITHDRAWN and not hasattr(one, "effect")]

    @property
    def purposes(self) -> str:
        """The scopes in words, in their order."""
        return "; ".join(str(one.label) for one in Scope if one in self.scopes)


def standing_of(words: Iterable[Consent]) -> ConsentStanding:
    """Out of the words of one member, in any order. A word given says anew what is agreed to.

    The day of a word counts, and only within one day when it was written down.
    """
    ordered = sorted(words, key=lambda one: (one.on, one.at, one.pk))
    scopes: set[str] = set()
    for one in ordered:
        scopes = set(one.scope) if one.act == Act.GIVEN else scopes - set(one.scope)
    return ConsentStanding(ordered[::-1], frozenset(scopes))


def standing_for(member: Member) -> ConsentStanding:
    """One query."""
    return standing_of(member.consents.select_related("by", "effect__by"))


def standings_for(members: Sequence[Member]) -> dict[int, ConsentStanding]:
    """By member; one query."""
    words: dict[int, list[Consent]] = {member.pk: [] for member in members}
    for one in Consent.objects.filter(member__in=members).select_related("effect"):
        words[one.member_id].append(one)
    return {pk: standing_of(said) for pk, said in words.items()}


def declining(ksm: Ksm, scope: str) -> frozenset[int]:
    """Members of a group, by id, who were asked and do not agree to this use now; one query."""
    words: dict[int, list[Consent]] = {}
    for one in Consent.objects.filter(member__ksm=ksm):
        words.setdefault(one.member_id, []).append(one)
    return frozenset(pk for pk, said in words.items() if scope not in standing_of(said).scopes)


def not_asked(members: QuerySet[Member], today: datetime.date) -> QuerySet[Member]:
    """Of these members those active on a day whose word was never written down."""
    said = Consent.objects.filter(member=OuterRef("pk"))
    return members.active_on(today).filter(~Exists(said))  # type: ignore[attr-defined]  # MemberQuerySet


def unasked_by_ksm(ids: Collection[int], today: datetime.date) -> dict[int, int]:
    """How many active members of each group were not asked yet; groups with none are left out. One query."""
    members = not_asked(Member.objects.filter(among(ids)), today).order_by()
    return dict(members.values_list("ksm_id").annotate(number=Count("pk")))


def waiting_withdrawals(ksms: QuerySet[Ksm]) -> QuerySet[Consent]:
    """Withdrawals in these groups that did not take effect yet, the most urgent first."""
    rows = Consent.objects.filter(act=Act.WITHDRAWN, effect=None, member__ksm__in=ksms)
    return rows.select_related("member__ksm").order_by("due_at", "pk")
