"""How the product itself stands: for a monitor, by its states alone, and in words for the administrator."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groups.access import require_administrator
from ksm import health
from ksm.backup.manifest import product_version

READY = "siap"  # /sehat?hanya=siap


@never_cache
@require_safe
def state(request):
    """200 while nothing is bad, else 503. Without a login, so without a figure, a name or a version."""
    only_ready = request.GET.get("hanya") == READY
    found = health.ready() if only_ready else health.facts(timezone.now())
    worst = health.worst(found)
    states = {"keadaan": worst, **{fact.code: fact.tone for fact in found}}
    told = {name: health.WORDS[tone] for name, tone in states.items()}
    answer = JsonResponse(told, status=503 if worst == health.BAD else 200)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # what a monitor hears failed nowhere
    return answer


@login_required
@require_safe
def system_state(request):
    require_administrator(request.user)
    facts = health.facts(timezone.now())
    context = {"facts": facts, "worst": health.worst(facts), "version": product_version()}
    return render(request, "ksm/health.html", context)
