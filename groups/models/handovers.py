"""What one facilitator left to another in an area: confirmed once, and kept as it was read."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models.kept import Kept
from groups.models.people import Posting


class Handover(Kept):
    """A successor's word that what was open in an area was taken over. Rows are added, never changed.

    `content` is the page as it was confirmed, group by group (ksm/office/handover.py); `as_of` is its day.
    """

    posting = models.OneToOneField(Posting, models.PROTECT, related_name="handover")
    as_of = models.DateField("menurut catatan per")
    content = models.JSONField()
    note = models.CharField("catatan", max_length=500, blank=True)
    left_by_name = models.CharField(max_length=120)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by_name = models.CharField(max_length=120)
    confirmed_at = models.DateTimeField("dikonfirmasi", auto_now_add=True)

    class Meta:
        ordering = ["-confirmed_at", "-pk"]
        verbose_name = "serah terima"
        constraints = [
            models.CheckConstraint(
                name="handover_names_both", condition=~Q(left_by_name="") & ~Q(confirmed_by_name="")
            )
        ]

    def __str__(self):
        return f"{self.left_by_name} kepada {self.confirmed_by_name}"
