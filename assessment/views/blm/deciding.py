"""UP-UP verifies, the BKM's coordinator decides, the agreement is recorded."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from assessment.blm.forms import GrantAgreementForm, GrantDecisionForm, VerificationForm
from assessment.views.blm.finding import grant_or_404, page_of_grant
from groups.access import Access
from groups.models import ProgramRule
from groups.pages import attempt, form_page, posted
from ksm.money import format_rupiah
from ledger.blm.granting import agree_grant, decide_grant, return_grant, verify_grant
from ledger.blm.proposing import budget_sums


def _members(grant):
    return list(grant.members.select_related("member"))


def _answer(form, verb, grant, *, by, today):
    """The verb for what was answered: hand back, or the form's own facts."""
    if form.cleaned_data["answer"] == form.BACK:
        reason = form.cleaned_data.get("reason") or form.cleaned_data.get("note") or ""
        return attempt(form, return_grant, grant=grant, reason=reason, by=by, today=today)
    return attempt(form, verb, grant=grant, by=by, today=today, **form.facts())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_verify_blm)
    members, today = _members(grant), access.ksm.today()
    proposed = {f"recommended_{one.pk}": one.recommended for one in members}
    form = VerificationForm(posted(request), members=members, initial={"visited_on": today} | proposed)
    if form.is_valid() and _answer(form, verify_grant, grant, by=request.user, today=today):
        messages.success(request, "Hasil verifikasi tersimpan.")
        return redirect("blm:detail", ksm_id, grant_id)
    _, asked = budget_sums(grant)
    lead = f"RAB meminta BLM {format_rupiah(asked)}. Koordinator BKM yang memutuskan."
    return form_page(
        request,
        form,
        heading=f"Verifikasi {grant.number}",
        lead=lead,
        submit="Kirim hasil",
        **page_of_grant(grant),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_decide_blm)
    members, today = _members(grant), access.ksm.today()
    initial = {"decided_on": today, "amount": grant.recommended_amount}
    initial |= {f"decided_{one.pk}": one.recommended for one in members}
    form = GrantDecisionForm(posted(request), members=members, initial=initial)
    if form.is_valid() and _answer(form, decide_grant, grant, by=request.user, today=today):
        messages.success(request, "Keputusan tersimpan.")
        return redirect("blm:detail", ksm_id, grant_id)
    lead = "Isian menurut rekomendasi UP-UP; yang diubah wajib beralasan."
    return form_page(
        request,
        form,
        heading=f"Keputusan {grant.number}",
        lead=lead,
        submit="Simpan keputusan",
        **page_of_grant(grant),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_agree_blm)
    today = access.ksm.today()
    initial = GrantAgreementForm.proposed(ProgramRule.objects.in_force_on(today)) | {"agreed_on": today}
    form = GrantAgreementForm(posted(request), initial=initial)
    facts = {"grant": grant, "by": request.user, "today": today}
    if form.is_valid() and attempt(form, agree_grant, **facts, **form.cleaned_data):
        messages.success(request, "Perjanjian tersimpan. Tahap pertama dapat dicairkan.")
        return redirect("blm:detail", ksm_id, grant_id)
    lead = f"Jumlah yang disetujui {format_rupiah(grant.approved_amount)}." if grant.approved_amount else ""
    return form_page(request, form, heading=f"Perjanjian {grant.number}", lead=lead, **page_of_grant(grant))
