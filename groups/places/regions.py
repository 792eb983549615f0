"""The official regions: Kemendagri's list and its differences, and finding one by typing part of its name."""

import csv
import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.db import transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from groups.models import Region, RegionChange, User
from groups.models.places import BETWEEN, PRACTICE_PLACE, search_key, words_of_place
from groups.places.spelling import spelled_city, spelled_village
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.text import sought

BATCH = 2000
_CODE_BEGINS = re.compile(r"[0-9]{2}[0-9.]*")
_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}){0,2}|[0-9]{2}(\.[0-9]{2}){2}\.[0-9]{4}")
# The packaged list is too old for Papua, where four provinces were founded (UU 14, 15, 16 and 29/2022). Not
# only the codes of kota and kabupaten changed with them: everything below was numbered anew. So all six
# provinces stand here as the list of 2025 has them (docs/packages.md says whence).
PAPUA = Path(__file__).with_name("papua.csv")
LIST_OF_2025 = "Kepmendagri 300.2.2-2138 Tahun 2025"
UNREADABLE = (
    "Berkas wilayah harus berupa CSV: kode,nama pada tiap baris, yang di atas sebelum yang di bawahnya."
)
# First digit of the fourth part of a code: what the lowest unit calls itself (Permendagri 137/2017).
LOWEST_UNITS = {"1": "Kel.", "2": "Desa", "3": "Desa Adat"}


def list_file() -> Path:
    """The list inside the installed package, whose Django app is deliberately not installed."""
    package = certain(find_spec("wilayah_indonesia"), "the lock file pins it")
    return Path(certain(package.origin, "an ordinary package has a file")).parent / "csv" / "base.csv"


