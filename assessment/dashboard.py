"""What offices see of all groups below them: read from standings, filtered and sorted in the database."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import django_filters
from django.db.models import Count, F, Q, QuerySet, Sum

from assessment.graduation.figures import LABELS
from assessment.models import Standing
from assessment.standings import WATCH
from groups.models import Posting, Region, User
from ksm.forms import FilterForm
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
MET_FIELDS = {
    "five_rules": "rules_met",
    "attendance": "attendance_met",
    "routine_savings": "savings_met",
    "timely_books": "books_met",
    "agenda": "agenda_met",
}
SILENT_LONGEST = F("unrecorded_since").asc(nulls_last=True)
SORTS = {
    "": ("-attention", SILENT_LONGEST, "-missing_count", "-arrears", "ksm__name", "pk"),
    "nama": ("ksm__name", "pk"),
    "minggu": ("-week", "ksm__name", "pk"),
    "kas": ("-cash", "ksm__name", "pk"),
    "tunggakan": ("-arrears", "ksm__name", "pk"),
    "pertemuan": ("last_meeting_on", "ksm__name", "pk"),
}
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
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan",
        field_name="ksm__bkm__kelurahan",
        queryset=Region.objects.none(),
        empty_label="Semua",
    )
    fasilitator = django_filters.ModelChoiceFilter(
        label="Fasilitator", method="by_facilitator", queryset=User.objects.none(), empty_label="Semua"
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
        choices=[
            ("nama", "Nama"),
            ("minggu", "Minggu"),
            ("pertemuan", "Pertemuan terakhir"),
            ("kas", "Kas"),
            ("tunggakan", "Tunggakan"),
        ],
        empty_label="Yang mendesak",
    )

    class Meta:
        model = Standing
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data, queryset: QuerySet, *, on):
        super().__init__(data, queryset)
        codes = set(queryset.order_by().values_list("ksm__bkm__kelurahan_id", flat=True).distinct())
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
    return rows.order_by(*SORTS.get(sort, SORTS[""]))


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
