"""Forms of members and officers."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from groups.consents.consenting import Word
from groups.days import day_fault
from groups.forms.consents import ways
from groups.forms.ksms import RtRwMixin
from groups.forms.layout import grid, helper
from groups.forms.people import PHONE
from groups.members.enrolment import COUNTED
from groups.members.nik import NikError, clean_family_card, clean_nik
from groups.members.offices import Election
from groups.models import Consent, Member, OfficerTerm
from ksm.fields import TanggalField
from ksm.forms import FilterForm, PlainSpoken, Sorting, offer, speak_plainly
from ksm.text import sought

PS2_FIELDS = ("ps2", "ps2_priority")
SECRETS = ("nik", "family_card", "phone")
CONSENT = ("consent_how", "consent_on", "consent_witnesses", "consent_scope")
DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class MemberForm(RtRwMixin, PlainSpoken, forms.ModelForm):
    """A member's facts. An empty NIK, KK or telephone leaves what is stored, which is never shown whole.

    A mark takes a stored number off.

    `sure` is asked for only once the member looks like another one of the group.
    """

    called_here = {"witnesses": "consent_witnesses", "on": "consent_on", "scope": "consent_scope"}

    nik = forms.CharField(label="NIK", max_length=40, required=False, widget=forms.TextInput(attrs=DIGITS))
    family_card = forms.CharField(
        label="Nomor KK", max_length=40, required=False, widget=forms.TextInput(attrs=DIGITS)
    )
    phone = forms.CharField(
        label="Telepon",
        max_length=30,
        required=False,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    without_phone = forms.BooleanField(label="Hapus telepon yang tersimpan", required=False)
    without_nik = forms.BooleanField(label="Hapus NIK yang tersimpan", required=False)
    without_family_card = forms.BooleanField(label="Hapus nomor KK yang tersimpan", required=False)
    sure = forms.BooleanField(label="Sudah saya periksa, simpan saja", required=False)
    joined_on = TanggalField(label="Tanggal masuk")
    birth_date = TanggalField(label="Tanggal lahir", required=False)
    statement_on = TanggalField(label="Tanggal surat pernyataan", required=False)
    number = forms.IntegerField(label="Nomor anggota", min_value=1, max_value=999)
    ps2_priority = forms.TypedChoiceField(
        label="Prioritas PS-2",
        choices=[("", "Belum ditentukan"), (1, "Prioritas 1"), (2, "Prioritas 2"), (3, "Prioritas 3")],
        coerce=int,
        empty_value=None,
        required=False,
    )

    consent_how = forms.ChoiceField(
        label="Cara setuju",
        choices=[("", "Belum diminta"), *ways()],
        required=False,
        help_text="Bacakan dulu formulirnya. Yang belum diminta menjadi tugas di Minggu ini.",
    )
    consent_on = TanggalField(label="Setuju tanggal", required=False)
    consent_witnesses = forms.CharField(label="Saksi, bila lisan", max_length=200, required=False)
    consent_scope = forms.MultipleChoiceField(
        label="Setuju dicatat",
        choices=Consent.Scope.choices,
        initial=list(Consent.Scope),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Member
        fields = [
            "number",
            "name",
            "sex",
            "birth_place",
            "birth_date",
            "address",
            "rt",
            "rw",
            "occupation",
            "heir",
            "joined_on",
            "statement_on",
            "ps2",
            "ps2_priority",
        ]
        widgets = {
            "rt": forms.TextInput(attrs={"inputmode": "numeric"}),
            "rw": forms.TextInput(attrs={"inputmode": "numeric"}),
        }

    def __init__(self, *args, today, sees_ps2, is_closed=False, **kwargs):
        """`is_closed` leaves out what stays once the group is closed."""
        self.today = today
        super().__init__(*args, **kwargs)
        offer(self, "sex", [("", "Pilih"), *Member.Sex.choices])
        for name in COUNTED if is_closed else ():
            del self.fields[name]
        who = ("number", "name", "sex", "birth_place", "birth_date")
        papers = (*self._secrets("nik", "family_card"), "joined_on", "statement_on")
        parts = [
            grid("Siapa", *(name for name in who if name in self.fields)),
            grid("Surat", *(name for name in papers if name in self.fields)),
            grid(
                "Alamat dan pekerjaan", "address", "rt", "rw", *self._secrets("phone"), "occupation", "heir"
            ),
        ]
        if self.instance.pk is None:
            parts.append(grid("Persetujuan data pribadi", *CONSENT))
        else:
            for name in CONSENT:
                del self.fields[name]
        if sees_ps2:
            parts.append(grid("PS-2 (Pemetaan Swadaya)", *PS2_FIELDS))
        else:
            for name in PS2_FIELDS:
                del self.fields[name]
        self.helper = helper(*parts)
        self._explain_secrets()

    def _secrets(self, *secrets: str) -> list[str]:
        """These numbers, each followed by the mark that takes a stored one off the wrong member."""
        names = []
        for name in secrets:
            names.append(name)
            if self.instance.pk and getattr(self.instance, name):
                names.append(f"without_{name}")
            else:
                del self.fields[f"without_{name}"]
        return names

    def ask_whether_sure(self, sentences: list[str]) -> bool:
        """Refuse until the likeness to another member was looked at; False when there is nothing to ask."""
        if not sentences or self.cleaned_data["sure"]:
            return False
        self.helper.layout.append(grid("Periksa dulu", "sure"))
        self.add_error("sure", sentences)
        return True

    def _explain_secrets(self):
        stored = self.instance.pk is not None
        nik = self.fields["nik"]
        nik.help_text = "16 angka. Boleh menyusul bila surat belum ada."
        if stored and self.instance.nik:
            nik.help_text = f"Tersimpan {self.instance.masked_nik}. Kosongkan bila tidak diganti."
        for name in ("family_card", "phone"):
            if stored and getattr(self.instance, name):
                kept = getattr(self.instance, f"masked_{name}")
                self.fields[name].help_text = f"Tersimpan {kept}. Kosongkan bila tidak diganti."
        self.fields["heir"].help_text = "Nama saja. Tentang anak tidak dicatat yang lain."

    def clean_nik(self):
        try:
            return clean_nik(self.cleaned_data["nik"])
        except NikError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_family_card(self):
        try:
            return clean_family_card(self.cleaned_data["family_card"])
        except NikError as error:
            raise forms.ValidationError(str(error)) from error

    def _not_in_future(self, name: str, label: str):
        day = self.cleaned_data[name]
        if fault := day_fault(day, today=self.today, what=f"{label} tidak boleh"):
            raise forms.ValidationError(fault)
        return day

    def clean_birth_date(self):
        return self._not_in_future("birth_date", "Tanggal lahir")

    def clean_statement_on(self):
        return self._not_in_future("statement_on", "Tanggal surat pernyataan")

    def clean_consent_on(self):
        return self._not_in_future("consent_on", "Tanggal ini")

    def consent(self) -> Word | None:
        """What the new member said about their data; None where nobody asked yet."""
        said = self.cleaned_data
        if not said.get("consent_how"):
            return None
        on = said["consent_on"] or self.today
        return Word(on, said["consent_how"], said["consent_scope"], said["consent_witnesses"])

    def facts(self) -> dict:
        """The cleaned facts as fields of Member; NIK, KK and telephone only when typed anew or taken off."""
        names = [name for name in self.Meta.fields if name in self.fields]
        facts = {name: self.cleaned_data[name] for name in names}
        for name in SECRETS:
            if self.cleaned_data[name] or self.cleaned_data.get(f"without_{name}"):
                facts[name] = self.cleaned_data[name]
        return facts

    def identity(self) -> dict:
        """What `look_alikes` compares: the NIK that will be stored, with name and birth date."""
        kept = "" if self.cleaned_data.get("without_nik") else self.instance.nik
        return {
            "name": self.cleaned_data["name"],
            "birth_date": self.cleaned_data["birth_date"],
            "nik": self.cleaned_data["nik"] or kept,
        }


class LeavingForm(PlainSpoken, forms.Form):
    called_here = {"on": "left_on"}
    left_on = TanggalField(label="Tanggal keluar", help_text="Hari pertama bukan anggota lagi.")
    reason = forms.CharField(label="Alasan keluar", max_length=300)
    heir = forms.CharField(
        label="Ahli waris",
        max_length=120,
        required=False,
        help_text="Hanya bila anggota meninggal dunia: menerima uangnya dan melanjutkan utangnya.",
    )
    minutes = forms.CharField(
        label="Dasar keputusan",
        max_length=200,
        required=False,
        help_text="Misalnya: notulen pertemuan 12-10-2026. Wajib bila ada uang yang diselesaikan.",
    )
    helper = helper()

    def __init__(self, *args, needs_minutes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["minutes"].required = needs_minutes


class OfficersForm(PlainSpoken, forms.Form):
    """Who holds the three offices; one left open stays as it is."""

    start = TanggalField(label="Mulai menjabat", help_text="Untuk jabatan yang berganti orang.")
    helper = helper()

    def __init__(self, *args, members: QuerySet, **kwargs):
        super().__init__(*args, **kwargs)
        for role in OfficerTerm.Role:
            field = forms.ModelChoiceField(
                label=role.label, queryset=members, required=False, empty_label="Belum dipilih"
            )
            self.fields[role.value.lower()] = field
            speak_plainly(field)
        self.order_fields([*(role.value.lower() for role in OfficerTerm.Role), "start"])

    def elected(self) -> list[Election]:
        chosen = {role.value: self.cleaned_data[role.value.lower()] for role in OfficerTerm.Role}
        return [Election(role, member) for role, member in chosen.items() if member]


class EndTermForm(PlainSpoken, forms.Form):
    end = TanggalField(label="Selesai menjabat")
    helper = helper()


class MemberFilter(django_filters.FilterSet):
    cari = django_filters.CharFilter(label="Cari nama atau nomor", method="filter_text")
    status = django_filters.ChoiceFilter(
        label="Status",
        choices=[("aktif", "Aktif"), ("keluar", "Sudah keluar")],
        method="filter_status",
        empty_label="Semua",
    )
    urut = Sorting(
        label="Urutkan",
        fields=[("number", "nomor"), ("name", "nama"), ("joined_on", "masuk")],
        choices=[("nomor", "Nomor"), ("nama", "Nama"), ("-masuk", "Terbaru masuk")],
        empty_label=None,
    )

    class Meta:
        model = Member
        form = FilterForm
        fields: list[str] = []

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def filter_text(self, queryset, name, value):
        text = sought(value)[:100]
        by_number = Q(number=int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else Q()
        by_name = Q(name__plain__icontains=text)
        return queryset.filter(by_name | by_number if by_number else by_name)

    def filter_status(self, queryset, name, value):
        active = queryset.active_on(self.today)
        return active if value == "aktif" else queryset.exclude(pk__in=active.values("pk"))
