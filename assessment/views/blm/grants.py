"""Pages of a proposal for BLM Sosial: the list, one grant as a whole, its texts, RAB and members."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.blm.access import blm_refusal, propose_grant, start_proposal
from assessment.blm.forms import BudgetLineForm, GrantForm, GrantMemberForm
from assessment.blm.page import page_context
from assessment.graduation.windows import judge_one
from assessment.tables import grant_table, movement_table
from assessment.views.blm.finding import found, grant_or_404, list_crumbs, page_of_grant
from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.pages import attempt, form_page, ksm_crumbs, posted, press
from ledger.blm.proposing import (
    delete_line,
    delete_member,
    edit_grant,
    save_line,
    save_member,
    unfinished_grants,
)
from ledger.blm.reading import next_act, with_stages


@login_required
@require_safe
def grant_list(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    context: dict = {
        "ksm": ksm,
        "access": access,
        "crumbs": ksm_crumbs(ksm),
        "refusal": blm_refusal(ksm, ksm.today()),
        "grants": [(grant, next_act(grant)) for grant in with_stages(ksm.grants.all())],
        "may_start": not unfinished_grants(ksm).exists(),
    }
    table = partial(grant_table, ksm, context["grants"])
    return page_or_file(request, "assessment/blm/list.html", context, table, place=ksm)


@login_required
@require_safe
def grant_detail(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id)
    ksm = access.ksm
    judgement = judge_one(ksm, ksm.today()).judgement
    context = page_context(grant, access, judgement, ksm.today()) | {"crumbs": list_crumbs(ksm)}
    table = partial(movement_table, ksm, grant, [one for one, _ in context["movements"]])
    return page_or_file(request, "assessment/blm/detail.html", context, table, place=ksm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grant_create(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_write_blm).ksm
    form = GrantForm(posted(request))
    if form.is_valid():
        facts = {"ksm": ksm, "by": request.user, "today": ksm.today(), **form.cleaned_data}
        grant = attempt(form, start_proposal, **facts)
        if grant:
            messages.success(request, f"{grant.number} dibuat. Isi RAB dan anggota yang diusulkan.")
            return redirect("blm:detail", ksm.pk, grant.pk)
    refused = blm_refusal(ksm, ksm.today())
    return form_page(
        request,
        form,
        heading="Usulan BLM Sosial",
        crumbs=list_crumbs(ksm),
        back=reverse("blm:list", args=[ksm.pk]),
        notices=[refused] if refused else [],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grant_update(request, ksm_id: int, grant_id: int):
    _, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    form = GrantForm(posted(request), initial={"background": grant.background, "plan": grant.plan})
    if form.is_valid() and attempt(form, edit_grant, grant=grant, **form.cleaned_data):
        return redirect("blm:detail", ksm_id, grant_id)
    return form_page(request, form, heading=f"Usulan {grant.number}", **page_of_grant(grant))


@login_required
@require_POST
def grant_send(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    if press(request, propose_grant, grant=grant, by=request.user, today=access.ksm.today()):
        messages.success(request, "Usulan dikirim kepada UP-UP.")
    return redirect("blm:detail", ksm_id, grant_id)


def _line(request, grant, line):
    initial = {}
    if line:
        names = ("description", "unit", "unit_price", "swadaya", "blm", "is_lent")
        initial = {name: getattr(line, name) for name in names} | {"volume": line.volume_words}
    form = BudgetLineForm(posted(request), initial=initial)
    if form.is_valid() and attempt(form, save_line, grant=grant, line=line, **form.cleaned_data):
        return redirect("blm:detail", grant.ksm_id, grant.pk)
    heading = "Ubah baris RAB" if line else "Baris RAB baru"
    return form_page(request, form, heading=heading, **page_of_grant(grant))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def line_create(request, ksm_id: int, grant_id: int):
    _, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    return _line(request, grant, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def line_update(request, ksm_id: int, grant_id: int, line_id: int):
    _, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    return _line(request, grant, found(grant.lines, pk=line_id))


def _take_out(request, grant, verb, **facts):
    press(request, verb, grant=grant, **facts)
    return redirect("blm:detail", grant.ksm_id, grant.pk)


@login_required
@require_POST
def line_delete(request, ksm_id: int, grant_id: int, line_id: int):
    _, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    return _take_out(request, grant, delete_line, line=found(grant.lines, pk=line_id))


def _member(request, access, grant, proposed):
    today = access.ksm.today()
    initial = {"priority": grant.members.count() + 1}
    if proposed:
        names = ("member", "priority", "purpose", "requested", "income", "cost")
        initial = {name: getattr(proposed, name) for name in names}
    form = GrantMemberForm(posted(request), members=access.ksm.members.active_on(today), initial=initial)
    facts = {"grant": grant, "proposed": proposed, "today": today}
    if form.is_valid() and attempt(form, save_member, **facts, **form.cleaned_data):
        return redirect("blm:detail", grant.ksm_id, grant.pk)
    heading = "Ubah usulan anggota" if proposed else "Anggota yang diusulkan"
    return form_page(request, form, heading=heading, **page_of_grant(grant))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_create(request, ksm_id: int, grant_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    return _member(request, access, grant, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_update(request, ksm_id: int, grant_id: int, grant_member_id: int):
    access, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    return _member(request, access, grant, found(grant.members, pk=grant_member_id))


@login_required
@require_POST
def member_delete(request, ksm_id: int, grant_id: int, grant_member_id: int):
    _, grant = grant_or_404(request.user, ksm_id, grant_id, Access.can_write_blm)
    return _take_out(request, grant, delete_member, proposed=found(grant.members, pk=grant_member_id))
