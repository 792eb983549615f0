"""Papers of a meeting as PDF."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from ksm.dates import DateError, parse_date
from ksm.pdf import pdf_response, render_pdf
from meetings.models import Meeting
from meetings.printing import attendance_context, blank_attendance_context, minutes_context


def _held_or_404(ksm, meeting_id: int) -> Meeting:
    meeting = ksm.meetings.filter(pk=meeting_id, held_on__isnull=False).select_related("entry").first()
    if meeting is None:
        raise Http404
    return meeting


@login_required
@require_safe
def attendance_pdf(request, ksm_id: int, meeting_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = attendance_context(_held_or_404(ksm, meeting_id), ksm)
    pdf = render_pdf("meetings/print_attendance.html", context)
    return pdf_response(f"daftar-hadir-{ksm_id}-{meeting_id}.pdf", pdf)


@login_required
@require_safe
def blank_attendance_pdf(request, ksm_id: int, day: str):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    try:
        date = parse_date(day)
    except DateError as error:
        raise Http404 from error
    if date is None:
        raise Http404
    pdf = render_pdf("meetings/print_attendance.html", blank_attendance_context(ksm, date))
    return pdf_response(f"daftar-hadir-{ksm_id}-{date:%Y%m%d}.pdf", pdf)


@login_required
@require_safe
def minutes_pdf(request, ksm_id: int, meeting_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = minutes_context(_held_or_404(ksm, meeting_id), ksm)
    return pdf_response(
        f"notulen-{ksm_id}-{meeting_id}.pdf", render_pdf("meetings/print_minutes.html", context)
    )
