"""Once is once: a form sent twice makes one record, and the second answer leads to what the first made.

Every page makes a key for its form (`{% once %}`). A second sending under that key, however late, is answered
with the first result; so is the same content at the same address within a few seconds, from another tab. The
answer waits while the first is still at work, for both take the user's row. What is refused, beside
a field or above the page that follows, is not remembered: it may be mended and sent again.
"""

import datetime
import hashlib
import json

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone

from groups.models import SentForm, User

FIELD = "once"
OWN = {FIELD, "csrfmiddlewaretoken", "password"}  # of a password not even a digest is kept
SAME_CONTENT = datetime.timedelta(seconds=30)  # a nervous thumb, a second tab
KEPT = datetime.timedelta(days=1)
ALREADY = "Sudah tercatat dari kiriman pertama; tidak dicatat dua kali."


def digest_of(request: HttpRequest) -> str:
    """Equal for the same content sent to the same address."""
    typed = {name: request.POST.getlist(name) for name in request.POST if name not in OWN}
    files = {name: [(one.name, one.size) for one in request.FILES.getlist(name)] for name in request.FILES}
    told = json.dumps([request.get_full_path(), typed, files], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def answer_once(get_response):
    """The middleware: answers a form that was sent before with where the first sending led."""

    def middleware(request):
        # NUL is left out: no page makes it, and no column of PostgreSQL holds it.
        key = request.POST.get(FIELD, "").replace("\x00", "")[:64] if request.method == "POST" else ""
        if not key or not request.user.is_authenticated:
            return get_response(request)
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=request.user.pk)
            return _answer(request, user, key, get_response)

    return middleware


def _answer(request, user: User, key: str, get_response):
    sent, digest, now = SentForm.objects.filter(user=user), digest_of(request), timezone.now()
    newest = sent.order_by("-at", "-pk").first()
    first = sent.filter(key=key).first()
    if first is None and newest and newest.digest == digest and newest.at > now - SAME_CONTENT:
        first = newest
    if first:
        messages.info(request, ALREADY)
        return redirect(first.location)
    response = get_response(request)
    is_refused = getattr(request, "is_refused", False)  # by groups.pages.refuse
    if response.status_code in (301, 302, 303) and not is_refused:
        sent.filter(at__lt=now - KEPT).delete()
        location = response["Location"][:500]
        SentForm.objects.create(user=user, key=key, digest=digest, location=location, at=now)
    elif response.status_code >= 500:
        transaction.set_rollback(True)
    return response
