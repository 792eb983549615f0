"""One box for groups, members and papers."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ksm.office.search import find

LONGEST = 100  # letters that are looked for


@login_required
@require_safe
def search(request):
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST]
    context = {
        "text": text,
        "found": find(text, request.user, timezone.localdate()) if text.strip() else None,
    }
    return render(request, "ksm/office/search.html", context)
