"""The practice group of a facilitator: begun, guided, emptied."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.models import User
from groups.pages import press
from groups.practice.starting import empty_practice, may_practise, practice_of, start_practice
from ksm.group.practice_steps import practice_steps


def _require_facilitator(user: User) -> None:
    if not may_practise(user, timezone.localdate()):
        raise PermissionDenied


@login_required
@require_safe
def practice(request):
    """What practising is, how far one's own group is, and the buttons that begin it and empty it."""
    _require_facilitator(request.user)
    ksm = practice_of(request.user)
    context = {"own": ksm, "first": practice_steps(ksm) if ksm else None}
    return render(request, "ksm/practice.html", context)


@login_required
@require_POST
def practice_start(request):
    """A new practice group; the one before it is left behind."""
    _require_facilitator(request.user)
    begun = press(request, start_practice, by=request.user, today=timezone.localdate())
    own = practice_of(request.user)
    if not begun or own is None:
        return redirect("practice")
    messages.success(request, "Kelompok latihan siap. Semua orang di dalamnya karangan.")
    return redirect("ksm_detail", own.pk)


@login_required
@require_POST
def practice_empty(request):
    """The practice group is left behind, and none is begun."""
    _require_facilitator(request.user)
    if press(request, empty_practice, by=request.user):
        messages.success(request, "Kelompok latihan dikosongkan.")
    return redirect("practice")
