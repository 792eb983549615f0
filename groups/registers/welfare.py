"""How the members fare, quarter by quarter: judged by people, counted for the trend (domain.md 1, TA5)."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from groups.consents.standing import Scope, declining
from groups.locking import lock_ksm
from groups.models import Ksm, Member, User, Welfare
from groups.path.aims import Period
from groups.refusals import GroupError

Status = Welfare.Status


@transaction.atomic
def record_welfare(
    *, ksm: Ksm, period: Period, judged: Mapping[Member, tuple[str, str]], today: datetime.date, by: User
) -> list[Welfare]:
    """Keep how members fare in a quarter: {member: (status, note)}. What did not change is not kept twice.

    Raises GroupError: a quarter to come, nobody judged, somebody who was no member in it or who does not
    agree that this is written down.
    """
    ksm = lock_ksm(ksm.pk)
    if period.first > today:
        raise GroupError("Triwulan ini belum mulai.")
    if not judged:
        raise GroupError("Isi keadaan paling sedikit satu anggota.")
    outsiders = [member.name for member in judged if not was_member_in(member, ksm, period)]
    if outsiders:
        raise GroupError(f"Bukan anggota pada triwulan itu: {', '.join(outsiders)}.")
    silent = not_to_be_named(ksm)
    if declined := [member.name for member in judged if member.pk in silent]:
        names = ", ".join(declined)
        raise GroupError(f"Tidak menyetujui catatan ini: {names}. Catat dulu persetujuannya yang baru.")
    before = {
        row.member_id: (row.status, row.note)
        for row in ksm.welfare.filter(period_first=period.first).counting()
    }
    return Welfare.objects.bulk_create(
        Welfare(ksm=ksm, member=member, period_first=period.first, status=status, note=note, by=by)
        for member, (status, note) in judged.items()
        if before.get(member.pk) != (status, note)
    )


def not_to_be_named(ksm: Ksm) -> frozenset[int]:
    """Members, by id, who do not agree to notes of their welfare: rows of theirs count and name nobody."""
    return declining(ksm, Scope.POVERTY)


def was_member_in(member: Member, ksm: Ksm, period: Period) -> bool:
    """Was this person a member of the group on any day of the quarter?"""
    if member.ksm_id != ksm.pk or member.joined_on > period.last:
        return False
    return member.left_on is None or member.left_on > period.first


@dataclass(frozen=True, slots=True)
class WelfareCount:
    """One quarter as counts: fit for paper, where no name may stand (J15)."""

    period: Period
    still_poor: int
    improving: int
    out_of_ps2: int

    @property
    def judged(self) -> int:
        return self.still_poor + self.improving + self.out_of_ps2

    @property
    def better(self) -> int:
        """Members for whom something changed for the better."""
        return self.improving + self.out_of_ps2


def welfare_counts(rows: list[Welfare]) -> list[WelfareCount]:
    """The counting rows of some quarters, oldest quarter first. No query."""
    found = Counter((row.period_first, row.status) for row in rows)
    return [
        WelfareCount(
            Period.of(first),
            found[first, Status.STILL_POOR],
            found[first, Status.IMPROVING],
            found[first, Status.OUT_OF_PS2],
        )
        for first in sorted({row.period_first for row in rows})
    ]


def members_judged(ksm: Ksm, period: Period, as_of: datetime.date) -> tuple[int, int]:
    """(members whose welfare was judged in the quarter, members on the day `as_of`). Two queries."""
    members = set(ksm.members.active_on(as_of).values_list("pk", flat=True))
    judged = set(ksm.welfare.filter(period_first=period.first).values_list("member", flat=True))
    return len(members & judged), len(members)
