"""What the pages of meetings share: the way to them, and the address of a sheet."""

import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from groups.models import Ksm
from groups.pages import Crumb, ksm_crumbs
from ksm.dates import DateError, parse_date
from meetings.calendar import oldest_to_record
from meetings.models import Meeting
from meetings.sheet.values import Place


def meeting_crumbs(ksm: Ksm) -> list[Crumb]:
    """The way to a meeting: over the list of all."""
    return [*ksm_crumbs(ksm), ("Pertemuan", reverse("meetings:list", args=[ksm.pk]))]


def title_of(meeting: Meeting) -> str:
    """What the page of a meeting is called; its group is at hand."""
    if meeting.kind == Meeting.Kind.EXTRA:
        return "Pertemuan tambahan"
    return f"Pertemuan minggu {meeting.ksm.week_on(meeting.scheduled_on)}"


def sheet_url(ksm: Ksm, kind: str, scheduled_on: datetime.date, **extra: str) -> str:
    """Where the sheet of that kind (Meeting.Kind) and day is typed in."""
    query = {"jenis": kind.lower(), "tanggal": scheduled_on.isoformat(), **extra}
    return f"{reverse('meetings:record', args=[ksm.pk])}?{urlencode(query)}"


def read_place(request: HttpRequest, ksm: Ksm) -> Place | None:
    """The sheet named in the address; without a day, the oldest routine week still to be recorded."""
    try:
        day = parse_date(request.GET.get("tanggal"))
    except DateError:
        return None
    if request.GET.get("jenis") == "extra":
        return Place(Meeting.Kind.EXTRA, day) if day else None
    if day:
        return Place(Meeting.Kind.ROUTINE, day)
    slot = oldest_to_record(ksm, ksm.today())
    return Place(Meeting.Kind.ROUTINE, slot.scheduled_on) if slot else None
