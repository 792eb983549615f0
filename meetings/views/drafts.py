"""Pages of drafts: one discarded with a reason, or moved to a planned day."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from groups.access import Access, ksm_or_404
from groups.pages import attempt, form_page, posted
from ksm.dates import date_in_words
from meetings.forms import MoveDraftForm, ReasonForm
from meetings.pages import meeting_crumbs, sheet_url
from meetings.sheet.drafts import days_to_move_to, discard_draft, move_draft

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def draft_discard(request, ksm_id: int, draft_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    draft = get_object_or_404(access.ksm.drafts, pk=draft_id)
    form = ReasonForm(posted(request))
    facts = {"draft": draft, "by": request.user, "facilitator": access.is_facilitator}
    if form.is_valid() and attempt(form, discard_draft, reason=form.cleaned_data["reason"], **facts):
        messages.success(request, "Draf dibuang; isinya tetap tersimpan sebagai jejak.")
        return redirect("meetings:list", ksm_id)
    return form_page(
        request,
        form,
        heading=f"Buang draf {date_in_words(draft.scheduled_on)}",
        crumbs=meeting_crumbs(access.ksm),
        back=reverse("meetings:list", args=[ksm_id]),
        submit="Buang draf",
        lead="Draf tidak pernah dihitung. Isinya disimpan bersama nama yang membuang dan alasannya.",
        is_final=True,
    )


@login_required
@require_http_methods(METHODS)
def draft_move(request, ksm_id: int, draft_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    ksm, today = access.ksm, access.ksm.today()
    draft = get_object_or_404(ksm.drafts, pk=draft_id)
    form = MoveDraftForm(posted(request), days=days_to_move_to(ksm, today))
    facts = form.cleaned_data | {"draft": draft, "today": today} if form.is_valid() else None
    if facts and (moved := attempt(form, move_draft, **facts)):
        messages.success(request, f"Draf dipindah ke {date_in_words(moved.scheduled_on)}.")
        return redirect(sheet_url(ksm, moved.kind, moved.scheduled_on))
    return form_page(
        request,
        form,
        heading=f"Pindahkan draf {date_in_words(draft.scheduled_on)}",
        crumbs=meeting_crumbs(ksm),
        back=reverse("meetings:list", args=[ksm_id]),
        submit="Pindahkan",
        lead="Hari pertemuan berubah sesudah draf ini diketik. Isinya tetap seperti yang diketik.",
    )
