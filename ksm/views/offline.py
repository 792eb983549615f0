"""What a phone needs to go on without signal: the worker with its shell, the manifest, and who is logged in.

None of these answers holds anything of a group: they are the same for everybody, but for the name of whoever
asks. Sheets and pages that a phone keeps are the worker's business (static/js/worker.js).
"""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groups.keys.proof import phone_key
from ksm.certain import certain

STYLES = (
    "js-lib-bootstrap5/css/bootstrap.min.css",
    "css/app.css",
    "css/components.css",
    "css/forms.css",
    "css/sheet.css",
    "css/sheet_plain.css",
)
SCRIPTS = (
    "js/app.js",
    "js/phone_logout.js",
    "js/phone_page.js",
    "js/phone_pages.js",
    "js/phone_seal.js",
    "js/phone_send.js",
    "js/phone_states.js",
    "js/phone_store.js",
    "js/sheet.js",
    "js/sheet_faults.js",
    "js/sheet_fields.js",
    "js/sheet_folds.js",
    "js/sheet_keys.js",
    "js/sheet_missing.js",
    "js/sheet_notices.js",
    "js/sheet_pieces.js",
    "js/sheet_store.js",
    "js/sheet_taps.js",
    "js/sheet_totals.js",
)
# Everything that a kept page needs to open without network; a test compares it with what the pages ask for.
SHELL = (*STYLES, *SCRIPTS, "img/mark.svg")
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


def _source(name: str) -> str:
    return Path(certain(finders.find(name), f"{name} is in static/")).read_text()


@cache
def shell_version() -> str:
    """Another one whenever anything of the shell is another."""
    contents = "".join(f"{name}{static(name)}{_source(name)}" for name in SHELL)
    return hashlib.sha256((contents + _source("js/worker.js")).encode()).hexdigest()[:16]


@never_cache
@require_safe
def worker(request):
    """The service worker of the whole site, with the names of what it keeps."""
    facts = {
        "version": shell_version(),
        "shell": [static(name) for name in SHELL],
        "fallback": reverse("offline"),
        "manifest": reverse("manifest"),
    }
    script = f"const FACTS = {json.dumps(facts)};\n{_source('js/worker.js')}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
def manifest(request):
    """What a phone shows of the product once it is installed."""
    icons = [
        {
            "src": static(f"img/icon-{purpose}-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in ICONS
    ]
    facts = {
        "name": "Buku KSM",
        "short_name": "Buku KSM",
        "description": "Catatan pertemuan dan uang kelompok, juga tanpa sinyal.",
        "lang": "id",
        "start_url": reverse("meetings:today"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f5f1",
        "theme_color": "#084c46",
        "icons": icons,
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@never_cache
@require_safe
def session_state(request):
    """Who is logged in, a token to send with, and the key that seals what this user leaves on a phone.

    {"user": id or null, "name": ..., "token": ..., "seal": 64 hex digits, "version": ...}.
    """
    known = request.user.is_authenticated
    facts = {"user": request.user.pk if known else None, "version": shell_version()}
    if known:
        seal = phone_key(request.user.pk)
        facts |= {"name": str(request.user), "token": get_token(request), "seal": seal}
    return JsonResponse(facts)


@require_safe
def offline(request):
    """Shown by the worker for a page that this phone does not keep; lists what waits on it."""
    return render(request, "offline/page.html")
