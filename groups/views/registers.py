"""The simple lists of a group and of a BKM, shown and changed the same way."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.areas import bkm_or_404, mentored_bkm_or_404, mentored_bkms
from groups.exporting import page_or_file
from groups.forms.journey import register_form
from groups.pages import attempt, bkm_crumbs, form_page, page_of, path_crumbs, posted
from groups.registers.keeping import keep_line
from groups.registers.lists import BY_OWNER, Register
from groups.registers.paper import register_context
from groups.registers.withdraw_page import withdraw_page
from groups.registers.withdrawing import withdrawn_rows
from groups.tables import register_table
from ksm.pdf import file_name, pdf_response, render_pdf


def _register(owner: str, slug: str) -> Register:
    if slug not in BY_OWNER[owner]:
        raise Http404
    return BY_OWNER[owner][slug]


def _ksm_register(user, ksm_id: int, slug: str, *, edit: bool):
    """The group and its register; who may not see PS-2 does not see a list of poor families (J15)."""
    access = ksm_or_404(user, ksm_id, Access.can_edit if edit else None)
    register = _register("ksm", slug)
    if register.ps2_only and not access.sees_ps2:
        raise PermissionDenied
    return access, register


def _list(request, register: Register, owner, *, urls: str, can_edit: bool, crumbs):
    rows = register.model.objects.filter(**{register.owner: owner})
    page = page_of(request, rows)
    context = {
        "register": register,
        "owner": owner,
        "page": page,
        "lines": [(row, register.cells(row)) for row in page],
        "can_edit": can_edit,
        "crumbs": crumbs,
        "new_url": reverse(f"groups:{urls}_create", args=[owner.pk, register.slug]),
        "update_name": f"groups:{urls}_update",
        "withdraw_name": f"groups:{urls}_withdraw",
        "withdrawn": [
            (" · ".join(map(str, register.cells(row))), row)
            for row in withdrawn_rows(register.model, **{register.owner: owner})
        ],
        "pdf_url": reverse("groups:register_pdf", args=[owner.pk, register.slug]) if register.paper else "",
    }
    table = partial(register_table, register, owner, rows)
    return page_or_file(request, "groups/registers/register.html", context, table, place=owner)


def _edit(request, register: Register, owner, *, urls: str, crumbs, today, row=None):
    proposed = None if row else request.GET
    form = register_form(register, owner, posted(request), row, today=today, proposed=proposed)
    back = reverse(f"groups:{urls}_list", args=[owner.pk, register.slug])
    if form.is_valid() and attempt(form, keep_line, register=register, line=form.instance, by=request.user):
        messages.success(request, f"{register.title} tersimpan.")
        return redirect(back)
    heading = register.title if row else register.new
    return form_page(request, form, heading=heading, crumbs=[*crumbs, (register.title, back)], back=back)


@login_required
@require_safe
def ksm_register_list(request, ksm_id: int, slug: str):
    access, register = _ksm_register(request.user, ksm_id, slug, edit=False)
    crumbs = path_crumbs(access.ksm)
    return _list(request, register, access.ksm, urls="register", can_edit=access.can_edit, crumbs=crumbs)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ksm_register_create(request, ksm_id: int, slug: str):
    access, register = _ksm_register(request.user, ksm_id, slug, edit=True)
    ksm = access.ksm
    return _edit(request, register, ksm, urls="register", crumbs=path_crumbs(ksm), today=ksm.today())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ksm_register_update(request, ksm_id: int, slug: str, entry_id: int):
    access, register = _ksm_register(request.user, ksm_id, slug, edit=True)
    ksm = access.ksm
    row = get_object_or_404(register.model, pk=entry_id, ksm=ksm)
    facts: dict[str, Any] = {"urls": "register", "crumbs": path_crumbs(ksm), "today": ksm.today()}
    return _edit(request, register, ksm, row=row, **facts)


def _withdraw(request, register: Register, row, *, owner, urls: str, crumbs, today):
    back = reverse(f"groups:{urls}_list", args=[owner.pk, register.slug])
    crumbs = [*crumbs, (register.title, back)]
    return withdraw_page(
        request, row, what=f"dari {register.title.lower()}: {row}", today=today, crumbs=crumbs, back=back
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ksm_register_withdraw(request, ksm_id: int, slug: str, entry_id: int):
    access, register = _ksm_register(request.user, ksm_id, slug, edit=True)
    ksm = access.ksm
    row = get_object_or_404(register.model, pk=entry_id, ksm=ksm)
    facts: dict[str, Any] = {"urls": "register", "crumbs": path_crumbs(ksm), "today": ksm.today()}
    return _withdraw(request, register, row, owner=ksm, **facts)


@login_required
@require_safe
def ksm_register_pdf(request, ksm_id: int, slug: str):
    """The list with the columns of the programme's form, for those that have a paper."""
    access, register = _ksm_register(request.user, ksm_id, slug, edit=False)
    if register.paper is None:
        raise Http404
    context = register_context(access.ksm, register, access.ksm.today())
    name = file_name(f"{register.paper.title} {access.ksm.name}", context["as_of"])
    return pdf_response(name, render_pdf("groups/registers/print_register.html", context))


@login_required
@require_safe
def bkm_register_list(request, bkm_id: int, slug: str):
    bkm = bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    can_edit = mentored_bkms(request.user, today).filter(pk=bkm.pk).exists()
    register = _register("bkm", slug)
    return _list(request, register, bkm, urls="bkm_register", can_edit=can_edit, crumbs=bkm_crumbs(bkm))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bkm_register_create(request, bkm_id: int, slug: str):
    bkm = mentored_bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    facts: dict[str, Any] = {"urls": "bkm_register", "crumbs": bkm_crumbs(bkm), "today": today}
    return _edit(request, _register("bkm", slug), bkm, **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bkm_register_update(request, bkm_id: int, slug: str, bkm_entry_id: int):
    bkm = mentored_bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    register = _register("bkm", slug)
    row = get_object_or_404(register.model, pk=bkm_entry_id, bkm=bkm)
    facts: dict[str, Any] = {"urls": "bkm_register", "crumbs": bkm_crumbs(bkm), "today": today}
    return _edit(request, register, bkm, row=row, **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bkm_register_withdraw(request, bkm_id: int, slug: str, bkm_entry_id: int):
    bkm = mentored_bkm_or_404(request.user, bkm_id)
    register = _register("bkm", slug)
    row = get_object_or_404(register.model, pk=bkm_entry_id, bkm=bkm)
    facts: dict[str, Any] = {"urls": "bkm_register", "crumbs": bkm_crumbs(bkm), "today": bkm.today()}
    return _withdraw(request, register, row, owner=bkm, **facts)
