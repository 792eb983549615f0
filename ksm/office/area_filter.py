"""Which part of one's area a page counts: a city, a BKM, a phase."""

import datetime

import django_filters
from django.db.models import QuerySet

from assessment.models import Standing
from groups.models import Bkm, Ksm, Region, User
from ksm.forms import FilterForm

CITY_LENGTH = len("33.74")


def standings_visible_to(user: User, on: datetime.date) -> QuerySet[Standing]:
    """Standings of the groups in the user's area on a day: Ksm.objects.visible_to without a second join."""
    if not user.is_active:
        return Standing.objects.none()
    return Standing.objects.filter(user.postings.on(on).area(to_bkm="ksm__bkm__", to_ksm="ksm"))


class AreaFilter(django_filters.FilterSet):
    """Standings of one city or BKM; only those of the user's area can be chosen."""

    kota = django_filters.ModelChoiceFilter(
        label="Kota/kabupaten", method="by_city", queryset=Region.objects.none(), empty_label="Semua"
    )
    bkm = django_filters.ModelChoiceFilter(
        label="BKM", field_name="ksm__bkm", queryset=Bkm.objects.none(), empty_label="Semua"
    )

    class Meta:
        model = Standing
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data, queryset: QuerySet):
        super().__init__(data, queryset)
        bkms = Bkm.objects.filter(pk__in=queryset.order_by().values("ksm__bkm"))
        codes = {code[:CITY_LENGTH] for code in bkms.values_list("kelurahan_id", flat=True)}
        self.filters["kota"].field.queryset = Region.objects.filter(code__in=codes).order_by("name")
        self.filters["bkm"].field.queryset = bkms.order_by("name")

    def by_city(self, queryset, name, city):
        return queryset.filter(ksm__bkm__kelurahan__code__startswith=f"{city.pk}.")

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.filters)


class PhaseFilter(AreaFilter):
    """An area, and groups of one phase in it."""

    tahap = django_filters.ChoiceFilter(
        label="Status",
        field_name="ksm__phase",
        choices=[choice for choice in Ksm.Phase.choices if choice[0] != Ksm.Phase.CLOSED],
        empty_label="Semua yang berjalan",
    )
