"""The filter of the register of papers."""

import django_filters

from groups.models import Paper
from groups.papers.agenda import sought_papers
from groups.papers.kinds import KINDS
from ksm.forms import FilterForm
from ksm.text import sought


class PaperFilter(django_filters.FilterSet):
    cari = django_filters.CharFilter(label="Cari nomor, perihal, atau kode", method="filter_text")
    jenis = django_filters.ChoiceFilter(
        label="Jenis",
        field_name="kind",
        choices=sorted(((kind.code, kind.label) for kind in KINDS.values()), key=lambda pair: pair[1]),
        empty_label="Semua jenis",
    )
    penerbit = django_filters.ChoiceFilter(
        label="Penerbit", field_name="issuer", choices=Paper.Issuer.choices, empty_label="Semua"
    )
    tahun = django_filters.NumberFilter(label="Tahun", field_name="year", min_value=1900, max_value=2200)

    class Meta:
        model = Paper
        form = FilterForm
        fields: list[str] = []

    def filter_text(self, queryset, name, value):
        return sought_papers(queryset, sought(value)[:100])
