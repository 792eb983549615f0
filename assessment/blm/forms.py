"""Forms of BLM Sosial. Amounts are rupiah; fields per member or line carry its id in their name."""

import re
from dataclasses import fields
from decimal import Decimal

from django import forms

from groups.models import ProgramRule
from ksm.certain import certain
from ksm.fields import PercentField, RupiahField, TanggalField
from ksm.forms import REQUIRED, PlainSpoken, offer, offer_rows, speak_plainly
from ksm.money import format_rupiah, percent_of
from ledger.blm.lending import FundTerms
from ledger.loans.forms import MemberChoice
from ledger.models import BlmGrant, GrantMember, GrantMovement, Loan

VOLUME = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?")
PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?%?")
MAX_TRANCHES = 6


def _decimal(match: re.Match) -> Decimal:
    return Decimal(f"{match[1]}.{match[2] or '0'}")


def _text(label: str, rows: int = 4, **options) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class GrantForm(PlainSpoken, forms.Form):
    """Why the group asks, and what the money is for."""

    background = _text("Latar belakang", max_length=3000)
    plan = _text("Rencana penggunaan", max_length=3000)


class BudgetLineForm(PlainSpoken, forms.Form):
    """A line of the RAB; swadaya and BLM sum to volume times unit price."""

    description = forms.CharField(label="Uraian", max_length=200)
    volume = forms.CharField(label="Volume", max_length=12, help_text="Misalnya 2 atau 2,5.")
    unit = forms.CharField(label="Satuan", max_length=20, help_text="Misalnya kg, paket, orang.")
    unit_price = RupiahField(label="Harga satuan", min_value=1)
    swadaya = RupiahField(label="Ditanggung swadaya", initial=0)
    blm = RupiahField(label="Ditanggung BLM", initial=0)
    is_lent = forms.BooleanField(
        label="Dipinjamkan kepada anggota",
        required=False,
        help_text="Yang tidak dipinjamkan dibelanjakan kelompok.",
    )

    def clean_volume(self) -> Decimal:
        match = VOLUME.fullmatch(self.cleaned_data["volume"].strip())
        if match is None:
            raise forms.ValidationError("Tulis dengan angka, paling banyak dua di belakang koma.")
        return _decimal(match)


class GrantMemberForm(PlainSpoken, forms.Form):
    """A member proposed to borrow: order, purpose, amount, and what is left a month to repay from."""

    member = MemberChoice(label="Anggota", queryset=None, empty_label="Pilih anggota")
    priority = forms.IntegerField(
        label="Urutan prioritas",
        min_value=1,
        max_value=999,
        help_text="1 = paling dulu, menurut kesepakatan kelompok.",
    )
    purpose = forms.CharField(label="Tujuan", max_length=200)
    requested = RupiahField(label="Jumlah yang diusulkan", min_value=1)
    income = RupiahField(label="Penghasilan sebulan")
    cost = RupiahField(
        label="Biaya rumah tangga sebulan", help_text="Kemampuan bayar = penghasilan dikurangi biaya."
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self, "member", members)


class PerMemberForm(PlainSpoken, forms.Form):
    """A form with an amount for each proposed member; wanted only when the answer says so."""

    AMOUNT = ""  # the prefix of the fields' names
    LAST = ""  # the field below them
    BACK = "kembalikan"

    def __init__(self, *args, members: list[GrantMember], **kwargs):
        super().__init__(*args, **kwargs)
        self.members = members
        for one in members:
            self._add(one)
        self.fields[self.LAST] = self.fields.pop(self.LAST)

    def _add(self, one: GrantMember) -> None:
        asked = format_rupiah(one.requested)
        label = f"{one.priority}. {one.member.name}, meminta {asked}"
        self._put(f"{self.AMOUNT}_{one.pk}", RupiahField(label=label, required=False))

    def _put(self, name: str, field: forms.Field) -> None:
        speak_plainly(field)
        self.fields[name] = field

    def _want(self, *names: str) -> None:
        for name in names:
            if name not in self.errors and self.cleaned_data.get(name) in (None, ""):
                self.add_error(name, REQUIRED)

    def amounts(self) -> dict[int, int]:
        """Rupiah by the id of the proposed member."""
        return {one.pk: self.cleaned_data[f"{self.AMOUNT}_{one.pk}"] for one in self.members}


