"""A member goes from one group to another: settled in the first, enrolled in the second, savings carried."""

import datetime

from django.db import transaction

from groups.locking import lock_ksm
from groups.members.enrolment import enrol_member
from groups.models import Ksm, Member, User
from groups.refusals import GroupError
from ksm.keys import Unreadable
from ledger.journal.posting import Line, post
from ledger.models import JournalEntry
from savings.leaving.settling import settle_and_leave
from savings.models import MemberExit, MemberMove, Saving
from savings.saving import Movement, store_movements

Kind = Saving.Kind
# What a person is, and not what they are in a group.
PERSONAL = (
    "name",
    "sex",
    "birth_place",
    "birth_date",
    "address",
    "rt",
    "rw",
    "phone",
    "occupation",
    "heir",
    "ps2",
    "ps2_priority",
)


@transaction.atomic
def move_member(
    *,
    member: Member,
    to: Ksm,
    on: datetime.date,
    minutes: str,
    carries: bool,
    today: datetime.date,
    by: User,
) -> MemberMove:
    """End the membership and begin one in `to` on the same day, both groups locked.

    Debts are set off against savings, as of whoever leaves; the rest is paid out of the first group's box
    and, where it `carries`, put into the second one's as savings, pokok first. Raises GroupError and
    LedgerError as leaving and enrolling do; and for a group that is the same, or closed.
    """
    if to.pk == member.ksm_id:
        raise GroupError("Pilih KSM lain.", "to")
    if isinstance(member.nik, Unreadable) or isinstance(member.family_card, Unreadable):
        raise GroupError("NIK atau nomor KK anggota ini tidak terbaca. Kabari administrator lebih dulu.")
    for pk in sorted((member.ksm_id, to.pk)):  # in one order, so that two who move across wait for each other
        lock_ksm(pk)
    to.refresh_from_db()
    if to.phase == Ksm.Phase.CLOSED:
        raise GroupError("KSM itu sudah ditutup.", "to")
    done = settle_and_leave(
        member=member, left_on=on, reason=f"Pindah ke {to.name}"[:300], minutes=minutes, today=today, by=by
    )
    member.refresh_from_db()
    facts = {name: getattr(member, name) for name in PERSONAL}
    numbers = {"nik": member.nik, "family_card": member.family_card}
    after = enrol_member(ksm=to, joined_on=on, today=today, by=by, **facts, **numbers)
    carried = _carried(done) if carries and done else {}
    entry = _put_in(to, after, carried, on, f"Tabungan dibawa dari {member.ksm.name}", by)
    return MemberMove.objects.create(
        before=member, after=after, date=on, minutes=minutes, exit=done, carried=carried, entry=entry, by=by
    )


def _carried(done: MemberExit) -> dict[str, int]:
    """What was paid out, by kind: pokok and wajib as they were, as far as the money reaches; the rest, SHU
    too, is sukarela.
    """
    left, found = done.paid, {}
    for kind in (Kind.POKOK, Kind.WAJIB):
        if part := min(left, done.savings.get(kind, 0)):
            found[str(kind)] = part
            left -= part
    return found | ({str(Kind.SUKARELA): left} if left else {})


def _put_in(
    ksm: Ksm, member: Member, carried: dict[str, int], on: datetime.date, memo: str, by: User
) -> JournalEntry | None:
    movements = [Movement(member.pk, kind, amount) for kind, amount in carried.items()]
    if not movements:
        return None
    lines: list[Line] = [movement.line() for movement in movements]
    entry = post(ksm=ksm, date=on, kind=JournalEntry.Kind.OTHER, memo=memo[:200], lines=lines, by=by)
    store_movements(ksm=ksm, entry_of=dict.fromkeys(range(len(movements)), entry), movements=movements)
    return entry
