"""Which part of one's area a page counts: a city, a BKM, a phase."""

import datetime

import django_filters
from django.db.models import QuerySet

from assessment.dashboard import bkms_of
from assessment.models import Standing
from groups.models import Bkm, Ksm, Region, User
from ksm.forms import FilterForm, NamedFilter
from ksm.sets import among

CITY_LENGTH = len("33.74")


def visible(user: User, on: datetime.date) -> tuple[QuerySet[Ksm], QuerySet[Standing]]:
    """The groups in the user's area on a day, and their standings, found without a second join. One query."""
    if not user.is_active:
        return Ksm.objects.none(), Standing.objects.none()
    postings = user.postings.on(on)
    of_ksms, of_standings = postings.area("bkm__"), postings.area(to_bkm="ksm__bkm__", to_ksm="ksm")
    return Ksm.objects.filter(of_ksms), Standing.objects.filter(of_standings)


def standings_visible_to(user: User, on: datetime.date) -> QuerySet[Standing]:
    """Standings of the groups in the user's area on a day."""
    return visible(user, on)[1]


class AreaFilter(django_filters.FilterSet):
    """Standings of one city or BKM; only those of the user's area can be chosen."""

    kota = NamedFilter(
        label="Kota/kabupaten",
        method="by_city",
        queryset=Region.objects.none(),
        empty_label="Semua",
        named_by="full_name",
    )
    bkm = NamedFilter(label="BKM", field_name="ksm__bkm", queryset=Bkm.objects.none(), empty_label="Semua")

    class Meta:
        model = Standing
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data, queryset: QuerySet):
        super().__init__(data, queryset)
        kelurahans = dict(bkms_of(queryset).values_list("pk", "kelurahan_id"))
        codes = {code[:CITY_LENGTH] for code in kelurahans.values()}
        self.filters["kota"].field.queryset = Region.objects.filter(code__in=codes).order_by("name")
        bkms = Bkm.objects.filter(among(kelurahans, "pk"))
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
