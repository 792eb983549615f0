"""Papers of BLM Sosial: proposal with RAB, verification, agreement, receipt of a tranche, LPJ."""

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from assessment.blm.papers import (
    agreement_context,
    proposal_context,
    receipt_context,
    report_context,
    verification_context,
)
from assessment.views.blm.finding import found, grant_or_404
from ksm.pdf import pdf_response, render_pdf
from ledger.models import AccountabilityReport


def _paper(template: str, name: str, context: dict):
    return pdf_response(f"{name}.pdf", render_pdf(f"assessment/blm/{template}.html", context))


@login_required
@require_safe
def proposal_pdf(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id)
    context = proposal_context(grant, access.ksm.today())
    return _paper("print_proposal", f"usulan-{grant.number}", context)


@login_required
@require_safe
def verification_pdf(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id)
    context = verification_context(grant, access.ksm.today(), sees_notes=access.sees_eligibility_notes)
    return _paper("print_verification", f"verifikasi-{grant.number}", context)


@login_required
@require_safe
def agreement_pdf(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id)
    context = agreement_context(grant, access.ksm.today())
    return _paper("print_agreement", f"perjanjian-{grant.number}", context)


@login_required
@require_safe
def receipt_pdf(request, ksm_id: int, grant_id: int, movement_id: int):
    _, grant = grant_or_404(request.user, ksm_id, grant_id)
    movements = grant.movements.select_related("tranche", "entry__reversed_by", "by")
    movement = found(movements, pk=movement_id)
    return _paper("print_receipt", f"kuitansi-{grant.number}-{movement.pk}", receipt_context(grant, movement))


@login_required
@require_safe
def report_pdf(request, ksm_id: int, grant_id: int, report_id: int):
    _, grant = grant_or_404(request.user, ksm_id, grant_id)
    reports = AccountabilityReport.objects.filter(tranche__grant=grant)
    report = found(reports.select_related("tranche", "submitted_by", "answered_by"), pk=report_id)
    return _paper("print_lpj", f"lpj-{grant.number}-{report.pk}", report_context(grant, report))
