"""The form of a member who goes to another group."""

from django import forms
from django.db.models import QuerySet

from groups.models import Ksm
from ksm.fields import TanggalField
from ksm.forms import PlainSpoken, offer_rows


class GroupField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Ksm) -> str:
        return f"{obj.name} ({obj.bkm.name})"


class MoveForm(PlainSpoken, forms.Form):
    called_here = {"left_on": "on", "joined_on": "on"}

    to = GroupField(label="Ke KSM", queryset=Ksm.objects.none())
    on = TanggalField(label="Mulai tanggal", help_text="Hari pertama di KSM baru.")
    minutes = forms.CharField(label="Dasar keputusan", max_length=300)
    debts = forms.TypedChoiceField(
        label="Pinjaman",
        choices=[
            ("1", "Dibawa: yang belum jatuh tempo diteruskan di KSM baru, yang membayarnya ke KSM lama"),
            ("0", "Dilunasi di sini dari tabungan"),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    carries = forms.TypedChoiceField(
        label="Sisa tabungan",
        choices=[("1", "Dibawa sebagai tabungan di KSM baru"), ("0", "Dibayarkan tunai kepada anggota")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )

    def __init__(self, *args, targets: QuerySet[Ksm], owes: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not owes:
            del self.fields["debts"]
        offer_rows(self, "to", targets)
