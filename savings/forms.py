"""The opening balances of a group, member by member; savings that pay a loan."""

from collections.abc import Sequence

from django import forms

from groups.days import day_fault
from groups.models import Member, User
from ksm.fields import PercentField, RupiahField, TanggalField
from ksm.forms import PlainSpoken, offer_rows, speak_plainly
from ksm.money import format_fraction_percent, format_rupiah
from ledger.acts.act import Decision
from ledger.acts.forms import DecisionForm
from ledger.journal.balances import member_savings
from ledger.policy.surplus import Percentages
from savings.models import ACCOUNT_OF_KIND, Saving
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
        if fault := day_fault(day, today=self.today, what="Tanggal saldo awal"):
            raise forms.ValidationError(fault)
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


class SharingForm(PlainSpoken, forms.Form):
    """The meeting's decision about a year's surplus: parts in percent that sum to 100."""

    savings = PercentField(label="Menurut tabungan (%)")
    borrowing = PercentField(label="Menurut jasa pinjaman (%)")
    officers = PercentField(label="Pengurus (%)")
    reserve = PercentField(label="Cadangan (%)")
    social = PercentField(label="Dana sosial (%)")
    decided_on = TanggalField(label="Tanggal keputusan")
    minutes = forms.CharField(
        label="Dasar keputusan", max_length=300, help_text="Misalnya: rapat akhir tahun, notulen 12-01-2026."
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if fault := day_fault(day, today=self.today, what="Tanggal keputusan"):
            raise forms.ValidationError(fault)
        return day

    def clean(self):
        data = self.cleaned_data
        if all(name in data for name in Percentages.__slots__) and self.percentages().total != 1:
            total = format_fraction_percent(self.percentages().total)
            self.add_error("social", f"Kelima bagian harus berjumlah 100%; sekarang {total}.")
        return data

    def percentages(self) -> Percentages:
        return Percentages(*(self.cleaned_data[name] for name in Percentages.__slots__))


class PayoutForm(PlainSpoken, forms.Form):
    """How and when members get their parts."""

    called_here = {"on": "date"}
    CASH, SAVINGS = "tunai", "tabungan"
    way = forms.ChoiceField(
        label="Cara",
        choices=[(CASH, "Dibayar tunai dari kas"), (SAVINGS, "Masuk tabungan sukarela")],
        widget=forms.RadioSelect,
    )
    member = forms.ModelChoiceField(
        label="Anggota",
        queryset=Member.objects.none(),
        required=False,
        empty_label="Semua yang belum dibayar",
    )
    date = TanggalField(label="Tanggal")
    against_arrears = forms.BooleanField(label="Potong dulu tunggakan pinjaman anggota", required=False)
    minutes = forms.CharField(
        label="Dasar keputusan memotong",
        max_length=200,
        required=False,
        help_text="Wajib bila dipotong, misalnya Notulen rapat akhir tahun.",
    )

    def __init__(self, *args, members, late: bool, today, **kwargs):
        """Is anybody `late` with an instalment today? Otherwise nothing is asked of it."""
        super().__init__(*args, **kwargs)
        offer_rows(self, "member", members)
        self.today = today
        if not late:
            del self.fields["against_arrears"], self.fields["minutes"]

    def clean_date(self):
        day = self.cleaned_data["date"]
        if fault := day_fault(day, today=self.today):
            raise forms.ValidationError(fault)
        return day

    def clean(self):
        data = self.cleaned_data
        if data.get("against_arrears") and not data.get("minutes"):
            self.add_error("minutes", "Tulis keputusan yang menjadi dasarnya.")
        return data

    def facts(self, by: User) -> dict:
        """What savings.surplus_paying.pay_shares takes, once the form is valid."""
        data = self.cleaned_data
        decided = data.get("against_arrears")
        decision = (
            Decision(on=data["date"], today=self.today, minutes=data["minutes"], by=by) if decided else None
        )
        return {
            "member_id": data["member"].pk if data["member"] else None,
            "on": data["date"],
            "to_savings": data["way"] == self.SAVINGS,
            "against_arrears": decision,
            "by": by,
        }


class UndoForm(PlainSpoken, forms.Form):
    """Why something posted is taken back; the reversal is dated today."""

    reason = forms.CharField(label="Alasan", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def member_forms(data, members: Sequence[Member]) -> list[MemberOpeningForm]:
    return [MemberOpeningForm(data, member=member) for member in members]


class SetOffForm(DecisionForm):
    """How much of each kind of the borrower's savings goes to the loan."""

    def __init__(self, *args, found, today, **kwargs):
        super().__init__(*args, found=found, today=today, **kwargs)
        saved = member_savings(found.ksm, today).get(found.loan.member_id, {})
        for kind in Saving.Kind:
            amount = format_rupiah(saved.get(ACCOUNT_OF_KIND[kind], 0))
            self.fields[kind.value.lower()] = RupiahField(
                label=f"Dari tabungan {kind.label.lower()}", required=False, help_text=f"Saldo {amount}."
            )
            speak_plainly(self.fields[kind.value.lower()])
        self.order_fields([kind.value.lower() for kind in Saving.Kind])

    def facts(self) -> dict:
        return {"amounts": {kind.value: self.cleaned_data[kind.value.lower()] or 0 for kind in Saving.Kind}}
