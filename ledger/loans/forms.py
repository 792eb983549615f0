"""Forms of a member's loan: what is asked for, and the meeting's decision on it."""

from django import forms

from groups.days import day_fault
from groups.models import Member
from ksm.fields import PercentField, RupiahField, TanggalField
from ksm.forms import PlainSpoken, offer_rows
from ksm.money import decimal_words, percent_of
from ledger.loans.lending import LoanTerms, loan_terms
from ledger.models import Loan
from ledger.policy.schedule import ScheduleError, build_schedule


class MemberChoice(forms.ModelChoiceField):
    """Members told apart by number, for names repeat."""

    def label_from_instance(self, member: Member) -> str:
        return f"{member.number}. {member.name}"


class LoanForm(PlainSpoken, forms.Form):
    """A member asks for a loan; jasa in percent per instalment period."""

    member = MemberChoice(label="Anggota", queryset=Member.objects.none(), empty_label="Pilih anggota")
    principal = RupiahField(label="Jumlah yang diminta", min_value=1)
    purpose = forms.CharField(label="Tujuan", max_length=200)
    rate_percent = PercentField(label="Jasa (% per periode angsuran)")
    method = forms.ChoiceField(label="Metode jasa", choices=Loan.Method.choices)
    periods = forms.IntegerField(label="Berapa kali angsuran", min_value=1, max_value=520)
    unit = forms.ChoiceField(label="Setiap", choices=Loan.Unit.choices)
    rounding_step = RupiahField(
        label="Pembulatan",
        min_value=1,
        max_value=1_000_000,
        initial=1,
        help_text="Angsuran dibulatkan ke atas ke kelipatan ini.",
    )
    income = RupiahField(
        label="Penghasilan setiap periode angsuran",
        required=False,
        help_text="Kemampuan bayar = penghasilan dikurangi biaya; dibandingkan dengan angsurannya.",
    )
    expenses = RupiahField(label="Biaya setiap periode angsuran", required=False)
    priority = forms.IntegerField(
        label="Urutan prioritas", required=False, min_value=1, max_value=999, help_text="1 = paling dulu."
    )
    limit_reason = forms.CharField(
        label="Alasan melampaui aturan kelompok",
        required=False,
        max_length=300,
        help_text="Wajib bila jumlah, jangka, atau jasanya lain dari aturan Pinjaman. Ikut tercetak.",
    )

    def __init__(self, *args, members, today, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self, "member", members)
        self.today = today

    def clean(self):
        data = self.cleaned_data
        if "income" in data and "expenses" in data and (data["income"] is None) != (data["expenses"] is None):
            blank = "income" if data["income"] is None else "expenses"
            self.add_error(blank, "Isi penghasilan dan biaya, atau kosongkan keduanya.")
        if not self.errors:
            try:
                build_schedule(
                    principal=data["principal"],
                    rate=data["rate_percent"],
                    periods=data["periods"],
                    unit=data["unit"],
                    method=data["method"],
                    rounding_step=data["rounding_step"],
                    disbursed_on=self.today,
                )
            except ScheduleError as error:
                self.add_error(error.field, str(error))
        return data

    def terms(self) -> LoanTerms:
        """What is asked for, once the form is valid."""
        rate = percent_of(self.cleaned_data["rate_percent"])
        member_id = self.cleaned_data["member"].pk
        return loan_terms(self.cleaned_data | {"member_id": member_id, "rate_percent": rate})


class LoanDecisionForm(PlainSpoken, forms.Form):
    """What the members decided in their meeting (H1)."""

    APPROVE, REFUSE = "setuju", "tolak"
    answer = forms.ChoiceField(
        label="Keputusan pertemuan",
        choices=[(APPROVE, "Disetujui"), (REFUSE, "Ditolak")],
        widget=forms.RadioSelect,
    )
    decided_on = TanggalField(label="Tanggal keputusan")
    priority = forms.IntegerField(label="Urutan prioritas", required=False, min_value=1, max_value=999)
    note = forms.CharField(label="Catatan", required=False, max_length=300)
    # The loan's state when the page was opened: two people do not decide over each other.
    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if fault := day_fault(day, today=self.today, what="Tanggal keputusan"):
            raise forms.ValidationError(fault)
        return day

    def facts(self) -> dict:
        """What `decide_loan` takes beside the loan."""
        data = self.cleaned_data
        about = {name: data[name] for name in ("seen", "priority", "note")}
        return about | {"approved": data["answer"] == self.APPROVE, "on": data["decided_on"]}


def agreed_terms(rule) -> dict:
    """What the group's rule of loans proposes for a form of terms."""
    if rule is None:
        return {}
    percent = rule.jasa_percent
    return {
        "rate_percent": "" if percent is None else decimal_words(percent),
        "periods": rule.max_periods,
    }
