"""Forms of a group: its profile, the start of its mentoring, its end, and the filter of the list."""

from collections.abc import Sequence
from typing import cast

import django_filters
from crispy_forms.layout import HTML
from django import forms
from django.db.models import Q

from groups.days import day_fault
from groups.forms.layout import grid, helper
from groups.models import Bkm, Ksm
from groups.models.groups import BOOKS
from groups.models.rhythm import PLANNING
from ksm.fields import TanggalField
from ksm.forms import FilterForm, NamedFilter, PlainSpoken, Sorting, offer, offer_rows
from ksm.text import sought

BIDANG = [("infrastruktur", "Infrastruktur"), ("ekonomi", "Ekonomi"), ("sosial", "Sosial")]


def clean_three_digits(text: str, label: str) -> str:
    """ "5" as "005", as RT and RW are written; "" stays. Raises ValidationError."""
    if not text:
        return ""
    if not (text.isascii() and text.isdigit()):
        raise forms.ValidationError(f"{label} ditulis dengan angka, misalnya 003.")
    return text.zfill(3)


class RtRwMixin(forms.BaseForm):
    """Cleans the fields rt and rw of a form."""

    def clean_rt(self):
        return clean_three_digits(self.cleaned_data["rt"], "RT")

    def clean_rw(self):
        return clean_three_digits(self.cleaned_data["rw"], "RW")


