"""The LPJ of a tranche: sent by the group, checked by UP-UP."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessment.blm.forms import ReportAnswerForm, ReportForm
from assessment.views.blm.finding import found, grant_or_404, page_of_grant
from groups.access import Access
from groups.pages import attempt, form_page, posted
from ksm.money import format_rupiah
from ledger.blm.accountability import answer_report, submit_report, use_against_plan
from ledger.models import AccountabilityReport


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, ksm_id: int, grant_id: int, tranche_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    tranche = found(grant.tranches, pk=tranche_id)
    tranche.grant = grant
    form = ReportForm(posted(request), lines=list(grant.lines.all()), initial=_last_words(tranche))
    if form.is_valid():
        facts = {"used": form.used(), "note": form.cleaned_data["note"]}
        facts |= {"by": request.user, "today": access.ksm.today()}
        if attempt(form, submit_report, tranche=tranche, **facts):
            messages.success(request, f"LPJ tahap {tranche.sequence} dikirim kepada UP-UP.")
            return redirect("blm:detail", ksm_id, grant_id)
    lead = f"Tahap ini {format_rupiah(tranche.amount)}. Tulis yang dipakai dari tahap ini saja."
    heading = f"LPJ tahap {tranche.sequence}"
    return form_page(request, form, heading=heading, lead=lead, submit="Kirim LPJ", **page_of_grant(grant))


def _last_words(tranche) -> dict:
    """What a returned LPJ said, to be mended."""
    last = tranche.reports.first()
    if last is None:
        return {}
    filled: dict = {"note": last.note}
    for row in last.used.all():
        filled |= {f"blm_{row.line_id}": row.blm, f"swadaya_{row.line_id}": row.swadaya}
    return filled


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, ksm_id: int, grant_id: int, report_id: int):
    """Everybody reads an LPJ; UP-UP answers it."""
    right = Access.can_verify_blm if request.method == "POST" else None
    access, grant = grant_or_404(request.user, ksm_id, grant_id, right)
    reports = AccountabilityReport.objects.filter(tranche__grant=grant)
    report = found(reports.select_related("tranche__grant", "submitted_by", "answered_by"), pk=report_id)
    form = ReportAnswerForm(posted(request))
    if form.is_valid():
        accept = form.cleaned_data["answer"] == form.ACCEPT
        facts = {"accept": accept, "reason": form.cleaned_data["reason"], "by": request.user}
        if attempt(form, answer_report, report=report, today=access.ksm.today(), **facts):
            messages.success(request, "LPJ diterima." if accept else "LPJ dikembalikan kepada kelompok.")
            return redirect("blm:detail", ksm_id, grant_id)
    lines, total = use_against_plan(report)
    context = {"ksm": access.ksm, "access": access, "grant": grant, "report": report, "form": form}
    context |= {"lines": lines, "total": total, **page_of_grant(grant)}
    return render(request, "assessment/blm/report.html", context)
