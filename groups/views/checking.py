"""The public page that says whether an official paper is true. It knows papers, and nothing of people."""

import functools

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groups.papers.checking import find, fingerprint, grouped, plain_code
from groups.papers.throttle import may_ask


def _unlisted(view):
    """No search engine keeps what the page says: a paper may be withdrawn tomorrow."""

    @functools.wraps(view)
    def wrapped(request, **parts):
        response = view(request, **parts)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


def _client(request) -> str:
    """Who asks: behind a proxy (HTTPS=1) the last address it names, for those before it may be made up."""
    hops = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return hops.split(",")[-1].strip()[:45] or request.META["REMOTE_ADDR"]


@require_safe
@never_cache
@_unlisted
def paper_check(request):
    """A field for the code that stands on a paper."""
    typed = request.GET.get("kode", "")
    if plain_code(typed):
        return redirect("groups:paper_checked", plain_code(typed))
    return render(request, "groups/papers/check.html", {"typed": typed})


@require_safe
@never_cache
@_unlisted
def paper_checked(request, code: str):
    """What a code stands for; the same page for all codes that stand for nothing."""
    if not may_ask(_client(request), timezone.now()):
        return render(request, "groups/papers/too_often.html", status=429)
    found = find(code)
    if found is None:
        return render(request, "groups/papers/unknown.html", status=404)
    prints = [(one.printed_on, fingerprint(one.mark)) for one in found.prints]
    context = {"found": found, "paper": found.paper, "prints": prints, "code": grouped(found.paper.code)}
    return render(request, "groups/papers/checked.html", context)
