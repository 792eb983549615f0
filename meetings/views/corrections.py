"""Correcting an older closed sheet: the facilitator asks, the coordinator of the group's BKM answers (J1)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.pages import attempt, page_of, posted, press, refuse
from meetings.corrections.correcting import (
    answer_correction,
    request_correction,
    require_marks_open,
    require_older_sheet,
)
from meetings.corrections.forms import CorrectionAnswerForm, MarksForm, MoneyForm
from meetings.corrections.reading import read_corrections
from meetings.models import Correction
from meetings.pages import meeting_crumbs, title_of
from meetings.tables import correction_table

LIST_SIZE = 10
TEMPLATES = {
    MarksForm: "meetings/corrections/request.html",
    MoneyForm: "meetings/corrections/money.html",
}


@login_required
@require_safe
def correction_list(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    rows = access.ksm.corrections.select_related("meeting", "requested_by", "decided_by", "entry")
    page = page_of(request, rows, LIST_SIZE)
    context = {
        "ksm": access.ksm,
        "access": access,
        "crumbs": meeting_crumbs(access.ksm),
        "page": page,
        "corrections": read_corrections(page.object_list),
    }
    return page_or_file(
        request,
        "meetings/corrections/list.html",
        context,
        lambda: correction_table(access.ksm, read_corrections(rows)),
        place=access.ksm,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correction_request(request, ksm_id: int, meeting_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_edit)
    return _ask(request, access, meeting_id, MarksForm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correction_money(request, ksm_id: int, meeting_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_edit)
    return _ask(request, access, meeting_id, MoneyForm)


def _ask(request, access, meeting_id: int, form_class):
    """A page whose form asks for a correction; what is not corrected so leads on, with why."""
    ksm = access.ksm
    meeting = ksm.meetings.select_related("entry").filter(pk=meeting_id).first()
    if meeting is None:
        raise Http404
    if not press(request, require_older_sheet, ksm=ksm, meeting=meeting):
        return redirect("meetings:detail", ksm.pk, meeting.pk)
    if form_class is MarksForm and not press(request, require_marks_open, ksm=ksm, meeting=meeting):
        return redirect("meetings:correction_money", ksm.pk, meeting.pk)
    form = form_class(posted(request), meeting=meeting)
    if form.is_valid() and attempt(form, request_correction, **_wanted(request, ksm, meeting, form)):
        messages.success(request, "Permintaan koreksi dikirim kepada koordinator BKM.")
        return redirect("meetings:detail", ksm.pk, meeting.pk)
    page = (title_of(meeting), reverse("meetings:detail", args=[ksm.pk, meeting.pk]))
    context = {"ksm": ksm, "meeting": meeting, "form": form, "crumbs": [*meeting_crumbs(ksm), page]}
    return render(request, TEMPLATES[form_class], context)


def _wanted(request, ksm, meeting, form) -> dict:
    return {
        "meeting": meeting,
        "changes": list(form.changes()),
        "reason": form.cleaned_data["reason"],
        "by": request.user,
        "today": ksm.today(),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correction_answer(request, ksm_id: int, correction_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.is_second_person)
    ksm = access.ksm
    correction = ksm.corrections.select_related("meeting", "requested_by").filter(pk=correction_id).first()
    if correction is None:
        raise Http404
    if correction.state != Correction.State.WAITING:
        refuse(request, "Koreksi ini sudah dijawab.")
        return redirect("meetings:correction_list", ksm.pk)
    form = CorrectionAnswerForm(posted(request))
    if form.is_valid() and attempt(form, answer_correction, **_answer(request, ksm, correction, form)):
        messages.success(request, "Jawaban Anda tersimpan.")
        return redirect("meetings:detail", ksm.pk, correction.meeting_id)
    crumbs = [*meeting_crumbs(ksm), ("Koreksi", reverse("meetings:correction_list", args=[ksm.pk]))]
    context = {"ksm": ksm, "access": access, "crumbs": crumbs, "form": form}
    context["item"] = read_corrections([correction])[0]
    return render(request, "meetings/corrections/answer.html", context)


def _answer(request, ksm, correction, form) -> dict:
    return {
        "correction": correction,
        "approve": form.approves,
        "note": form.cleaned_data["note"],
        "by": request.user,
        "now": timezone.now(),
        "today": ksm.today(),
    }
