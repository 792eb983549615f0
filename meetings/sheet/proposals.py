"""What a sheet proposes and a tap makes real: who leads, writes and checks, and when the group meets next."""

import datetime
from dataclasses import dataclass

from groups.letterhead import officer_names
from meetings.calendar import schedule_of
from meetings.models import Meeting
from meetings.sheet.basis import SheetBasis


@dataclass(frozen=True, slots=True)
class Proposals:
    """Names as they stood last time, else of the officers of the day; "" and None where nothing is known."""

    chair: str = ""
    minute_taker: str = ""
    checked_by: str = ""
    next_date: datetime.date | None = None

    def of(self, name: str) -> str:
        """The proposal for a field of the sheet as it is typed; "" for none."""
        value = getattr(self, name, "") or ""
        return value.isoformat() if isinstance(value, datetime.date) else str(value)


def proposals_for(basis: SheetBasis) -> Proposals:
    """What is proposed for a sheet; reads only, in a fixed number of queries."""
    ksm, day = basis.ksm, basis.held_on
    before = ksm.meetings.filter(state=Meeting.State.CLOSED, held_on__lt=day).prefetch_related("books")
    last = before.order_by("held_on", "pk").last() or Meeting(ksm=ksm)
    checked = [book.checked_by for book in last.books.all() if book.checked_by] if last.pk else []
    officers = officer_names(ksm, day)
    return Proposals(
        chair=last.next_chair or last.chair or officers["KETUA"],
        minute_taker=last.minute_taker or officers["SEKRETARIS"],
        checked_by=checked[0] if checked else officers["KETUA"],
        next_date=_next_planned(basis),
    )


def _next_planned(basis: SheetBasis) -> datetime.date | None:
    """The first day of the plan after this meeting; None before mentoring began."""
    after = max(basis.scheduled_on, basis.held_on)
    days = (slot.scheduled_on for slot in schedule_of(basis.ksm, after + datetime.timedelta(weeks=4)))
    return next((day for day in days if day > after), None)
