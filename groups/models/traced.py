"""What django-simple-history reads from a row when it is saved: who did it, and why."""

from django.contrib.auth.models import AbstractUser


class Traced:
    """Beside `models.Model` of a model with a `history`; it only says the types of what verbs set."""

    _history_user: AbstractUser | None
    _change_reason: str
