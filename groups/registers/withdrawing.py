"""A step, a training or a line of a list entered by mistake is withdrawn; what rested on it is told anew."""

import datetime

from django.db import transaction
from django.db.models import QuerySet

from groups.locking import lock_ksm
from groups.models import User
from groups.models.withdrawn import Withdrawable
from groups.refusals import GroupError


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
    row._history_user, row._change_reason = by, reason[:100]
    row.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    return row


def withdrawn_rows(model: type[Withdrawable], **owner) -> QuerySet:
    """What was withdrawn of a list, newest first, with who did it. One query."""
    rows = model.everything.filter(withdrawn_on__isnull=False, **owner)
    return rows.select_related("withdrawn_by").order_by("-withdrawn_on", "-pk")
