"""Who saw whole NIK, of whom, from where and what for (domain.md 10, consequence 1)."""

from django.conf import settings
from django.db import models

from groups.models.groups import Ksm
from groups.models.traced import asker


class NikDisclosure(models.Model):
    """One act by which whole NIK were shown: a print, a file, or a look at one number.

    Rows are added, never changed. Members by their ids: numbers change, and the log itself discloses nothing.
    """

    class Way(models.TextChoices):
        PRINT = "PRINT", "dicetak"
        FILE = "FILE", "diunduh"
        VIEW = "VIEW", "dilihat"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="disclosures")
    way = models.CharField("cara", max_length=5, choices=Way, default=Way.PRINT)
    paper = models.CharField("untuk", max_length=200)
    members = models.JSONField("anggota")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    client = models.CharField("dari alamat", max_length=45, blank=True, default=asker, editable=False)
    at = models.DateTimeField("saat", auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "NIK lengkap"

    def __str__(self):
        return self.paper
