"""The archive: groups that were closed, and past years with their books."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.models import Ksm
from groups.pages import page_of
from ksm.office.archive import closed_groups, groups_of_year, past_years


@login_required
@require_safe
def archive(request):
    """Closed groups; or with a year that is over, the groups of that year and the way into their books."""
    today = timezone.localdate()
    seen = Ksm.objects.visible_to(request.user, today).select_related("bkm__kelurahan")
    years = past_years(seen, today)
    asked = request.GET.get("tahun", "")
    year = next((one for one in years if str(one) == asked), None)
    context = {
        "years": years,
        "year": year,
        "page": page_of(request, groups_of_year(seen, year) if year else closed_groups(seen)),
        "crumbs": [("KSM", reverse("groups:ksm_list"))],
    }
    return render(request, "ksm/office/archive.html", context)
