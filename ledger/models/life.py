"""What happens to a loan between its disbursement and its end, beside the payments. Rows are added only."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models import Ksm
from ledger.models.journal import JournalEntry
from ledger.models.loans import Loan
from ledger.models.undoing import Undoing


class LoanEventQuerySet(models.QuerySet):
    def effective(self, as_of):
        """Acts dated on or before `as_of` that nothing dated on or before it has undone."""
        done = self.filter(date__lte=as_of, state__in=(LoanEvent.State.DONE, LoanEvent.State.UNDONE))
        return done.exclude(undoing__date__lte=as_of)


class LoanEvent(models.Model):
    """One act on a running loan, as decided: amounts in rupiah, the minutes it rests on, who wrote it down.

    `principal` and `jasa` are what moved or was written off, `waived` the jasa that is not asked any more.
    A write-off waits for a second person (J12); nothing is posted and no figure changes before the answer.
    `details` holds what the paper says beyond that, frozen.
    """

    class Kind(models.TextChoices):
        EARLY_SETTLED = "EARLY_SETTLED", "Pelunasan dipercepat"
        RESCHEDULED = "RESCHEDULED", "Penjadwalan ulang"
        JASA_WAIVED = "JASA_WAIVED", "Pembebasan jasa"
        WRITTEN_OFF = "WRITTEN_OFF", "Penghapusbukuan"
        RECOVERED = "RECOVERED", "Penerimaan pinjaman yang dihapusbukukan"
        SET_OFF = "SET_OFF", "Pelunasan dari tabungan"
        FROM_SURPLUS = "FROM_SURPLUS", "Tunggakan dipotong dari SHU"
        DEATH = "DEATH", "Peminjam meninggal dunia"
        CANCELLED = "CANCELLED", "Pembatalan perjanjian"

    class State(models.TextChoices):
        WAITING = "WAITING", "Menunggu persetujuan"
        DONE = "DONE", "Berlaku"
        REFUSED = "REFUSED", "Ditolak"
        UNDONE = "UNDONE", "Dibatalkan"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="loan_events")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="events")
    kind = models.CharField("jenis", max_length=13, choices=Kind.choices)
    state = models.CharField("status", max_length=7, choices=State.choices, default=State.DONE)
    date = models.DateField("tanggal")
    minutes = models.CharField("dasar keputusan", max_length=200)
    reason = models.CharField("alasan", max_length=300, blank=True)
    principal = models.PositiveBigIntegerField("pokok", default=0)
    jasa = models.PositiveBigIntegerField("jasa", default=0)
    waived = models.PositiveBigIntegerField("jasa dibebaskan", default=0)
    old_version = models.PositiveSmallIntegerField(null=True, blank=True)
    new_version = models.PositiveSmallIntegerField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="loan_events", verbose_name="jurnal"
    )
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("dijawab", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField("catatan jawaban", max_length=300, blank=True)
    undoing = models.ForeignKey(Undoing, models.PROTECT, null=True, blank=True, related_name="loan_events")

    objects = LoanEventQuerySet.as_manager()

    class Meta:
        ordering = ["loan", "pk"]
        verbose_name = "peristiwa pinjaman"
        indexes = [models.Index(fields=["ksm", "state"], name="loanevent_ksm_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["loan"],
                condition=Q(kind="WRITTEN_OFF", state__in=["WAITING", "DONE"]),
                name="loanevent_one_write_off",
            ),
            models.CheckConstraint(
                name="loanevent_waits_only_for_write_off",
                condition=Q(state__in=["DONE", "UNDONE"]) | Q(kind="WRITTEN_OFF"),
            ),
            models.CheckConstraint(
                name="loanevent_undone_says_by_what",
                condition=Q(state="UNDONE", undoing__isnull=False)
                | (~Q(state="UNDONE") & Q(undoing__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.loan}"

    @property
    def has_receipt(self) -> bool:
        """Did the act bring money into box or bank that somebody signs for?"""
        return self.kind in (self.Kind.EARLY_SETTLED, self.Kind.RECOVERED) and self.entry_id is not None

    @property
    def needs_second_person(self) -> bool:
        """Is it approved and taken back by the coordinator of the BKM (J12)? A write-off is."""
        return self.kind == self.Kind.WRITTEN_OFF
