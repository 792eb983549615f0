"""What may be decided about a group, and what another system had decided as its workbook tells."""

from django.db import models

from groups.models.groups import Ksm
from groups.models.kept import Kept


class DecisionKind(models.TextChoices):
    GRADUATION = "GRADUATION", "Kelulusan KSM Percontohan"
    ELIGIBILITY = "ELIGIBILITY", "Kelayakan BLM Sosial"


class DecisionOutcome(models.TextChoices):
    PASSED = "PASSED", "Lulus"
    EXTENDED = "EXTENDED", "Perpanjangan"
    REVOKED = "REVOKED", "Pembatalan"
    ELIGIBLE = "ELIGIBLE", "Layak"
    NOT_ELIGIBLE = "NOT_ELIGIBLE", "Belum layak"
    SUSPENDED = "SUSPENDED", "Ditangguhkan"


class ForeignDecision(Kept):
    """A decision that came in with a workbook: to be read, in force nowhere here.

    Rows are added, never changed. Nobody of this system saw what it rested on, so neither phase nor
    eligibility nor any figure asks for it; who has the right decides again. `number` and `revokes` count
    where it was decided, `decided_on` is the group's local day there.
    """

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="foreign_decisions")
    kind = models.CharField("jenis", max_length=11, choices=DecisionKind)
    outcome = models.CharField("keputusan", max_length=12, choices=DecisionOutcome)
    number = models.PositiveIntegerField("nomor")
    revokes = models.PositiveIntegerField("membatalkan nomor", null=True, blank=True)
    window_first = models.DateField("masa penilaian mulai")
    window_last = models.DateField("masa penilaian selesai")
    as_of = models.DateField("menurut data per")
    decided_on = models.DateField("ditetapkan")
    decided_by_name = models.CharField("oleh", max_length=120)
    decided_by_role = models.CharField("sebagai", max_length=40)
    second_name = models.CharField("disetujui", max_length=120, blank=True)
    overruled = models.BooleanField("dengan pengecualian", default=False)
    reason = models.TextField("alasan", max_length=1000, blank=True)
    imported_at = models.DateTimeField("diimpor", auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "keputusan menurut buku kerja"

    def __str__(self):
        return f"{self.get_outcome_display()} {self.decided_on:%d-%m-%Y}"
