"""Forms of tanggung renteng and of the group's funds."""

import datetime

from django import forms

from groups.forms.journey import PeopleField
from groups.models import Member
from ksm.fields import RupiahField, TanggalField
from ksm.forms import PlainSpoken, offer_rows
from ledger.acts.act import Decision
from ledger.acts.forms import DecisionForm
from ledger.joint.covering import Method, due_by
from ledger.journal.funds import MOVABLE
from ledger.models import Fund


class CoverForm(DecisionForm):
    """How a borrower's shortfall is covered, and how much of it."""

    METHODS = (Method.PRESENT, Method.ALL, Method.FUND, Method.SAVINGS)
    amount = RupiahField(label="Kekurangan yang ditanggung", min_value=1)
    method = forms.ChoiceField(
        label="Ditanggung dari",
        choices=[(method.value, method.label) for method in METHODS],
        widget=forms.RadioSelect,
        help_text="Iuran dibagi rata; peminjam sendiri tidak ikut menanggung.",
    )

    def __init__(self, *args, found, today, **kwargs):
        initial = {"amount": due_by(found, today) or None}
        super().__init__(*args, found=found, today=today, initial=initial, **kwargs)

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("amount", "method")}


class PayersForm(PlainSpoken, forms.Form):
    """Who paid an instalment that a meeting took through tanggung renteng, in equal parts."""

    payers = PeopleField(
        label="Yang menanggung",
        queryset=Member.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tandai yang menanggung.", "invalid_pk_value": "Pilih dari daftar."},
    )
    minutes = forms.CharField(label="Dasar keputusan", max_length=200)
    reason = forms.CharField(label="Catatan", max_length=300, required=False)

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self, "payers", members)

    def decision(self, *, today: datetime.date, by) -> Decision:
        data = self.cleaned_data
        return Decision(on=today, today=today, minutes=data["minutes"], reason=data["reason"], by=by)


class ReturnForm(PlainSpoken, forms.Form):
    """Money that the debtor brings back."""

    amount = RupiahField(label="Uang yang dikembalikan", min_value=1)
    on = TanggalField(label="Tanggal")
    # What was owed when the page was opened: nothing is taken twice.
    seen = forms.IntegerField(min_value=0, max_value=RupiahField.MAX_AMOUNT, widget=forms.HiddenInput)


class FundMoveForm(PlainSpoken, forms.Form):
    """Cash from one fund to another, by decision of the members."""

    CHOICES = [(fund, Fund(fund).label) for fund in MOVABLE]
    source = forms.ChoiceField(label="Dari", choices=CHOICES)
    target = forms.ChoiceField(label="Ke", choices=CHOICES, initial=Fund.TANGGUNG_RENTENG)
    amount = RupiahField(label="Jumlah", min_value=1)
    on = TanggalField(label="Tanggal")
    minutes = forms.CharField(
        label="Dasar keputusan", max_length=120, help_text="Pertemuan mana, misalnya Notulen minggu 6."
    )
    reason = forms.CharField(label="Alasan", max_length=100)
    seen = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)


class FundFilter(PlainSpoken, forms.Form):
    dana = forms.ChoiceField(label="Dana", choices=Fund.choices, required=False)
