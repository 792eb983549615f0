"""Forms of the acts on a running loan. Each hands over what its verb takes, and the decision behind it."""

from django import forms

from groups.models import User
from ksm.fields import PercentField, RupiahField, TanggalField
from ksm.forms import PlainSpoken
from ksm.money import decimal_words
from ledger.acts.act import Decision, OpenLoan, mark_of
from ledger.acts.rescheduling import NewTerms, unit_now
from ledger.acts.settling import payoff
from ledger.acts.writing_off import WAYS
from ledger.models import Loan


class DecisionForm(PlainSpoken, forms.Form):
    """The day, the minutes and the reason, after the fields of the act itself."""

    on = TanggalField(label="Tanggal")
    minutes: forms.CharField | None = forms.CharField(
        label="Dasar keputusan", max_length=200, help_text="Pertemuan mana, misalnya Notulen minggu 6."
    )
    reason: forms.CharField | None = forms.CharField(
        label="Alasan", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    # What the loan looked like when the page was opened: nobody acts over somebody else, or twice.
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, found: OpenLoan, today, **kwargs):
        self.found, self.today = found, today
        kwargs["initial"] = {"on": today, "seen": mark_of(found.loan)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        decision = ("on", "minutes", "reason", "seen")
        self.order_fields([name for name in self.fields if name not in decision] + list(decision))

    def decision(self, by: User) -> Decision:
        data = self.cleaned_data
        return Decision(
            on=data["on"],
            today=self.today,
            minutes=data.get("minutes", ""),
            reason=data.get("reason", ""),
            by=by,
            seen=data["seen"],
        )

    def facts(self) -> dict:
        """What the verb takes beside the loan and the decision."""
        return {}


class SettleForm(DecisionForm):
    """Money that pays a loan off; the jasa of periods that have not begun lapses unless asked for."""

    BEGUN, FULL = "berjalan", "penuh"
    jasa = forms.ChoiceField(
        label="Jasa yang ditagih",
        choices=[(BEGUN, "Sampai periode yang sudah berjalan"), (FULL, "Seluruh jasa sampai akhir jadwal")],
        initial=BEGUN,
        widget=forms.RadioSelect,
        help_text="Jasa periode sesudahnya tidak ditagih lagi menurut keputusan ini.",
    )
    paid = RupiahField(label="Uang pelunasan", min_value=1)

    def __init__(self, *args, found, today, **kwargs):
        if found.loan.is_free:
            amount = found.outstanding
        else:
            amount = payoff(found.loan, found.dues, today, full_jasa=False).total
        super().__init__(*args, found=found, today=today, initial={"paid": amount}, **kwargs)
        if found.loan.is_free:
            del self.fields["jasa"]
            self.fields["paid"].help_text = "Yang melebihi sisa pokok dicatat sebagai jasa."

    def facts(self) -> dict:
        data = self.cleaned_data
        return {"paid": data["paid"], "full_jasa": data.get("jasa") == self.FULL}


class WaiveForm(DecisionForm):
    amount = RupiahField(
        label="Jasa yang dibebaskan", min_value=1, help_text="Diambil dari yang paling lama."
    )

    def facts(self) -> dict:
        return {"amount": self.cleaned_data["amount"]}


class MoveForm(DecisionForm):
    """Only the days of what is still to come; due dates never move by themselves (J20)."""

    first_due = TanggalField(
        label="Jatuh tempo berikutnya",
        help_text="Angsuran sesudahnya mengikuti, setiap minggu atau bulan seperti semula.",
    )

    def facts(self) -> dict:
        return {"first_due": self.cleaned_data["first_due"]}


class RescheduleForm(DecisionForm):
    """New terms for the principal still owed."""

    CARRY, WAIVE = "pindah", "bebas"
    periods = forms.IntegerField(label="Berapa kali angsuran", min_value=1, max_value=520)
    unit = forms.ChoiceField(label="Setiap", choices=Loan.Unit.choices)
    first_due = TanggalField(label="Jatuh tempo pertama")
    rate_percent = PercentField(label="Jasa (% per periode angsuran)")
    method = forms.ChoiceField(label="Metode jasa", choices=Loan.Method.choices)
    rounding_step = RupiahField(label="Pembulatan", min_value=1, max_value=1_000_000)
    late_jasa = forms.ChoiceField(
        label="Jasa yang sudah jatuh tempo dan belum dibayar",
        choices=[(CARRY, "Ditambahkan ke angsuran pertama"), (WAIVE, "Dibebaskan")],
        initial=CARRY,
        widget=forms.RadioSelect,
        help_text="Jasa tidak pernah ditambahkan ke pokok.",
    )

    def __init__(self, *args, found, today, **kwargs):
        loan = found.loan
        initial = {
            "unit": unit_now(loan),
            "rate_percent": decimal_words(loan.rate_percent),
            "method": loan.method,
            "rounding_step": loan.rounding_step,
        }
        super().__init__(*args, found=found, today=today, initial=initial, **kwargs)

    def facts(self) -> dict:
        data = self.cleaned_data
        terms = NewTerms(
            data["rate_percent"], data["method"], data["periods"], data["unit"], data["rounding_step"]
        )
        waive = data["late_jasa"] == self.WAIVE
        return {"terms": terms, "first_due": data["first_due"], "waive_jasa": waive}


class WriteOffForm(DecisionForm):
    """Only proposes: a second person answers."""


class RecoverForm(DecisionForm):
    amount = RupiahField(label="Uang yang diterima", min_value=1)

    def facts(self) -> dict:
        return {"amount": self.cleaned_data["amount"]}


class DeathForm(DecisionForm):
    died_on = TanggalField(label="Tanggal meninggal")
    way = forms.ChoiceField(
        label="Keputusan anggota",
        choices=list(WAYS.items()),
        widget=forms.RadioSelect,
        help_text="Tindakannya sendiri dicatat lewat kartu pinjaman.",
    )
    heir = forms.CharField(label="Ahli waris", max_length=120, required=False)

    def __init__(self, *args, found, today, **kwargs):
        initial = {"heir": found.loan.member.heir}
        super().__init__(*args, found=found, today=today, initial=initial, **kwargs)

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("died_on", "way", "heir")}


class HeirPaymentForm(DecisionForm):
    """An instalment that the heir brings, on the day of a meeting before its sheet is closed."""

    minutes, reason = None, None
    amount = RupiahField(label="Jumlah", min_value=1)
    jasa = RupiahField(label="Jasa", required=False, min_value=0)

    def __init__(self, *args, found, today, **kwargs):
        due = sum(due.principal + due.jasa for due in found.dues if due.due <= today)
        super().__init__(*args, found=found, today=today, initial={"amount": due or None}, **kwargs)
        if found.loan.is_free:
            self.fields["amount"].label = "Pokok"
            self.fields["amount"].required = False
        else:
            del self.fields["jasa"]

    def facts(self) -> dict:
        return {name: self.cleaned_data.get(name) or 0 for name in ("amount", "jasa")}


class AnswerForm(PlainSpoken, forms.Form):
    """What the second person says to a proposed write-off."""

    APPROVE, REFUSE = "setuju", "tolak"
    choice = forms.ChoiceField(
        label="Jawaban",
        choices=[(APPROVE, "Setuju dihapusbukukan"), (REFUSE, "Tolak")],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label="Catatan", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
