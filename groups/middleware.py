"""What stands before every page: how long a session lasts, what must be done first, what no browser keeps."""

from urllib.parse import urlencode

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from groups.access import needs_second_factor
from groups.entrance.addresses import client_address
from groups.entrance.sessions import has_passed_second_factor, is_idle, note_use
from groups.exporting import LOGGED, log_file
from groups.models.traced import ASKER

# What a page or a phone asks by itself, again and again: nobody is there because of it.
BY_ITSELF = ("session_state", "worker", "manifest")
FOR_ALL = ("offline", "groups:paper_check", "new_password")  # what is below them too
LARGEST_KEY = BigIntegerField.MAX_BIGINT
WITHOUT_FACTOR = ("second_factor", "second_factor_setup", "logout", "logout_everywhere")


class KnowsNoKeyTooLarge:
    """An address with a number that no column of the database holds leads nowhere: asked for, it fails."""

    def __init__(self, get_response):
        self._get_response = get_response

    def __call__(self, request):
        return self._get_response(request)

    def process_view(self, request, view, positional, named):
        """Raises Http404."""
        if any(isinstance(value, int) and value > LARGEST_KEY for value in named.values()):
            raise Http404


def know_asker(get_response):
    """What is written into a trail while a page answers bears the address of who asks for it."""

    def middleware(request):
        before = ASKER.set(client_address(request))
        try:
            return get_response(request)
        finally:
            ASKER.reset(before)

    return middleware


def write_down_files(get_response):
    """No file leaves without a row in the trail of files, whatever view makes it."""

    def middleware(request):
        before = LOGGED.set([])
        try:
            response = get_response(request)
            log_file(request, response)
        finally:
            LOGGED.reset(before)
        return response

    return middleware


def end_idle_session(get_response):
    """Logs out whoever did nothing for too long; the page then asks to log in, as it asks everybody."""

    def middleware(request):
        if request.user.is_authenticated:
            now = timezone.now()
            if is_idle(request.session, now):
                logout(request)
            elif request.path not in {reverse(name) for name in BY_ITSELF}:
                note_use(request.session, now)
        return get_response(request)

    return middleware


def ask_second_factor(get_response):
    """Until the code of the app was right too, nobody is anybody: the pages of the code are open, no other.

    What a phone asks by itself, and what everybody may see, is answered as to a stranger.
    """

    def middleware(request):
        user = request.user
        if not user.is_authenticated or has_passed_second_factor(request.session):
            return get_response(request)
        if not user.has_second_factor and not needs_second_factor(user):
            return get_response(request)
        page = reverse("second_factor" if user.has_second_factor else "second_factor_setup")
        if request.path in {reverse(name) for name in WITHOUT_FACTOR}:
            return get_response(request)
        is_for_all = request.path.startswith(tuple(reverse(name) for name in FOR_ALL))
        if is_for_all or request.path in {reverse(name) for name in BY_ITSELF}:
            request.user = AnonymousUser()
            return get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": page})
        wanted = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
        return redirect(page + wanted)

    return middleware


def change_first_password(get_response):
    """Sends users whose password somebody else chose to the page where they choose their own."""

    def middleware(request):
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return get_response(request)
        own_page = reverse("groups:own_password")
        if request.path in {own_page, *(reverse(name) for name in WITHOUT_FACTOR)}:
            return get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": own_page})
        return redirect(own_page)

    return middleware


def keep_private(get_response):
    """What somebody saw behind the login is kept by no browser and no proxy: Back after logout shows nothing.

    An answer that says itself how long it is kept, such as a file for everybody, stays as it is.
    """

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware
