"""The one page on which a record entered by mistake is withdrawn with a reason."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect

from groups.pages import attempt, form_page, posted
from groups.registers.withdrawing import withdraw
from ksm.forms import PlainSpoken

LEAD = "Catatan ini tidak dihitung lagi di mana pun; isinya tetap dapat dibaca, dengan alasannya."


class WithdrawForm(PlainSpoken, forms.Form):
    reason = forms.CharField(
        label="Alasan",
        max_length=100,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasannya."},
    )


def withdraw_page(request, row, *, what: str, today, crumbs, back: str):
    """Ask for the reason, and withdraw a row of a list."""
    act = partial(withdraw, row=row, today=today, by=request.user)
    return reason_page(
        request, act, heading=f"Tarik {what}", lead=LEAD, done="Catatan ditarik.", crumbs=crumbs, back=back
    )


def reason_page(
    request,
    act: Callable,
    *,
    heading: str,
    lead: str,
    done: str,
    crumbs,
    back: str,
    leads_to: str = "",
    refused: str = "",
):
    """Ask for a reason, do `act` with it, and lead back, or to `leads_to` where the place is gone.

    Where it is `refused` whatever the reason, nothing is asked.
    """
    form = WithdrawForm(posted(request))
    if not refused and form.is_valid() and attempt(form, act, **form.cleaned_data):
        messages.success(request, done)
        return redirect(leads_to or back)
    facts: dict[str, Any] = {"crumbs": crumbs, "back": back, "refused": refused}
    return form_page(request, form, heading=heading, lead=lead, submit="Tarik", is_final=True, **facts)
