"""The public page that says whether an official paper is true. It knows papers, and nothing of people."""

import functools

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groups.entrance.addresses import client_address
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
    if not may_ask(client_address(request), timezone.now()):
        return render(request, "groups/papers/too_often.html", status=429)
    found = find(code)
    if found is None:
        return render(request, "groups/papers/unknown.html", status=404)
    prints = [(one.printed_on, fingerprint(one.mark)) for one in found.prints]
    context = {"found": found, "paper": found.paper, "prints": prints, "code": grouped(found.paper.code)}
    return render(request, "groups/papers/checked.html", context)
