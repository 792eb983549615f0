"""The small forms of the meeting sheet. They check shapes and hand over rupiah, dates and fractions."""

from collections.abc import Sequence

from django import forms

from groups.models import Member
from ksm.fields import PercentField, RupiahField, TanggalField
from ksm.forms import PlainSpoken, offer, own_field, shares_fields
from ksm.money import format_rupiah, percent_of
from ledger import chart
from ledger.blm.spending import Spendable
from ledger.loans.lending import LoanTerms, loan_terms
from ledger.models import Fund, Loan
from meetings.models import AgendaItem, Attendance
from meetings.sheet.values import CashItem

TimeInput = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M"]
WEIRD_TIME = {"invalid": "Tulis jam seperti 15.30."}
WEIRD_CHOICE = {"invalid_choice": "Pilih salah satu dari daftar."}
WEIRD_NUMBER = {"invalid": "Tulis dengan angka.", "min_value": "Paling sedikit %(limit_value)s."}


def text_field(label: str, max_length: int, **kwargs) -> forms.CharField:
    """An optional text; too long a one gets a plain sentence."""
    kwargs.setdefault("required", False)
    return forms.CharField(
        label=label,
        max_length=max_length,
        error_messages={"max_length": f"Paling panjang {max_length} huruf, ini %(show_value)s."},
        **kwargs,
    )


def long_text(label: str) -> forms.CharField:
    return text_field(label, 5000, widget=forms.Textarea(attrs={"rows": 3}))


def time_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=TimeInput,
        input_formats=TIME_FORMATS,
        error_messages=WEIRD_TIME,
    )


def amount_field(label: str) -> RupiahField:
    return RupiahField(label=label, required=False)


class HeaderForm(PlainSpoken, forms.Form):
    held_on = TanggalField(label="Dilaksanakan", error_messages={"required": "Isi tanggal pertemuan."})
    start_time = time_field("Mulai")
    end_time = time_field("Selesai")
    place = text_field("Tempat", 120)
    chair = text_field("Pemimpin", 120)
    minute_taker = text_field("Notulis", 120)

    def clean(self):
        start, end = self.cleaned_data.get("start_time"), self.cleaned_data.get("end_time")
        if start and end and end < start:
            self.add_error("end_time", "Jam selesai sebelum jam mulai.")
        return self.cleaned_data


