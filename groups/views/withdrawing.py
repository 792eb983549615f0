"""The one page on which a record entered by mistake is withdrawn with a reason."""

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
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasannya."},
    )


def withdraw_page(request, row, *, what: str, today, crumbs, back: str):
    """Ask for the reason, and withdraw."""
    form = WithdrawForm(posted(request))
    facts = {"row": row, "today": today, "by": request.user}
    if form.is_valid() and attempt(form, withdraw, **facts, **form.cleaned_data):
        messages.success(request, "Catatan ditarik.")
        return redirect(back)
    return form_page(
        request,
        form,
        heading=f"Tarik {what}",
        lead=LEAD,
        crumbs=crumbs,
        back=back,
        submit="Tarik",
        is_final=True,
    )