def read_regions(path: Path) -> Iterator[tuple[str, str]]:
    """(code, name) pairs of the list, parents before children."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for code, name, *_ in csv.reader(lines):
            yield code.strip(), name.strip()


def official_rows() -> list[tuple[str, str]]:
    """The packaged list brought up to 38 provinces, parents before children."""
    papua = list(read_regions(PAPUA))
    provinces = {code[:2] for code, _ in papua}
    return sorted(
        papua + [(code, name) for code, name in read_regions(list_file()) if code[:2] not in provinces]
    )


def codes_that_moved() -> list[str]:
    """Kota and kabupaten of the packaged list whose code went to a new province with all below it."""
    now = {code for code, _ in read_regions(PAPUA)}
    provinces = {code[:2] for code in now}
    listed = (code for code, _ in read_regions(list_file()) if code.count(".") == 1)
    return [code for code in listed if code[:2] in provinces and code not in now]


def _spelled(name: str, level: int) -> str:
    return spelled_village(name) if level > Region.Level.CITY else spelled_city(name)


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
            Region(
                code=code,
                name=name,
                level=level,
                parent_id=parent or None,
                full_name=full_names[code],
                search_key=search_key(full_names[code]),
            )
        )
    return regions


@dataclass(frozen=True, slots=True)
class Differences:
    """How many regions a list brought in, renamed, ended, and brought back."""

    new: int = 0
    renamed: int = 0
    ended: int = 0
    returned: int = 0

    @property
    def any(self) -> bool:
        return bool(self.new or self.renamed or self.ended or self.returned)


@transaction.atomic
def load_regions(*, on: datetime.date) -> Differences:
    """Store the regions of the packaged list that are not there yet, and end what went to new provinces.

    Nothing is renamed by it: a newer list may have been loaded since (`load_newer_list`).
    """
    known = set(Region.objects.values_list("code", flat=True))
    missing = [region for region in build_regions(official_rows()) if region.code not in known]
    Region.objects.bulk_create(missing, batch_size=BATCH)
    below = Q(pk__in=[])
    for old in codes_that_moved() if known else ():
        below |= Q(code=old) | Q(code__startswith=f"{old}.")
    gone = list(Region.objects.filter(below, ended_on__isnull=True)) if known else []
    _end(gone, on, LIST_OF_2025)
    return Differences(new=len(missing), ended=len(gone))


@transaction.atomic
def load_newer_list(*, path: Path, on: datetime.date) -> Differences:
    """Take another list by difference: new, renamed, ended and returned regions, each with its trace.

    The list speaks for the provinces that it names; regions of others stay as they are, and so does what
    was added on the page. Raises GroupError for a file that is no such list.
    """
    try:
        listed = {region.code: region for region in build_regions(read_regions(path))}
    except (KeyError, ValueError, UnicodeDecodeError, csv.Error) as error:
        raise GroupError(UNREADABLE) from error
    if not listed or not all(_CODE.fullmatch(code) for code in listed):
        raise GroupError(UNREADABLE)
    provinces = {code[:2] for code in listed}
    stored = {region.code: region for region in Region.objects.all() if region.code[:2] in provinces}
    new = [region for code, region in listed.items() if code not in stored]
    Region.objects.bulk_create(new, batch_size=BATCH)
    both = [(stored[code], region) for code, region in listed.items() if code in stored]
    renamed = [pair for pair in both if pair[0].full_name != pair[1].full_name]
    _rename(renamed, on, path.name)
    returned = [old for old, _ in both if old.ended_on]
    _trace(returned, RegionChange.Kind.RETURNED, on, path.name)
    Region.objects.filter(pk__in=[old.pk for old, _ in both]).exclude(
        ended_on__isnull=True, by_hand=False
    ).update(ended_on=None, by_hand=False)
    gone = [
        one for code, one in stored.items() if code not in listed and not one.ended_on and not one.by_hand
    ]
    _end(gone, on, path.name)
    return Differences(len(new), len(renamed), len(gone), len(returned))


def _trace(regions: Iterable[Region], kind: str, on: datetime.date, reason: str) -> None:
    RegionChange.objects.bulk_create(
        [
            RegionChange(
                region=region,
                kind=kind,
                on=on,
                old_name=region.name,
                old_full_name=region.full_name,
                reason=reason[:300],
            )
            for region in regions
        ],
        batch_size=BATCH,
    )


def _end(regions: list[Region], on: datetime.date, reason: str) -> None:
    _trace(regions, RegionChange.Kind.ENDED, on, reason)
    for region in regions:
        region.ended_on = on
    Region.objects.bulk_update(regions, ["ended_on"], batch_size=500)


def _rename(pairs: list[tuple[Region, Region]], on: datetime.date, reason: str) -> None:
    _trace([old for old, _ in pairs], RegionChange.Kind.RENAMED, on, reason)
    for old, listed in pairs:
        old.name, old.full_name, old.search_key = listed.name, listed.full_name, listed.search_key
    Region.objects.bulk_update([old for old, _ in pairs], ["name", "full_name", "search_key"], batch_size=500)


@transaction.atomic
def add_kelurahan(
    *, district: Region, number: str, name: str, reason: str, today: datetime.date, by: User
) -> Region:
    """A kelurahan/desa that the list has not got yet, under its code. Raises GroupError.

    `number` is the last part of the code: four digits, 1 first for a kelurahan, 2 for a desa.
    """
    Region.objects.select_for_update().get(pk=district.pk)
    code = f"{district.code}.{number}"
    if same := Region.objects.filter(pk=code).first():
        raise GroupError(f"Kode {code} sudah dipakai {same.name}.", "number")
    full = f"{_titled(code, name, Region.Level.KELURAHAN)}, {district.full_name}"
    region = Region.objects.create(
        code=code, name=name, level=Region.Level.KELURAHAN, parent=district, full_name=full, by_hand=True
    )
    kind = RegionChange.Kind.ADDED
    RegionChange.objects.create(region=region, kind=kind, on=today, reason=reason, by=by)
    return region


def search_regions(text: str, *, levels: tuple[int, ...] = (), limit: int = 30) -> QuerySet[Region]:
    """Regions of `levels` (of any when empty) whose full name holds every typed word.

    Nobody has to know how the list writes a name: blanks, hyphens and apostrophes count for nothing, nor do
    the words that say what kind of place it is. Those whose own name begins so come first. A code
    ("33.74.05") is found by its beginning.
    """
    words = words_of_place(text)[:6]
    if len("".join(words)) < 3:
        return Region.objects.none()
    found = Region.objects.exclude(pk=PRACTICE_PLACE).filter(ended_on__isnull=True)
    found = found.filter(level__in=levels) if levels else found
    if code := _CODE_BEGINS.fullmatch(sought(text)):
        return found.filter(code__startswith=code[0]).order_by("code")[:limit]
    for word in words:
        found = found.filter(search_key__contains=word[:60])
    own = "".join(words)
    nearness = Case(
        When(search_key__startswith=f"{own}{BETWEEN}", then=Value(0)),
        When(search_key__startswith=words[0], then=Value(1)),
        When(name__icontains=words[0], then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return found.annotate(nearness=nearness).order_by("nearness", "name", "code")[:limit]