class VerificationForm(PerMemberForm):
    """What UP-UP found on its visit (domain.md 5.17)."""

    AMOUNT, LAST = "recommended", "note"
    FIT, UNFIT = "layak", "tidak"
    answer = forms.ChoiceField(
        label="Hasil verifikasi",
        choices=[
            (FIT, "Layak dibiayai"),
            (UNFIT, "Tidak layak dibiayai"),
            (PerMemberForm.BACK, "Kembalikan untuk diperbaiki"),
        ],
        widget=forms.RadioSelect,
    )
    visited_on = TanggalField(label="Tanggal kunjungan", required=False)
    amount = RupiahField(label="BLM yang direkomendasikan", required=False)
    note = _text("Catatan", 3, required=False, max_length=1000, help_text="Wajib kecuali bila layak.")

    def _add(self, one: GrantMember) -> None:
        super()._add(one)
        field = forms.CharField(label=f"Catatan tentang {one.member.name}", required=False, max_length=300)
        self._put(f"note_{one.pk}", field)

    def clean(self):
        if self.cleaned_data.get("answer") in (self.FIT, self.UNFIT):
            self._want("visited_on", "amount", *(f"recommended_{one.pk}" for one in self.members))
        return self.cleaned_data

    def facts(self) -> dict:
        """The fields as ledger.blm.granting.verify_grant takes them."""
        data = self.cleaned_data
        notes = {one.pk: data[f"note_{one.pk}"] for one in self.members}
        return {
            "visited_on": data["visited_on"],
            "feasible": data["answer"] == self.FIT,
            "amount": data["amount"],
            "recommended": {pk: (amount, notes[pk]) for pk, amount in self.amounts().items()},
            "note": data["note"],
        }


class GrantDecisionForm(PerMemberForm):
    """The coordinator's decision."""

    AMOUNT, LAST = "decided", "reason"
    APPROVE, REFUSE = "setuju", "tolak"
    answer = forms.ChoiceField(
        label="Keputusan",
        choices=[
            (APPROVE, "Disetujui"),
            (REFUSE, "Ditolak"),
            (PerMemberForm.BACK, "Kembalikan untuk diperbaiki"),
        ],
        widget=forms.RadioSelect,
    )
    decided_on = TanggalField(label="Tanggal keputusan")
    amount = RupiahField(label="BLM yang disetujui", required=False)
    reason = _text(
        "Alasan",
        3,
        required=False,
        max_length=1000,
        help_text="Wajib bila ditolak, dikembalikan, atau berbeda dari rekomendasi.",
    )

    def clean(self):
        if self.cleaned_data.get("answer") == self.APPROVE:
            self._want("amount", *(f"decided_{one.pk}" for one in self.members))
        return self.cleaned_data

    def facts(self) -> dict:
        """The fields as ledger.blm.granting.decide_grant takes them."""
        data = self.cleaned_data
        approve = data["answer"] == self.APPROVE
        return {
            "approve": approve,
            "decided_on": data["decided_on"],
            "amount": data["amount"] if approve else 0,
            "decided": self.amounts() if approve else {},
            "reason": data["reason"],
        }


class GrantAgreementForm(PlainSpoken, forms.Form):
    """The signed agreement: stages of payment, and what becomes of repaid principal."""

    agreed_on = TanggalField(label="Tanggal perjanjian")
    signers = forms.CharField(
        label="Penanda tangan", max_length=300, help_text="Nama-nama dari KSM dan BKM, dipisah koma."
    )
    percents = forms.CharField(
        label="Tahap pencairan (%)",
        max_length=60,
        help_text="Persen tiap tahap dipisah koma, misalnya 60, 40. Harus berjumlah 100. "
        "Program lain bisa memakai ketentuan berbeda.",
    )
    report_days = forms.IntegerField(
        label="LPJ paling lambat (hari sesudah pencairan)",
        min_value=1,
        max_value=365,
        help_text="Berlaku untuk tiap tahap, dihitung dari hari uangnya diterima.",
    )
    principal_returns = forms.ChoiceField(
        label="Pengembalian pokok", choices=BlmGrant.Returns.choices, widget=forms.RadioSelect
    )
    return_installments = forms.IntegerField(
        label="Dikembalikan dalam (kali)",
        required=False,
        min_value=1,
        max_value=120,
        help_text="Wajib bila dikembalikan kepada BKM.",
    )
    return_note = forms.CharField(label="Cara pengembalian", required=False, max_length=300)

    def clean_percents(self) -> tuple[Decimal, ...]:
        typed = self.cleaned_data["percents"].strip()
        # A single stage is always 100, so "60,40" without a space can only mean two of them.
        between = r"[;+\s]+|,\s+" if re.search(r"[;+\s]", typed) else ","
        parts = [part for part in re.split(between, typed) if part]
        matches = [match for part in parts if (match := PERCENT.fullmatch(part.strip()))]
        if not parts or len(matches) < len(parts) or len(parts) > MAX_TRANCHES:
            raise forms.ValidationError(f"Tulis seperti 60, 40: paling banyak {MAX_TRANCHES} tahap.")
        return tuple(_decimal(match) for match in matches)

    @staticmethod
    def proposed(rule: ProgramRule) -> dict:
        """What the programme proposes (ProgramRule); the agreement fixes its own."""
        returns = BlmGrant.Returns.RETURNS if rule.blm_returns else BlmGrant.Returns.STAYS
        return {
            "percents": rule.blm_tranches,
            "report_days": rule.blm_report_days,
            "principal_returns": returns,
        }


