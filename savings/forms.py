"""The opening balances of a group, member by member."""

from collections.abc import Sequence

from django import forms

from groups.models import Member
from ksm.fields import RupiahField, TanggalField
from ksm.forms import PlainSpoken
from savings.models import Saving
from savings.opening import OpeningBalance


class OpeningForm(PlainSpoken, forms.Form):
    """The day, the cash box and the bank; all amounts in rupiah."""

    date = TanggalField(label="Per akhir tanggal", help_text="Sebelum pertemuan pertama yang dicatat.")
    cash = RupiahField(label="Kas di kotak", required=False)
    bank = RupiahField(label="Bank", required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_date(self):
        day = self.cleaned_data["date"]
        if day > self.today:
            raise forms.ValidationError("Tanggal saldo awal sesudah hari ini.")
        return day


class MemberOpeningForm(PlainSpoken, forms.Form):
    """What one member brings."""

    pokok = RupiahField(label="Pokok", required=False)
    wajib = RupiahField(label="Wajib", required=False)
    sukarela = RupiahField(label="Sukarela", required=False)
    loan = RupiahField(label="Sisa pinjaman", required=False)

    def __init__(self, *args, member: Member, **kwargs):
        super().__init__(*args, prefix=f"m{member.pk}", **kwargs)
        self.member = member

    def balance(self) -> OpeningBalance:
        """The member's balances as the verb takes them; after `is_valid`."""
        data = self.cleaned_data
        savings = {kind: data[kind.lower()] for kind in Saving.Kind.values if data[kind.lower()]}
        return OpeningBalance(savings, data["loan"] or 0)


def member_forms(data, members: Sequence[Member]) -> list[MemberOpeningForm]:
    return [MemberOpeningForm(data, member=member) for member in members]
