"""BKM and their units, and the searches behind the pick lists."""

import re
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import answers_for, require_administrator, roles_of
from groups.areas import bkm_or_404, mentored_bkms, visible_bkms
from groups.exporting import page_or_file
from groups.first_steps import FirstSteps, administrator_steps
from groups.forms.picking import BKM_SOURCE, KSM_SOURCE, Source, picks, region_source
from groups.forms.places import BkmFilter, BkmForm, KelurahanForm, MoveForm, facts_of
from groups.handing_over import handovers_of
from groups.members.papers import beneficiaries_context
from groups.models import Bkm, Ksm, Logo, Posting, Region, RegionChange
from groups.pages import attempt, bkm_crumbs, form_page, page_of, posted, warn
from groups.places.bkm import create_bkm, update_bkm
from groups.places.moving import left_behind, move_bkm
from groups.places.paper import bkm_register_context
from groups.places.regions import add_kelurahan
from groups.registers.lists import BY_OWNER
from groups.registers.withdrawing import taken_out_ksms
from groups.tables import bkm_table, region_table
from ksm.pdf import file_name, pdf_response, render_pdf

FIELD_NAME = re.compile(r"[a-z_]{1,30}\Z")


def _search(request, source: Source):
    name = request.GET.get("isian", "")
    if not FIELD_NAME.match(name):
        return HttpResponseBadRequest("Nama isian tidak dikenal.")
    typed = request.GET.get(f"{name}_cari", "").replace("\x00", "")
    context = {"name": name, "typed": typed, "picks": picks(source.search(typed))}
    return render(request, "groups/widgets/_picks.html", context)


@login_required
@require_safe
def region_search(request):
    """Official regions are public knowledge: anybody who is logged in may search them."""
    known = {str(level.value): level.value for level in Region.Level}
    asked = request.GET.get("tingkat", "").split("-")
    return _search(request, region_source(tuple(known[text] for text in asked if text in known)))


@login_required
@require_safe
def bkm_search(request):
    require_administrator(request.user)
    return _search(request, BKM_SOURCE)


@login_required
@require_safe
def ksm_search(request):
    require_administrator(request.user)
    return _search(request, KSM_SOURCE)


def _is_administrator(user) -> bool:
    return Posting.Role.ADMINISTRATOR in roles_of(user)


def _first(is_administrator: bool) -> FirstSteps | None:
    return administrator_steps(timezone.localdate()) if is_administrator else None


@login_required
@require_safe
def bkm_list(request):
    bkms = visible_bkms(request.user, timezone.localdate()).select_related("kelurahan")
    can_create = _is_administrator(request.user)
    listing = BkmFilter(request.GET, bkms.prefetch_related("units").order_by("name", "pk"))
    context = {
        "filter": listing,
        "page": page_of(request, listing.qs),
        "is_filtered": bool(request.GET.get("cari") or request.GET.get("unit")),
        "can_create": can_create,
        "first": _first(can_create),
    }
    table = partial(bkm_table, listing.qs)
    return page_or_file(request, "groups/places/list.html", context, table)


@login_required
@require_safe
def bkm_detail(request, bkm_id):
    bkm = bkm_or_404(request.user, bkm_id)
    today, can_update = bkm.today(), _is_administrator(request.user)
    context = {
        "bkm": bkm,
        "units": bkm.units.all(),
        "postings": bkm.postings.on(today).select_related("user").order_by("role", "user__full_name"),
        "ksms": Ksm.objects.visible_to(request.user, today).filter(bkm=bkm).order_by("name"),
        "moves": bkm.moves.select_related("by").order_by("-on", "-pk"),
        "taken_out": taken_out_ksms(bkm),
        "can_update": can_update,
        "sees_trail": answers_for(request.user, bkm, today),
        "first": _first(can_update),
        "sees_ps2": Ksm.objects.ps2_visible_to(request.user, today).filter(bkm=bkm).exists(),
        "has_logo": Logo.objects.of(bkm).exists(),
        "registers": BY_OWNER["bkm"].values(),
        "is_mentored": mentored_bkms(request.user, today).filter(pk=bkm.pk).exists(),
        "handovers": handovers_of(bkm, request.user, today),
    }
    return render(request, "groups/places/detail.html", context)


