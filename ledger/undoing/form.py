"""The form by which an act outside a meeting is taken back."""

import datetime

from django import forms

from groups.models import User
from ksm.fields import TanggalField
from ksm.forms import PlainSpoken
from ledger.undoing.loan_acts import Retraction


class UndoingForm(PlainSpoken, forms.Form):
    """When and why. `seen` is the mark of what the page showed."""

    on = TanggalField(label="Tanggal pembatalan", help_text="Jurnal pembatalan memakai tanggal ini.")
    reason = forms.CharField(label="Alasan", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def retraction(self, today: datetime.date, by: User) -> Retraction:
        """What the verbs take; after `is_valid`."""
        data = self.cleaned_data
        return Retraction(on=data["on"], today=today, reason=data["reason"], by=by, seen=data["seen"] or None)
