"""Tokens by which programs read for a user: the token itself is told once, here stands its hash."""

from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    """`session_round` is that of its user when it was made: what ends all sessions ends it too. `minute` and
    `calls` count the calls of the minute in which it was used last.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens")
    name = models.CharField("dipakai untuk", max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    session_round = models.PositiveIntegerField(editable=False)
    made_at = models.DateTimeField("dibuat")
    withdrawn_at = models.DateTimeField("dicabut", null=True)
    minute = models.DateTimeField("terakhir dipakai", null=True)
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "token"

    def __str__(self):
        return self.name

    @property
    def holds(self) -> bool:
        """Neither withdrawn nor ended with its user's sessions. The caller selects the user."""
        return self.withdrawn_at is None and self.session_round == self.user.session_round
