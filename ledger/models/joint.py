"""Tanggung renteng as cases: who paid for whom, and what was given back (domain.md J18)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models import Ksm, Member
from ledger.models.journal import JournalEntry
from ledger.models.loans import Installment, Loan, Repayment
from ledger.models.undoing import Undoing


class TanggungRentengCase(models.Model):
    """A shortfall of one borrower that was covered. What is still owed is computed from its shares.

    Covered from the debtor's own savings nobody is owed anything.
    """

    class Method(models.TextChoices):
        FUND = "FUND", "Dana tanggung renteng"
        PRESENT = "PRESENT", "Iuran anggota yang hadir"
        ALL = "ALL", "Iuran semua anggota"
        SAVINGS = "SAVINGS", "Tabungan peminjam sendiri"
        NAMED = "NAMED", "Dibayar dalam pertemuan"

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="joint_cases")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="joint_cases")
    installment = models.ForeignKey(Installment, models.PROTECT, null=True, blank=True, related_name="+")
    repayment = models.ForeignKey(Repayment, models.PROTECT, related_name="joint_cases")
    date = models.DateField("tanggal")
    method = models.CharField("cara", max_length=7, choices=Method.choices)
    amount = models.PositiveBigIntegerField("kekurangan")
    minutes = models.CharField("dasar keputusan", max_length=200)
    reason = models.CharField("alasan", max_length=300, blank=True)
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undoing = models.ForeignKey(Undoing, models.PROTECT, null=True, blank=True, related_name="joint_cases")

    class Meta:
        ordering = ["ksm", "-date", "-pk"]
        verbose_name = "kejadian tanggung renteng"
        constraints = [
            models.CheckConstraint(name="jointcase_amount_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                fields=["repayment"], condition=Q(undoing__isnull=True), name="jointcase_one_per_repayment"
            ),
        ]

    def __str__(self):
        return f"Tanggung renteng {self.loan} {self.date:%d-%m-%Y}"

    @property
    def owes_nobody(self) -> bool:
        return self.method == self.Method.SAVINGS


class TanggungRentengShare(models.Model):
    """What one member, or the fund (no member), put in."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="+")
    case = models.ForeignKey(TanggungRentengCase, models.PROTECT, related_name="shares")
    payer = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="joint_shares")
    amount = models.PositiveBigIntegerField("jumlah")

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = "bagian penanggung"
        constraints = [
            models.UniqueConstraint(fields=["case", "payer"], name="jointshare_once_per_payer"),
            models.CheckConstraint(name="jointshare_amount_positive", condition=Q(amount__gt=0)),
        ]


class ReturnQuerySet(models.QuerySet):
    def standing(self):
        """Returns whose entry was not reversed."""
        return self.filter(entry__reversed_by__isnull=True)


class TanggungRentengReturn(models.Model):
    """Money that the debtor gave back on one share; undone with its entry."""

    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="+")
    share = models.ForeignKey(TanggungRentengShare, models.PROTECT, related_name="returns")
    date = models.DateField("tanggal")
    amount = models.PositiveBigIntegerField("jumlah")
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="joint_returns")

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["date", "pk"]
        verbose_name = "pengembalian tanggung renteng"
        constraints = [models.CheckConstraint(name="jointreturn_amount_positive", condition=Q(amount__gt=0))]
