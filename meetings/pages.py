"""What the pages of meetings share: the way to them, and the address of a sheet."""

import datetime

from django.urls import reverse
from django.utils.http import urlencode

from groups.models import Ksm
from groups.pages import Crumb, ksm_crumbs


def meeting_crumbs(ksm: Ksm) -> list[Crumb]:
    """The way to a meeting: over the list of all."""
    return [*ksm_crumbs(ksm), ("Pertemuan", reverse("meetings:list", args=[ksm.pk]))]


def sheet_url(ksm: Ksm, kind: str, scheduled_on: datetime.date, **extra: str) -> str:
    """Where the sheet of that kind (Meeting.Kind) and day is typed in."""
    query = {"jenis": kind.lower(), "tanggal": scheduled_on.isoformat(), **extra}
    return f"{reverse('meetings:record', args=[ksm.pk])}?{urlencode(query)}"
