"""Decisions about a group: declared, extended, asked for, answered, read as they were frozen."""

from collections.abc import Callable, Iterable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment.graduation.criteria import Finding
from assessment.graduation.decisions import (
    answer_request,
    decision_act,
    declare_passed,
    extend,
    recorded_by,
    request_overruling,
    request_revocation,
    was_corrected,
)
from assessment.graduation.forms import AnswerForm, NoteForm, ReasonForm
from assessment.graduation.freezing import thaw_finding
from assessment.graduation.report import decision_context, live_context
from assessment.graduation.windows import judge_one
from assessment.models import Assessment, DecisionRequest, Kind
from assessment.tables import decision_table
from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.models import Posting
from groups.pages import Evidence, attempt, form_page, ksm_crumbs, posted
from groups.papers.pages import print_paper
from ksm.pdf import file_name, pdf_response, render_pdf


def role_label(access: Access) -> str:
    """The role in which somebody decides, as it is frozen with the decision."""
    role = Posting.Role.FACILITATOR if access.is_facilitator else Posting.Role.VOLUNTEER
    return role.label


def evidence_of(findings: Iterable[Finding]) -> list[Evidence]:
    """The five figures, a sentence each: what will be frozen, or what a second person answers on."""
    states = {True: "MET", False: "NOT_MET", None: "INSUFFICIENT_DATA"}
    return [
        Evidence(
            finding.label,
            f"{finding.arithmetic}, {finding.requirement}. {finding.missing}".strip(),
            "finding",
            states[finding.met],
        )
        for finding in findings
    ]


def evidence_today(ksm) -> list[Evidence]:
    return evidence_of(judge_one(ksm, ksm.today()).judgement.findings)


def assessment_crumbs(ksm):
    return [*ksm_crumbs(ksm), ("Penilaian", reverse("assessment:list", args=[ksm.pk]))]


