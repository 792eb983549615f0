"""One person in all groups: every membership, found by NIK and by moves, with its money. Reads only."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from groups.models import Ksm, Member
from ledger.journal.balances import member_savings
from ledger.loans.owed import outstanding_principal
from savings.models import MemberMove


@dataclass(frozen=True, slots=True)
class Membership:
    """One of them on a day, in rupiah; `move` tells where it came from."""

    member: Member
    saved: int
    owed: int
    move: MemberMove | None


def memberships_of(member: Member, seen: QuerySet[Ksm], as_of: datetime.date) -> list[Membership]:
    """Every membership of this person in the groups of `seen`, the oldest first."""
    rows = list(_rows(member, seen))
    told = MemberMove.objects.filter(after__in=rows).select_related("before__ksm", "exit__entry", "entry")
    moves = {move.after_id: move for move in told}
    found = []
    for row in rows:
        saved = member_savings(row.ksm, as_of).get(row.pk, {})
        owed = outstanding_principal(row.ksm, as_of)
        loans = row.loans.filter(pk__in=owed).values_list("pk", flat=True)
        found.append(Membership(row, sum(saved.values()), sum(owed[pk] for pk in loans), moves.get(row.pk)))
    return found


def _rows(member: Member, seen: QuerySet[Ksm]) -> Sequence[Member]:
    """By the same NIK; without one by moves, one step after the other."""
    ids = {member.pk}
    if member.nik_hash:
        ids |= set(Member.objects.filter(nik_hash=member.nik_hash).values_list("pk", flat=True))
    while more := set(_moved(ids)) - ids:
        ids |= more
    rows = Member.objects.filter(pk__in=ids, ksm__in=seen).select_related("ksm__bkm")
    return list(rows.order_by("joined_on", "pk"))


def _moved(ids: Collection[int]) -> set[int]:
    moves = MemberMove.objects.filter(Q(before__in=ids) | Q(after__in=ids)).values_list("before", "after")
    return {pk for pair in moves for pk in pair}
