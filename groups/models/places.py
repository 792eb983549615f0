"""Where groups live: official regions and what became of them, and the BKM with its units."""

import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from groups.models.traced import Traced, Trail
from ksm.certain import certain
from ksm.letters import DEFAULT_FORM
from ksm.text import squashed

# Provinces outside western time; every other province keeps WIB (Keppres 41/1987).
WITA_PROVINCES = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
WIT_PROVINCES = {"81", "82", "91", "92", "93", "94", "95", "96"}

RECEIPTS_FROM = 1_000_000

# What says only which kind of place a name belongs to: nobody has to type it, and nobody is misled by it.
KINDS_OF_PLACE = frozenset(
    (
        "kelurahan",
        "kel",
        "desa",
        "adat",
        "kecamatan",
        "kec",
        "distrik",
        "kabupaten",
        "kab",
        "provinsi",
        "prov",
    )
)
BETWEEN = "|"  # the names of a region and those above it, in its key


def words_of_place(text: str) -> list[str]:
    """The words of a place as they are looked for: letters and digits only, kinds of place left out.

    Where nothing else is left ("Desa Adat"), they are what is looked for.
    """
    words = [squashed(word) for word in text.split()]
    words = [word for word in words if word]
    return [word for word in words if word not in KINDS_OF_PLACE] or words


def search_key(full_name: str) -> str:
    """The names of a region and of those above it, each in one piece: "sembungharjo|genuk|kotasemarang|"."""
    return "".join("".join(words_of_place(part)) + BETWEEN for part in full_name.split(", "))


def zone_of(region_code: str) -> str:
    """Time zone name of the province that begins a Kemendagri code."""
    province = region_code[:2]
    if province in WIT_PROVINCES:
        return "Asia/Jayapura"
    return "Asia/Makassar" if province in WITA_PROVINCES else "Asia/Jakarta"


# The kelurahan of all practice groups; no official code begins so, and no posting names it.
PRACTICE_PLACE = "99.99.99.9999"


class RegionQuerySet(models.QuerySet):
    def in_use(self):
        """Regions that still exist, and those that ended where a BKM is, or was until it moved."""
        named = Q(bkms__isnull=False) | Q(bkm_moves__isnull=False)
        return self.exclude(pk=PRACTICE_PLACE).filter(Q(ended_on__isnull=True) | named).distinct()


