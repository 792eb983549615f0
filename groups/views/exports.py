"""The trail of files: who took which list out, when, and with which filter."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.exporting import exports_seen_by, page_or_file
from groups.models import Posting
from groups.pages import page_of
from groups.tables import export_table


@login_required
@require_safe
def export_list(request):
    """One's own files; those of the BKM for its coordinator, all for an administrator."""
    rows, place = exports_seen_by(request.user, timezone.localdate()), Posting()
    context = {"page": page_of(request, rows), "place": place}
    table = partial(export_table, rows, place.timezone)
    return page_or_file(request, "groups/exports.html", context, table)
