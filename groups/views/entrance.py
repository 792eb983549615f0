"""Logging in, and the locks after too many wrong passwords."""

from functools import partial

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.access import require_administrator
from groups.entrance.addresses import client_address
from groups.entrance.resetting import take_new_password
from groups.entrance.sessions import begin_session
from groups.entrance.throttle import OF_CODES, knock, let_in, lift
from groups.exporting import page_or_file
from groups.forms.people import LoginForm, PasswordCodeForm
from groups.models import LoginTries, Posting
from groups.pages import attempt, page_of, posted
from groups.people import end_sessions
from groups.tables import lock_table


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


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new_password(request):
    """A new password by the code of an administrator, for who cannot log in."""
    form = PasswordCodeForm(posted(request))
    if form.is_valid():
        facts = form.cleaned_data
        now, name, address = timezone.now(), f"{facts['username']}{OF_CODES}", client_address(request)
        if lock := knock(name, address, now):
            return locked(request, lock)
        chosen = {"name": facts["username"], "code": facts["code"], "password": facts["password"]}
        if attempt(form, take_new_password, now=now, **chosen):
            let_in(name, address)
            messages.success(request, "Kata sandi baru sudah disimpan. Silakan masuk.")
            return redirect("login")
    return render(request, "registration/new_password.html", {"form": form})


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
    return page_or_file(request, "groups/people/locks.html", context, partial(lock_table, rows))


@login_required
@require_POST
def lock_lift(request, lock_id):
    require_administrator(request.user)
    row = get_object_or_404(LoginTries, pk=lock_id)
    lift(row=row, by=request.user)
    messages.success(request, f"Kunci {row.subject} sudah dibuka: boleh mencoba masuk lagi sekarang.")
    return redirect("groups:lock_list")