class Region(models.Model):
    """An official region. The Kemendagri code is the path: 33 > 33.74 > 33.74.05 > 33.74.05.1001.

    A region that ended stays for what names it; `ended_on` is the first day without it. `by_hand` was added
    on the page because the list has not got it yet.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1, "Provinsi"
        CITY = 2, "Kota/Kabupaten"
        DISTRICT = 3, "Kecamatan"
        KELURAHAN = 4, "Kelurahan/Desa"

    code = models.CharField("kode wilayah", max_length=13, primary_key=True)
    name = models.CharField("nama", max_length=120)
    level = models.PositiveSmallIntegerField("tingkat", choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    full_name = models.CharField("nama lengkap", max_length=300)
    search_key = models.CharField(max_length=300, default="", editable=False)
    ended_on = models.DateField("berakhir", null=True, blank=True)
    by_hand = models.BooleanField("ditambahkan di layar", default=False)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "name"], name="region_level_name")]
        verbose_name = "wilayah"

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.search_key = search_key(self.full_name)
        super().save(*args, **kwargs)


class BkmQuerySet(models.QuerySet):
    def counted(self):
        """Boards of the programme: those that somebody practises with count nowhere."""
        return self.filter(practice_of__isnull=True)

    def known_at(self, code: str):
        """BKMs of the kelurahan with this code, also those that moved from it: older records name it."""
        return self.filter(Q(kelurahan=code) | Q(moves__old_region=code)).distinct()


class Bkm(Traced, models.Model):
    """The elected board of one kelurahan."""

    class Sheet(models.TextChoices):
        A4 = "A4", "A4 (210 × 297 mm)"
        F4 = "F4", "F4/folio (215 × 330 mm)"

    name = models.CharField("nama BKM", max_length=120)
    kelurahan = models.ForeignKey(Region, models.PROTECT, related_name="bkms", verbose_name="kelurahan")
    address = models.CharField("alamat", max_length=200, blank=True)
    phone = models.CharField("telepon", max_length=30, blank=True)
    sheet = models.CharField("ukuran kertas", max_length=2, choices=Sheet.choices, default=Sheet.A4)
    # How the numbers of papers look (ksm.letters), and the rupiah from which a receipt is in the register.
    number_form = models.CharField("bentuk nomor surat", max_length=60, default=DEFAULT_FORM)
    receipts_from = models.PositiveBigIntegerField("kuitansi berkode mulai", default=RECEIPTS_FROM)
    # Whose practice it is, with the practice group in it (groups/practice); None for every real board.
    practice_of = models.ForeignKey(
        "groups.User", models.PROTECT, null=True, blank=True, editable=False, related_name="practices"
    )
    practice_ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    history = Trail()

    objects = BkmQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "BKM"
        constraints = [
            models.UniqueConstraint(
                fields=["kelurahan", "name"],
                name="bkm_unique_name_in_kelurahan",
                violation_error_message="BKM dengan nama ini sudah ada di kelurahan itu.",
            ),
            models.CheckConstraint(
                name="bkm_practises_at_its_place",
                condition=Q(practice_of__isnull=False, kelurahan=PRACTICE_PLACE)
                | (
                    Q(practice_of__isnull=True, practice_ended_at__isnull=True) & ~Q(kelurahan=PRACTICE_PLACE)
                ),
            ),
            models.UniqueConstraint(
                fields=["practice_of"],
                condition=Q(practice_ended_at__isnull=True),
                name="bkm_one_practice_at_a_time",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_practice(self) -> bool:
        return self.practice_of_id is not None

    @property
    def timezone(self) -> str:
        """The zone of its province (J32)."""
        return zone_of(self.kelurahan_id)

    def today(self):
        """Today's date where the BKM is."""
        return timezone.localdate(timezone=ZoneInfo(self.timezone))

    @cached_property
    def place_changes(self) -> list["RegionChange"]:
        """When this BKM got another code, and when where it was got another name; oldest first. One query."""
        moved = Q(kind=RegionChange.Kind.MOVED, bkm=self)
        return list(
            RegionChange.objects.filter(
                moved
                | Q(kind=RegionChange.Kind.RENAMED, region__bkm_moves__bkm=self)
                | Q(kind=RegionChange.Kind.RENAMED, region=self.kelurahan_id)
            )
            .select_related("old_region")
            .distinct()
            .order_by("on", "pk")
        )

    def place_on(self, day: datetime.date) -> tuple[str, str]:
        """(name, full name) of its kelurahan as of a day; papers of that day bear it ever after."""
        name, full_name = self.kelurahan.name, self.kelurahan.full_name
        at = self.kelurahan_id
        for change in reversed(self.place_changes):
            if change.on <= day:
                break
            if change.kind == RegionChange.Kind.MOVED and change.region_id == at:
                at = certain(change.old_region_id, "a move names where the BKM was")
                name, full_name = change.old_name, change.old_full_name
            elif change.kind == RegionChange.Kind.RENAMED and change.region_id == at:
                name, full_name = change.old_name, change.old_full_name
        return name, full_name


class RegionChange(models.Model):
    """What became of a region, or of a BKM's region: the trace, and what places were called before.

    `region` is the region as it is now; of a move the BKM's new one, `old_region` where it was. `on` is the
    first day of the new state.
    """

    class Kind(models.TextChoices):
        ADDED = "ADDED", "Ditambahkan"
        RENAMED = "RENAMED", "Berganti nama"
        ENDED = "ENDED", "Berakhir"
        RETURNED = "RETURNED", "Ada lagi"
        MOVED = "MOVED", "BKM pindah wilayah"

    region = models.ForeignKey(Region, models.CASCADE, related_name="changes")
    kind = models.CharField("perubahan", max_length=8, choices=Kind.choices)
    on = models.DateField("sejak")
    old_name = models.CharField("nama lama", max_length=120, blank=True)
    old_full_name = models.CharField("nama lengkap lama", max_length=300, blank=True)
    old_region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="bkm_moves")
    bkm = models.ForeignKey(Bkm, models.CASCADE, null=True, blank=True, related_name="moves")
    reason = models.CharField("dasar", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = "perubahan wilayah"

    def __str__(self):
        return f"{self.get_kind_display()}: {self.region_id}"


class ServiceUnit(models.Model):
    """A unit of a BKM: UPK (finance), UPL (environment) or UPS (social)."""

    class Kind(models.TextChoices):
        UPK = "UPK", "UPK (Unit Pengelola Keuangan)"
        UPL = "UPL", "UPL (Unit Pengelola Lingkungan)"
        UPS = "UPS", "UPS (Unit Pengelola Sosial)"

    bkm = models.ForeignKey(Bkm, models.CASCADE, related_name="units")
    kind = models.CharField("unit", max_length=3, choices=Kind.choices)

    class Meta:
        ordering = ["kind"]
        verbose_name = "unit BKM"
        constraints = [models.UniqueConstraint(fields=["bkm", "kind"], name="serviceunit_once_per_bkm")]

    def __str__(self):
        return self.get_kind_display()
