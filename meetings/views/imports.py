"""The upload page: choose a workbook, look at what it says, confirm."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from groups.access import Role, roles_of
from groups.pages import refuse
from ksm.refusals import RefusalError
from meetings.importing.form import WorkbookForm
from meetings.importing.queued import ask_import
from meetings.importing.storing import Importer, find_bkm, store_workbook
from meetings.importing.summary import foreign_decisions_told, summarise
from meetings.importing.upload import inspect, is_large, unsign
from meetings.workbook.checking import CheckedWorkbook

OUTSIDE = "BKM dalam buku kerja ini di luar wilayah tugas Anda, jadi tidak dapat Anda impor."
EXPIRED = "Pratinjau ini sudah kedaluwarsa. Pilih berkasnya lagi."
LATER = (
    "Buku kerja ini besar, jadi dikerjakan di antrean: diperiksa, lalu disimpan bila tidak ada yang salah. "
    "Hasilnya menjadi berkas di sini."
)
MOST_SHOWN = 300


def _require_facilitator(user) -> None:
    if Role.FACILITATOR not in roles_of(user):
        raise PermissionDenied


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def workbook_upload(request):
    _require_facilitator(request.user)
    if request.method != "POST":
        return _upload_page(request, WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES, sent_bytes=request.META.get("CONTENT_LENGTH"))
    if not form.is_valid():
        return _upload_page(request, form)
    file = form.cleaned_data["file"]
    data = file.read()
    if is_large(data):
        return _later(request, form, data, file.name)
    upload = inspect(data, user=request.user, today=timezone.localdate())
    if upload.outside:
        form.add_error("file", OUTSIDE)
        return _upload_page(request, form, status=403)
    return _preview(request, upload)


def _later(request, form, data: bytes, name: str):
    """A workbook too large to wait for: the queue checks it, and stores it where nothing is wrong."""
    try:
        job = ask_import(owner=request.user, data=data, name=name, now=timezone.now())
    except RefusalError as refusal:
        form.add_error("file", str(refusal))
        return _upload_page(request, form)
    messages.info(request, LATER)
    return redirect("groups:job_detail", job.pk)


@login_required
@require_POST
@cache_control(no_store=True, private=True)
def workbook_confirm(request):
    _require_facilitator(request.user)
    data = unsign(request.POST.get("token", ""), request.user)
    if data is None:
        refuse(request, EXPIRED)
        return redirect("meetings:import")
    today = timezone.localdate()
    upload = inspect(data, user=request.user, today=today)
    if upload.outside or upload.checked is None:
        raise PermissionDenied
    if not upload.checked.accepted:
        return _preview(request, upload)
    importer = Importer(request.user.full_name, request.user)
    try:
        ksm = store_workbook(checked=upload.checked, importer=importer, today=today, now=timezone.now())
    except RefusalError as refusal:
        refuse(request, str(refusal))
        return redirect("meetings:import")
    messages.success(request, _said(upload.checked, ksm))
    return redirect("ksm_detail", ksm.pk)


def _said(checked: CheckedWorkbook, ksm) -> str:
    if checked.already_stored:
        return "Berkas ini sudah pernah diimpor dengan isi yang sama; tidak ada yang berubah."
    stored = f"{ksm.name} tersimpan dari buku kerja. Periksa angkanya bersama kelompok."
    return stored + foreign_decisions_told(checked.content)


def _upload_page(request, form, status: int = 200):
    return render(request, "meetings/importing/upload.html", {"form": form}, status=status)


def _preview(request, upload):
    checked = upload.checked
    context = {
        "checked": checked,
        "token": upload.token,
        "galat": checked.galat[:MOST_SHOWN],
        "warnings": checked.warnings[:MOST_SHOWN],
        "hidden": max(len(checked.galat) - MOST_SHOWN, 0) + max(len(checked.warnings) - MOST_SHOWN, 0),
        "summary": None,
    }
    if checked.accepted:
        group = checked.content.group
        context |= {
            "summary": summarise(checked.content),
            "group": group,
            "bkm": find_bkm(group.kelurahan, group.bkm),
        }
    return render(request, "meetings/importing/preview.html", context)
