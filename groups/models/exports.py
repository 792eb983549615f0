"""The trail of files: which list or book was taken out as a file, by whom, when, and with which filter."""

from django.conf import settings
from django.db import models

from groups.models.groups import Ksm
from groups.models.places import Bkm


class Export(models.Model):
    """One file. Rows are added, never changed: no verb, page or command does."""

    class Format(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"
        TAR = "tar", "Cadangan"

    title = models.CharField("daftar", max_length=200)
    address = models.CharField("alamat", max_length=200)
    asked = models.CharField("saringan", max_length=500, blank=True)
    format = models.CharField("bentuk", max_length=4, choices=Format)
    rows = models.PositiveIntegerField("baris")
    ksm = models.ForeignKey(Ksm, models.SET_NULL, null=True, blank=True, related_name="exports")
    bkm = models.ForeignKey(Bkm, models.SET_NULL, null=True, blank=True, related_name="exports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    at = models.DateTimeField("diunduh", auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "unduhan"

    def __str__(self):
        return self.title
