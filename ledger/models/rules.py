"""Class limits of loans and reserves: a dated table, for the programme may differ (domain.md 3.5)."""

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ledger.policy.collectability import Limits


class CollectabilityRuleQuerySet(models.QuerySet):
    def in_force_on(self, day):
        """The limits that apply on `day`: the newest row that began on or before it."""
        return self.filter(effective_from__lte=day).order_by("-effective_from").first()


class CollectabilityRule(models.Model):
    """One dated set of limits, in months or instalments; reserves in whole percent. Defaults unverified."""

    effective_from = models.DateField("berlaku mulai", unique=True)
    upto_2 = models.PositiveSmallIntegerField("dalam perhatian khusus sampai", default=3)
    upto_3 = models.PositiveSmallIntegerField("kurang lancar sampai", default=6)
    upto_4 = models.PositiveSmallIntegerField("diragukan sampai", default=9)
    past_maturity_is_bad = models.BooleanField("lewat jatuh tempo akhir langsung macet", default=True)
    at_risk_from = models.PositiveSmallIntegerField("berisiko (LAR, PAR) mulai", default=3)
    reserve_1 = models.PositiveSmallIntegerField("cadangan lancar (%)", default=1)
    reserve_2 = models.PositiveSmallIntegerField("cadangan perhatian khusus (%)", default=5)
    reserve_3 = models.PositiveSmallIntegerField("cadangan kurang lancar (%)", default=15)
    reserve_4 = models.PositiveSmallIntegerField("cadangan diragukan (%)", default=50)
    reserve_5 = models.PositiveSmallIntegerField("cadangan macet (%)", default=100)
    source = models.CharField("sumber", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="dicatat oleh"
    )

    objects = CollectabilityRuleQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from"]
        verbose_name = "ketentuan kolektibilitas"
        constraints = [
            models.CheckConstraint(
                name="collectability_limits_rise",
                condition=Q(upto_2__lt=F("upto_3"), upto_3__lt=F("upto_4")),
            ),
            models.CheckConstraint(
                name="collectability_reserves_are_shares",
                condition=Q(
                    reserve_1__lte=100,
                    reserve_2__lte=100,
                    reserve_3__lte=100,
                    reserve_4__lte=100,
                    reserve_5__lte=100,
                ),
            ),
        ]

    def __str__(self):
        return f"Kolektibilitas sejak {self.effective_from:%d-%m-%Y}"

    def limits(self) -> Limits:
        """The values as the pure rules take them."""
        percents = (self.reserve_1, self.reserve_2, self.reserve_3, self.reserve_4, self.reserve_5)
        first, second, third, fourth, fifth = (Fraction(percent, 100) for percent in percents)
        return Limits(
            upto=(self.upto_2, self.upto_3, self.upto_4),
            past_maturity_is_bad=self.past_maturity_is_bad,
            reserves=(first, second, third, fourth, fifth),
            at_risk_from=self.at_risk_from,
        )