@login_required
@require_safe
def bkm_register_pdf(request, bkm_id: int):
    """The groups of a BKM that the reader may see, with purpose, officers and rules."""
    bkm = bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    ksms = Ksm.objects.visible_to(request.user, today).filter(bkm=bkm).order_by("name", "pk")
    context = bkm_register_context(bkm, ksms, today)
    name = file_name(f"Daftar KSM {bkm.name}", today)
    return pdf_response(name, render_pdf("groups/places/print_register.html", context))


@login_required
@require_safe
def beneficiaries_pdf(request, bkm_id: int):
    """The households that groups of a BKM work for, of those whose PS-2 the reader may see (J15)."""
    bkm = bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    ksms = list(Ksm.objects.ps2_visible_to(request.user, today).filter(bkm=bkm))
    if not ksms:
        raise PermissionDenied
    context = beneficiaries_context(bkm, ksms, today)
    name = file_name(f"Daftar penerima manfaat {bkm.name}", today)
    return pdf_response(name, render_pdf("groups/places/print_beneficiaries.html", context))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bkm_create(request):
    require_administrator(request.user)
    initial = {"units": ["UPK", "UPL", "UPS"], "kelurahan": request.GET.get("kelurahan", "")[:13]}
    form = BkmForm(posted(request), initial=initial)
    if form.is_valid() and (bkm := attempt(form, create_bkm, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{bkm.name} sudah dicatat.")
        return redirect("groups:bkm_detail", bkm.pk)
    back = reverse("groups:bkm_list")
    return form_page(request, form, heading="BKM baru", crumbs=[("BKM", back)], back=back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bkm_move(request, bkm_id):
    """The BKM and all its groups under the code of another kelurahan (pemekaran)."""
    require_administrator(request.user)
    bkm = get_object_or_404(Bkm.objects.counted().select_related("kelurahan"), pk=bkm_id)
    old, today = bkm.kelurahan, bkm.today()
    form = MoveForm(posted(request), initial={"on": today})
    facts = form.cleaned_data if form.is_valid() else None
    if facts and (move := attempt(form, move_bkm, bkm=bkm, today=today, by=request.user, **facts)):
        messages.success(request, f"{bkm.name} pindah ke {move.region.full_name}.")
        warn(
            request,
            [
                f"{posting.user.full_name} bertugas di {region.name} dan tidak lagi melihat BKM ini."
                for posting, region in left_behind(move.bkm, old, today)
            ],
        )
        return redirect("groups:bkm_detail", bkm.pk)
    back = reverse("groups:bkm_detail", args=[bkm.pk])
    lead = f"Sekarang: {old.full_name} ({old.code}). Semua KSM-nya ikut pindah."
    return form_page(
        request,
        form,
        heading="Pindah wilayah",
        crumbs=bkm_crumbs(bkm),
        back=back,
        lead=lead,
        submit="Pindahkan",
    )


@login_required
@require_safe
def region_list(request):
    """What changed in the list of regions, newest first."""
    require_administrator(request.user)
    changes = RegionChange.objects.select_related("region", "bkm", "by")
    context = {
        "page": page_of(request, changes),
        "ended": Region.objects.filter(ended_on__isnull=False).count(),
    }
    table = partial(region_table, changes)
    return page_or_file(request, "groups/places/region_list.html", context, table)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def region_create(request):
    require_administrator(request.user)
    form = KelurahanForm(posted(request))
    facts = form.cleaned_data if form.is_valid() else None
    if facts and (
        region := attempt(form, add_kelurahan, today=timezone.localdate(), by=request.user, **facts)
    ):
        messages.success(request, f"{region.full_name} ({region.code}) sudah ditambahkan.")
        return redirect("groups:region_list")
    back = reverse("groups:region_list")
    lead = "Hanya untuk kelurahan atau desa yang belum ada di daftar resmi."
    return form_page(
        request, form, heading="Tambah kelurahan", crumbs=[("Wilayah", back)], back=back, lead=lead
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bkm_update(request, bkm_id):
    require_administrator(request.user)
    bkm = get_object_or_404(Bkm.objects.counted().select_related("kelurahan"), pk=bkm_id)
    form = BkmForm(posted(request), initial=facts_of(bkm))
    if form.is_valid() and attempt(form, update_bkm, bkm=bkm, by=request.user, **form.cleaned_data):
        messages.success(request, "Data BKM sudah disimpan.")
        return redirect("groups:bkm_detail", bkm.pk)
    back = reverse("groups:bkm_detail", args=[bkm.pk])
    return form_page(request, form, heading="Ubah BKM", crumbs=bkm_crumbs(bkm), back=back)
