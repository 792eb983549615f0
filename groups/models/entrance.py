"""What is kept of those who log in: their tries, their second factor, codes of one use."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ksm.fields import EncryptedTextField


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


class Authenticator(models.Model):
    """The authenticator app of a user: its secret (hexadecimal), in use once a code of it was typed back.

    `last_step` is the step of half a minute of the last code that was taken: none is taken twice.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="authenticator")
    secret = EncryptedTextField()
    confirmed_at = models.DateTimeField("dipasang", null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "aplikasi autentikator"

    def __str__(self):
        return f"autentikator {self.user}"


class RecoveryCode(models.Model):
    """One code for a day without the phone, kept as a hash; it goes when it is used."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "kode cadangan"
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self):
        return "kode cadangan"


class PasswordCode(models.Model):
    """What lets a user choose a new password once, until it expires; kept as a hash."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_code")
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField("berlaku sampai")

    class Meta:
        verbose_name = "kode kata sandi"

    def __str__(self):
        return "kode kata sandi"


class FactorReset(models.Model):
    """An administrator asks that a user's second factor be taken off; another person answers."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="factor_resets")
    reason = models.CharField("alasan", max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("diminta")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("dijawab", null=True)
    is_granted = models.BooleanField("disetujui", default=False)

    class Meta:
        verbose_name = "permintaan lepas pengaman"
        constraints = [
            models.CheckConstraint(
                name="factor_reset_by_two",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="factor_reset_of_another",
                condition=~Q(asked_by=F("user")) & (Q(answered_by__isnull=True) | ~Q(answered_by=F("user"))),
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(answered_at__isnull=True), name="factor_reset_open_once"
            ),
        ]

    def __str__(self):
        return f"lepas pengaman {self.user}"

    def may_be_answered_by(self, who) -> bool:
        """By another person than who asked, and than whose factor it is."""
        return who.pk not in {self.asked_by_id, self.user_id}
