"""Who changed, printed, took out or looked at what, when and from where; newest first. Reads only.

A source tells the acts of one kind. A page reads keys of all sources together, cut by the database, and then
only the rows that it shows.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import CharField, F, Q, QuerySet, Value

from groups.models import Bkm, Ksm

PS2_FIELDS = frozenset({"ps2", "ps2_priority"})
# What a reader learns nothing from.
HIDDEN = frozenset({"id", "ksm", "bkm", "user", "member", "timezone", "recorded_at", "paper", "withdrawn_by"})
PIECE = 500  # rows told at a time where all of them are


SYSTEM = "sistem"  # who did what nobody did


@dataclass(frozen=True)
class Change:
    """One act: `lines` are (label, before, after), empty for a new thing. `where` is the group."""

    at: datetime.datetime
    who: str
    what: str
    kind: str
    reason: str = ""
    lines: tuple[tuple[str, str, str], ...] = ()
    client: str = ""
    where: str = ""


@dataclass(frozen=True)
class Reader:
    """Of which place somebody reads (None: of all), and what is kept from them (J15)."""

    place: Ksm | Bkm | None
    with_ps2: bool
    with_files: bool = False

    @property
    def hidden(self) -> frozenset[str]:
        return HIDDEN if self.with_ps2 else HIDDEN | PS2_FIELDS


@dataclass(frozen=True)
class Source:
    """Acts of one kind: `moment`, `who` and `client` name columns; `to_ksm` and `to_bkm` lead to places.

    `tell` turns some of its rows into changes by their key, `is_for` says who may know of them, `also` gives
    the keys of further rows that are about a place among others.
    """

    code: str
    label: str
    rows: Callable[[], QuerySet]
    tell: Callable[[QuerySet, Reader], dict[int, Change]]
    moment: str = "at"
    who: str = "by"
    to_ksm: str = ""
    to_bkm: str = ""
    is_for: Callable[[Reader], bool] = field(default=lambda reader: True)
    also: Callable[[Ksm | Bkm], QuerySet] | None = None

    def seen_by(self, reader: Reader) -> QuerySet | None:
        """Its rows of the place, without groups to practise with in a wide one; None for none at all."""
        rows = self.rows()
        if reader.place is None:
            return self._counted(rows)
        inside = self._of(reader.place)
        if inside is None:
            return None
        more = Q(pk__in=self.also(reader.place)) if self.also else Q()
        return rows.filter(inside | more)

    def _of(self, place: Ksm | Bkm) -> Q | None:
        if isinstance(place, Ksm):
            return Q(**{self.to_ksm: place.pk}) if self.to_ksm else None
        if self.to_bkm:
            return Q(**{self.to_bkm: place.pk})
        groups = Ksm.objects.filter(bkm=place).values("pk")
        return Q(**{f"{self.to_ksm}__in": groups}) if self.to_ksm else None

    def _counted(self, rows: QuerySet) -> QuerySet:
        practice = Bkm.objects.filter(practice_of__isnull=False)
        if self.to_bkm:
            rows = rows.exclude(**{f"{self.to_bkm}__in": practice.values("pk")})
        groups = Ksm.objects.filter(bkm__in=practice).values("pk")
        return rows.exclude(**{f"{self.to_ksm}__in": groups}) if self.to_ksm else rows


@dataclass(frozen=True)
class Narrowing:
    """What a reader asks for: acts of one source, of some users, from a moment until another.

    With `nobody` also what the product did by itself.
    """

    code: str = ""
    users: Collection[int] | None = None
    nobody: bool = False
    first: datetime.datetime | None = None
    end: datetime.datetime | None = None

    def of(self, rows: QuerySet, source: Source) -> QuerySet:
        if self.users is not None:
            by = Q(**{f"{source.who}__in": self.users})
            rows = rows.filter(by | Q(**{f"{source.who}__isnull": True}) if self.nobody else by)
        if self.first:
            rows = rows.filter(**{f"{source.moment}__gte": self.first})
        return rows.filter(**{f"{source.moment}__lt": self.end}) if self.end else rows


class TrailRows:
    """The changes of some sources for a pager: cut in the database, told only where they are shown."""

    ordered = True

    def __init__(self, sources: Iterable[Source], reader: Reader, narrowing: Narrowing):
        self.sources = {one.code: one for one in sources if one.is_for(reader)}
        self.reader = reader
        parts = []
        for code, source in self.sources.items():
            rows = source.seen_by(reader) if narrowing.code in ("", code) else None
            if rows is not None:
                parts.append(_keys(narrowing.of(rows, source), source))
        self.keys = parts[0].union(*parts[1:], all=True).order_by("-moment", "-row") if parts else None

    def count(self) -> int:
        return 0 if self.keys is None else self.keys.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, place: slice) -> list[Change]:
        return self._told(list(self.keys[place])) if self.keys is not None else []

    def __iter__(self) -> Iterator[Change]:
        total = self.count()
        for start in range(0, total, PIECE):
            yield from self[start : start + PIECE]

    def _told(self, keys: Sequence[tuple[str, int, datetime.datetime]]) -> list[Change]:
        found: dict[tuple[str, int], Change] = {}
        for code in {code for code, _, _ in keys}:
            source = self.sources[code]
            rows = source.rows().filter(pk__in=[row for one, row, _ in keys if one == code])
            found |= {(code, pk): change for pk, change in source.tell(rows, self.reader).items()}
        return [found[code, row] for code, row, _ in keys if (code, row) in found]


def _keys(rows: QuerySet, source: Source) -> QuerySet:
    named = {
        "source": Value(source.code, output_field=CharField()),
        "row": F("pk"),
        "moment": F(source.moment),
    }
    return rows.order_by().annotate(**named).values_list(*named)
