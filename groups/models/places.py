"""Where groups live: official regions, and the BKM with its units."""

from django.db import models
from simple_history.models import HistoricalRecords

# Provinces outside western time; every other province keeps WIB (Keppres 41/1987).
WITA_PROVINCES = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
WIT_PROVINCES = {"81", "82", "91", "92", "93", "94", "95", "96"}


def zone_of(region_code: str) -> str:
    """Time zone name of the province that begins a Kemendagri code."""
    province = region_code[:2]
    if province in WIT_PROVINCES:
        return "Asia/Jayapura"
    return "Asia/Makassar" if province in WITA_PROVINCES else "Asia/Jakarta"


class Region(models.Model):
    """An official region. The Kemendagri code is the path: 33 > 33.74 > 33.74.05 > 33.74.05.1001."""

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

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "name"], name="region_level_name")]
        verbose_name = "wilayah"

    def __str__(self):
        return self.full_name


class Bkm(models.Model):
    """The elected board of one kelurahan."""

    name = models.CharField("nama BKM", max_length=120)
    kelurahan = models.ForeignKey(Region, models.PROTECT, related_name="bkms", verbose_name="kelurahan")
    address = models.CharField("alamat", max_length=200, blank=True)
    phone = models.CharField("telepon", max_length=30, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "BKM"
        constraints = [
            models.UniqueConstraint(
                fields=["kelurahan", "name"],
                name="bkm_unique_name_in_kelurahan",
                violation_error_message="BKM dengan nama ini sudah ada di kelurahan itu.",
            )
        ]

    def __str__(self):
        return self.name


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
