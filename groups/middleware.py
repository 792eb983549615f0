"""What stands before every page: how long a session lasts, what must be done first, what no browser keeps."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from groups.entrance.sessions import is_idle, note_use

# What a page or a phone asks by itself, again and again: nobody is there because of it.
BY_ITSELF = ("session_state", "worker", "manifest")


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


def change_first_password(get_response):
    """Sends users whose password somebody else chose to the page where they choose their own."""

    def middleware(request):
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return get_response(request)
        own_page = reverse("groups:own_password")
        if request.path in {own_page, reverse("logout"), reverse("logout_everywhere")}:
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
