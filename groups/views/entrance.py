"""Logging in, and the locks after too many wrong passwords."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.access import require_administrator
from groups.entrance.addresses import client_address
from groups.entrance.sessions import begin_session
from groups.entrance.throttle import let_in
from groups.forms.people import LoginForm
from groups.models import LoginTries, Posting
from groups.pages import page_of
from groups.people import end_sessions


class Login(auth.LoginView):
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_invalid(self, form):
        if form.lock:
            return locked(self.request, form.lock)
        return super().form_invalid(form)

    def form_valid(self, form):
        let_in(form.cleaned_data["username"], client_address(self.request))
        answer = super().form_valid(form)
        begin_session(self.request.session, timezone.now())
        return answer


def locked(request, lock):
    """The page that says until when nobody is let in."""
    context = {"lock": lock, "place": Posting(), "is_name": lock.kind == LoginTries.Kind.NAME}
    response = render(request, "registration/locked.html", context, status=429)
    response["Retry-After"] = str(lock.seconds)
    return response


@login_required
@require_POST
def logout_everywhere(request):
    """Ends every session of who asks, this one too."""
    end_sessions(user=request.user, by=request.user)
    logout(request)
    messages.success(request, "Anda sudah keluar dari semua perangkat. Masuk lagi untuk meneruskan.")
    return redirect("login")


@login_required
@require_safe
def lock_list(request):
    """Who and what cannot log in now."""
    require_administrator(request.user)
    now = timezone.now()
    rows = LoginTries.objects.locked(now).order_by("kind", "-locked_until", "pk")
    context = {
        "page": page_of(request, rows),
        "place": Posting(),
        "crumbs": [("Pengguna", reverse("groups:user_list"))],
    }
    return render(request, "groups/people/locks.html", context)


@login_required
@require_POST
def lock_lift(request, lock_id):
    require_administrator(request.user)
    row = get_object_or_404(LoginTries, pk=lock_id)
    row.delete()
    messages.success(request, f"Kunci {row.subject} sudah dibuka: boleh mencoba masuk lagi sekarang.")
    return redirect("groups:lock_list")
