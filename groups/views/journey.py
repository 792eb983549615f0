"""The path of a group and of its BKM: steps, checklists, trainings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.agreements.five_rules import agreement_act, rules_by_kind, version_on, wording_of
from groups.agreements.paper import agreement_context
from groups.areas import bkm_or_404, mentored_bkm_or_404, mentored_bkms
from groups.forms.journey import StepForm
from groups.models import CommunityStatus, StepRecord, Training
from groups.pages import attempt, bkm_crumbs, form_page, path_crumbs, posted
from groups.papers.pages import asked_paper_day, print_paper
from groups.path.deeds import FOUNDING_STEPS, step_act
from groups.path.steps import BY_CODE, STEPS, Level
from groups.path.travelling import record_step, step_words
from groups.registers.lists import BY_OWNER
from groups.registers.step_paper import step_context
from groups.registers.withdraw_page import withdraw_page
from groups.registers.withdrawing import withdrawn_rows
from ksm.pdf import file_name, pdf_response, render_pdf


def _step(request, form, *, bkm, ksm, code, today, back, crumbs):
    """The page of one step's record, for a group or a BKM."""
    step = BY_CODE.get(code)
    if step is None:
        raise Http404
    if form.is_valid():
        facts = {"bkm": bkm, "ksm": ksm, "code": code, "today": today, "by": request.user}
        if attempt(form, record_step, **facts, **form.facts()):
            messages.success(request, f"{step.label} dicatat.")
            return redirect(back)
    return form_page(request, form, heading=step.label, crumbs=crumbs, back=back, lead=step.regular)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_record(request, ksm_id: int, slug: str):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_record).ksm
    return _step(
        request,
        StepForm(posted(request), request.FILES or None),
        bkm=ksm.bkm,
        ksm=ksm,
        code=slug,
        today=ksm.today(),
        back=reverse("path", args=[ksm.pk]),
        crumbs=path_crumbs(ksm),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bkm_step_record(request, bkm_id: int, slug: str):
    bkm = mentored_bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    return _step(
        request,
        StepForm(posted(request), request.FILES or None),
        bkm=bkm,
        ksm=None,
        code=slug,
        today=today,
        back=reverse("groups:bkm_path", args=[bkm.pk]),
        crumbs=bkm_crumbs(bkm),
    )


def _file_of(record: StepRecord | None):
    if record is None or record.attachment is None:
        raise Http404
    kept = record.attachment
    return HttpResponse(
        bytes(kept.content),
        content_type=kept.content_type,
        headers={"Content-Disposition": f'attachment; filename="lampiran-{record.pk}{kept.ending}"'},
    )


def _every_step(**owner):
    """The paper of a step that was withdrawn stays readable too."""
    return StepRecord.everything.filter(**owner).select_related("attachment")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_withdraw(request, ksm_id: int, record_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    row = get_object_or_404(ksm.steps, pk=record_id)
    back = reverse("path", args=[ksm.pk])
    facts = {"today": ksm.today(), "crumbs": path_crumbs(ksm), "back": back}
    return withdraw_page(request, row, what=f"langkah: {step_words(row)}", **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bkm_step_withdraw(request, bkm_id: int, bkm_record_id: int):
    bkm = mentored_bkm_or_404(request.user, bkm_id)
    row = get_object_or_404(bkm.steps, pk=bkm_record_id, ksm=None)
    back = reverse("groups:bkm_path", args=[bkm.pk])
    facts = {"today": bkm.today(), "crumbs": bkm_crumbs(bkm), "back": back}
    return withdraw_page(request, row, what=f"langkah BKM: {step_words(row)}", **facts)


@login_required
@require_safe
def step_file(request, ksm_id: int, record_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    return _file_of(_every_step(ksm=ksm).filter(pk=record_id).first())


@login_required
@require_safe
def step_pdf(request, ksm_id: int, record_id: int):
    """The berita acara of a step; that of the founding is an official paper."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    record = get_object_or_404(ksm.steps, pk=record_id)
    act, template = step_act(record), "groups/path/print_step.html"
    if record.code in FOUNDING_STEPS:
        return print_paper(request, ksm, act, template, lambda: step_context(record, ksm))
    name = file_name(f"{act.title} {ksm.name}", act.day)
    return pdf_response(name, render_pdf(template, step_context(record, ksm)))


@login_required
@require_safe
def bkm_step_file(request, bkm_id: int, bkm_record_id: int):
    bkm = bkm_or_404(request.user, bkm_id)
    return _file_of(_every_step(bkm=bkm, ksm=None).filter(pk=bkm_record_id).first())


@login_required
@require_safe
def agreement_pdf(request, ksm_id: int):
    """The group's agreement (kesepakatan bersama) for everybody's signature; an older one by its day."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    today, asked = ksm.today(), asked_paper_day(request, "versi")
    newest = version_on(ksm, today)
    day = asked or newest or today
    if asked and version_on(ksm, asked) != asked:
        raise Http404
    return print_paper(
        request,
        ksm,
        agreement_act(day),
        "groups/agreements/print.html",
        lambda: agreement_context(ksm, day, today if day == newest else day),
        edition=wording_of(rules_by_kind(ksm, day)),
        is_draft=newest is None,
    )


@login_required
@require_safe
def bkm_path(request, bkm_id: int):
    """What the BKM did for all its groups: the first steps, trainings, and its registers."""
    bkm = bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    records = list(bkm.steps.filter(ksm=None).select_related("attachment").defer("attachment__content"))
    context = {
        "bkm": bkm,
        "crumbs": bkm_crumbs(bkm),
        "can_edit": mentored_bkms(request.user, today).filter(pk=bkm.pk).exists(),
        "steps": [
            (step, [record for record in records if record.code == step.code])
            for step in STEPS
            if step.level == Level.BKM
        ],
        "registers": BY_OWNER["bkm"].values(),
        "trainings": bkm.trainings.filter(ksm=None),
        "withdrawn_steps": [(step_words(row), row) for row in withdrawn_rows(StepRecord, bkm=bkm, ksm=None)],
        "withdrawn_trainings": [(str(row), row) for row in withdrawn_rows(Training, bkm=bkm, ksm=None)],
        "statuses": bkm.statuses.all(),
        "withdrawn_statuses": [
            (f"{row}: {row.assessor}, {row.source}, {row.reason}", row)
            for row in withdrawn_rows(CommunityStatus, bkm=bkm)
        ],
    }
    return render(request, "groups/path/bkm_path.html", context)
