"""Ketua, Sekretaris, Bendahara: elected for a term, one of each at a time."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from simple_history.utils import bulk_create_with_history

from groups.closed_sheets import refuse_closed_days
from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Ksm, Member, OfficerTerm, User
from groups.refusals import GroupError


def _end(term: OfficerTerm, end: datetime.date, by: User | None) -> OfficerTerm:
    term.end = end
    term._history_user = by
    term.save(update_fields=["end"])
    return term


def _refuse_second_office(member: Member, role: str, current: list[OfficerTerm]) -> None:
    for term in current:
        if term.member_id == member.pk:
            tense = "sudah" if term.role == role else "masih"
            raise GroupError(f"{member.name} {tense} menjabat {term.get_role_display()}.", "member")


def _refuse_overlap(ksm: Ksm, role: str, start: datetime.date) -> None:
    of_role = ksm.officers.filter(role=role).select_related("member")
    if term := of_role.filter(Q(end__gt=start) | Q(end__isnull=True, start__gt=start)).first():
        until = f" sampai {term.end:%d-%m-%Y}" if term.end else ""
        raise GroupError(f"{term.member.name} menjabat sejak {term.start:%d-%m-%Y}{until}.", "start")


@dataclass(frozen=True, slots=True)
class Election:
    """Who is to hold an office."""

    role: str
    member: Member


@transaction.atomic
def elect_officers(
    *, ksm: Ksm, elected: Sequence[Election], start: datetime.date, today: datetime.date, by: User | None
) -> list[OfficerTerm]:
    """Put several members into office from `start`, all or none; who holds the office already stays.

    Two may change places. Raises GroupError beside the role in small letters, or beside "start".
    """
    ksm = lock_ksm(ksm.pk)
    require_day(start, today=today, field="start", what="Tanggal mulai menjabat tidak boleh")
    refuse_closed_days(ksm, start, field="start")
    current = {term.role: term for term in ksm.officers.filter(end__isnull=True).select_related("member")}
    changes = [
        one for one in elected if one.role not in current or current[one.role].member_id != one.member.pk
    ]
    holders = {role: term.member for role, term in current.items()} | {
        one.role: one.member for one in changes
    }
    for one in changes:
        _refuse_elected(one, holders, start, today)
        _refuse_overlap(ksm, one.role, start)
    for one in changes:
        if one.role in current:
            _end(current[one.role], start, by)
    terms = [OfficerTerm(ksm=ksm, member=one.member, role=one.role, start=start) for one in changes]
    return bulk_create_with_history(terms, OfficerTerm, default_user=by)


def _refuse_elected(
    one: Election, holders: dict[str, Member], start: datetime.date, today: datetime.date
) -> None:
    name, field = one.member.name, one.role.lower()
    if not one.member.is_active_on(start) or not one.member.is_active_on(today):
        raise GroupError(f"{name} bukan anggota pada tanggal itu.", field)
    for role, member in holders.items():
        if role != one.role and member.pk == one.member.pk:
            raise GroupError(f"{name} juga menjabat {OfficerTerm.Role(role).label}.", field)


@transaction.atomic
def elect_officer(
    *, member: Member, role: str, start: datetime.date, today: datetime.date, by: User | None
) -> OfficerTerm:
    """Put a member into office from `start`; whoever holds it steps down that day. Raises GroupError."""
    ksm = lock_ksm(member.ksm_id)
    member = ksm.members.get(pk=member.pk)
    require_day(start, today=today, field="start", what="Tanggal mulai menjabat tidak boleh")
    if not member.is_active_on(start) or not member.is_active_on(today):
        raise GroupError(f"{member.name} bukan anggota pada tanggal itu.", "member")
    refuse_closed_days(ksm, start, field="start")
    current = list(ksm.officers.filter(end__isnull=True))
    _refuse_second_office(member, role, current)
    _refuse_overlap(ksm, role, start)
    for term in current:
        if term.role == role:
            _end(term, start, by)
    new = OfficerTerm(ksm=ksm, member=member, role=role, start=start)
    new._history_user = by
    new.save()
    return new


@transaction.atomic
def end_term(*, term: OfficerTerm, end: datetime.date, today: datetime.date, by: User) -> OfficerTerm:
    """Leave an office empty from the day `end`. Raises GroupError."""
    ksm = lock_ksm(term.ksm_id)
    term = ksm.officers.get(pk=term.pk)
    if term.end is not None:
        raise GroupError("Masa jabatan ini sudah berakhir.")
    require_day(end, today=today, field="end", what="Tanggal selesai tidak boleh")
    if end < term.start:
        raise GroupError("Tanggal selesai tidak boleh sebelum mulai menjabat.", "end")
    refuse_closed_days(ksm, end, field="end")
    return _end(term, end, by)
