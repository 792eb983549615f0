"""A line of a list is written down or changed; its history keeps what stood there before."""

from typing import Any

from django.db import transaction

from groups.closed_months import refuse_closed_month
from groups.locking import lock_ksm
from groups.models import User
from groups.registers.lists import Register


@transaction.atomic
def keep_line(*, register: Register, line: Any, by: User) -> Any:
    """Store a new or changed line (a row of the register's model), whose fields the form has checked.

    Raises GroupError where the report of a closed month tells it, by its old day or its new one.
    """
    ksm = lock_ksm(line.ksm_id) if register.owner == "ksm" else None  # a visit tells when the next one is due
    if ksm and (name := register.counted_on):
        before = register.model.objects.filter(pk=line.pk).values_list(name, flat=True).first()
        day = getattr(line, name)
        if day != before:
            refuse_closed_month(ksm, day, before, field=name)
    line._history_user = by
    line.save()
    return line
