"""Papers of a meeting as PDF."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.pages import refuse
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.books.cash_book import cash_book, cash_totals
from ledger.books.papers import cash_book_context
from ledger.pages import asked_period
from ledger.paper import MOST_ROWS, TOO_LONG
from meetings.models import Meeting
from meetings.paper_sheet import paper_sheet_context
from meetings.printing import attendance_context, blank_attendance_context, counted_in, minutes_context
from meetings.views.pages import day_or_404


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
    return pdf_response(file_name(f"Daftar hadir {ksm.name}", context["day"]), pdf)


@login_required
@require_safe
def paper_sheet_pdf(request, ksm_id: int, day: str):
    """The sheet of a planned meeting, to be filled by hand."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    date = day_or_404(day)
    pdf = render_pdf("meetings/print_sheet.html", paper_sheet_context(ksm, date))
    return pdf_response(file_name(f"Lembar isian {ksm.name}", date), pdf)


@login_required
@require_safe
def blank_attendance_pdf(request, ksm_id: int, day: str):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    date = day_or_404(day)
    pdf = render_pdf("meetings/print_attendance.html", blank_attendance_context(ksm, date))
    return pdf_response(file_name(f"Daftar hadir kosong {ksm.name}", date), pdf)


@login_required
@require_safe
def minutes_pdf(request, ksm_id: int, meeting_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = minutes_context(_held_or_404(ksm, meeting_id), ksm)
    pdf = render_pdf("meetings/print_minutes.html", context)
    return pdf_response(file_name(f"Notulen {ksm.name}", context["day"]), pdf)


@login_required
@require_safe
def cash_book_pdf(request, ksm_id: int):
    """The cash book of a period with the cash that its last meeting counted; every line with ?rinci=1."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    _, first, last = asked_period(request, ksm)
    totals = cash_totals(ksm, first, last)
    if totals.count > MOST_ROWS:
        refuse(request, TOO_LONG)
        return redirect("ledger:cash_book", ksm_id)
    context = cash_book_context(
        ksm,
        cash_book(ksm, totals),
        ksm.today(),
        counted=counted_in(ksm, first, last),
        is_detailed="rinci" in request.GET,
    )
    pdf = render_pdf("ledger/books/print_book.html", context)
    return pdf_response(file_name(f"Buku kas {ksm.name}", first, last), pdf)
