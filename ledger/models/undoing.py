"""Acts outside a meeting that were taken back: when, why and by whom. Rows are added only."""

from django.conf import settings
from django.db import models

from groups.models import Ksm
from ledger.models.journal import JournalEntry


class Undoing(models.Model):
    """One act taken back. `entry` is the reversal in the journal; none where the act had posted nothing.

    The act itself stays readable as it was and points here.
    """

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="undoings")
    subject = models.CharField("yang dibatalkan", max_length=200)
    acted_on = models.DateField("tanggal semula")
    date = models.DateField("tanggal pembatalan")
    reason = models.CharField("alasan", max_length=300)
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="undoing", verbose_name="jurnal"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)

    class Meta:
        ordering = ["ksm", "-date", "-pk"]
        verbose_name = "pembatalan"
        indexes = [models.Index(fields=["ksm", "date"], name="undoing_ksm_date")]

    def __str__(self):
        return f"Pembatalan {self.subject}"