@shares_fields
class MemberRowForm(PlainSpoken, forms.Form):
    """One member's line; a field per running loan is added when the form is made."""

    attendance = forms.ChoiceField(
        label="Kehadiran",
        required=False,
        choices=Attendance.Status.choices,
        widget=forms.RadioSelect,
        error_messages=WEIRD_CHOICE,
    )
    pokok = amount_field("Tabungan pokok")
    wajib = amount_field("Tabungan wajib")
    sukarela = amount_field("Tabungan sukarela")
    withdraw_sukarela = amount_field("Tarik sukarela")
    fine = amount_field("Denda")

    def __init__(self, *args, member, dues=(), suggested_wajib=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.member, self.dues, self.suggested_wajib = member, list(dues), suggested_wajib
        for due in self.dues:
            label = "Angsuran pokok" if due.is_opening else f"Angsuran {due.loan_number}"
            self.fields[f"loan_{due.loan_id}"] = amount_field(label)
            if due.is_opening:
                self.fields[f"jasa_{due.loan_id}"] = amount_field("Jasa")
            self.fields[f"tr_{due.loan_id}"] = forms.BooleanField(label="Tanggung renteng", required=False)

    @property
    def has_arrears(self) -> bool:
        return any(due.arrears for due in self.dues)

    @property
    def loan_fields(self) -> list[dict]:
        """Per running loan: the due, its amount, jasa (opening loans only) and tanggung renteng fields."""
        return [
            {
                "due": due,
                "amount": self[f"loan_{due.loan_id}"],
                "jasa": self[f"jasa_{due.loan_id}"] if due.is_opening else None,
                "tanggung_renteng": self[f"tr_{due.loan_id}"],
            }
            for due in self.dues
        ]


@shares_fields
class NewMemberForm(PlainSpoken, forms.Form):
    """Somebody who joins in this meeting, with their first mark and deposits."""

    TELLING = ("name", "nik", "attendance")  # filled, they mean that the block is used

    name = text_field("Nama", 120)
    sex = forms.ChoiceField(
        label="L/P", required=False, choices=[("", "-"), *Member.Sex.choices], error_messages=WEIRD_CHOICE
    )
    nik = text_field("NIK", 30, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    attendance = forms.ChoiceField(
        label="Kehadiran",
        required=False,
        choices=Attendance.Status.choices,
        widget=forms.RadioSelect,
        error_messages=WEIRD_CHOICE,
    )
    pokok = amount_field("Tabungan pokok")
    wajib = amount_field("Tabungan wajib")
    sukarela = amount_field("Tabungan sukarela")

    @property
    def is_filled(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)


def _of_fund(loan: Loan) -> str:
    """Which money is handed out, where it is not the kas."""
    return "" if loan.fund == Fund.KAS else f" · {loan.get_fund_display()}"


@shares_fields
class DisbursementForm(PlainSpoken, forms.Form):
    """A loan to hand out: an approved one, or a new one decided in this meeting."""

    TELLING = ("loan", "member", "principal", "purpose")  # the others come with proposals

    loan = forms.TypedChoiceField(
        label="Pinjaman yang disetujui",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages=WEIRD_CHOICE,
    )
    member = forms.TypedChoiceField(
        label="Anggota", required=False, coerce=int, empty_value=None, error_messages=WEIRD_CHOICE
    )
    principal = amount_field("Pokok")
    rate_percent = PercentField(label="Jasa % per periode", required=False)
    method = forms.ChoiceField(
        label="Metode", required=False, choices=Loan.Method.choices, error_messages=WEIRD_CHOICE
    )
    periods = forms.IntegerField(
        label="Jangka (kali)",
        required=False,
        min_value=1,
        max_value=520,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={**WEIRD_NUMBER, "max_value": "Paling banyak 520 kali."},
    )
    unit = forms.ChoiceField(
        label="Satuan", required=False, choices=Loan.Unit.choices, error_messages=WEIRD_CHOICE
    )
    rounding_step = RupiahField(label="Pembulatan", required=False, min_value=1, max_value=1_000_000)
    purpose = text_field("Tujuan", 200)
    priority = forms.IntegerField(
        label="Urutan prioritas",
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={**WEIRD_NUMBER, "max_value": "Paling besar 999."},
    )
    limit_reason = text_field("Alasan melampaui aturan kelompok", 300)

    def __init__(self, *args, approved, members, **kwargs):
        super().__init__(*args, **kwargs)
        own_field(self, "loan")
        own_field(self, "member")
        offer(
            self,
            "loan",
            [("", "Pinjaman baru")]
            + [(loan.pk, f"{loan.number} · {loan.member.name}{_of_fund(loan)}") for loan in approved],
        )
        offer(self, "member", [("", "Pilih anggota")] + [(member.pk, str(member)) for member in members])

    @property
    def is_filled(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.TELLING)

    def clean(self):
        data = self.cleaned_data
        if not self.errors and self.is_filled and not data.get("loan"):
            needed = {
                "member": "Pilih anggota yang meminjam.",
                "principal": "Isi pokok pinjaman.",
                "rate_percent": "Isi jasa, boleh 0.",
                "periods": "Isi berapa kali diangsur.",
                "purpose": "Tulis untuk apa pinjaman ini.",
            }
            for name, sentence in needed.items():
                if data.get(name) in (None, "", 0):
                    if name == "rate_percent" and data.get(name) == 0:
                        continue
                    self.add_error(name, sentence)
        return data

    def terms(self) -> LoanTerms:
        """A new loan as decided in this meeting, once the form is valid."""
        data = self.cleaned_data
        return loan_terms(
            data | {"member_id": data["member"], "rate_percent": percent_of(data["rate_percent"])}
        )


def _of_budget(one: Spendable) -> tuple[str, str]:
    """A line of the RAB as a choice, with what is left of it."""
    line, rest = one.line, format_rupiah(max(one.rest, 0))
    return f"{CashItemForm.RAB}{line.pk}", f"RAB {line.sequence}. {line.description}, sisa {rest}"


@shares_fields
class CashItemForm(PlainSpoken, forms.Form):
    """Other cash in or out; with a grant that was paid also what is bought on a line of its RAB."""

    TELLING = ("description", "amount")  # the others come with proposals
    IN, OUT = "IN", "OUT"
    RAB = "RAB-"
    description = text_field("Uraian", 200)
    direction = forms.ChoiceField(
        label="Arah",
        required=False,
        choices=[(OUT, "Keluar"), (IN, "Masuk")],
        error_messages=WEIRD_CHOICE,
    )
    account = forms.ChoiceField(label="Jenis", required=False, error_messages=WEIRD_CHOICE)
    amount = amount_field("Jumlah")
    paid_to = text_field("Dibayar kepada (belanja BLM)", 100)

    def __init__(self, *args, budget: Sequence[Spendable] = (), **kwargs):
        super().__init__(*args, **kwargs)
        own_field(self, "account")
        if not budget:
            del self.fields["paid_to"]
        only_in = [code for code in chart.OTHER_INCOME if code not in chart.OTHER_COST]
        both = [code for code in chart.OTHER_INCOME if code in chart.OTHER_COST]
        only_out = [code for code in chart.OTHER_COST if code not in both]
        groups = {"Uang keluar": only_out, "Uang masuk": only_in, "Masuk atau keluar": both}
        offer(
            self,
            "account",
            [("", "Pilih jenis")]
            + [
                (label, [(code, chart.BY_CODE[code].name) for code in codes])
                for label, codes in groups.items()
                if codes
            ]
            + ([("Belanja dana BLM", [_of_budget(one) for one in budget])] if budget else []),
        )

    @property
    def is_filled(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.TELLING)

    def clean(self):
        data = self.cleaned_data
        if not self.errors and self.is_filled and self._is_purchase:
            self._clean_purchase(data)
        elif not self.errors and self.is_filled:
            allowed = chart.OTHER_INCOME if data.get("direction") == self.IN else chart.OTHER_COST
            if not data.get("description"):
                self.add_error("description", "Tulis uraiannya.")
            if not data.get("amount"):
                self.add_error("amount", "Isi jumlahnya.")
            if data.get("account") not in allowed:
                self.add_error("account", "Pilih jenis yang sesuai dengan arahnya.")
        return data

    @property
    def _is_purchase(self) -> bool:
        return self.cleaned_data.get("account", "").startswith(self.RAB)

    def _clean_purchase(self, data) -> None:
        if data.get("direction") == self.IN:
            self.add_error("direction", "Belanja dana BLM adalah uang keluar.")
        needed = {
            "description": "Tulis yang dibeli atau dibayar.",
            "amount": "Isi jumlahnya.",
            "paid_to": "Tulis nama toko atau orang yang dibayar.",
        }
        for name, sentence in needed.items():
            if not data.get(name):
                self.add_error(name, sentence)

    def item(self, index: int) -> CashItem:
        """What the row says, once it is valid and filled."""
        data = self.cleaned_data
        sign = 1 if data["direction"] == self.IN else -1
        amount = sign * data["amount"]
        if self._is_purchase:
            line_id = int(data["account"].removeprefix(self.RAB))
            return CashItem(index, data["description"], chart.DANA_BLM, amount, line_id, data["paid_to"])
        return CashItem(index, data["description"], data["account"], amount)


class BankForm(PlainSpoken, forms.Form):
    to_bank = amount_field("Setor ke bank")
    from_bank = amount_field("Ambil dari bank")


@shares_fields
class AgendaForm(PlainSpoken, forms.Form):
    state = forms.ChoiceField(
        label="Hasil",
        required=False,
        choices=AgendaItem.State.choices,
        widget=forms.RadioSelect,
        error_messages=WEIRD_CHOICE,
    )
    reason = text_field("Alasan tidak berlaku", 300)

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item


@shares_fields
class BookForm(PlainSpoken, forms.Form):
    finished_on = TanggalField(label="Selesai tanggal", required=False)
    not_applicable = forms.BooleanField(label="Tidak berlaku", required=False)

    def __init__(self, *args, book, **kwargs):
        super().__init__(*args, **kwargs)
        self.book = book


class ClosingForm(PlainSpoken, forms.Form):
    checked_by = text_field("Buku diperiksa oleh", 120)
    minutes = long_text("Notulen")
    decisions = long_text("Keputusan")
    follow_up = long_text("Tindak lanjut: siapa, kapan")
    next_date = TanggalField(label="Pertemuan berikut", required=False)
    next_time = time_field("Jam")
    next_place = text_field("Tempat berikut", 120)
    next_chair = text_field("Pemimpin berikut", 120)
    counted_cash = amount_field("Kas dihitung")
    difference_reason = text_field("Alasan selisih", 300)
    gaps_reason = text_field("Alasan minggu sebelumnya tidak dilaksanakan", 300)


MEETING_DETAILS = ("start_time", "end_time", "place", "chair", "minute_taker")
CLOSING_DETAILS = (
    "minutes",
    "decisions",
    "follow_up",
    "next_date",
    "next_time",
    "next_place",
    "next_chair",
)
