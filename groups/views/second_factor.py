"""The code of an authenticator app: asked at login, set up once, taken off by two people."""

import datetime
from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.access import is_second_person, needs_second_factor, require_administrator, require_second_person
from groups.entrance.addresses import client_address
from groups.entrance.factors import (
    WRONG,
    address_for_apps,
    answer_reset,
    ask_reset,
    begin,
    confirm,
    is_right,
    mark_of,
    renew_recovery_codes,
    typed_secret,
    waiting_resets,
)
from groups.entrance.sessions import pass_second_factor
from groups.entrance.throttle import OF_CODES, knock, let_in
from groups.forms.people import CodeForm, FactorForm, FactorResetForm, PasswordAgainForm
from groups.models import FactorReset, User
from groups.pages import attempt, form_page, posted, press, refuse
from groups.papers.marks import qr_code
from groups.views.entrance import locked

SHOWN = "factor_shown"  # in the session: the mark of the secret that it was shown


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request):
    """The second step of logging in."""
    user = request.user
    if not user.has_second_factor:
        return redirect("second_factor_setup")
    form = CodeForm(posted(request))
    if form.is_valid():
        now, name, address = _knocks_with(request)
        if lock := knock(name, address, now):
            return locked(request, lock)
        if is_right(user, form.cleaned_data["code"], now):
            let_in(name, address)
            pass_second_factor(request.session)
            return redirect(_wanted(request))
        form.add_error("code", WRONG)
    context = {"form": form, "left": user.recovery_codes.count(), "next": request.GET.get("next", "")}
    return render(request, "registration/second_factor.html", context)


def _knocks_with(request) -> tuple[datetime.datetime, str, str]:
    """When, as whom and from where a code is tried."""
    return timezone.now(), f"{request.user.username}{OF_CODES}", client_address(request)


def _wanted(request) -> str:
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if is_ours else reverse("home")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_setup(request):
    """The QR code for the app, its first code and the password; then the recovery codes, this once."""
    user = request.user
    if user.has_second_factor:
        return redirect("account")
    form = FactorForm(posted(request), request=request)
    if form.is_valid():
        codes = attempt(form, confirm, user=user, now=timezone.now(), code=form.cleaned_data["code"])
        if codes:
            pass_second_factor(request.session)
            return render(request, "registration/recovery_codes.html", {"codes": codes})
    if form.lock:
        return locked(request, form.lock)
    device = begin(user, request.session.get(SHOWN, ""))
    request.session[SHOWN] = mark_of(device)
    context = {
        "form": form,
        "secret": typed_secret(device),
        "qr": qr_code(address_for_apps(device)),
        "may_go_back": not needs_second_factor(user),
    }
    return render(request, "registration/second_factor_setup.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request):
    """New recovery codes in the place of the old."""
    if not request.user.has_second_factor:
        return redirect("second_factor_setup")
    form = FactorForm(posted(request), request=request)
    if form.is_valid():
        now, name, address = _knocks_with(request)
        if lock := knock(name, address, now):
            return locked(request, lock)
        code = form.cleaned_data["code"]
        if codes := attempt(form, renew_recovery_codes, user=request.user, now=now, code=code):
            let_in(name, address)
            return render(request, "registration/recovery_codes.html", {"codes": codes})
    if form.lock:
        return locked(request, form.lock)
    account = reverse("account")
    lead = "Kode cadangan yang lama tidak berlaku lagi sesudah ini."
    return form_page(
        request, form, heading="Kode cadangan baru", crumbs=[("Akun", account)], back=account, lead=lead
    )


@login_required
@require_safe
def account(request):
    """One's own way in: password, second factor, devices."""
    context = {
        "left": request.user.recovery_codes.count(),
        "answers": is_second_person(request.user),
        "waiting": waiting_resets().count(),
    }
    return render(request, "groups/people/account.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def factor_reset_ask(request, user_id):
    require_administrator(request.user)
    user = get_object_or_404(User, pk=user_id)
    form = FactorResetForm(posted(request), request=request)
    if form.is_valid():
        facts = {"user": user, "by": request.user, "now": timezone.now()}
        if attempt(form, ask_reset, **facts, reason=form.cleaned_data["reason"]):
            messages.success(request, "Permintaan dicatat. Orang kedua menjawabnya di Lepas pengaman.")
            return redirect("groups:user_detail", user.pk)
    if form.lock:
        return locked(request, form.lock)
    back = reverse("groups:user_detail", args=[user.pk])
    crumbs = [("Pengguna", reverse("groups:user_list")), (user.full_name, back)]
    lead = "Hanya bila ponsel dan kode cadangannya hilang. Pastikan dulu bahwa yang meminta memang orangnya."
    return form_page(
        request, form, heading="Minta lepas pengaman", crumbs=crumbs, back=back, lead=lead, submit="Minta"
    )


@login_required
@require_safe
def factor_resets(request):
    """What waits for a second person."""
    require_second_person(request.user)
    return _resets_page(request, {})


def _resets_page(request, answers: Mapping[int, PasswordAgainForm]):
    """Each request with the form that answers it, as it was sent or an empty one, and whether one may."""
    rows = [
        (row, answers.get(row.pk) or _answer(request, row), row.may_be_answered_by(request.user))
        for row in waiting_resets()
    ]
    return render(request, "groups/people/factor_resets.html", {"rows": rows})


def _answer(request, reset: FactorReset, typed=None) -> PasswordAgainForm:
    return PasswordAgainForm(typed, request=request, auto_id=f"id_{reset.pk}_%s")


@login_required
@require_POST
def factor_reset_answer(request, reset_id):
    require_second_person(request.user)
    reset = get_object_or_404(FactorReset, pk=reset_id)
    is_granted = {"ya": True, "tidak": False}.get(request.POST.get("jawab"))
    if is_granted is None:
        refuse(request, "Pilih Setujui atau Tolak.")
        return redirect("groups:factor_resets")
    form = _answer(request, reset, request.POST)
    if not form.is_valid():
        return locked(request, form.lock) if form.lock else _resets_page(request, {reset.pk: form})
    if press(request, answer_reset, reset=reset, is_granted=is_granted, by=request.user, now=timezone.now()):
        told = "Pengaman dilepas; pemiliknya memasang yang baru saat masuk." if is_granted else "Ditolak."
        messages.success(request, told)
    return redirect("groups:factor_resets")
