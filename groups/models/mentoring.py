"""What a group keeps besides money: how its members fare, who came to visit it, and what it owns."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from groups.models.groups import Ksm
from groups.models.members import Member
from groups.models.traced import Trail
from groups.models.withdrawn import CountingManager, Withdrawable
from ksm.dates import quarter_in_words


class WelfareQuerySet(models.QuerySet):
    def counting(self):
        """The newest row of each member and quarter: the one that counts. One query."""
        newest = self.order_by().values("ksm", "member", "period_first").annotate(newest=models.Max("pk"))
        return self.filter(pk__in=newest.values("newest"))


WelfareManager = CountingManager.from_queryset(WelfareQuerySet)


class Welfare(Withdrawable):
    """How one member fares in one quarter, judged by a person; the newest of a quarter counts.

    Seen by those of J15 only. Rows are added, never changed: what was judged before stays readable, and
    counts again where a newer one was withdrawn.
    """

    class Status(models.TextChoices):
        STILL_POOR = "STILL_POOR", "Masih miskin"
        IMPROVING = "IMPROVING", "Membaik"
        OUT_OF_PS2 = "OUT_OF_PS2", "Keluar dari PS-2"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="welfare")
    member = models.ForeignKey(Member, models.PROTECT, related_name="welfare", verbose_name="anggota")
    period_first = models.DateField("triwulan mulai")
    status = models.CharField("keadaan", max_length=10, choices=Status.choices)
    note = models.CharField("catatan", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[WelfareManager] = WelfareManager()

    class Meta:
        ordering = ["-period_first", "member__number", "-pk"]
        verbose_name = "kesejahteraan anggota"
        indexes = [models.Index(fields=["ksm", "period_first", "member"], name="welfare_ksm_period_member")]

    def __str__(self):
        fares = self.get_status_display().lower()
        return f"{self.member}, {fares}, Triwulan {quarter_in_words(self.period_first)}"


class VisitLog(Withdrawable):
    """A line of the group's guest and mentoring book (buku tamu/pembinaan, domain.md 5.9)."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="visits")
    visited_on = models.DateField("tanggal")
    visitor = models.CharField("nama", max_length=120)
    office = models.CharField("jabatan/instansi", max_length=120)
    purpose = models.CharField("tujuan", max_length=300)
    advice = models.CharField("saran", max_length=500, blank=True)
    next_visit_on = models.DateField("kunjungan berikut", null=True, blank=True)
    history = Trail()

    class Meta:
        ordering = ["-visited_on", "-pk"]
        verbose_name = "kunjungan"
        indexes = [models.Index(fields=["ksm", "visited_on"], name="visitlog_ksm_visited")]
        constraints = [
            models.CheckConstraint(
                name="visitlog_next_after_visit",
                condition=Q(next_visit_on__isnull=True) | Q(next_visit_on__gt=F("visited_on")),
                violation_error_message="Kunjungan berikut harus sesudah tanggal kunjungan.",
            )
        ]

    def __str__(self):
        return f"{self.visitor} {self.visited_on:%d-%m-%Y}"


class InventoryItem(Withdrawable):
    """A line of the group's inventory book (buku inventaris, domain.md 5.8); `price` is of the whole line.

    What is gone stays in the book, with its reason in the note, and its price counts no longer.
    """

    class Origin(models.TextChoices):
        SWADAYA = "SWADAYA", "Swadaya"
        BLM = "BLM", "BLM"
        HIBAH = "HIBAH", "Hibah"

    class Condition(models.TextChoices):
        GOOD = "GOOD", "Baik"
        WORN = "WORN", "Rusak ringan"
        BROKEN = "BROKEN", "Rusak berat"
        GONE = "GONE", "Sudah tidak ada"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="inventory")
    name = models.CharField("nama barang", max_length=120)
    quantity = models.PositiveSmallIntegerField(
        "jumlah",
        default=1,
        validators=[
            MinValueValidator(1, "Jumlah barang paling sedikit satu."),
            MaxValueValidator(9_999, "Jumlah barang paling banyak 9.999."),
        ],
    )
    unit = models.CharField("satuan", max_length=30, default="buah")
    acquired_on = models.DateField("tanggal perolehan")
    origin = models.CharField("asal", max_length=7, choices=Origin.choices)
    price = models.PositiveBigIntegerField("harga seluruhnya", default=0)
    condition = models.CharField("kondisi", max_length=6, choices=Condition.choices, default=Condition.GOOD)
    place = models.CharField("lokasi", max_length=120)
    note = models.CharField("keterangan", max_length=300, blank=True)
    history = Trail()

    class Meta:
        ordering = ["-acquired_on", "-pk"]
        verbose_name = "barang inventaris"
        indexes = [models.Index(fields=["ksm", "acquired_on"], name="inventory_ksm_acquired")]
        constraints = [
            models.CheckConstraint(name="inventory_counts_something", condition=Q(quantity__gt=0)),
        ]

    def __str__(self):
        return self.name

    @property
    def counted_price(self) -> int | None:
        """Rupiah that count in the book's total; None for what is gone."""
        return None if self.condition == self.Condition.GONE else self.price
