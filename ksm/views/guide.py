"""The guide on the screen: every page's "?" leads to its part."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ksm.guide import parts


@login_required
@require_safe
def guide(request):
    return render(request, "ksm/guide.html", {"parts": parts()})
