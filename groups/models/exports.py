"""The trail of files: which list, book or paper was taken out, by whom, when, and with which filter; and what
programs read by tokens.
"""

from django.conf import settings
from django.db import models

from groups.models.groups import Ksm
from groups.models.kept import Kept
from groups.models.places import Bkm
from groups.models.tokens import ApiToken
from groups.models.traced import asker


class Export(Kept):
    """One file, or a list that one program read within an hour. Rows are added, never changed: a group that
    was taken out is named still.

    `rows` are those of a list; None for a paper or a document. `token` is that of the program that read it.
    """

    class Format(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"
        TAR = "tar", "Cadangan"
        PDF = "pdf", "PDF"
        ZIP = "zip", "ZIP"
        TEXT = "txt", "Teks"
        JPEG = "jpg", "Foto"
        PNG = "png", "Gambar"
        PROGRAM = "api", "Program"

    title = models.CharField("daftar", max_length=200)
    address = models.CharField("alamat", max_length=200)
    asked = models.CharField("saringan", max_length=500, blank=True)
    format = models.CharField("bentuk", max_length=4, choices=Format)
    rows = models.PositiveIntegerField("baris", null=True)
    ksm = models.ForeignKey(
        Ksm, models.DO_NOTHING, null=True, blank=True, related_name="exports", db_constraint=False
    )
    bkm = models.ForeignKey(
        Bkm, models.DO_NOTHING, null=True, blank=True, related_name="exports", db_constraint=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    token = models.ForeignKey(ApiToken, models.PROTECT, null=True, blank=True, related_name="readings")
    client = models.CharField("dari alamat", max_length=45, blank=True, default=asker, editable=False)
    at = models.DateTimeField("diunduh", auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "unduhan"

    def __str__(self):
        return self.title

    @property
    def by_whom(self) -> str:
        """Who took it, and by which token if a program did. The caller selects both."""
        return f"{self.by}, token {self.token}" if self.token else str(self.by)


class ExportPlace(Kept):
    """A place of which a file of many tells: a group and its BKM, or a BKM alone where groups are counted
    together. A file of one group or of one BKM names it in its own row.
    """

    export = models.ForeignKey(Export, models.PROTECT, related_name="places")
    ksm = models.ForeignKey(
        Ksm, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    bkm = models.ForeignKey(Bkm, models.DO_NOTHING, related_name="+", db_constraint=False)

    class Meta:
        ordering = ["export", "pk"]
        verbose_name = "tempat dalam unduhan"

    def __str__(self):
        return f"{self.export_id}: {self.ksm_id or self.bkm_id}"
