"""What was entered by mistake is withdrawn with a reason; what rested on it is told anew.

A step, a training or a line of a list stays as a row that counts no more. A member or a group on which
nothing rests is taken out whole: its history keeps what stood there, by whom it went and why.
"""

import datetime
from collections.abc import Collection
from copy import copy

from django.db import router, transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.db.models.deletion import Collector

from groups.closed_months import refuse_closed_month
from groups.closed_sheets import last_closed_sheet
from groups.locking import lock_ksm
from groups.models import Bkm, Ksm, Member, StepRecord, User
from groups.models.withdrawn import Withdrawable
from groups.papers.register import withdraw as withdraw_paper
from groups.path.deeds import FOUNDING
from groups.refusals import GroupError
from ksm.dates import date_in_words


@transaction.atomic
def withdraw(*, row: Withdrawable, reason: str, today: datetime.date, by: User) -> Withdrawable:
    """Let a row count no more, with the reason; it stays readable. Raises GroupError: withdrawn already."""
    model = type(row)
    if ksm_id := getattr(row, "ksm_id", None):
        lock_ksm(ksm_id)  # standings are out of date now
    row = model.everything.select_for_update().get(pk=row.pk)
    if row.withdrawn_on:
        raise GroupError("Catatan ini sudah ditarik.")
    row.withdrawn_on, row.withdrawn_by, row.withdrawn_reason = today, by, reason
    row._history_user, row._change_reason = by, reason
    row.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    if isinstance(row, StepRecord) and row.ksm:
        withdraw_paper(row.ksm, FOUNDING, [str(row.pk)], today, reason)
    return row


def withdrawn_rows(model: type[Withdrawable], **owner) -> QuerySet:
    """What was withdrawn of a list, newest first, with who did it. One query."""
    rows = model.everything.filter(withdrawn_on__isnull=False, **owner)
    return rows.select_related("withdrawn_by").order_by("-withdrawn_on", "-pk")


@transaction.atomic
def take_out_member(*, member: Member, reason: str, by: User) -> Member:
    """Take out a member entered by mistake, of whom nothing is recorded. The number is not given again.

    Raises GroupError where anything names the member, or a closed sheet or month counted them.
    """
    member.ksm = lock_ksm(member.ksm_id)
    require_member_empty(member)
    _take_out(member, reason, by)
    return member


def require_member_empty(member: Member) -> None:
    """Refuse to take out a member of whom anything is recorded or counted; reads only. Raises GroupError."""
    last = last_closed_sheet(member.ksm)
    if last and member.joined_on <= last:
        counted = f"Lembar pertemuan {date_in_words(last)} sudah menghitung anggota ini."
        raise GroupError(f"{counted} Catat keluarnya, atau ajukan koreksi keanggotaan.")
    refuse_closed_month(member.ksm, member.joined_on)
    _require_alone(member, derived=(), instead="Catat keluarnya.")


@transaction.atomic
def take_out_ksm(*, ksm: Ksm, reason: str, by: User) -> Ksm:
    """Take out an empty group entered by mistake; its code is free again.

    Raises GroupError where anything was recorded of it.
    """
    ksm = lock_ksm(ksm.pk)
    require_ksm_empty(ksm)
    _take_out(ksm, reason, by)
    return ksm


def require_ksm_empty(ksm: Ksm) -> None:
    """Refuse to take out a group of which anything is recorded; reads only. Raises GroupError."""
    _require_alone(ksm, derived=("assessment.Standing", "groups.Logo"), instead="Tutup KSM-nya.")


def _require_alone(row: Ksm | Member, *, derived: Collection[str], instead: str) -> None:
    """Refuse where deleting a row would take others with it than derived ones, or is forbidden by them."""
    collector = Collector(using=router.db_for_write(type(row), instance=row), origin=row)
    try:
        collector.collect([copy(row)])
    except ProtectedError as error:
        found = {type(one) for one in error.protected_objects}
    else:
        swept = {rows.model for rows in collector.fast_deletes if rows.exists()}
        kept = {row._meta.label, *derived}
        found = {model for model in swept | set(collector.data) if model._meta.label not in kept}
    if found:
        names = sorted({_name_of(model) for model in found})
        raise GroupError(f"Sudah ada catatannya: {', '.join(names)}. {instead}")


def _name_of(model: type[Model]) -> str:
    """What a row is called; one between two others by what made it: who was trained, by the training."""
    made_by = model._meta.auto_created
    return str((made_by if isinstance(made_by, type) else model)._meta.verbose_name)


def _take_out(row: Ksm | Member, reason: str, by: User) -> None:
    """Delete a row that was found alone, with who did it and why in its history."""
    row._history_user, row._change_reason = by, reason
    copy(row).delete()


def taken_out_ksms(bkm: Bkm) -> list:
    """Groups of a BKM that were entered by mistake and taken out: their last state, who, when and why."""
    rows = Ksm.history.filter(bkm_id=bkm.pk, history_type="-").select_related("history_user")
    return list(rows.order_by("-history_date"))
