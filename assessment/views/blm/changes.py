"""A change of an approved RAB: asked for by who writes for the group, decided by the BKM's coordinator."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from assessment.blm.change_forms import ChangeAnswerForm, ChangeForm
from assessment.views.blm.finding import found, grant_or_404, page_of_grant
from groups.access import Access
from groups.pages import attempt, form_page, posted
from ksm.money import format_rupiah
from ledger.blm.changing import answer_change, ask_change, movable
from ledger.models import BudgetChange


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    today = access.ksm.today()
    form = ChangeForm(posted(request), lines=list(grant.lines.all()), rests=movable(grant, today))
    facts = {"grant": grant, "by": request.user, "today": today}
    if form.is_valid() and attempt(form, ask_change, **facts, **form.cleaned_data):
        messages.success(request, "Perubahan RAB diajukan kepada koordinator BKM.")
        return redirect("blm:detail", ksm_id, grant_id)
    return form_page(
        request,
        form,
        heading=f"Ubah RAB {grant.number}",
        lead="Sisa satu baris dipindah ke baris lain; jumlah BLM tetap. Koordinator BKM yang memutuskan.",
        submit="Ajukan perubahan",
        **page_of_grant(grant),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, ksm_id: int, grant_id: int, change_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_decide_blm)
    change = found(grant.budget_changes.select_related("source", "target", "asked_by"), pk=change_id)
    change.grant = grant
    form = ChangeAnswerForm(posted(request))
    facts = {"change": change, "by": request.user, "today": access.ksm.today()}
    if form.is_valid() and attempt(form, answer_change, **facts, **form.facts()):
        messages.success(request, "Keputusan Anda tersimpan.")
        return redirect("blm:detail", ksm_id, grant_id)
    is_answered = change.state != BudgetChange.State.WAITING
    return form_page(
        request,
        form,
        heading=f"Perubahan RAB {grant.number}",
        lead=f"{format_rupiah(change.amount)} {change}, diajukan {change.asked_by}: {change.reason}",
        submit="Simpan keputusan",
        refused="Perubahan RAB ini sudah dijawab." if is_answered else "",
        **page_of_grant(grant),
    )
