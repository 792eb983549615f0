"""The LPJ of a tranche: sent by the group, checked by UP-UP."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessment.blm.report_forms import ReportAnswerForm, ReportForm
from assessment.views.blm.finding import found, grant_or_404, page_of_grant
from groups.access import Access
from groups.pages import attempt, form_page, posted
from ksm.money import format_rupiah
from ledger.blm.accountability import (
    answer_report,
    booked_by_line,
    fund_words,
    report_fund,
    submit_report,
    use_against_plan,
)
from ledger.blm.fund_use import FundUse, fund_use
from ledger.models import AccountabilityReport


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, ksm_id: int, grant_id: int, tranche_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    tranche, today = found(grant.tranches, pk=tranche_id), access.ksm.today()
    tranche.grant = grant
    books, lines = fund_use(grant, today), list(grant.lines.all())
    booked = booked_by_line(tranche, lines, books)
    form = ReportForm(posted(request), lines=lines, booked=booked, initial=_proposed(tranche, books))
    if form.is_valid():
        facts = {"tranche": tranche, "by": request.user, "today": today, **form.facts()}
        if attempt(form, submit_report, **facts):
            messages.success(request, f"LPJ tahap {tranche.sequence} dikirim kepada UP-UP.")
            return redirect("blm:detail", ksm_id, grant_id)
    lead = f"Tahap ini {format_rupiah(tranche.amount)}. Tulis yang dipakai dari tahap ini saja."
    return form_page(
        request,
        form,
        heading=f"LPJ tahap {tranche.sequence}",
        lead=lead,
        submit="Kirim LPJ",
        facts=fund_words(books),
        **page_of_grant(grant),
    )


def _proposed(tranche, books: FundUse) -> dict:
    """What the books say of the fund's money, and what a returned LPJ said, to be mended."""
    filled: dict = {"counted_box": max(books.box, 0), "counted_bank": max(books.bank, 0)}
    last = tranche.reports.first()
    if last is None:
        return filled
    filled |= {"note": last.note, "reason": last.difference_reason}
    return filled | {f"swadaya_{row.line_id}": row.swadaya for row in last.used.all()}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, ksm_id: int, grant_id: int, report_id: int):
    """Everybody reads an LPJ; UP-UP answers it."""
    right = Access.can_verify_blm if request.method == "POST" else None
    access, grant = grant_or_404(request.user, ksm_id, grant_id, right)
    reports = AccountabilityReport.objects.filter(tranche__grant=grant)
    report = found(reports.select_related("tranche__grant", "submitted_by", "answered_by"), pk=report_id)
    form = ReportAnswerForm(posted(request), differs=bool(report.difference_reason))
    if form.is_valid():
        facts = {"report": report, "by": request.user, "today": access.ksm.today(), **form.facts()}
        if attempt(form, answer_report, **facts):
            words = "LPJ diterima." if facts["accept"] else "LPJ dikembalikan kepada kelompok."
            messages.success(request, words)
            return redirect("blm:detail", ksm_id, grant_id)
    lines, total = use_against_plan(report)
    context = {"ksm": access.ksm, "access": access, "grant": grant, "report": report, "form": form}
    context |= {"lines": lines, "total": total, "fund": report_fund(report), **page_of_grant(grant)}
    return render(request, "assessment/blm/report.html", context)
