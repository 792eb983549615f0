"""What a day may be that somebody writes down: not ahead, and not before the group was there."""

import datetime

from groups.models import Ksm
from groups.refusals import GroupError

THIS_DAY = "Tanggal ini"


def day_fault(
    on: datetime.date | None, *, today: datetime.date, ksm: Ksm | None = None, what: str = THIS_DAY
) -> str:
    """Why nothing can have happened on that day; "" where it can, or where no day is given.

    `what` begins the sentence; with `ksm` the day may not lie before the group was founded either.
    """
    if on is None:
        return ""
    if on > today:
        return f"{what} sesudah hari ini."
    if ksm and ksm.founded_on and on < ksm.founded_on:
        return f"{what} sebelum KSM berdiri."
    return ""


def require_day(
    on: datetime.date,
    *,
    today: datetime.date,
    field: str | None = "on",
    ksm: Ksm | None = None,
    what: str = THIS_DAY,
) -> None:
    """Refuse such a day; raises GroupError beside `field`."""
    if fault := day_fault(on, today=today, ksm=ksm, what=what):
        raise GroupError(fault, field)
