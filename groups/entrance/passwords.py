"""A password that whoever knows the user name would try first."""

from difflib import SequenceMatcher

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from groups.models import User
from groups.refusals import GroupError
from ksm.text import squashed

SHORTEST = 3  # letters of a name that are looked for in a password
NEAR = 0.6  # of 1, which is the same


def checked_password(password: str, user: User) -> str:
    """The password, if it is hard enough to guess. Raises GroupError."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise GroupError(" ".join(error.messages), "password") from error
    return password


class NotLikeTheName:
    """Refuses what equals the user name, holds it, also backwards, or is nearly it."""

    def validate(self, password, user=None):
        """Raises ValidationError."""
        if user and is_near(user.username, password):
            raise ValidationError(
                "Kata sandi terlalu mirip dengan nama pengguna. Pilih yang lain.", code="like_the_name"
            )

    def get_help_text(self):
        return "Kata sandi tidak boleh mirip dengan nama pengguna."


def is_near(name: str, password: str) -> bool:
    """Capitals, signs and accents make no difference; neither do a few letters more or less."""
    called, typed = squashed(name), squashed(password)
    if len(called) < SHORTEST:
        return called == typed
    if called in typed or called[::-1] in typed or (len(typed) >= SHORTEST and typed in called):
        return True
    return SequenceMatcher(None, called, typed).ratio() >= NEAR
