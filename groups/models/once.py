"""What a user sent and where it led, so that the same sending twice makes one record."""

from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """One form that was sent and answered by leading on to `location`; kept for a day.

    `key` is the one the page made for its form, `digest` stands for what was typed where: nothing typed is
    kept here.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    location = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="sent_form_once")]
        indexes = [models.Index(fields=["user", "at"], name="sent_form_user_at")]
