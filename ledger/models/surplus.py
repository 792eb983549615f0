"""A year's surplus (SHU) shared out by the group's decision, and what each member got of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models import Ksm, Member
from ledger.models.journal import JournalEntry


class SurplusSharing(models.Model):
    """One year's result closed and shared: figures and percentages as they were that day, never edited.

    `undone_by` is the reversal of its entry; the year may then be shared anew.
    """

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="sharings")
    year = models.PositiveSmallIntegerField("tahun")
    surplus = models.BigIntegerField("SHU")  # rupiah; below zero for a loss
    percentages = models.JSONField()  # {part of ledger.policy.surplus.Percentages: percent as text}
    reserve = models.BigIntegerField("ke cadangan", default=0)
    social = models.PositiveBigIntegerField("ke dana sosial", default=0)
    decided_on = models.DateField("tanggal keputusan")
    minutes = models.CharField("dasar keputusan", max_length=300)
    entry = models.OneToOneField(JournalEntry, models.PROTECT, related_name="sharing")
    undone_by = models.OneToOneField(JournalEntry, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["ksm", "-year", "-pk"]
        verbose_name = "pembagian SHU"
        constraints = [
            models.UniqueConstraint(
                fields=["ksm", "year"], condition=Q(undone_by__isnull=True), name="sharing_once_a_year"
            )
        ]

    def __str__(self):
        return f"SHU {self.year}"


class SurplusShare(models.Model):
    """One member's part, in rupiah; paid out by `paid_entry`."""

    sharing = models.ForeignKey(SurplusSharing, models.PROTECT, related_name="shares")
    member = models.ForeignKey(Member, models.PROTECT, related_name="surplus_shares")
    from_savings = models.PositiveBigIntegerField("dari tabungan")
    from_borrowing = models.PositiveBigIntegerField("dari jasa pinjaman")
    from_office = models.PositiveBigIntegerField("dari kepengurusan")
    paid_entry = models.ForeignKey(JournalEntry, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["sharing", "member__number"]
        verbose_name = "bagian SHU"
        constraints = [models.UniqueConstraint(fields=["sharing", "member"], name="share_once_a_member")]

    @property
    def total(self) -> int:
        return self.from_savings + self.from_borrowing + self.from_office
