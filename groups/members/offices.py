"""Ketua, Sekretaris, Bendahara: elected for a term, one of each at a time."""

import datetime

from django.db import transaction
from django.db.models import Q

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
