"""Forms of loans from outside: the contract, money received, an instalment paid, what the lender decides."""

from django import forms

from ksm.fields import PercentField, RupiahField, TanggalField
from ksm.forms import PlainSpoken
from ksm.money import percent_of
from ledger import chart
from ledger.acts.act import mark_of
from ledger.acts.forms import DecisionForm, RescheduleForm, SettleForm, WaiveForm
from ledger.models import Loan
from ledger.outside.borrowing import OutsideTerms
from ledger.outside.lender_acts import LenderPaper

PLACES = [(chart.KAS, "Kas di kotak"), (chart.BANK, "Bank")]


class ContractForm(PlainSpoken, forms.Form):
    """What the contract with the lender says."""

    lender = forms.ChoiceField(
        label="Dari",
        choices=[(Loan.Lender.UPK, "UPK"), (Loan.Lender.OTHER, "Bank atau pihak lain")],
        help_text="Batas pinjaman UPK menurut ketentuan program; program lain dapat berbeda.",
    )
    lender_name = forms.CharField(label="Nama pemberi pinjaman", max_length=120)
    contract = forms.CharField(label="Nomor perjanjian", max_length=60)
    agreed_on = TanggalField(label="Tanggal perjanjian")
    principal = RupiahField(label="Pokok", min_value=1)
    purpose = forms.CharField(label="Tujuan", max_length=200)
    rate_percent = PercentField(label="Jasa (% per periode angsuran)")
    method = forms.ChoiceField(label="Metode jasa", choices=Loan.Method.choices)
    periods = forms.IntegerField(label="Berapa kali angsuran", min_value=1, max_value=520)
    unit = forms.ChoiceField(label="Setiap", choices=Loan.Unit.choices, initial=Loan.Unit.MONTH)
    rounding_step = RupiahField(label="Pembulatan", min_value=1, max_value=1_000_000, initial=1)
    limit_reason = forms.CharField(
        label="Alasan meminjam lebih awal",
        required=False,
        max_length=300,
        help_text="Wajib bila UPK meminjami kelompok sebelum minggu yang ditetapkan program.",
    )

    def terms(self) -> OutsideTerms:
        data = dict(self.cleaned_data)
        return OutsideTerms(rate_percent=percent_of(data.pop("rate_percent")), **data)


class _SeenForm(PlainSpoken, forms.Form):
    on = TanggalField(label="Tanggal")
    account = forms.ChoiceField(label="Tempat uang", choices=PLACES)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, loan: Loan, today, **kwargs):
        kwargs["initial"] = {"on": today, "seen": mark_of(loan)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class ReceiveForm(_SeenForm):
    """The lender's money arrives."""


class PayOutsideForm(_SeenForm):
    """An instalment; on the day of a meeting it is entered before its sheet is closed."""

    amount = RupiahField(label="Jumlah", min_value=1)
    field_order = ("amount",)


class LenderForm(DecisionForm):
    """An act that the lender agreed to: its paper is the basis, in the place of minutes."""

    minutes = None
    paper = forms.CharField(label="Nomor surat pemberi pinjaman", max_length=60)
    paper_on = TanggalField(label="Tanggal surat")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Berlaku mulai"

    def facts(self) -> dict:
        paper = LenderPaper(self.cleaned_data["paper"], self.cleaned_data["paper_on"])
        return super().facts() | {"paper": paper}


class OutsideRescheduleForm(LenderForm, RescheduleForm):
    """New terms for what the group still owes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["paper"].label = "Nomor perubahan perjanjian"
        self.fields["paper_on"].label = "Tanggal perubahan perjanjian"


class OutsideWaiveForm(LenderForm, WaiveForm):
    """Jasa that the lender does not ask any more."""


class OutsideSettleForm(LenderForm, SettleForm):
    """The lender is paid off; whether it still asks the jasa of later periods is its own decision."""

    account = forms.ChoiceField(label="Dibayar dari", choices=PLACES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Tanggal"
        self.fields["jasa"].help_text = "Menurut surat pemberi pinjaman."

    def facts(self) -> dict:
        return super().facts() | {"account": self.cleaned_data["account"]}


class CancelForm(DecisionForm):
    """A contract that was written down wrongly, or whose money never came."""
