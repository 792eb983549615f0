"""One's own tokens for programs: listed, made and told once, withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from groups.entrance.tokens import make_token, withdraw_token
from groups.forms.people import TokenForm
from groups.models import Posting
from groups.pages import attempt, posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def token_list(request):
    """The tokens of whoever asks; a new one is told on the answer to its making, and never again."""
    form, token = TokenForm(posted(request)), ""
    if form.is_valid():
        now = timezone.now()
        token = attempt(form, make_token, user=request.user, now=now, name=form.cleaned_data["name"]) or ""
    context = {
        "form": TokenForm() if token else form,
        "token": token,
        "tokens": request.user.tokens.select_related("user"),
        "place": Posting(),
        "description": reverse("api:openapi-json"),
        "crumbs": [("Akun", reverse("account"))],
    }
    return render(request, "groups/people/tokens.html", context)


@login_required
@require_POST
def token_withdraw(request, token_id: int):
    token = get_object_or_404(request.user.tokens, pk=token_id)
    withdraw_token(token=token, now=timezone.now())
    messages.success(request, f"Token {token.name} dicabut: programnya tidak dapat membaca lagi.")
    return redirect("groups:token_list")
