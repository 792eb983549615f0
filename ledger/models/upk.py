"""What UPK writes down on its own side: the money that groups brought it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models import Ksm
from ledger.models.loans import Loan


class UpkReceiptQuerySet(models.QuerySet):
    def standing(self):
        """Receipts that nobody withdrew."""
        return self.filter(withdrawn_at__isnull=True)


class UpkReceipt(models.Model):
    """Money that UPK received of a group on a loan, by UPK's own paper (`number`). It moves nothing in the
    group's books, which tell the payment by themselves; both are held against each other.
    """

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="upk_receipts")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="upk_receipts")
    received_on = models.DateField("diterima")
    amount = models.PositiveBigIntegerField("jumlah")
    number = models.CharField("nomor bukti", max_length=40)
    note = models.CharField("catatan", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("dicatat", auto_now_add=True)
    withdrawn_at = models.DateTimeField("ditarik", null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField("alasan ditarik", max_length=300, blank=True)

    objects = UpkReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = "penerimaan UPK"
        indexes = [models.Index(fields=["ksm", "received_on"], name="upkreceipt_ksm_day")]
        constraints = [
            models.CheckConstraint(name="upkreceipt_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="upkreceipt_withdrawn_has_reason",
                condition=Q(withdrawn_at__isnull=True)
                | (Q(withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        ]

    def __str__(self):
        return self.number
