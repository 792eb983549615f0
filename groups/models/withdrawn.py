"""A record entered by mistake is withdrawn with a reason: it counts nowhere any more and stays readable."""

from django.conf import settings
from django.db import models

from groups.models.traced import Traced


class CountingManager(models.Manager):
    """Of a list, what counts: all that was not withdrawn."""

    def get_queryset(self):
        return super().get_queryset().filter(withdrawn_on__isnull=True)


class EveryRow(models.Manager):
    """All of a list, what was withdrawn too."""


class Withdrawable(Traced, models.Model):
    """`objects`, and so every way from a group or BKM to its rows, leaves out what was withdrawn."""

    withdrawn_on = models.DateField("ditarik", null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    withdrawn_reason = models.CharField("alasan ditarik", max_length=300, blank=True, editable=False)

    objects = CountingManager()
    everything = EveryRow()

    class Meta:
        abstract = True
