"""The register of members who came, left and moved (mutasi) in the groups of an office. Reads only."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from groups.models import Ksm, Member
from savings.models import MemberExit, MemberMove

CAME, LEFT, MOVED_IN, MOVED_OUT = "Masuk", "Keluar", "Pindah masuk", "Pindah keluar"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One line; `paid` rupiah were paid out, or carried in."""

    day: datetime.date
    member: Member
    kind: str
    note: str
    paid: int


def mutations(ksms: Sequence[Ksm], first: datetime.date, last: datetime.date) -> list[Mutation]:
    """Who came and went between two days, both included, by day. Four queries for any number of groups."""
    ids, within = [ksm.pk for ksm in ksms], (first, last)
    members = Member.objects.filter(ksm__in=ids).select_related("ksm")
    came = list(members.filter(joined_on__range=within))
    left = list(members.filter(left_on__range=within))
    moves = MemberMove.objects.filter(date__range=within).select_related("before__ksm", "after__ksm")
    moved = list(moves)
    into = {one.after_id: one for one in moved}
    out = {one.before_id: one for one in moved if one.undoing_id is None}
    paid = dict(MemberExit.objects.standing().filter(member__in=left).values_list("member_id", "paid"))
    rows = [_came(member, into.get(member.pk)) for member in came]
    rows += [_left(member, out.get(member.pk), paid.get(member.pk, 0)) for member in left]
    return sorted(rows, key=lambda row: (row.day, row.member.ksm.name, row.member.number))


def _came(member: Member, move: MemberMove | None) -> Mutation:
    if move:
        return Mutation(member.joined_on, member, MOVED_IN, move.before.ksm.name, sum(move.carried.values()))
    return Mutation(member.joined_on, member, CAME, "", 0)


def _left(member: Member, move: MemberMove | None, paid: int) -> Mutation:
    day = member.left_on or member.joined_on
    if move:
        return Mutation(day, member, MOVED_OUT, move.after.ksm.name, paid)
    return Mutation(day, member, LEFT, member.leave_reason, paid)
