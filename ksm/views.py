"""Pages that need every app: the way in, and the page of one group."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.views.pages import bkm_crumbs


@login_required
@require_safe
def home(request):
    return redirect("groups:ksm_list")


@login_required
@require_safe
def ksm_detail(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    context = {"ksm": access.ksm, "access": access, "crumbs": bkm_crumbs(access.ksm.bkm)}
    return render(request, "ksm/detail.html", context)
