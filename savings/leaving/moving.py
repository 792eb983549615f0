"""A member goes from one group to another: settled in the first, enrolled in the second, savings carried and
loans lent on.
"""

import datetime

from django.db import transaction

from groups.consents.consenting import carry_on, carry_out
from groups.consents.standing import standing_for
from groups.locking import lock_ksm
from groups.members.enrolment import enrol_member
from groups.models import Ksm, Member, User
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.keys import Unreadable
from ledger.journal.posting import Line, post
from ledger.loans.lending import store_disbursements
from ledger.models import JournalEntry, Loan
from savings.leaving.settling import settle_and_leave, settlements
from savings.leaving.taking_over import (
    TakenOver,
    lend_on,
    lines_of,
    require_box,
    require_schedules,
    taken_over,
)
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
    debts: bool = False,
    today: datetime.date,
    by: User,
) -> MemberMove:
    """End the membership and begin one in `to` on the same day, both groups locked.

    Debts are set off against savings, as of whoever leaves; the rest is paid out of the first group's box
    and, where it `carries`, put into the second one's as savings, pokok first. With `debts` the second group
    pays what is not due yet of the running loans and lends it on, to the same days. Raises GroupError and
    LedgerError as leaving and enrolling do; for a group that is the same, or closed; for a loan without
    schedule, and a box that cannot pay it.
    """
    _lock_both(member, to)
    taken = _loans_to_take(member, on) if debts else []
    done = settle_and_leave(
        member=member,
        left_on=on,
        reason=f"Pindah ke {to.name}"[:300],
        minutes=minutes,
        today=today,
        by=by,
        carried=[(one.loan, one.principal) for one in taken],
    )
    after = _enrol(member, to, on, today, by)
    carried = _carried(done) if carries and done else {}
    lent = lend_on(member=after, taken=taken, on=on, minutes=minutes)
    entry = _put_in(after, carried, taken, lent, on, f"Dibawa dari {member.ksm.name}", by)
    loans = [_link(one.loan, loan) for one, loan in zip(taken, lent, strict=True)]
    return MemberMove.objects.create(
        before=member,
        after=after,
        date=on,
        minutes=minutes,
        exit=done,
        carried=carried,
        loans=loans,
        entry=entry,
        by=by,
    )


def _lock_both(member: Member, to: Ksm) -> None:
    """Lock both groups and refuse what cannot be moved whatever lies between. Raises GroupError."""
    if to.pk == member.ksm_id:
        raise GroupError("Pilih KSM lain.", "to")
    if isinstance(member.nik, Unreadable) or isinstance(member.family_card, Unreadable):
        raise GroupError("NIK atau nomor KK anggota ini tidak terbaca. Kabari administrator lebih dulu.")
    for pk in sorted((member.ksm_id, to.pk)):  # in one order, so that two who move across wait for each other
        lock_ksm(pk)
    to.refresh_from_db()
    if to.phase == Ksm.Phase.CLOSED:
        raise GroupError("KSM itu sudah ditutup.", "to")


def _enrol(member: Member, to: Ksm, on: datetime.date, today: datetime.date, by: User) -> Member:
    """The person in the second group, with what they agree to; what they withdrew is gone first."""
    for withdrawal in standing_for(member).waiting:
        carry_out(withdrawal=withdrawal, by=by)
    member.refresh_from_db()
    facts = {name: getattr(member, name) for name in PERSONAL}
    numbers = {"nik": member.nik, "family_card": member.family_card}
    after = enrol_member(ksm=to, joined_on=on, today=today, by=by, **facts, **numbers)
    carry_on(before=member, after=after, by=by)
    return after


def _loans_to_take(member: Member, on: datetime.date) -> list[TakenOver]:
    settlement = settlements(member.ksm, [member], on)[member]
    require_schedules(settlement)
    return taken_over(settlement, on)


def _link(before: Loan, after: Loan) -> list:
    """How a move names a loan: as MemberMove.loans says."""
    event = before.events.select_related("entry").latest("pk")
    paid = certain(event.entry, "an early settlement is always posted")
    return [before.number, after.number, after.principal, paid.number]


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
    member: Member,
    carried: dict[str, int],
    taken: list[TakenOver],
    lent: list[Loan],
    on: datetime.date,
    memo: str,
    by: User,
) -> JournalEntry | None:
    """Savings into the second group's box and loans out of it, in one entry; None where nothing moves."""
    ksm = member.ksm
    require_box(ksm, on, carried, lent)
    movements = [Movement(member.pk, kind, amount) for kind, amount in carried.items()]
    lines: list[Line] = [movement.line() for movement in movements] + lines_of(lent)
    if not lines:
        return None
    entry = post(ksm=ksm, date=on, kind=JournalEntry.Kind.OTHER, memo=memo[:200], lines=lines, by=by)
    store_movements(ksm=ksm, entry_of=dict.fromkeys(range(len(movements)), entry), movements=movements)
    rows = {loan.pk: one.rows for one, loan in zip(taken, lent, strict=True)}
    store_disbursements(entry_of=dict.fromkeys(rows, entry), loans=lent, rows_of=rows)
    return entry
