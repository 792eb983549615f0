"""Sheets on a phone: those of this week to be made ready, and two versions of one sheet side by side."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from groups.access import Access, ksm_or_404
from groups.pages import press
from meetings.models import Meeting
from meetings.pages import meeting_crumbs, read_place, sheet_url
from meetings.sheet.submission import payload_from
from meetings.sheet.two_versions import keep_aside, two_versions
from meetings.sheet.values import Place
from meetings.week_sheets import sheets_of_week


@login_required
@require_safe
def today(request):
    """The sheets of this week in every group whose meetings the user logs, and what this phone keeps."""
    day = timezone.localdate()
    rows = [
        (row, sheet_url(row.ksm, Meeting.Kind.ROUTINE, row.slot.scheduled_on))
        for row in sheets_of_week(request.user, day)
    ]
    context = {"today": day, "rows": rows, "kept_offline": True}
    return render(request, "meetings/offline/today.html", context)


def _asked(request, ksm_id: int) -> tuple[Access, Place | None]:
    """The group and which of its sheets is meant; None for a day that cannot be read."""
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    return access, read_place(request, access.ksm)


@login_required
@require_POST
def compare(request, ksm_id: int):
    """What a phone kept beside what the server has of the same sheet; stores nothing."""
    access, place = _asked(request, ksm_id)
    if place is None:
        return redirect("meetings:list", ksm_id)
    payload = payload_from(request.POST)
    context = {
        "ksm": access.ksm,
        "access": access,
        "crumbs": meeting_crumbs(access.ksm),
        "place": place,
        "found": two_versions(access.ksm, place, payload, access.ksm.today()),
        "typed": [(name, value) for name, values in payload.items() for value in values],
        "key": request.POST.get("key", ""),
        "sheet_url": sheet_url(access.ksm, place.kind, place.scheduled_on),
        "aside_url": f"{reverse('meetings:set_aside', args=[ksm_id])}?{request.GET.urlencode()}",
    }
    return render(request, "meetings/offline/compare.html", context)


@login_required
@require_POST
def set_aside(request, ksm_id: int):
    """The server's version counts; what the phone kept is stored beside it, readable, and counts nowhere."""
    access, place = _asked(request, ksm_id)
    if place is None:
        return redirect("meetings:list", ksm_id)
    facts = {"payload": payload_from(request.POST), "by": request.user, "now": timezone.now()}
    if press(request, keep_aside, ksm=access.ksm, place=place, **facts):
        messages.success(
            request, "Versi server yang berlaku; isian ponsel tersimpan di bawah draf yang dibuang."
        )
    key = request.POST.get("key", "")[:64]
    return redirect(f"{reverse('meetings:list', args=[ksm_id])}?{urlencode({'kunci': key})}")
