"""The form of a BKM and its units."""

import django_filters
from django import forms
from django.db.models import Q

from groups.forms.layout import helper
from groups.forms.people import phone_field
from groups.forms.picking import PickField, region_source
from groups.models import Bkm, Region, ServiceUnit
from groups.models.places import RECEIPTS_FROM, words_of_place
from ksm.fields import RupiahField, TanggalField
from ksm.forms import FilterForm, PlainSpoken, Sorting
from ksm.letters import DEFAULT_FORM, PARTS, example_of
from ksm.text import sought


class BkmForm(PlainSpoken, forms.Form):
    name = forms.CharField(label="Nama BKM", max_length=120)
    kelurahan = PickField(region_source((Region.Level.KELURAHAN,)), label="Kelurahan/desa")
    units = forms.MultipleChoiceField(
        label="Unit",
        choices=ServiceUnit.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Unit pelaksana (UP-UP) yang sudah dibentuk BKM.",
    )
    address = forms.CharField(label="Alamat sekretariat", max_length=200, required=False)
    phone = phone_field()
    sheet = forms.ChoiceField(
        label="Ukuran kertas",
        choices=Bkm.Sheet.choices,
        initial=Bkm.Sheet.A4,
        help_text="Semua cetakan BKM ini dan KSM-nya memakai ukuran ini.",
    )
    number_form = forms.CharField(
        label="Bentuk nomor surat",
        max_length=60,
        initial=DEFAULT_FORM,
        help_text="Berlaku untuk surat sesudah ini; nomor yang sudah diberikan tetap.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    receipts_from = RupiahField(
        label="Kuitansi dicatat dan berkode mulai",
        initial=RECEIPTS_FROM,
        help_text="Kuitansi di bawah jumlah ini bernomor menurut jurnal saja.",
    )
    helper = helper()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field, name = self.fields["number_form"], self.add_prefix("number_form")
        initial = self.get_initial_for_field(field, "number_form")
        shown = str(self.data.get(name, "") if self.is_bound else initial)
        parts = ", ".join(f"{{{part}}}" for part in PARTS)
        field.help_text += f" Bagiannya {parts}. Contoh: {example_of(shown) or '–'}"
        field.widget.attrs["data-number-form"] = "true"


class KelurahanForm(PlainSpoken, forms.Form):
    """A kelurahan that the official list has not got yet."""

    district = PickField(region_source((Region.Level.DISTRICT,)), label="Kecamatan")
    number = forms.RegexField(
        label="Empat angka terakhir kodenya",
        regex=r"^[1-9][0-9]{3}\Z",
        error_messages={"invalid": "Tulis empat angka, misalnya 1001 untuk kelurahan atau 2001 untuk desa."},
        help_text="Diawali 1 untuk kelurahan, 2 untuk desa, seperti pada keputusannya.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(label="Nama kelurahan/desa", max_length=100)
    reason = forms.CharField(
        label="Dasar", max_length=300, help_text="Misalnya: Perda Nomor 4 Tahun 2026 tentang pemekaran."
    )
    helper = helper()


class MoveForm(PlainSpoken, forms.Form):
    """A BKM whose kelurahan got another code."""

    kelurahan = PickField(region_source((Region.Level.KELURAHAN,)), label="Kelurahan/desa yang baru")
    on = TanggalField(label="Berlaku sejak", help_text="Kertas sebelum tanggal ini tetap memakai nama lama.")
    reason = forms.CharField(
        label="Dasar", max_length=300, help_text="Misalnya: UU Nomor 16 Tahun 2022 tentang Papua Pegunungan."
    )
    helper = helper()


class LogoForm(PlainSpoken, forms.Form):
    file = forms.FileField(
        label="Gambar logo",
        help_text="PNG atau JPEG, paling besar 4 MB. Yang disimpan hanya gambar kecilnya.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )

    def content(self) -> bytes:
        return self.cleaned_data["file"].read()


def facts_of(bkm: Bkm) -> dict:
    """What the form shows for a BKM that is there already."""
    return {
        "name": bkm.name,
        "kelurahan": bkm.kelurahan,
        "units": [unit.kind for unit in bkm.units.all()],
        "address": bkm.address,
        "phone": bkm.phone,
        "sheet": bkm.sheet,
        "number_form": bkm.number_form,
        "receipts_from": bkm.receipts_from,
    }


class BkmFilter(django_filters.FilterSet):
    cari = django_filters.CharFilter(label="Cari nama BKM atau kelurahan", method="filter_text")
    unit = django_filters.ChoiceFilter(
        label="Unit", field_name="units__kind", choices=ServiceUnit.Kind.choices, empty_label="Semua unit"
    )
    urut = Sorting(
        label="Urutkan",
        fields=[("name", "nama"), ("kelurahan__full_name", "kelurahan")],
        choices=[("nama", "Nama"), ("kelurahan", "Kelurahan")],
        empty_label=None,
    )

    class Meta:
        model = Bkm
        form = FilterForm
        fields: list[str] = []

    def filter_text(self, queryset, name, value):
        text = sought(value)[:100]
        words = words_of_place(text)
        there = Q(kelurahan__search_key__contains="".join(words)) if words else Q()
        return queryset.filter(Q(name__plain__icontains=text) | there)
