"""Picking one thing out of thousands by typing part of its name.

The widget is a search box above radio buttons. Typing asks a search address for new buttons; without scripts
the page itself comes back with them. What is sent is the value of the chosen button.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django import forms
from django.db.models import Model
from django.urls import reverse

from groups.models import Bkm, Ksm, Region
from groups.places.regions import search_regions
from ksm.text import sought

LIMIT = 30

# What is picked by typing.
Place = Region | Bkm | Ksm


@dataclass(frozen=True)
class Source:
    """Where things to pick come from: `search` by typed text, `get` by the value of a button."""

    url: Callable[[], str]
    search: Callable[[str], Iterable[Place]]
    get: Callable[[str], Place | None]


def region_source(levels: tuple[int, ...]) -> Source:
    """Regions of the given levels (Region.Level), by name or the beginning of the code."""
    return Source(
        url=lambda: f"{reverse('groups:region_search')}?tingkat={'-'.join(map(str, levels))}",
        search=lambda text: search_regions(text, levels=levels, limit=LIMIT),
        get=lambda code: Region.objects.in_use().filter(pk=code[:13], level__in=levels).first(),
    )


def _by_number(queryset, value: str) -> Place | None:
    return queryset.filter(pk=int(value)).first() if value.isascii() and value.isdigit() else None


def search_bkms(text: str) -> Iterable[Bkm]:
    name = sought(text[:60])
    found = Bkm.objects.counted().filter(name__plain__icontains=name) if name else Bkm.objects.none()
    return found.select_related("kelurahan")[:LIMIT]


def search_ksms(text: str) -> Iterable[Ksm]:
    name = sought(text[:60])
    found = Ksm.objects.counted().open().filter(name__plain__icontains=name) if name else Ksm.objects.none()
    return found.select_related("bkm")[:LIMIT]


BKM_SOURCE = Source(
    url=lambda: reverse("groups:bkm_search"),
    search=search_bkms,
    get=lambda value: _by_number(Bkm.objects.counted().select_related("kelurahan"), value),
)
KSM_SOURCE = Source(
    url=lambda: reverse("groups:ksm_search"),
    search=search_ksms,
    get=lambda value: _by_number(Ksm.objects.counted().open().select_related("bkm"), value),
)


def describe(thing: Place) -> tuple[str, str]:
    """Name and where it is, to tell apart things of the same name."""
    if isinstance(thing, Region):
        name, _, rest = thing.full_name.partition(", ")
        return name, f"{rest} ({thing.code})" if rest else thing.code
    if isinstance(thing, Bkm):
        return thing.name, thing.kelurahan.full_name
    return thing.name, f"{thing.code}, {thing.bkm.name}"


def picks(things: Iterable[Place], chosen: str = "") -> list[dict]:
    """What the buttons show."""
    rows = [(str(thing.pk), *describe(thing)) for thing in things]
    return [
        {"value": value, "name": name, "place": place, "checked": value == chosen}
        for value, name, place in rows
    ]


class PickWidget(forms.Widget):
    template_name = "groups/widgets/pick.html"

    def __init__(self, source: Source):
        self.source = source
        self.typed = ""
        super().__init__()

    def value_from_datadict(self, data, files, name):
        self.typed = data.get(f"{name}_cari", "").replace("\x00", "")
        return data.get(name)

    def value_omitted_from_data(self, data, files, name):
        return name not in data

    def id_for_label(self, id_, index=None):
        return f"{id_}_cari"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        chosen = self.source.get(str(value)) if value and "\x00" not in str(value) else None
        things = [chosen] if chosen else self.source.search(self.typed)
        context["widget"] |= {
            "search_name": f"{name}_cari",
            "typed": self.typed[:100],
            "url": self.source.url(),
            "picks": picks(things, str(value or "")),
        }
        return context


class PickField(forms.Field):
    """One thing of `source`; cleans to the object or None."""

    default_error_messages = {
        "unpicked": "Ketik namanya, lalu pilih salah satu yang muncul di bawahnya.",
    }

    def __init__(self, source: Source, **kwargs):
        self.source = source
        super().__init__(widget=PickWidget(source), **kwargs)

    def prepare_value(self, value):
        return value.pk if isinstance(value, Model) else value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        found = None if "\x00" in str(value) else self.source.get(str(value))
        if found is None:
            raise forms.ValidationError(self.error_messages["unpicked"], code="unpicked")
        return found

    def validate(self, value):
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["unpicked"], code="required")

    def has_changed(self, initial, data):
        return str(self.prepare_value(initial) or "") != str(data or "")
