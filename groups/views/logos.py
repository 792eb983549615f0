"""The logo of a BKM and of a group: handed in, taken away, and shown to those who may see its owner."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.access import Access, ksm_or_404, require_administrator
from groups.areas import bkm_or_404
from groups.forms.places import LogoForm
from groups.models import Bkm, Ksm, Logo
from groups.pages import Crumb, attempt, bkm_crumbs, form_page, ksm_crumbs, posted
from groups.places.logos import remove_logo, set_logo

LEAD = "Dicetak di kepala surat. Surat resmi yang sudah pernah dicetak tetap seperti cetakan pertamanya."


def _page(request, owner: Bkm | Ksm, *, crumbs: list[Crumb], back: str, picture: str):
    form = LogoForm(posted(request), request.FILES or None)
    if form.is_valid() and attempt(form, set_logo, owner=owner, content=form.content(), by=request.user):
        messages.success(request, "Logo sudah disimpan.")
        return redirect(back)
    has_one = Logo.objects.of(owner).exists()
    return form_page(
        request,
        form,
        heading=f"Logo {owner.name}",
        crumbs=crumbs,
        back=back,
        lead=LEAD,
        picture=picture if has_one else "",
        removal=request.path + "hapus/" if has_one else "",
    )


def _remove(request, owner: Bkm | Ksm, leads_to: str):
    remove_logo(owner=owner)
    messages.success(request, "Logo sudah dihapus. Surat memakai lambang biasa.")
    return redirect(leads_to)


def _file(owner: Bkm | Ksm):
    logo = Logo.objects.of(owner).first()
    if logo is None:
        raise Http404
    return HttpResponse(bytes(logo.content), content_type="image/png", headers={"Cache-Control": "private"})


def _administered(request, bkm_id: int) -> Bkm:
    require_administrator(request.user)
    return get_object_or_404(Bkm.objects.counted().select_related("kelurahan"), pk=bkm_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bkm_logo(request, bkm_id: int):
    bkm = _administered(request, bkm_id)
    back, picture = (reverse(f"groups:{name}", args=[bkm.pk]) for name in ("bkm_detail", "bkm_logo_file"))
    return _page(request, bkm, crumbs=bkm_crumbs(bkm), back=back, picture=picture)


@login_required
@require_POST
def bkm_logo_remove(request, bkm_id: int):
    bkm = _administered(request, bkm_id)
    return _remove(request, bkm, reverse("groups:bkm_logo", args=[bkm.pk]))


@login_required
@require_safe
def bkm_logo_file(request, bkm_id: int):
    return _file(bkm_or_404(request.user, bkm_id))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ksm_logo(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    picture = reverse("groups:ksm_logo_file", args=[ksm.pk])
    back = reverse("ksm_detail", args=[ksm.pk])
    return _page(request, ksm, crumbs=ksm_crumbs(ksm), back=back, picture=picture)


@login_required
@require_POST
def ksm_logo_remove(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    return _remove(request, ksm, reverse("groups:ksm_logo", args=[ksm.pk]))


@login_required
@require_safe
def ksm_logo_file(request, ksm_id: int):
    return _file(ksm_or_404(request.user, ksm_id).ksm)
