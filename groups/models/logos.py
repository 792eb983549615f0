"""The logo of a BKM or of a group: a row of its own, so that no list of groups loads pictures."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models.groups import Ksm
from groups.models.places import Bkm


class LogoQuerySet(models.QuerySet):
    def of(self, owner: Bkm | Ksm):
        return self.filter(bkm=owner) if isinstance(owner, Bkm) else self.filter(ksm=owner)


class Logo(models.Model):
    """A small PNG (ksm.pictures), printed at the head of its owner's papers."""

    bkm = models.OneToOneField(Bkm, models.CASCADE, null=True, blank=True, related_name="logo")
    ksm = models.OneToOneField(Ksm, models.CASCADE, null=True, blank=True, related_name="logo")
    content = models.BinaryField("gambar")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("diganti", auto_now=True)

    objects = LogoQuerySet.as_manager()

    class Meta:
        verbose_name = "logo"
        constraints = [
            models.CheckConstraint(
                name="logo_of_bkm_or_ksm",
                condition=Q(bkm__isnull=False, ksm__isnull=True) | Q(bkm__isnull=True, ksm__isnull=False),
            )
        ]

    def __str__(self):
        return f"logo {self.bkm or self.ksm}"
