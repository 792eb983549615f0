"""What is kept of those who tried to log in."""

from django.db import models


class LoginTriesQuerySet(models.QuerySet):
    def locked(self, now):
        """What cannot log in at this moment."""
        return self.filter(locked_until__gt=now)


class LoginTries(models.Model):
    """Tries of one user name, or from one address, that were not followed by a right password.

    `subject` is the name in small letters, whether or not somebody bears it, or the address. Kept for a day.
    """

    class Kind(models.TextChoices):
        NAME = "NAME", "Nama pengguna"
        ADDRESS = "ADDRESS", "Alamat jaringan"

    kind = models.CharField("jenis", max_length=7, choices=Kind.choices)
    subject = models.CharField("siapa", max_length=150)
    failed = models.PositiveIntegerField("percobaan gagal", default=0)
    last_at = models.DateTimeField("terakhir")
    locked_until = models.DateTimeField("terkunci sampai", null=True)

    objects = LoginTriesQuerySet.as_manager()

    class Meta:
        verbose_name = "percobaan masuk"
        indexes = [models.Index(fields=["last_at"], name="login_tries_last")]
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="login_tries_once")]

    def __str__(self):
        return self.subject
