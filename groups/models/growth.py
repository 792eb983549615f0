"""How far a group and its community have come: set by people, with date, reason and document (I1)."""

from django.conf import settings
from django.db import models

from groups.models.groups import Ksm
from groups.models.journey import Attachment
from groups.models.places import Bkm
from groups.models.withdrawn import Withdrawable
from ksm.dates import quarter_in_words


class GrowthStage(Withdrawable):
    """A stage given to a group by somebody on a day; the newest counts, earlier ones stay readable."""

    class Stage(models.TextChoices):
        SEEDLING = "SEEDLING", "Tunas"
        GROWING = "GROWING", "Tumbuh"
        FLOURISHING = "FLOURISHING", "Kembang"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="stages")
    stage = models.CharField("tahap", max_length=11, choices=Stage.choices)
    decided_on = models.DateField("tanggal")
    reason = models.CharField("alasan", max_length=500)
    attachment = models.OneToOneField(
        Attachment, models.SET_NULL, null=True, blank=True, verbose_name="dokumen"
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        verbose_name = "tahap KSM"

    def __str__(self):
        return f"{self.get_stage_display()} {self.decided_on:%d-%m-%Y}"


class CommunityStatus(Withdrawable):
    """The empowerment of the community, through its BKM (domain.md 6): value, date, source, assessor."""

    class Status(models.TextChoices):
        BERDAYA = "BERDAYA", "Berdaya"
        MANDIRI = "MANDIRI", "Mandiri"
        MENUJU_MADANI = "MADANI", "Menuju madani"

    bkm = models.ForeignKey(Bkm, models.PROTECT, related_name="statuses")
    status = models.CharField("status", max_length=7, choices=Status.choices)
    assessed_on = models.DateField("tanggal")
    source = models.CharField("dokumen sumber", max_length=200)
    assessor = models.CharField("penilai", max_length=120)
    reason = models.CharField("alasan", max_length=500)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-assessed_on", "-pk"]
        verbose_name = "status masyarakat"

    def __str__(self):
        return f"{self.get_status_display()} {self.assessed_on:%d-%m-%Y}"


class Scorecard(Withdrawable):
    """The five aims of one group in one quarter: what people judged, and what records said that day."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="scorecards")
    period_first = models.DateField("triwulan mulai")
    judged = models.JSONField()  # {indicator code: [true or false, note]}
    computed = models.JSONField()  # {indicator code: [true or false, figure]}
    filled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-period_first", "-pk"]
        verbose_name = "rapor tujuan antara"
        indexes = [models.Index(fields=["ksm", "period_first"], name="scorecard_ksm_period")]

    def __str__(self):
        return f"Rapor Triwulan {quarter_in_words(self.period_first)}"
