"""The official regions: loading them from Kemendagri's list, and finding one by typing part of its name."""

import csv
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When

from groups.models import Region
from ksm.text import sought

BATCH = 2000
# The list writes provinces and cities in capitals; these words stay so or change in their own way.
SPELLINGS = {"KAB.": "Kabupaten", "DKI": "DKI", "ADM.": "Administrasi", "DAN": "dan"}
# First digit of the fourth part of a code: what the lowest unit calls itself (Permendagri 137/2017).
LOWEST_UNITS = {"1": "Kel.", "2": "Desa", "3": "Desa Adat"}


def list_file() -> Path:
    """The list inside the installed package, whose Django app is deliberately not installed."""
    package = find_spec("wilayah_indonesia")
    return Path(package.origin).parent / "csv" / "base.csv"


def read_regions(path: Path) -> Iterator[tuple[str, str]]:
    """(code, name) pairs of the list, parents before children."""
    with path.open(encoding="utf-8", newline="") as lines:
        for code, name in csv.reader(lines):
            yield code.strip(), name.strip()


def _spelled(name: str, level: int) -> str:
    if level > Region.Level.CITY:
        return name
    return " ".join(SPELLINGS.get(word, word.title()) for word in name.split())


def _titled(code: str, name: str, level: int) -> str:
    if level == Region.Level.DISTRICT:
        return f"Kec. {name}"
    if level == Region.Level.KELURAHAN:
        return f"{LOWEST_UNITS.get(code.rpartition('.')[2][:1], 'Desa')} {name}"
    return name


def build_regions(rows: Iterable[tuple[str, str]]) -> list[Region]:
    """Region objects with level, parent and full name, from rows that name each parent before its children.

    Raises KeyError when a row's parent has not come before it.
    """
    full_names: dict[str, str] = {}
    regions = []
    for code, raw_name in rows:
        level = code.count(".") + 1
        name = _spelled(raw_name, level)
        parent = code.rpartition(".")[0]
        full = _titled(code, name, level)
        full_names[code] = f"{full}, {full_names[parent]}" if parent else full
        regions.append(
            Region(code=code, name=name, level=level, parent_id=parent or None, full_name=full_names[code])
        )
    return regions


@transaction.atomic
def load_regions(*, path: Path | None = None) -> int:
    """Store the regions of the list that are not stored yet; returns how many were added."""
    rows = list(read_regions(path or list_file()))
    if Region.objects.count() >= len(rows):
        return 0
    known = set(Region.objects.values_list("code", flat=True))
    missing = [region for region in build_regions(rows) if region.code not in known]
    Region.objects.bulk_create(missing, batch_size=BATCH)
    return len(missing)


def search_regions(text: str, *, levels: tuple[int, ...] = (), limit: int = 30) -> QuerySet[Region]:
    """Regions of `levels` (of any when empty) whose full name holds every typed word.

    Those whose own name begins so come first. A code ("33.74.05") is found by its beginning.
    """
    text = sought(text)
    words = text.split()[:6]
    if not words or len(text) < 3:
        return Region.objects.none()
    found = Region.objects.filter(level__in=levels) if levels else Region.objects.all()
    if words[0][0].isdigit():
        return found.filter(code__startswith=words[0]).order_by("code")[:limit]
    for word in words:
        found = found.filter(full_name__plain__icontains=word[:60])
    nearness = Case(
        When(name__plain__iexact=text, then=Value(0)),
        When(name__plain__istartswith=words[0], then=Value(1)),
        When(name__plain__icontains=words[0], then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return found.annotate(nearness=nearness).order_by("nearness", "name", "code")[:limit]
