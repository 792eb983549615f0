"""The growth of a group beside its community: evidence, the stages given, and giving one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.areas import mentored_bkm_or_404
from groups.forms.growth import CommunityStatusForm, StageForm
from groups.models import GrowthStage
from groups.pages import attempt, bkm_crumbs, form_page, ksm_crumbs, posted
from groups.path.growing import set_community_status, set_stage
from groups.registers.withdraw_page import withdraw_page
from groups.registers.withdrawing import withdrawn_rows
from ksm.group.growth import FUNDS_BY_STAGE, LEARNS_BY_STATUS, evidence_of, proposed_stage, sources_of_funds


@login_required
@require_safe
def growth(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    evidence = evidence_of(ksm, ksm.today())
    proposed = proposed_stage(evidence)
    community = ksm.bkm.statuses.first()
    stages = list(ksm.stages.select_related("decided_by").defer("attachment__content"))
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": ksm_crumbs(ksm),
        "stages": stages,
        "by_stage": [
            (stage.label, FUNDS_BY_STAGE[stage], [one for one in evidence if one.stage == stage])
            for stage in GrowthStage.Stage
        ],
        "proposed": GrowthStage.Stage(proposed).label if proposed else "",
        "community": community,
        "learns": LEARNS_BY_STATUS[community.status] if community else "",
        "sources": sources_of_funds(ksm, ksm.today()),
        "withdrawn": [
            (f"{row}: {row.reason} ({row.decided_by})", row)
            for row in withdrawn_rows(GrowthStage, ksm=ksm)
            .select_related("withdrawn_by", "decided_by")
            .defer("attachment__content")
        ],
    }
    return render(request, "ksm/group/growth.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_create(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    form = StageForm(posted(request), request.FILES or None, initial={"decided_on": ksm.today()})
    if form.is_valid() and attempt(
        form, set_stage, ksm=ksm, today=ksm.today(), by=request.user, **form.facts()
    ):
        messages.success(request, "Tahap KSM ditetapkan.")
        return redirect("growth", ksm.pk)
    back = reverse("growth", args=[ksm.pk])
    return form_page(
        request,
        form,
        heading="Tetapkan tahap KSM",
        crumbs=[*ksm_crumbs(ksm), ("Pertumbuhan", back)],
        back=back,
    )


@login_required
@require_safe
def stage_file(request, ksm_id: int, stage_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    rows = GrowthStage.everything.filter(ksm=ksm)  # of a withdrawn one too
    row = rows.select_related("attachment").filter(pk=stage_id).first()
    if row is None or row.attachment is None:
        raise Http404
    kept = row.attachment
    return HttpResponse(
        bytes(kept.content),
        content_type=kept.content_type,
        headers={"Content-Disposition": f'attachment; filename="tahap-{row.pk}{kept.ending}"'},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_withdraw(request, ksm_id: int, stage_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    row = get_object_or_404(ksm.stages.defer("attachment__content"), pk=stage_id)
    back = reverse("growth", args=[ksm.pk])
    facts = {"today": ksm.today(), "crumbs": [*ksm_crumbs(ksm), ("Pertumbuhan", back)], "back": back}
    return withdraw_page(request, row, what=f"penetapan tahap: {row}", **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def community_status_withdraw(request, bkm_id: int, status_id: int):
    bkm = mentored_bkm_or_404(request.user, bkm_id)
    row = get_object_or_404(bkm.statuses, pk=status_id)
    back = reverse("groups:bkm_path", args=[bkm.pk])
    facts = {"today": bkm.today(), "crumbs": bkm_crumbs(bkm), "back": back}
    return withdraw_page(request, row, what=f"status masyarakat: {row}", **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def community_status_create(request, bkm_id: int):
    bkm = mentored_bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    form = CommunityStatusForm(posted(request), initial={"assessed_on": today})
    if form.is_valid() and attempt(
        form, set_community_status, bkm=bkm, today=today, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "Status masyarakat dicatat.")
        return redirect("groups:bkm_path", bkm.pk)
    back = reverse("groups:bkm_path", args=[bkm.pk])
    return form_page(request, form, heading="Status masyarakat", crumbs=bkm_crumbs(bkm), back=back)
