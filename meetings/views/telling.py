"""After closing: the short text for the group's chat, and a receipt for each member who wants one."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.access import Access, ksm_or_404
from groups.models import Ksm
from meetings.models import Meeting
from meetings.pages import meeting_crumbs, title_of
from meetings.telling import Told, member_receipt, names_borrowers, summary_of


def _closed_or_404(ksm: Ksm, meeting_id: int) -> Meeting:
    """Only what was closed is told: a draft counts nowhere."""
    meeting = ksm.meetings.select_related("entry").filter(pk=meeting_id, state=Meeting.State.CLOSED).first()
    if meeting is None:
        raise Http404
    return meeting


@login_required
@require_safe
def summary(request, ksm_id: int, meeting_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_record).ksm
    meeting = _closed_or_404(ksm, meeting_id)
    members = ksm.members.filter(attendance__meeting=meeting).order_by("number")
    told = summary_of(ksm, meeting)
    return _page(request, ksm, meeting, told, heading="Bagikan ringkasan", members=members)


@login_required
@require_safe
def receipt(request, ksm_id: int, meeting_id: int, member_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_record).ksm
    meeting = _closed_or_404(ksm, meeting_id)
    member = get_object_or_404(ksm.members.filter(attendance__meeting=meeting), pk=member_id)
    told = member_receipt(ksm, meeting, member)
    return _page(request, ksm, meeting, told, heading=f"Bukti untuk {member.name}", members=())


def _page(request, ksm: Ksm, meeting: Meeting, told: Told, *, heading: str, members):
    detail = reverse("meetings:detail", args=[ksm.pk, meeting.pk])
    context = {
        "ksm": ksm,
        "meeting": meeting,
        "told": told,
        "heading": heading,
        "members": members,
        "names_borrowers": names_borrowers(ksm, meeting.day),
        "crumbs": [*meeting_crumbs(ksm), (title_of(meeting), detail)],
    }
    return render(request, "meetings/telling/page.html", context)