class PaymentForm(PlainSpoken, forms.Form):
    """A tranche is paid out to the group."""

    on = TanggalField(label="Tanggal pencairan")
    place = forms.ChoiceField(
        label="Uang masuk ke", choices=GrantMovement.Place.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label="Catatan", required=False, max_length=200)


class MoneyBackForm(PaymentForm):
    """Principal goes back to the BKM."""

    amount = RupiahField(label="Jumlah", min_value=1)
    field_order = ["on", "amount", "place", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Tanggal pengembalian"
        self.fields["place"].label = "Uang diambil dari"


class UndoForm(PlainSpoken, forms.Form):
    """A wrong payment is reversed."""

    on = TanggalField(label="Tanggal pembatalan")
    reason = _text("Alasan", 3, max_length=200)


class SpendingForm(PlainSpoken, forms.Form):
    """Something bought or paid from the fund on a line of the RAB."""

    on = TanggalField(label="Tanggal")
    amount = RupiahField(label="Jumlah", min_value=1)
    what = forms.CharField(label="Yang dibeli atau dibayar", max_length=200)
    paid_to = forms.CharField(label="Dibayar kepada", max_length=100, help_text="Nama toko atau orang.")
    place = forms.ChoiceField(
        label="Uang diambil dari", choices=GrantMovement.Place.choices, widget=forms.RadioSelect
    )


class FundLoanForm(PlainSpoken, forms.Form):
    """Loans from the fund: who, in the decided order, and terms shared by all of them."""

    members = forms.TypedMultipleChoiceField(
        label="Anggota, menurut urutan", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    rate_percent = PercentField(label="Jasa (% per periode angsuran)")
    method = forms.ChoiceField(label="Metode jasa", choices=Loan.Method.choices)
    periods = forms.IntegerField(label="Berapa kali angsuran", min_value=1, max_value=520)
    unit = forms.ChoiceField(label="Setiap", choices=Loan.Unit.choices)
    rounding_step = RupiahField(label="Pembulatan", min_value=1, max_value=1_000_000, initial=1)
    limit_reason = _text(
        "Alasan melampaui aturan kelompok",
        2,
        required=False,
        max_length=300,
        help_text="Wajib bila jumlah, jangka, atau jasanya lain dari aturan Pinjaman.",
    )
    note = _text(
        "Alasan mendahulukan", 2, required=False, max_length=300, help_text="Wajib bila urutan dilangkahi."
    )

    def __init__(self, *args, waiting: list[GrantMember], left: int, initial: dict, **kwargs):
        """`left` is what the fund can lend, in rupiah: the first members that fit are proposed."""
        fitting = []
        asked = [(one, certain(one.decided, "waits for what was decided")) for one in waiting]
        for one, decided in asked:
            if decided > left:
                break
            left -= decided
            fitting.append(one.pk)
        super().__init__(*args, initial={"members": fitting} | initial, **kwargs)
        offer(
            self,
            "members",
            [
                (one.pk, f"{one.priority}. {one.member.name}, {format_rupiah(decided)}, {one.purpose}")
                for one, decided in asked
            ],
        )

    def terms(self) -> FundTerms:
        """The terms shared by all, once the form is valid."""
        about = {one.name: self.cleaned_data[one.name] for one in fields(FundTerms)}
        return FundTerms(**about | {"rate_percent": percent_of(about["rate_percent"])})
