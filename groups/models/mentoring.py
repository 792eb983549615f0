"""What mentors see of a group over time: how its members fare, and who came to visit it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from groups.models.groups import Ksm
from groups.models.members import Member


class WelfareQuerySet(models.QuerySet):
    def counting(self):
        """The newest row of each member and quarter: the one that counts. One query."""
        newest = self.order_by().values("ksm", "member", "period_first").annotate(newest=models.Max("pk"))
        return self.filter(pk__in=newest.values("newest"))


class Welfare(models.Model):
    """How one member fares in one quarter, judged by a person; the newest of a quarter counts.

    Seen by those of J15 only. Rows are added, never changed: what was judged before stays readable.
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

    objects = WelfareQuerySet.as_manager()

    class Meta:
        ordering = ["-period_first", "member__number", "-pk"]
        verbose_name = "kesejahteraan anggota"
        indexes = [models.Index(fields=["ksm", "period_first", "member"], name="welfare_ksm_period_member")]


class VisitLog(models.Model):
    """A line of the group's guest and mentoring book (buku tamu/pembinaan, domain.md 5.9)."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="visits")
    visited_on = models.DateField("tanggal")
    visitor = models.CharField("nama", max_length=120)
    office = models.CharField("jabatan/instansi", max_length=120)
    purpose = models.CharField("tujuan", max_length=300)
    advice = models.CharField("saran", max_length=500, blank=True)
    next_visit_on = models.DateField("kunjungan berikut", null=True, blank=True)
    history = HistoricalRecords()

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
