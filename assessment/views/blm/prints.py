"""Papers of BLM Sosial: proposal with RAB, verification, agreement, receipt of a tranche, LPJ."""

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from assessment.blm.papers import (
    agreement_acting,
    agreement_context,
    change_context,
    proposal_context,
    receipt_context,
    report_context,
    verification_context,
)
from assessment.views.blm.finding import found, grant_or_404
from groups.members.identity import EDITION, asks_whole_nik, log_disclosure
from groups.papers.pages import print_paper
from ledger.blm.records import (
    agreement_act,
    change_act,
    movement_act,
    proposal_act,
    report_act,
    verification_act,
)
from ledger.models import AccountabilityReport, BlmGrant, BudgetChange

State = BlmGrant.State


@login_required
@require_safe
def proposal_pdf(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id)
    today = access.ksm.today()
    return print_paper(
        request,
        access.ksm,
        proposal_act(grant, today),
        "assessment/blm/print_proposal.html",
        lambda: proposal_context(grant, today),
        is_draft=grant.state == State.DRAFT,
    )


@login_required
@require_safe
def verification_pdf(request, ksm_id: int, grant_id: int):
    """What was found, then also what was decided; the notes about members for those who may see them."""
    access, grant = grant_or_404(request.user, ksm_id, grant_id)
    today, sees_notes = access.ksm.today(), access.sees_eligibility_notes
    stage = "verifikasi" if grant.state == State.VERIFIED else "putusan"
    return print_paper(
        request,
        access.ksm,
        verification_act(grant, today),
        "assessment/blm/print_verification.html",
        lambda: verification_context(grant, today, sees_notes=sees_notes),
        edition=f"{stage} dengan catatan" if sees_notes else stage,
        is_restricted=sees_notes,
        is_draft=grant.state in (State.DRAFT, State.PROPOSED),
    )


@login_required
@require_safe
def agreement_pdf(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id)
    today, is_whole = access.ksm.today(), asks_whole_nik(request, access)
    act = agreement_act(grant, today)
    if is_whole:
        acting = [member for _, member in agreement_acting(grant, today)]
        log_disclosure(ksm=access.ksm, members=acting, paper=act.title, by=request.user)
    return print_paper(
        request,
        access.ksm,
        act,
        "assessment/blm/print_agreement.html",
        lambda: agreement_context(grant, today, is_whole=is_whole),
        edition=EDITION if is_whole else "",
        is_restricted=is_whole,
        is_draft=grant.state != State.AGREED,
    )


@login_required
@require_safe
def change_pdf(request, ksm_id: int, grant_id: int, done_change_id: int):
    """The minutes of a change of the RAB; one that waits or was refused changed nothing and has none."""
    access, grant = grant_or_404(request.user, ksm_id, grant_id)
    changes = grant.budget_changes.filter(state=BudgetChange.State.DONE)
    change = found(changes.select_related("source", "target", "asked_by", "answered_by"), pk=done_change_id)
    template = "assessment/blm/print_change.html"
    act = change_act(grant, change)
    return print_paper(request, access.ksm, act, template, lambda: change_context(grant, change))


@login_required
@require_safe
def receipt_pdf(request, ksm_id: int, grant_id: int, movement_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id)
    movements = grant.movements.select_related("tranche", "entry__reversed_by", "by")
    movement = found(movements, pk=movement_id)
    template = "assessment/blm/print_receipt.html"
    act = movement_act(grant, movement)
    return print_paper(request, access.ksm, act, template, lambda: receipt_context(grant, movement))


@login_required
@require_safe
def report_pdf(request, ksm_id: int, grant_id: int, report_id: int):
    """The LPJ as it was sent, then as it was answered."""
    access, grant = grant_or_404(request.user, ksm_id, grant_id)
    reports = AccountabilityReport.objects.filter(tranche__grant=grant)
    report = found(reports.select_related("tranche", "submitted_by", "answered_by"), pk=report_id)
    return print_paper(
        request,
        access.ksm,
        report_act(grant, report),
        "assessment/blm/print_lpj.html",
        lambda: report_context(grant, report),
        edition=report.state,
    )
