"""A password that an administrator chose opens one page only: the one where it is changed."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


def change_first_password(get_response):
    """Sends users whose password somebody else chose to the page where they choose their own."""

    def middleware(request):
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return get_response(request)
        own_page = reverse("groups:own_password")
        if request.path in {own_page, reverse("logout")}:
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
