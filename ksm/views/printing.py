"""Papers of many groups at once: chosen here, made in the queue."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.areas import visible_bkms
from groups.models import Ksm
from groups.pages import attempt, posted
from ksm.printing.batch import ask_print
from ksm.printing.forms import MOST_GROUPS, MOST_LISTED, GroupFilter, PrintForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch_print(request):
    today, now = timezone.localdate(), timezone.now()
    visible = Ksm.objects.visible_to(request.user, today).select_related("bkm").order_by("name", "pk")
    listing = GroupFilter(request.GET, visible, bkms=visible_bkms(request.user, today))
    most = MOST_GROUPS if request.method == "POST" else MOST_LISTED
    form = PrintForm(posted(request), groups=list(listing.qs[: most + 1]), today=today)
    if form.is_valid():
        asked = {
            "owner": request.user,
            "ksms": form.chosen(),
            "sorts": form.sorts(),
            "batch": form.batch(),
            "kind": form.cleaned_data["berkas"],
            "title": form.title(),
            "now": now,
        }
        if job := attempt(form, ask_print, **asked):
            return redirect("groups:job_detail", job.pk)
    context = {
        "filter": listing,
        "form": form,
        "number": listing.qs.count(),
        "is_filtered": any(request.GET.get(name) for name in listing.filters),
        "crumbs": [("Antrean", reverse("groups:job_list"))],
    }
    return render(request, "ksm/office/batch_print.html", context)
