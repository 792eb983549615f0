"""Trainings of a group's members and of its BKM: who came, and coverage per topic."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.areas import mentored_bkm_or_404
from groups.exporting import page_or_file
from groups.forms.journey import MemberTrainingForm, TrainingForm
from groups.models import ProgramRule, Training
from groups.pages import attempt, bkm_crumbs, form_page, path_crumbs, posted
from groups.path.training import attendance_of, training_coverage
from groups.path.travelling import record_training
from groups.registers.withdraw_page import withdraw_page
from groups.registers.withdrawing import withdrawn_rows
from groups.tables import training_table


@login_required
@require_safe
def training_list(request, ksm_id: int):
    """Every training of the group with who came, and which member had which topic."""
    access = ksm_or_404(request.user, ksm_id)
    ksm, today = access.ksm, access.ksm.today()
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": path_crumbs(ksm),
        "coverage": training_coverage(ksm, today),
        "percent": ProgramRule.objects.in_force_on(today).trained_min_percent,
        "topics": [topic.label for topic in Training.REQUIRED],
        "attendance": attendance_of(ksm, today),
        "trainings": ksm.trainings.prefetch_related("members"),
        "withdrawn": [(str(row), row) for row in withdrawn_rows(Training, ksm=ksm)],
    }
    table = partial(training_table, ksm, context["attendance"])
    return page_or_file(request, "groups/path/trainings.html", context, table, place=ksm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def training_create(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_record).ksm
    today = ksm.today()
    form = MemberTrainingForm(
        posted(request), members=ksm.members.active_on(today), initial={"held_on": today}
    )
    if form.is_valid():
        facts = {"bkm": ksm.bkm, "ksm": ksm, "today": today, "by": request.user}
        if attempt(form, record_training, **facts, **form.cleaned_data):
            messages.success(request, "Pelatihan dicatat.")
            return redirect("path", ksm.pk)
    back = reverse("path", args=[ksm.pk])
    return form_page(request, form, heading="Pelatihan anggota", crumbs=path_crumbs(ksm), back=back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def training_withdraw(request, ksm_id: int, training_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    row = get_object_or_404(ksm.trainings, pk=training_id)
    back = reverse("groups:training_list", args=[ksm.pk])
    facts = {"today": ksm.today(), "crumbs": path_crumbs(ksm), "back": back}
    return withdraw_page(request, row, what=f"pelatihan: {row}", **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bkm_training_withdraw(request, bkm_id: int, bkm_training_id: int):
    bkm = mentored_bkm_or_404(request.user, bkm_id)
    row = get_object_or_404(bkm.trainings, pk=bkm_training_id, ksm=None)
    back = reverse("groups:bkm_path", args=[bkm.pk])
    facts = {"today": bkm.today(), "crumbs": bkm_crumbs(bkm), "back": back}
    return withdraw_page(request, row, what=f"pelatihan: {row}", **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bkm_training_create(request, bkm_id: int):
    bkm = mentored_bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    form = TrainingForm(posted(request), initial={"held_on": today})
    if form.is_valid():
        facts = {"bkm": bkm, "ksm": None, "members": [], "today": today, "by": request.user}
        if attempt(form, record_training, **facts, **form.cleaned_data):
            messages.success(request, "Pelatihan dicatat.")
            return redirect("groups:bkm_path", bkm.pk)
    back = reverse("groups:bkm_path", args=[bkm.pk])
    return form_page(
        request, form, heading="Pelatihan BKM, UP-UP, atau relawan", crumbs=bkm_crumbs(bkm), back=back
    )
