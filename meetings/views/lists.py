"""Lists of members out of a spreadsheet: the template, what a file would change, and the rows it may not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.access import Access, access_among, ksm_or_404
from groups.areas import mentored_bkm_or_404
from groups.exporting import log_export, xlsx_response
from groups.models import Bkm, Export, Ksm
from groups.pages import attempt, bkm_crumbs, ksm_crumbs, refuse
from meetings.importing.form import WorkbookForm
from meetings.importing.upload import sign, unsign
from meetings.lists.files import members_of, refused_file, template_of, template_of_area
from meetings.lists.kinds import BY_SLUG, PS2, ListKind
from meetings.lists.taking import take_list, take_lists

OF_AREA = "Satu berkas untuk semua KSM di kelurahan ini, paling besar 2 MB. Berkasnya tidak disimpan."
EXPIRED = "Pratinjau ini sudah kedaluwarsa. Pilih berkasnya lagi."


def _kind_or_404(user, ksm_id: int, slug: str) -> tuple[Access, ListKind]:
    """The group and the list; what PS-2 says is written by who may change members and see it (J15)."""
    access = ksm_or_404(user, ksm_id, Access.can_record)
    if slug not in BY_SLUG:
        raise Http404
    kind = BY_SLUG[slug]
    if kind is PS2 and not (access.can_edit and access.sees_ps2):
        raise PermissionDenied
    return access, kind


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def list_upload(request, ksm_id: int, slug: str):
    """Choose a file; what it would change is shown, and nothing is stored yet."""
    access, kind = _kind_or_404(request.user, ksm_id, slug)
    ksm = access.ksm
    form = WorkbookForm()
    if request.method == "POST":
        form = WorkbookForm(request.POST, request.FILES, sent_bytes=request.META.get("CONTENT_LENGTH"))
    where = _where("list", ksm.pk, slug)
    context = {"place": ksm, "kind": kind, "form": form, "crumbs": _crumbs(ksm), "where": where}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data["file"].read()
        facts = {"data": data, "kind": kind, "access": access, "today": ksm.today(), "store": False}
        if taken := attempt(form, take_list, **facts):
            context |= {"taken": taken, "token": sign(data, request.user)}
            return render(request, "meetings/lists/preview.html", context)
    return render(request, "meetings/lists/upload.html", context)


def _where(name: str, *parts) -> dict[str, str]:
    """The addresses of a list: where it is sent, stored, handed back, and its template."""
    steps = ("upload", "store", "refused", "template")
    return {step: reverse(f"meetings:{name}_{step}", args=parts) for step in steps}


def _crumbs(ksm):
    return [*ksm_crumbs(ksm), ("Anggota", reverse("groups:member_list", args=[ksm.pk]))]


@login_required
@require_safe
def list_template(request, ksm_id: int, slug: str):
    access, kind = _kind_or_404(request.user, ksm_id, slug)
    title = f"Templat {kind.title} {access.ksm.name}"
    if not kind.adds:
        _write_down(request, title, access.ksm, members_of([access]).count())
    return xlsx_response(title, access.ksm.today(), template_of(kind, access, access.ksm.today()))


def _write_down(request, title: str, place: Ksm | Bkm, rows: int) -> None:
    """That a file left with so many rows that name members and say what is known of them."""
    facts = {"title": title, "address": request.path, "asked": "", "form": Export.Format.XLSX}
    log_export(**facts, rows=rows, place=place, by=request.user)


def _taken_again(request, access: Access, kind: ListKind, *, store: bool):
    """The file of a preview, tried again; None once the preview is too old."""
    data = unsign(request.POST.get("token", ""), request.user)
    if data is None:
        refuse(request, EXPIRED)
        return None
    return take_list(data, kind=kind, access=access, today=access.ksm.today(), store=store)


@login_required
@require_POST
def list_store(request, ksm_id: int, slug: str):
    """Store the new and the changed rows; the refused ones stay out."""
    access, kind = _kind_or_404(request.user, ksm_id, slug)
    taken = _taken_again(request, access, kind, store=True)
    if taken is None:
        return redirect("meetings:list_upload", ksm_id, slug)
    told = f"{len(taken.new)} anggota baru, {len(taken.changed)} berubah"
    messages.success(request, f"{told}, {len(taken.refused)} baris ditolak.")
    return redirect("groups:member_list", ksm_id)


@login_required
@require_POST
def list_refused(request, ksm_id: int, slug: str):
    """The refused rows as a file, to mend and send again."""
    access, kind = _kind_or_404(request.user, ksm_id, slug)
    taken = _taken_again(request, access, kind, store=False)
    if taken is None:
        return redirect("meetings:list_upload", ksm_id, slug)
    title = f"{kind.title} yang ditolak {access.ksm.name}"
    _write_down(request, title, access.ksm, len(taken.refused))
    return xlsx_response(title, timezone.localdate(), refused_file(taken, kind.sheet))


def _area_or_404(user, bkm_id: int) -> tuple[Bkm, list[Access]]:
    """The BKM, and the open groups of its kelurahan in which the reader may write what PS-2 says (J15)."""
    bkm = mentored_bkm_or_404(user, bkm_id)
    ksms = (
        Ksm.objects.counted().open().filter(bkm__kelurahan=bkm.kelurahan_id).select_related("bkm__kelurahan")
    )
    found = access_among(user, ksms, bkm.today()).values()
    return bkm, [access for access in found if access.can_edit and access.sees_ps2]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def area_list_upload(request, bkm_id: int):
    """PS-2 of all groups of a kelurahan in one file; what it would change is shown first."""
    bkm, accesses = _area_or_404(request.user, bkm_id)
    form = WorkbookForm()
    if request.method == "POST":
        form = WorkbookForm(request.POST, request.FILES, sent_bytes=request.META.get("CONTENT_LENGTH"))
    form.fields["file"].help_text = OF_AREA
    context = {"place": bkm, "kind": PS2, "form": form, "crumbs": bkm_crumbs(bkm), "is_area": True}
    context["where"] = _where("area_list", bkm.pk)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data["file"].read()
        facts = {"data": data, "kind": PS2, "accesses": accesses, "today": bkm.today(), "store": False}
        if taken := attempt(form, take_lists, **facts):
            context |= {"taken": taken, "token": sign(data, request.user)}
            return render(request, "meetings/lists/preview.html", context)
    return render(request, "meetings/lists/upload.html", context)


@login_required
@require_safe
def area_list_template(request, bkm_id: int):
    bkm, accesses = _area_or_404(request.user, bkm_id)
    title = f"Templat Daftar PS-2 {bkm.name}"
    _write_down(request, title, bkm, members_of(accesses).count())
    return xlsx_response(title, bkm.today(), template_of_area(PS2, accesses))


def _area_taken_again(request, bkm: Bkm, accesses: list[Access], *, store: bool):
    """The file of a preview, tried again; None once the preview is too old."""
    data = unsign(request.POST.get("token", ""), request.user)
    if data is None:
        refuse(request, EXPIRED)
        return None
    return take_lists(data, kind=PS2, accesses=accesses, today=bkm.today(), store=store)


@login_required
@require_POST
def area_list_store(request, bkm_id: int):
    """Store the changed rows of all groups; the refused ones stay out."""
    bkm, accesses = _area_or_404(request.user, bkm_id)
    taken = _area_taken_again(request, bkm, accesses, store=True)
    if taken is not None:
        told = f"{len(taken.changed)} anggota berubah, {len(taken.same)} sama"
        messages.success(request, f"{told}, {len(taken.refused)} baris ditolak.")
    return redirect("meetings:area_list_upload", bkm_id)


@login_required
@require_POST
def area_list_refused(request, bkm_id: int):
    bkm, accesses = _area_or_404(request.user, bkm_id)
    taken = _area_taken_again(request, bkm, accesses, store=False)
    if taken is None:
        return redirect("meetings:area_list_upload", bkm_id)
    title = f"{PS2.title} yang ditolak {bkm.name}"
    _write_down(request, title, bkm, len(taken.refused))
    return xlsx_response(title, bkm.today(), refused_file(taken, PS2.sheet))
