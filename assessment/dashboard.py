"""What offices see of all groups below them: read from standings, filtered and sorted in the database."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import django_filters
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf

from assessment.eligibility.criteria import Verdict, short_labels_with
from assessment.graduation.figures import LABELS
from assessment.models import Standing
from assessment.standings import MET_FIELDS, WATCH
from groups.models import Bkm, Posting, Region, User
from ksm.forms import FilterForm, NamedFilter
from ksm.text import sought

Status = Standing.Status
Eligibility = Standing.Eligibility

TILES = (
    ("pembentukan", "Pembentukan", Q(status=Status.FORMING)),
    (
        "minggu-1-4",
        "Calon percontohan",
        Q(status__in=[Status.CANDIDATE, Status.READY, Status.MISSING, Status.LAGGING]),
    ),
    ("percontohan", "Percontohan", Q(status=Status.MODEL, eligibility=Eligibility.NOT_YET)),
    ("menunggu", "Menunggu penilaian", Q(eligibility__in=[Eligibility.WAITING, Eligibility.PROPOSED])),
    ("layak", "Layak BLM", Q(eligibility=Eligibility.ELIGIBLE)),
    ("mengakses", "Telah mengakses BLM", Q(eligibility=Eligibility.ACCESSED)),
    (
        "belum-layak",
        "Belum layak BLM",
        Q(eligibility__in=[Eligibility.NOT_ELIGIBLE, Eligibility.SUSPENDED]),
    ),
    ("perhatian", "Perlu perhatian", Q(attention__gte=WATCH)),
    ("ditutup", "Ditutup", Q(status=Status.CLOSED)),
)
OPEN = ~Q(status=Status.CLOSED)
TILE_QUERIES = {code: query for code, _, query in TILES}
SILENT_LONGEST = F("unrecorded_since").asc(nulls_last=True)
MOST_URGENT = (F("attention").desc(), SILENT_LONGEST, F("missing_count").desc(), F("arrears").desc())
ON_THE_WAY = Case(*(When(status=code, then=place) for place, code in enumerate(Status.values)))
LACKING = Case(
    When(eligibility_asked__gt=0, then=F("eligibility_asked") - F("eligibility_met")),
    output_field=IntegerField(),
)


class Order(NamedTuple):
    """An order of the list: what it goes by, the larger first or not, and how both ways are called."""

    by: Any
    descending: bool
    words: str
    words_turned: str

    def terms(self, *, turned: bool) -> tuple:
        """The order itself, or turned round; what has no figure stands last either way."""
        first = self.by.desc if self.descending != turned else self.by.asc
        return first(nulls_last=True), "ksm__name", "pk"


ORDERS = {
    "nama": Order(F("ksm__name"), False, "Nama, A sampai Z", "Nama, Z sampai A"),
    "minggu": Order(F("week"), True, "Minggu, terbesar dulu", "Minggu, terkecil dulu"),
    "status": Order(ON_THE_WAY, False, "Status, dari pembentukan", "Status, dari ditutup"),
    "syarat-lulus": Order(
        F("missing_count"), True, "Syarat lulus, paling kurang dulu", "Syarat lulus, paling lengkap dulu"
    ),
    "kelayakan": Order(LACKING, False, "Kelayakan, paling lengkap dulu", "Kelayakan, paling kurang dulu"),
    "pertemuan": Order(
        F("last_meeting_on"), False, "Pertemuan terakhir, terlama dulu", "Pertemuan terakhir, terbaru dulu"
    ),
    "kas": Order(F("cash"), True, "Kas, terbesar dulu", "Kas, terkecil dulu"),
    "tunggakan": Order(F("arrears"), True, "Tunggakan, terbesar dulu", "Tunggakan, terkecil dulu"),
}
TURNED = "-"  # before the name of an order
ORDER_CHOICES = [
    choice
    for name, order in ORDERS.items()
    for choice in ((name, order.words), (f"{TURNED}{name}", order.words_turned))
]


def order_terms(name: str) -> tuple:
    """What to sort by for the name of an order; what needs attention first for any other."""
    order = ORDERS.get(name.removeprefix(TURNED))
    return order.terms(turned=name.startswith(TURNED)) if order else (*MOST_URGENT, "ksm__name", "pk")


SHORT_LABELS = {
    "five_rules": "aturan",
    "attendance": "hadir",
    "routine_savings": "menabung",
    "timely_books": "buku",
    "agenda": "agenda",
}


class StandingFilter(django_filters.FilterSet):
    """Filters of the dashboard; the tile (`status`) is applied apart so that counts ignore it."""

    cari = django_filters.CharFilter(label="Cari nama KSM", method="by_name", max_length=100)
    kelurahan = NamedFilter(
        label="Kelurahan",
        field_name="ksm__bkm__kelurahan",
        queryset=Region.objects.none(),
        empty_label="Semua",
        named_by="full_name",
    )
    fasilitator = NamedFilter(
        label="Fasilitator",
        method="by_facilitator",
        queryset=User.objects.none(),
        empty_label="Semua",
        named_by=Coalesce(NullIf("full_name", Value("")), "username"),
    )
    bidang = django_filters.ChoiceFilter(
        label="Bidang",
        method="by_pillar",
        choices=[("infrastruktur", "Infrastruktur"), ("ekonomi", "Ekonomi"), ("sosial", "Sosial")],
        empty_label="Semua",
    )
    syarat = django_filters.ChoiceFilter(
        label="Syarat belum", method="by_missing", choices=list(LABELS.items()), empty_label="Semua"
    )
    terakhir = django_filters.ChoiceFilter(
        label="Pertemuan terakhir",
        method="by_last_meeting",
        choices=[
            ("hari-ini", "Hari ini"),
            ("7-hari", "7 hari terakhir"),
            ("lama", "Lebih dari 14 hari lalu"),
        ],
        empty_label="Semua",
    )
    urut = django_filters.ChoiceFilter(
        label="Urutkan",
        method="sort",
        choices=ORDER_CHOICES,
        empty_label="Yang mendesak",
    )

    class Meta:
        model = Standing
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data, queryset: QuerySet, *, on):
        super().__init__(data, queryset)
        codes = set(bkms_of(queryset).values_list("kelurahan_id", flat=True))
        self.filters["kelurahan"].field.queryset = Region.objects.filter(code__in=codes).order_by("name")
        self.filters["fasilitator"].field.queryset = facilitators_of(codes, on)
        self.on = on

    def by_name(self, queryset, name, value):
        text = sought(value)
        return queryset.filter(Q(ksm__name__plain__icontains=text) | Q(ksm__code__plain__icontains=text))

    def by_facilitator(self, queryset, name, user):
        area = Q(pk__in=[])
        for posting in user.postings.on(self.on).filter(role=Posting.Role.FACILITATOR):
            area |= Q(ksm__bkm__kelurahan_id=posting.region_id)
            area |= Q(ksm__bkm__kelurahan__code__startswith=f"{posting.region_id}.")
        return queryset.filter(area)

    def by_pillar(self, queryset, name, value):
        return queryset.filter(**{f"ksm__bidang_{value}": True})

    def by_missing(self, queryset, name, code):
        return queryset.filter(**{MET_FIELDS[code]: False}).exclude(status=Status.CLOSED)

    def by_last_meeting(self, queryset, name, value):
        """By the day of the last closed meeting; "7 hari terakhir" holds today and the six days before."""
        if value == "hari-ini":
            return queryset.filter(last_meeting_on=self.on)
        if value == "7-hari":
            return queryset.filter(last_meeting_on__gt=self.on - datetime.timedelta(days=7))
        long_ago = Q(last_meeting_on__lt=self.on - datetime.timedelta(days=14)) | Q(last_meeting_on=None)
        return queryset.filter(long_ago).exclude(status__in=[Status.FORMING, Status.CLOSED])

    def sort(self, queryset, name, value):
        return queryset


def bkms_of(standings: QuerySet[Standing]) -> QuerySet[Bkm]:
    """The BKM of which at least one of these groups is: asked BKM by BKM, for there are far fewer of them."""
    return Bkm.objects.filter(Exists(standings.order_by().filter(ksm__bkm=OuterRef("pk"))))


def facilitators_of(codes: Iterable[str], on) -> QuerySet[User]:
    """Facilitators posted today to one of these kelurahan, or to a region above one."""
    above = {code[:length] for code in codes for length in (2, 5, 8, 13)}
    posted = Posting.objects.on(on).filter(role=Posting.Role.FACILITATOR, region_id__in=above)
    return User.objects.filter(pk__in=posted.values("user_id")).order_by("full_name")


@dataclass(frozen=True, slots=True)
class Tile:
    code: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """How many groups are in each status, how many are listed, and how many members those have."""

    tiles: list[Tile]
    listed: int
    members: int


def counted(standings: QuerySet, chosen: str) -> Counted:
    """The figures above the list of a chosen tile; one query."""
    behind = TILE_QUERIES.get(chosen, OPEN)
    sums = standings.order_by().aggregate(
        listed=Count("pk", filter=behind),
        members=Sum("members", filter=behind, default=0),
        **{f"tile_{place}": Count("pk", filter=query) for place, (_, _, query) in enumerate(TILES)},
    )
    tiles = [
        Tile(code, label, sums[f"tile_{place}"], code == chosen)
        for place, (code, label, _) in enumerate(TILES)
    ]
    return Counted(tiles, sums["listed"], sums["members"])


def chosen_rows(standings: QuerySet, tile: str, sort: str) -> QuerySet:
    """The rows behind a tile, or all open groups; what needs attention first unless sorted otherwise."""
    rows = standings.filter(TILE_QUERIES.get(tile, OPEN))
    return rows.order_by(*order_terms(sort))


@dataclass(frozen=True, slots=True)
class Bar:
    """One of the five small bars: the share reached, the threshold, and whether it holds so far."""

    code: str
    label: str
    short: str
    actual: Fraction | None
    threshold: Fraction
    on_track: bool


def bars_of(standing: Standing) -> list[Bar]:
    """The five figures of a standing for its small bars."""
    return [
        Bar(
            code=figure["code"],
            label=LABELS[figure["code"]],
            short=SHORT_LABELS[figure["code"]],
            actual=Fraction(figure["actual"]) if figure["actual"] else None,
            threshold=Fraction(figure["threshold"]),
            on_track=figure["on_track"],
        )
        for figure in standing.figures
    ]


@dataclass(frozen=True, slots=True)
class Held:
    """How many criteria of eligibility are met of those there is anything to say of, and what is missing."""

    met: int
    asked: int
    unmet: list[str]
    unjudged: list[str]

    @property
    def share(self) -> Fraction:
        return Fraction(self.met, self.asked)

    @property
    def is_all(self) -> bool:
        return self.met == self.asked


def held_by(standing: Standing) -> Held | None:
    """What a standing keeps of the criteria of eligibility; None for a group that is not mentored."""
    if not standing.eligibility_asked:
        return None
    unmet, unjudged = (
        short_labels_with(standing.verdicts, one) for one in (Verdict.NOT_MET, Verdict.UNKNOWN)
    )
    return Held(standing.eligibility_met or 0, standing.eligibility_asked, unmet, unjudged)
