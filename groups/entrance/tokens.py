"""Tokens of programs that read for somebody: made and withdrawn by their owner, known by their hash."""

import datetime
import hashlib
import secrets

from django.db import transaction
from django.db.models import F

from groups.models import ApiToken, User
from groups.refusals import GroupError

PREFIX = "bksm_"  # so that a token found somewhere is known for what it is
MOST_TOKENS = 10


def _digest(token: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_token(*, user: User, name: str, now: datetime.datetime) -> str:
    """The token, told only here. Raises GroupError while MOST_TOKENS of the user hold."""
    user = User.objects.select_for_update().get(pk=user.pk)
    standing = user.tokens.filter(withdrawn_at=None, session_round=user.session_round)
    if standing.count() >= MOST_TOKENS:
        raise GroupError(f"Paling banyak {MOST_TOKENS} token. Cabut dulu yang tidak dipakai.", "name")
    token = PREFIX + secrets.token_urlsafe(32)
    facts = {"name": name, "digest": _digest(token), "session_round": user.session_round}
    ApiToken.objects.create(user=user, made_at=now, **facts)
    return token


def withdraw_token(*, token: ApiToken, now: datetime.datetime) -> None:
    """From now on it opens nothing; it stays listed."""
    ApiToken.objects.filter(pk=token.pk, withdrawn_at=None).update(withdrawn_at=now)


def token_of(text: str) -> ApiToken | None:
    """The token that holds, of a user who is active; None for any other text."""
    found = ApiToken.objects.select_related("user").filter(digest=_digest(text), user__is_active=True).first()
    return found if found and found.holds else None


def count_call(token: ApiToken, now: datetime.datetime, most: int) -> bool:
    """Is this call one of the first `most` of its minute? Counted in the database, for all processes."""
    minute = now.replace(second=0, microsecond=0)
    rows = ApiToken.objects.filter(pk=token.pk)
    if most > 0 and rows.exclude(minute=minute).update(minute=minute, calls=1):
        return True
    return bool(rows.filter(minute=minute, calls__lt=most).update(calls=F("calls") + 1))
