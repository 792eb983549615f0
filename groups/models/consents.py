"""What members say about the use of their data, and what they ask to be put right (domain.md 10)."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models.members import Member
from groups.models.traced import asker


class Consent(models.Model):
    """One word of a member: given anew, or withdrawn. Rows are added, never changed.

    `scope` are the purposes that the word is about. What a withdrawal takes effect on ends by `due_at`, three
    times 24 hours after the member said so; `effect` tells when it did.
    """

    class Act(models.TextChoices):
        GIVEN = "GIVEN", "Persetujuan"
        WITHDRAWN = "WITHDRAWN", "Penarikan persetujuan"

    class How(models.TextChoices):
        SIGNED = "SIGNED", "Tanda tangan"
        THUMB = "THUMB", "Cap jempol"
        SPOKEN = "SPOKEN", "Lisan di depan saksi"
        MOVED = "MOVED", "Terbawa saat pindah KSM"  # written by the move, never chosen

    class Scope(models.TextChoices):
        CONTACT = "CONTACT", "Nomor telepon"
        ORIGIN = "ORIGIN", "Tempat dan tanggal lahir, pekerjaan"
        FAMILY = "FAMILY", "Nomor KK dan ahli waris"
        POVERTY = "POVERTY", "PS-2 dan catatan kesejahteraan"

    member = models.ForeignKey(Member, models.PROTECT, related_name="consents", verbose_name="anggota")
    act = models.CharField("perbuatan", max_length=9, choices=Act, default=Act.GIVEN)
    on = models.DateField("tanggal")
    how = models.CharField("cara", max_length=6, choices=How)
    witnesses = models.CharField("saksi", max_length=200, blank=True)
    scope = models.JSONField("untuk")
    text_version = models.CharField("naskah", max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    client = models.CharField("dari alamat", max_length=45, blank=True, default=asker, editable=False)
    at = models.DateTimeField("dicatat", auto_now_add=True)
    due_at = models.DateTimeField("paling lambat", null=True, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "persetujuan data pribadi"
        constraints = [
            models.CheckConstraint(
                name="consent_due_where_withdrawn",
                condition=Q(act="GIVEN", due_at__isnull=True) | Q(act="WITHDRAWN", due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_spoken_has_witnesses", condition=~Q(how="SPOKEN", witnesses="")
            ),
        ]

    def __str__(self):
        return f"{self.get_act_display()} {self.on:%d-%m-%Y}"

    @property
    def gone_at(self) -> datetime.datetime | None:
        """When a withdrawal took effect; None where it did not yet, and of a word given."""
        return self.effect.at if hasattr(self, "effect") else None

    @property
    def purposes(self) -> str:
        """The scope in words."""
        return "; ".join(str(self.Scope(one).label) for one in self.scope)


class ConsentEffect(models.Model):
    """A withdrawal took effect: what it was about is held no longer. Rows are added, never changed."""

    withdrawal = models.OneToOneField(Consent, models.PROTECT, related_name="effect")
    emptied = models.JSONField("isian yang dikosongkan")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    client = models.CharField("dari alamat", max_length=45, blank=True, default=asker, editable=False)
    at = models.DateTimeField("dilaksanakan", auto_now_add=True)

    class Meta:
        verbose_name = "pelaksanaan penarikan persetujuan"

    def __str__(self):
        return f"{self.withdrawal}"


class DataRequest(models.Model):
    """A member asks that something held about them be put right; somebody decides (UU 27/2022 art. 6)."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Menunggu"
        DONE = "DONE", "Sudah diperbaiki"
        REFUSED = "REFUSED", "Ditolak"

    member = models.ForeignKey(Member, models.PROTECT, related_name="data_requests", verbose_name="anggota")
    wish = models.CharField("yang diminta", max_length=300)
    asked_on = models.DateField("diminta tanggal")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("dicatat", auto_now_add=True)
    client = models.CharField("dari alamat", max_length=45, blank=True, default=asker, editable=False)
    state = models.CharField("status", max_length=7, choices=State, default=State.WAITING)
    answer = models.CharField("jawaban", max_length=300, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("dijawab", null=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        verbose_name = "permintaan perbaikan data"

    def __str__(self):
        return f"{self.wish}"