class KsmForm(RtRwMixin, PlainSpoken, forms.ModelForm):
    bidang = forms.MultipleChoiceField(
        label="Bidang kegiatan", choices=BIDANG, required=False, widget=forms.CheckboxSelectMultiple
    )
    founded_on = TanggalField(label="Tanggal berdiri", required=False)
    borrowers_named_since = TanggalField(
        label="Nama peminjam boleh disebut sejak",
        required=False,
        help_text="Di ringkasan untuk grup. Kosong: tidak disebut. Isi tanggal semua anggota menyepakatinya.",
    )
    required_books = forms.MultipleChoiceField(
        label="Buku yang wajib dikerjakan",
        choices=list(BOOKS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=list(BOOKS),
        error_messages={"required": "Pilih paling sedikit satu buku."},
        help_text="Dinilai dalam syarat pembukuan tepat waktu.",
    )

    rhythm_since = TanggalField(
        label="Berlaku mulai",
        required=False,
        help_text="Bila hari, frekuensi, jam, atau tempat berubah. Minggu sebelum tanggal ini tidak berubah.",
    )

    class Meta:
        model = Ksm
        fields = [
            "code",
            "name",
            "address",
            "rt",
            "rw",
            "origin",
            "founded_on",
            "meeting_weekday",
            "meeting_frequency",
            "meeting_time",
            "meeting_place",
            "purpose",
            "vision",
            "mission",
            "bank_account",
            "required_books",
            "borrowers_named_since",
        ]
        widgets = {
            "rt": forms.TextInput(attrs={"inputmode": "numeric"}),
            "rw": forms.TextInput(attrs={"inputmode": "numeric"}),
            "meeting_time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "vision": forms.Textarea(attrs={"rows": 3}),
            "mission": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "code": "Berbeda untuk tiap KSM di BKM yang sama.",
            "bank_account": "Nama bank, nomor dan atas nama.",
        }

    helper = helper(
        grid("Kelompok", "name", "code", "origin", "founded_on"),
        grid("Alamat", "address", "rt", "rw"),
        grid("Kegiatan", "bidang", "required_books"),
        grid(
            "Pertemuan rutin",
            "meeting_weekday",
            "meeting_frequency",
            "meeting_time",
            "meeting_place",
            "rhythm_since",
        ),
        grid("Arah kelompok", "purpose", "vision", "mission", "bank_account", "borrowers_named_since"),
    )

    def __init__(self, *args, today, **kwargs):
        self.today = today
        if ksm := kwargs.get("instance"):
            kwargs["initial"] = {"bidang": ksm.bidang, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        cast("forms.TimeField", self.fields["meeting_time"]).input_formats = ["%H:%M", "%H.%M", "%H:%M:%S"]
        self.has_met = bool(ksm and ksm.mentoring_started_on)
        if not self.has_met:  # the agreement is simply written down
            self.fields["rhythm_since"].widget = forms.HiddenInput()
        offer(self, "meeting_weekday", [("", "Belum ditentukan"), *Ksm.Weekday.choices])

    def clean_founded_on(self):
        founded = self.cleaned_data["founded_on"]
        if fault := day_fault(founded, today=self.today, what="Tanggal berdiri tidak boleh"):
            raise forms.ValidationError(fault)
        return founded

    def clean_borrowers_named_since(self):
        agreed = self.cleaned_data["borrowers_named_since"]
        if fault := day_fault(agreed, today=self.today, what="Tanggal kesepakatan tidak boleh"):
            raise forms.ValidationError(fault)
        return agreed

    def clean(self):
        data = super().clean() or self.cleaned_data
        replanned = set(PLANNING) & set(self.changed_data)
        if self.has_met and replanned and not data.get("rhythm_since") and "rhythm_since" not in self.errors:
            self.add_error("rhythm_since", "Tulis sejak tanggal berapa pertemuan yang baru berlaku.")
        return data

    def clean_required_books(self):
        return [book for book in BOOKS if book in self.cleaned_data["required_books"]]

    def facts(self) -> dict:
        """The cleaned profile as fields of Ksm."""
        names = (*self.Meta.fields, "rhythm_since") if self.has_met else self.Meta.fields
        facts = {name: self.cleaned_data[name] for name in names}
        chosen = self.cleaned_data["bidang"]
        return facts | {f"bidang_{name}": name in chosen for name, _ in BIDANG}


class NewKsmForm(KsmForm):
    """The same with the BKM to choose, out of those in the facilitator's area."""

    bkm = forms.ModelChoiceField(label="BKM", queryset=Bkm.objects.none(), empty_label="Pilih BKM")
    helper = helper(
        grid("Kelompok", "bkm", "name", "code", "origin", "founded_on"),
        *KsmForm.helper.layout.fields[1:],
    )

    def __init__(self, *args, bkms, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self, "bkm", bkms)
        if len(choices := list(bkms[:2])) == 1:
            self.fields["bkm"].initial = choices[0]


class StartForm(PlainSpoken, forms.Form):
    start = TanggalField(
        label="Mulai pendampingan",
        help_text="Minggu 1 adalah tujuh hari mulai tanggal ini.",
    )
    helper = helper()


class FirstStartForm(StartForm):
    """The start itself; with something missing it asks for a confirmation that names it."""

    def __init__(self, *args, missing: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        if missing:
            self.fields["sure"] = forms.BooleanField(
                label="Tetap mulai, yang kurang menyusul",
                error_messages={"required": f"Kekurangan: {' '.join(missing)} Centang bila tetap dimulai."},
            )


class MoveStartForm(StartForm):
    reason = forms.CharField(label="Alasan perbaikan", max_length=100)


class CloseForm(PlainSpoken, forms.Form):
    closed_on = TanggalField(label="Ditutup tanggal")
    reason = forms.CharField(label="Alasan", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    minutes = forms.CharField(
        label="Dasar keputusan",
        max_length=300,
        required=False,
        help_text="Misalnya: berita acara pembubaran 12-10-2026. Wajib bila ada uang yang dibagikan.",
    )
    recipient = forms.CharField(
        label="Penerima dana kelompok",
        max_length=120,
        required=False,
        help_text="Dana sosial, tanggung renteng, dan BLM diserahkan kepadanya, misalnya BKM.",
    )
    helper = helper(
        HTML("<p>Sesudah ditutup, KSM hanya dapat dibaca. Catatan dan bukunya tetap tersimpan.</p>"),
        "closed_on",
        "reason",
        "minutes",
        "recipient",
    )

    def __init__(self, *args, needs_minutes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["minutes"].required = needs_minutes


class KsmFilter(django_filters.FilterSet):
    cari = django_filters.CharFilter(label="Cari nama atau kode", method="filter_text")
    bkm = NamedFilter(label="BKM", queryset=Bkm.objects.none(), empty_label="Semua BKM")
    status = django_filters.ChoiceFilter(
        label="Status", field_name="phase", choices=Ksm.Phase.choices, empty_label="Semua status"
    )
    bidang = django_filters.ChoiceFilter(
        label="Bidang", choices=BIDANG, method="filter_bidang", empty_label="Semua bidang"
    )
    urut = Sorting(
        label="Urutkan",
        fields=[("name", "nama"), ("mentoring_started_on", "mulai"), ("members_count", "anggota")],
        choices=[
            ("nama", "Nama"),
            ("mulai", "Paling lama didampingi"),
            ("-mulai", "Paling baru didampingi"),
            ("-anggota", "Anggota terbanyak"),
        ],
        empty_label=None,
    )

    class Meta:
        model = Ksm
        form = FilterForm
        fields: list[str] = []

    def __init__(self, *args, bkms, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["bkm"].queryset = bkms

    def filter_text(self, queryset, name, value):
        text = sought(value)[:100]
        named = Q(name__plain__icontains=text) | Q(code__plain__icontains=text)
        return queryset.filter(named | Q(address__plain__icontains=text))

    def filter_bidang(self, queryset, name, value):
        return queryset.filter(**{f"bidang_{value}": True})
