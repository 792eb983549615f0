"""The register of official papers (buku agenda surat), and what was printed of each.

A row is written when the act happens, and only its withdrawal is added to it later.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models.groups import Ksm
from groups.models.places import Bkm
from groups.models.traced import asker
from ksm.fields import SealedTextField


class PaperQuerySet(models.QuerySet):
    def standing(self):
        """Papers whose act was not taken back."""
        return self.filter(withdrawn_on__isnull=True)


class Paper(models.Model):
    """An official paper with its number, as printed and for ever, and the day of its act.

    `subject` names the act within its kind: what the address of its print ends in. `is_counted`: the serial
    was given here; else the number is older than the register, or the journal's (a receipt).
    """

    class Issuer(models.TextChoices):
        BKM = "BKM", "BKM"
        KSM = "KSM", "KSM"

    bkm = models.ForeignKey(Bkm, models.PROTECT, related_name="papers")
    ksm = models.ForeignKey(Ksm, models.PROTECT, related_name="papers")
    issuer = models.CharField("penerbit", max_length=3, choices=Issuer.choices)
    kind = models.CharField("jenis", max_length=20)
    year = models.PositiveSmallIntegerField("tahun")
    serial = models.PositiveIntegerField("urutan")
    is_counted = models.BooleanField(default=True)
    number = models.CharField("nomor", max_length=120)
    # As they were called on the day of the paper.
    ksm_name = models.CharField("KSM", max_length=120)
    bkm_name = models.CharField("BKM", max_length=120)
    day = models.DateField("tanggal")
    title = models.CharField("perihal", max_length=200)
    subject = models.CharField(max_length=60)
    code = models.CharField("kode periksa", max_length=12, unique=True)
    issued_at = models.DateTimeField("dicatat", auto_now_add=True)
    withdrawn_on = models.DateField("dibatalkan", null=True, blank=True)
    withdrawn_reason = models.CharField("alasan dibatalkan", max_length=300, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = "surat"
        indexes = [
            models.Index(fields=["ksm", "-day", "-id"], name="paper_ksm_day"),
            models.Index(fields=["bkm", "issuer", "-day", "-id"], name="paper_bkm_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ksm", "kind", "subject"],
                condition=Q(withdrawn_on__isnull=True),
                name="paper_once_per_act",
            ),
            models.UniqueConstraint(
                fields=["bkm", "kind", "year", "serial"],
                condition=Q(issuer="BKM", is_counted=True),
                name="paper_serial_once_in_bkm",
            ),
            models.UniqueConstraint(
                fields=["ksm", "kind", "year", "serial"],
                condition=Q(issuer="KSM", is_counted=True),
                name="paper_serial_once_in_ksm",
            ),
            models.UniqueConstraint(fields=["ksm", "number"], name="paper_number_once_in_ksm"),
        ]

    def __str__(self):
        return self.number


class PaperPrint(models.Model):
    """What was printed of a paper the first time; every later print is made of it.

    `edition` tells the stages of a paper apart (sent, answered), and what only some may read. `content` is
    the whole document, encrypted because papers name people; `seal` is its hash under the data key,
    `mark` the first signs of the first one, as they were printed.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="prints")
    edition = models.CharField(max_length=60, blank=True)
    is_restricted = models.BooleanField(default=False)
    content = SealedTextField()
    seal = models.CharField(max_length=64)
    mark = models.CharField(max_length=8, default="", editable=False)
    printed_on = models.DateField("dicetak pertama")
    printed_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    client = models.CharField("dari alamat", max_length=45, blank=True, default=asker, editable=False)

    class Meta:
        ordering = ["paper", "pk"]
        verbose_name = "cetakan pertama"
        constraints = [models.UniqueConstraint(fields=["paper", "edition"], name="print_once_per_edition")]


class QuestionsQuerySet(models.QuerySet):
    def of(self, client: str):
        """What one asked, and what all asked together."""
        return self.filter(client__in={"", client})


class CodeQuestions(models.Model):
    """How often somebody asked about codes of papers within a minute (groups.papers.throttle).

    `client` is the keyed hash of an address, "" for all together; `minute` counts from 1970.
    """

    minute = models.PositiveBigIntegerField()
    client = models.CharField(max_length=64, blank=True)
    asked = models.PositiveIntegerField(default=0)

    objects = QuestionsQuerySet.as_manager()

    class Meta:
        verbose_name = "pertanyaan kode surat"
        constraints = [models.UniqueConstraint(fields=["minute", "client"], name="questions_once_per_minute")]

    def __str__(self):
        return f"{self.asked} pertanyaan"
