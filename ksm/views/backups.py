"""The administrator's page of backups: how old the newest is, make one, fetch one by the second factor."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.access import require_administrator
from groups.entrance.sessions import has_passed_second_factor
from groups.exporting import log_export
from groups.models import Backup, Export, Posting
from groups.pages import page_of, refuse
from ksm.backup.standing import file_of, standing
from ksm.backup.tasks import back_up

WITHOUT_FACTOR = "Cadangan berisi semua data. Pasang pengaman masuk di Akun, lalu masuk dengan kodenya."


@login_required
@require_safe
def backup_list(request):
    require_administrator(request.user)
    page = page_of(request, Backup.objects.select_related("by"))
    context = {
        "page": page,
        "rows": [(backup, file_of(backup) is not None) for backup in page],
        "standing": standing(timezone.now()),
        "may_fetch": has_passed_second_factor(request.session),
        "place": Posting(),
    }
    return render(request, "ksm/backup/list.html", context)


@login_required
@require_POST
def backup_make(request):
    """Asked of the worker: a page may not wait as long as a large database takes."""
    require_administrator(request.user)
    if standing(timezone.now()).is_asked:
        messages.info(request, "Cadangan yang diminta tadi masih dikerjakan.")
    else:
        back_up.enqueue(request.user.pk)
        messages.success(request, "Cadangan diminta. Muat ulang halaman ini sebentar lagi.")
    return redirect("backup_list")


@login_required
@require_safe
def backup_file(request, backup_id: int):
    """The file, for who logged in with the second factor; the trail of files tells who took it."""
    require_administrator(request.user)
    backup = get_object_or_404(Backup, pk=backup_id)
    if not has_passed_second_factor(request.session):
        refuse(request, WITHOUT_FACTOR)
        return redirect("backup_list")
    path = file_of(backup)
    if path is None:
        raise Http404
    log_export(
        title=f"Cadangan {backup.file_name}",
        address=request.path,
        asked="",
        form=Export.Format.TAR,
        rows=backup.rows,
        place=None,
        by=request.user,
    )
    return FileResponse(path.open("rb"), as_attachment=True, filename=backup.file_name)