@login_required
@require_safe
def assessment_list(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    facts, judgement, _ = judge_one(ksm, ksm.today())
    requests = ksm.decision_requests.select_related("requested_by", "answered_by", "result")
    context: dict = {
        "ksm": ksm,
        "access": access,
        "crumbs": ksm_crumbs(ksm),
        "facts": facts,
        "judgement": judgement,
        "decisions": ksm.assessments.filter(kind=Kind.GRADUATION).select_related("decided_by", "second"),
        "requests": requests,
        "foreign": ksm.foreign_decisions.all(),
        "can_extend": judgement.may_extend,
    }
    table = partial(decision_table, ksm, context["decisions"], context["foreign"])
    return page_or_file(request, "assessment/graduation/list.html", context, table, place=ksm)


@login_required
@require_safe
def assessment_detail(request, ksm_id: int, number: int):
    access = ksm_or_404(request.user, ksm_id)
    decision = access.ksm.assessments.filter(kind=Kind.GRADUATION, number=number).first()
    if decision is None:
        raise Http404
    context = {
        "ksm": access.ksm,
        "access": access,
        "crumbs": assessment_crumbs(access.ksm),
        "decision": decision,
        "findings": [thaw_finding(row) for row in decision.findings],
        "corrected": was_corrected(decision),
        "revoked_by": Assessment.objects.filter(revokes=decision).first(),
    }
    return render(request, "assessment/graduation/detail.html", context)


def _decide(request, access: Access, form, verb: Callable, done: str, **page):
    """A page with one form whose verb records a decision; a refusal stands above the form."""
    if form.is_valid() and attempt(form, verb, **form.cleaned_data):
        messages.success(request, done)
        return redirect("assessment:list", access.ksm.pk)
    back = reverse("assessment:list", args=[access.ksm.pk])
    return form_page(request, form, crumbs=assessment_crumbs(access.ksm), back=back, **page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_decide)
    ksm, today = access.ksm, access.ksm.today()
    facts, judgement, _ = judge_one(ksm, today)
    notices = []
    if facts.first and facts.last and recorded_by(ksm, request.user, facts.first, facts.last):
        notices.append("Anda juga menutup lembar pertemuannya. Sebaiknya orang lain yang menetapkan lulus.")
    return _decide(
        request,
        access,
        NoteForm(posted(request)),
        lambda note: declare_passed(
            ksm=ksm, by=request.user, role=role_label(access), as_of=today, note=note
        ),
        f"{ksm.name} dinyatakan lulus sebagai KSM Percontohan.",
        heading=f"Nyatakan lulus {ksm.name}",
        submit="Nyatakan lulus",
        lead="Angka, syarat, nama, dan waktu dibekukan bersama keputusan ini.",
        notices=notices,
        evidence=evidence_of(judgement.findings),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extend_window(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_decide)
    ksm = access.ksm
    return _decide(
        request,
        access,
        ReasonForm(posted(request)),
        lambda reason: extend(
            ksm=ksm, by=request.user, role=role_label(access), as_of=ksm.today(), reason=reason
        ),
        "Perpanjangan dicatat. Mulai sekarang empat pertemuan terakhir yang dinilai.",
        heading=f"Perpanjangan {ksm.name}",
        submit="Catat perpanjangan",
        lead="Minggu terus berjalan; yang dinilai empat pertemuan rutin terakhir.",
        evidence=evidence_today(ksm),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def overrule(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_decide)
    ksm = access.ksm
    return _decide(
        request,
        access,
        ReasonForm(posted(request)),
        lambda reason: request_overruling(ksm=ksm, by=request.user, as_of=ksm.today(), reason=reason),
        "Permintaan dikirim kepada koordinator BKM.",
        heading=f"Minta pengecualian, {ksm.name}",
        submit="Kirim permintaan",
        lead="Koordinator BKM yang memutuskan. Alasan Anda ikut tersimpan dan tercetak.",
        evidence=evidence_today(ksm),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_decide)
    ksm = access.ksm
    return _decide(
        request,
        access,
        ReasonForm(posted(request)),
        lambda reason: request_revocation(ksm=ksm, by=request.user, reason=reason),
        "Permintaan pembatalan dikirim kepada koordinator BKM.",
        heading=f"Minta pembatalan keputusan lulus, {ksm.name}",
        submit="Kirim permintaan",
        lead="Keputusan lama tetap dapat dibaca di samping pembatalannya.",
        is_final=True,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, ksm_id: int, request_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.is_second_person)
    ksm = access.ksm
    asked = ksm.decision_requests.select_related("requested_by").filter(pk=request_id).first()
    if asked is None:
        raise Http404
    return _decide(
        request,
        access,
        AnswerForm(posted(request)),
        lambda answer, note: answer_request(
            request=asked,
            approve=answer == AnswerForm.APPROVE,
            by=request.user,
            as_of=ksm.today(),
            now=timezone.now(),
            note=note,
        ),
        "Jawaban Anda tersimpan.",
        heading=f"{DecisionRequest.Action(asked.action).label}, {ksm.name}",
        evidence=evidence_today(ksm),
        submit="Simpan jawaban",
        lead=f"Diajukan {asked.requested_by}: {asked.reason}",
    )


@login_required
@require_safe
def report_pdf(request, ksm_id: int, number: int):
    access = ksm_or_404(request.user, ksm_id)
    decision = access.ksm.assessments.filter(kind=Kind.GRADUATION, number=number).first()
    if decision is None:
        raise Http404
    ksm, template = access.ksm, "assessment/graduation/print.html"
    act = decision_act(decision, ksm)
    return print_paper(request, ksm, act, template, lambda: decision_context(decision, ksm))


@login_required
@require_safe
def live_report_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    today = ksm.today()
    pdf = render_pdf("assessment/graduation/print.html", live_context(ksm, today))
    return pdf_response(file_name(f"Penilaian kelulusan {ksm.name}", today), pdf)
