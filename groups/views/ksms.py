"""Groups: the list, registering, the profile, start and end of mentoring."""

from copy import copy
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.areas import mentored_bkms, visible_bkms
from groups.exporting import bkms_of, page_or_file, tell_of
from groups.first_steps import missing_bkm_sentences, whom_to_ask
from groups.forms.ksms import FirstStartForm, KsmFilter, KsmForm, MoveStartForm, NewKsmForm
from groups.models import Ksm, Member
from groups.pages import ShownRows, attempt, form_page, ksm_crumbs, page_of, posted, refusal, warn
from groups.path.mentoring import (
    move_start,
    register_ksm,
    rhythm_warnings,
    start_mentoring,
    start_warnings,
    update_ksm,
)
from groups.registers.withdraw_page import reason_page
from groups.registers.withdrawing import require_ksm_empty, take_out_ksm
from groups.tables import ksm_table


@login_required
@require_safe
def ksm_list(request):
    today = timezone.localdate()
    visible = Ksm.objects.visible_to(request.user, today)
    counted = Member.objects.filter(ksm=OuterRef("pk")).active_on(today).order_by().values("ksm")
    # Counted for all groups only where they are sorted by it.
    sortable = Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number")), 0)
    ksms = visible.select_related("bkm__kelurahan").alias(members_count=sortable).order_by("name", "pk")
    listing = KsmFilter(request.GET, ksms, bkms=visible_bkms(request.user, today))
    page = page_of(request, ShownRows(listing.qs))
    members = Member.objects.filter(ksm__in=[ksm.pk for ksm in page]).active_on(today).order_by()
    counts = dict(members.values_list("ksm").annotate(number=Count("pk")))
    for ksm in page:
        ksm.week = ksm.week_on(ksm.today())
        ksm.members_count = counts.get(ksm.pk, 0)
    context = {
        "filter": listing,
        "page": page,
        "is_filtered": any(request.GET.get(name) for name in ("cari", "bkm", "status", "bidang")),
        "can_create": mentored_bkms(request.user, today).exists(),
        "missing": missing_bkm_sentences(request.user, today),
        "asked": "" if page.object_list else whom_to_ask(today),
    }
    table = partial(ksm_table, listing.qs.annotate(members_count=sortable), timezone.now())
    tell_of(request, bkms_of(listing.qs))
    return page_or_file(request, "groups/ksm_list.html", context, table)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ksm_create(request):
    today = timezone.localdate()
    bkms = mentored_bkms(request.user, today)
    if not bkms.exists():
        return _without_bkm(request, today)
    form = NewKsmForm(posted(request), bkms=bkms, today=today)
    if form.is_valid():
        ksm = attempt(form, register_ksm, bkm=form.cleaned_data["bkm"], by=request.user, **form.facts())
        if ksm:
            messages.success(request, f"{ksm.name} sudah terdaftar. Langkah berikutnya ada di bawah.")
            return redirect("ksm_detail", ksm.pk)
    back = reverse("groups:ksm_list")
    return form_page(request, form, heading="KSM baru", crumbs=[("KSM", back)], back=back)


def _without_bkm(request, today):
    """A facilitator without a BKM reads what is missing and whom to ask; others may not be here at all."""
    missing = missing_bkm_sentences(request.user, today)
    if not missing:
        raise PermissionDenied
    back = reverse("groups:ksm_list")
    refused = " ".join(missing)
    return form_page(request, None, heading="KSM baru", crumbs=[("KSM", back)], back=back, refused=refused)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ksm_update(request, ksm_id):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    form = KsmForm(posted(request), instance=copy(ksm), today=ksm.today())
    facts = form.facts() if form.is_valid() else None
    if facts and (saved := attempt(form, update_ksm, ksm=ksm, by=request.user, today=ksm.today(), **facts)):
        messages.success(request, "Profil KSM sudah disimpan.")
        warn(request, rhythm_warnings(saved))
        return redirect("ksm_detail", ksm.pk)
    return _ksm_form(request, form, ksm, "Ubah profil", links=_acts(ksm))


def _acts(ksm):
    """What is not a fact of the profile but a decision with its own date and reason."""
    acts = [("Logo", reverse("groups:ksm_logo", args=[ksm.pk]))]
    if ksm.phase == Ksm.Phase.CANDIDATE:
        acts.append(("Perbaiki tanggal mulai", reverse("groups:mentoring_move", args=[ksm.pk])))
    return [*acts, ("Tutup KSM", reverse("savings:dissolve", args=[ksm.pk]))]


def _ksm_form(request, form, ksm, heading, **more):
    back = reverse("ksm_detail", args=[ksm.pk])
    return form_page(request, form, heading=heading, crumbs=ksm_crumbs(ksm), back=back, **more)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mentoring_start(request, ksm_id):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    today = ksm.today()
    notices = start_warnings(ksm, today)
    form = FirstStartForm(posted(request), missing=notices, initial={"start": today})
    start = form.cleaned_data["start"] if form.is_valid() else None
    if start and attempt(form, start_mentoring, ksm=ksm, start=start, today=today, by=request.user):
        messages.success(request, f"Pendampingan {ksm.name} dimulai.")
        return redirect("ksm_detail", ksm.pk)
    return _ksm_form(request, form, ksm, "Mulai pendampingan", submit="Mulai minggu 1", notices=notices)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mentoring_move(request, ksm_id):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    form = MoveStartForm(posted(request), initial={"start": ksm.mentoring_started_on})
    facts = form.cleaned_data if form.is_valid() else None
    if facts and attempt(form, move_start, ksm=ksm, today=ksm.today(), by=request.user, **facts):
        messages.success(request, "Tanggal mulai sudah diperbaiki; nomor minggu ikut berubah.")
        return redirect("ksm_detail", ksm.pk)
    return _ksm_form(request, form, ksm, "Perbaiki tanggal mulai")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ksm_take_out(request, ksm_id):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_edit).ksm
    return reason_page(
        request,
        partial(take_out_ksm, ksm=ksm, by=request.user),
        heading=f"Tarik {ksm.name}",
        lead="Hanya untuk KSM yang salah didaftarkan dan masih kosong. Halaman BKM menyimpan alasannya.",
        done=f"{ksm.name} ditarik.",
        crumbs=ksm_crumbs(ksm),
        back=reverse("ksm_detail", args=[ksm.pk]),
        leads_to=reverse("groups:bkm_detail", args=[ksm.bkm_id]),
        refused=refusal(require_ksm_empty, ksm=ksm),
    )
