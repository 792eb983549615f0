"""A change of an approved RAB: money of the BLM moved from one line to another, asked for by one, decided by
another (domain.md J27)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ledger.models.grants import BlmGrant, BudgetLine


class BudgetChange(models.Model):
    """`amount` rupiah from the rest of one line to another; the RAB as approved stays readable beside it."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Menunggu persetujuan"
        DONE = "DONE", "Berlaku"
        REFUSED = "REFUSED", "Ditolak"

    grant = models.ForeignKey(BlmGrant, models.PROTECT, related_name="budget_changes")
    source = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="moves_from", verbose_name="dari baris"
    )
    target = models.ForeignKey(BudgetLine, models.PROTECT, related_name="moves_to", verbose_name="ke baris")
    amount = models.PositiveBigIntegerField("jumlah")
    reason = models.CharField("alasan", max_length=500)
    state = models.CharField("status", max_length=7, choices=State.choices, default=State.WAITING)
    asked_on = models.DateField("tanggal diajukan")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_on = models.DateField("tanggal dijawab", null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer_note = models.CharField("catatan", max_length=500, blank=True)

    class Meta:
        ordering = ["grant", "-pk"]
        verbose_name = "perubahan RAB"
        constraints = [
            models.CheckConstraint(name="budgetchange_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="budgetchange_between_lines", condition=~Q(source=F("target"))),
            models.CheckConstraint(
                name="budgetchange_answered_by_another",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="budgetchange_refusal_has_reason", condition=~Q(state="REFUSED") | ~Q(answer_note="")
            ),
            models.UniqueConstraint(
                fields=["grant"], condition=Q(state="WAITING"), name="budgetchange_one_waiting"
            ),
        ]

    def __str__(self):
        return f"dari baris {self.source.sequence} ke baris {self.target.sequence}"
