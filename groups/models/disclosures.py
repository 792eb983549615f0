"""Who printed whole NIK, of whom, and for which paper (domain.md 10, consequence 1)."""

from django.conf import settings
from django.db import models

from groups.models.groups import Ksm


class NikDisclosure(models.Model):
    """One print with whole NIK. Members by number, for the log itself discloses nothing."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="disclosures")
    paper = models.CharField("surat", max_length=200)
    members = models.JSONField("nomor anggota")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("dicetak", auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "cetakan dengan NIK lengkap"

    def __str__(self):
        return self.paper
