"""The sheets of this week, over every group whose meetings somebody logs. Reads only."""

import datetime
from dataclasses import dataclass

from groups.models import Ksm, Posting, User
from meetings.calendar import open_slots_by_ksm
from meetings.schedule import Slot

WHO_LOGS = (Posting.Role.FACILITATOR, Posting.Role.VOLUNTEER)


@dataclass(frozen=True, slots=True)
class WeekSheet:
    """The oldest sheet of a group that is still to be typed in, planned for this week or an earlier one."""

    ksm: Ksm
    slot: Slot
    is_late: bool


def sheets_of_week(user: User, today: datetime.date) -> list[WeekSheet]:
    """One sheet for each open group, the earliest day first; a fixed number of queries."""
    postings = user.postings.on(today).filter(role__in=WHO_LOGS)
    ksms = list(
        Ksm.objects.filter(postings.area(to_bkm="bkm__"))
        .open()
        .filter(mentoring_started_on__isnull=False)
        .select_related("bkm")
        .order_by("name")
        .distinct()
    )
    last_day = today + datetime.timedelta(days=6 - today.weekday())
    slots = open_slots_by_ksm(ksms, today)
    rows = [
        WeekSheet(ksm, slot, slot.scheduled_on < today)
        for ksm in ksms
        if (slot := slots.get(ksm.pk)) and slot.scheduled_on <= last_day
    ]
    return sorted(rows, key=lambda row: (row.slot.scheduled_on, row.ksm.name))
