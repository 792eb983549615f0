"""Backups that were made of this system: the trail that the administrator's page reads."""

import datetime

from django.conf import settings
from django.db import models

from groups.models.groups import Ksm


class BackupQuerySet(models.QuerySet):
    def is_late(self, now: datetime.datetime) -> bool:
        """Has there been none for more than BACKUP_WARN_DAYS days? Before the first group nothing is lost."""
        limit = datetime.timedelta(days=settings.BACKUP_WARN_DAYS)
        return Ksm.objects.exists() and not self.filter(made_at__gte=now - limit).exists()


class Backup(models.Model):
    """One file in the folder of backups, as it was written. Rows are added, never changed."""

    file_name = models.CharField("berkas", max_length=100, unique=True)
    made_at = models.DateTimeField("dibuat", db_index=True)
    size = models.BigIntegerField("ukuran")  # bytes
    rows = models.BigIntegerField("baris")  # of all tables together
    is_encrypted = models.BooleanField("terenkripsi")
    sha256 = models.CharField(max_length=64)  # of the whole file, hexadecimal
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = BackupQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "cadangan"

    def __str__(self):
        return self.file_name
