"""What was entered by mistake is withdrawn with a reason; what rested on it is told anew.

A step, a training or a line of a list stays as a row that counts no more. A member or a group on which
nothing rests is taken out whole: its history keeps what stood there, by whom it went and why.
"""

import datetime
from collections.abc import Collection
from copy import copy

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from groups.closed_months import refuse_closed_month
from groups.closed_sheets import last_closed_sheet
from groups.locking import lock_ksm
from groups.models import Bkm, Ksm, Member, User
from groups.models.withdrawn import Withdrawable
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
    ksm = lock_ksm(member.ksm_id)
    last = last_closed_sheet(ksm)
    if last and member.joined_on <= last:
        counted = f"Lembar pertemuan {date_in_words(last)} sudah menghitung anggota ini."
        raise GroupError(f"{counted} Catat keluarnya, atau ajukan koreksi keanggotaan.")
    refuse_closed_month(ksm, member.joined_on)
    _take_out(member, reason, by, alone=(), instead="Catat keluarnya.")
    return member


@transaction.atomic
def take_out_ksm(*, ksm: Ksm, reason: str, by: User) -> Ksm:
    """Take out an empty group entered by mistake; its code is free again.

    Raises GroupError where anything was recorded of it.
    """
    ksm = lock_ksm(ksm.pk)
    _take_out(ksm, reason, by, alone=("assessment.Standing",), instead="Tutup KSM-nya.")
    return ksm


def _take_out(row: Ksm | Member, reason: str, by: User, *, alone: Collection[str], instead: str) -> None:
    """Delete a row if nothing but derived rows, of the models `alone`, goes with it. Raises GroupError."""
    row._history_user, row._change_reason = by, reason
    mine = {row._meta.label, *alone}
    try:
        with transaction.atomic():
            _, gone = copy(row).delete()
            names = {str(apps.get_model(label)._meta.verbose_name) for label in set(gone) - mine}
            if names:
                transaction.set_rollback(True)
    except ProtectedError as error:
        names = {str(one._meta.verbose_name) for one in error.protected_objects}
    if names:
        raise GroupError(f"Sudah ada catatannya: {', '.join(sorted(names))}. {instead}")


def taken_out_ksms(bkm: Bkm) -> list:
    """Groups of a BKM that were entered by mistake and taken out: their last state, who, when and why."""
    rows = Ksm.history.filter(bkm_id=bkm.pk, history_type="-").select_related("history_user")
    return list(rows.order_by("-history_date"))
