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

from groups.access import Access, ksm_or_404
from groups.exporting import xlsx_response
from groups.pages import attempt, ksm_crumbs, refuse
from meetings.importing.form import WorkbookForm
from meetings.importing.upload import sign, unsign
from meetings.lists.files import refused_file, template_of
from meetings.lists.kinds import BY_SLUG, PS2, ListKind
from meetings.lists.taking import take_list

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
    context = {"ksm": ksm, "kind": kind, "form": form, "crumbs": _crumbs(ksm)}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data["file"].read()
        facts = {"data": data, "kind": kind, "access": access, "today": ksm.today(), "store": False}
        if taken := attempt(form, take_list, **facts):
            context |= {"taken": taken, "token": sign(data, request.user)}
            return render(request, "meetings/lists/preview.html", context)
    return render(request, "meetings/lists/upload.html", context)


def _crumbs(ksm):
    return [*ksm_crumbs(ksm), ("Anggota", reverse("groups:member_list", args=[ksm.pk]))]


@login_required
@require_safe
def list_template(request, ksm_id: int, slug: str):
    access, kind = _kind_or_404(request.user, ksm_id, slug)
    title = f"Templat {kind.title.lower()} {access.ksm.name}"
    return xlsx_response(title, access.ksm.today(), template_of(kind, access, access.ksm.today()))


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
    return xlsx_response(title, timezone.localdate(), refused_file(taken, kind.sheet))
