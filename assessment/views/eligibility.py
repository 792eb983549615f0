"""Eligibility for BLM Sosial: what the records say, what people saw, recommended, decided, printed."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment.eligibility.criteria import HOLDS, PEOPLE_ITEMS, Verdict, recommends
from assessment.eligibility.decisions import (
    answer_eligibility,
    decision_act,
    propose_eligibility,
    record_visit,
    refusal_of,
)
from assessment.eligibility.facts import assess_eligibility, unlisted
from assessment.eligibility.forms import DecisionForm, ProposalForm, VisitForm
from assessment.eligibility.freezing import without_notes
from assessment.eligibility.report import eligibility_context
from assessment.eligibility.status import UNDECIDED, decided_by_ksm, eligibility_of
from assessment.graduation.decisions import was_corrected
from assessment.models import Assessment, EligibilityCheck, Kind
from assessment.tables import eligibility_table
from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.pages import Evidence, attempt, form_page, ksm_crumbs, posted
from groups.papers.pages import print_paper
from groups.registers.withdraw_page import withdraw_page
from groups.registers.withdrawing import withdrawn_rows
from ksm.dates import date_in_words


def _page(ksm):
    """Where the forms lead back to, and their breadcrumbs."""
    back = reverse("assessment:eligibility", args=[ksm.pk])
    return {"back": back, "crumbs": [*ksm_crumbs(ksm), ("Kelayakan", back)]}


def _evidence(ksm) -> list[Evidence]:
    """What does not hold today, or that all of it does."""
    _, findings, _ = assess_eligibility(ksm, ksm.today())
    unmet = [
        Evidence(one.label, one.missing or one.figure, "verdict", one.verdict)
        for one in findings
        if one.verdict not in HOLDS
    ]
    return unmet or [Evidence("Semua syarat", "", "verdict", Verdict.MET)]


def _check_words(check: EligibilityCheck, access: Access) -> str:
    """A look of people in one line; its note for those who may read it (domain.md 10)."""
    met = "terpenuhi" if check.met else "tidak terpenuhi"
    note = f": {check.note}" if check.note and access.sees_eligibility_notes else ""
    label = PEOPLE_ITEMS.get(check.code, check.code)
    return f"{label}: {met}, {date_in_words(check.seen_on)}, {check.by}{note}"


def _corrected(proposals) -> Assessment | None:
    """The newest decision, if facts that it rests on changed afterwards (J23)."""
    newest = next((one.result for one in proposals if one.result), None)
    return newest if newest and was_corrected(newest) else None


@login_required
@require_safe
def eligibility(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm, today = access.ksm, access.ksm.today()
    _, findings, limits = assess_eligibility(ksm, today)
    decided = decided_by_ksm([ksm.pk]).get(ksm.pk, UNDECIDED)
    proposals = ksm.eligibility_proposals.select_related("proposed_by", "answered_by", "result")
    context: dict = {
        "ksm": ksm,
        "access": access,
        "crumbs": ksm_crumbs(ksm),
        "state": eligibility_of(ksm, ksm.week_on(today), limits.from_week, decided),
        "refusal": refusal_of(ksm, today),
        "findings": findings if access.sees_eligibility_notes else without_notes(findings),
        "people_codes": list(PEOPLE_ITEMS),
        "unlisted": unlisted(ksm, today) if access.sees_ps2 else (),
        "recommended": recommends(findings),
        "unmet": sum(one.verdict == Verdict.NOT_MET for one in findings),
        "unjudged": sum(one.verdict == Verdict.UNKNOWN for one in findings),
        "proposals": proposals,
        "foreign": ksm.foreign_decisions.filter(kind=Kind.ELIGIBILITY),
        "waiting": [one for one in proposals if one.state == "WAITING"],
        "corrected": _corrected(proposals),
        "checks": [
            (_check_words(one, access), one)
            for one in ksm.eligibility_checks.select_related("by").order_by("-pk")
        ],
        "withdrawn": [
            (_check_words(row, access), row)
            for row in withdrawn_rows(EligibilityCheck, ksm=ksm).select_related("withdrawn_by", "by")
        ],
    }
    table = partial(eligibility_table, ksm, context["findings"])
    return page_or_file(request, "assessment/eligibility/page.html", context, table, place=ksm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request, ksm_id: int):
    """All that a visit sees, on one page."""
    ksm = ksm_or_404(request.user, ksm_id, Access.can_check_eligibility).ksm
    today = ksm.today()
    form = VisitForm(posted(request), initial={"seen_on": today})
    if form.is_valid() and attempt(form, record_visit, ksm=ksm, by=request.user, today=today, **form.facts()):
        messages.success(request, "Yang Anda lihat sudah dicatat.")
        return redirect("assessment:eligibility", ksm.pk)
    context = {"form": form, "ksm": ksm, **_page(ksm)}
    return render(request, "assessment/eligibility/visit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_withdraw(request, ksm_id: int, slug: str, check_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_check_eligibility).ksm
    row = get_object_or_404(ksm.eligibility_checks, code=slug, pk=check_id)
    what = f"hasil peninjauan: {PEOPLE_ITEMS.get(slug, slug)}, {date_in_words(row.seen_on)}"
    return withdraw_page(request, row, what=what, today=ksm.today(), **_page(ksm))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_assess_eligibility)
    ksm, today = access.ksm, access.ksm.today()
    form = ProposalForm(posted(request))
    if form.is_valid() and attempt(
        form, propose_eligibility, ksm=ksm, by=request.user, as_of=today, **form.cleaned_data
    ):
        messages.success(request, "Rekomendasi dikirim kepada koordinator BKM.")
        return redirect("assessment:eligibility", ksm.pk)
    refused = refusal_of(ksm, today)
    return form_page(
        request,
        form,
        heading=f"Rekomendasi kelayakan {ksm.name}",
        submit="Kirim rekomendasi",
        lead="Koordinator BKM yang memutuskan. Aplikasi hanya menunjukkan syarat yang belum terpenuhi.",
        notices=[refused] if refused else [],
        evidence=_evidence(ksm),
        **_page(ksm),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, ksm_id: int, proposal_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.is_second_person).ksm
    proposal = ksm.eligibility_proposals.select_related("proposed_by").filter(pk=proposal_id).first()
    if proposal is None:
        raise Http404
    form = DecisionForm(posted(request))
    approve = form.is_valid() and form.cleaned_data["answer"] == DecisionForm.APPROVE
    facts = {"proposal": proposal, "approve": approve, "by": request.user, "as_of": ksm.today()}
    if form.is_valid() and attempt(
        form, answer_eligibility, now=timezone.now(), note=form.cleaned_data["note"], **facts
    ):
        messages.success(request, "Keputusan Anda tersimpan.")
        return redirect("assessment:eligibility", ksm.pk)
    return form_page(
        request,
        form,
        heading=f"Kelayakan {ksm.name}: {proposal.get_outcome_display().lower()}?",
        submit="Simpan keputusan",
        lead=f"Direkomendasikan {proposal.proposed_by}, {proposal.proposed_role}. {proposal.reason}",
        evidence=_evidence(ksm),
        **_page(ksm),
    )


@login_required
@require_safe
def report_pdf(request, ksm_id: int, eligibility_number: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    decisions = ksm.assessments.filter(kind=Kind.ELIGIBILITY).select_related("proposal")
    decision = decisions.filter(number=eligibility_number).first()
    if decision is None:
        raise Http404
    template = "assessment/eligibility/print.html"
    return print_paper(
        request, ksm, decision_act(decision), template, lambda: eligibility_context(decision, ksm)
    )
