"""The logo of a BKM or of a group: a row of its own, so that no list of groups loads pictures."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models.groups import Ksm
from groups.models.places import Bkm


class LogoQuerySet(models.QuerySet):
    def of(self, owner: Bkm | Ksm, at: datetime.datetime | None = None):
        """The logo of an owner now, or the one that its papers bore at a moment."""
        rows = self.filter(bkm=owner) if isinstance(owner, Bkm) else self.filter(ksm=owner)
        if at is None:
            return rows.filter(replaced_at__isnull=True)
        return rows.filter(Q(replaced_at__isnull=True) | Q(replaced_at__gt=at), changed_at__lte=at)


class Logo(models.Model):
    """A small PNG (ksm.pictures), printed at the head of its owner's papers; those of before are kept for
    papers that are printed late.
    """

    bkm = models.ForeignKey(Bkm, models.CASCADE, null=True, blank=True, related_name="logos")
    ksm = models.ForeignKey(Ksm, models.CASCADE, null=True, blank=True, related_name="logos")
    content = models.BinaryField("gambar")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("dipasang", auto_now_add=True)
    replaced_at = models.DateTimeField("diganti", null=True, blank=True)

    objects = LogoQuerySet.as_manager()

    class Meta:
        verbose_name = "logo"
        constraints = [
            models.CheckConstraint(
                name="logo_of_bkm_or_ksm",
                condition=Q(bkm__isnull=False, ksm__isnull=True) | Q(bkm__isnull=True, ksm__isnull=False),
            ),
            models.UniqueConstraint(
                name="logo_one_of_bkm", fields=["bkm"], condition=Q(replaced_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="logo_one_of_ksm", fields=["ksm"], condition=Q(replaced_at__isnull=True)
            ),
        ]

    def __str__(self):
        return f"logo {self.bkm or self.ksm}"
