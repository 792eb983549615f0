"""A forgotten password: an administrator hands over a code, with which its owner chooses a new one, once."""

import datetime

from django.conf import settings
from django.db import transaction

from groups.entrance.codes import digest_of, new_code
from groups.entrance.passwords import checked_password
from groups.models import PasswordCode, User
from groups.refusals import GroupError

WRONG = "Nama pengguna atau kode tidak cocok, atau kodenya sudah dipakai atau lewat masanya."


@transaction.atomic
def make_password_code(*, user: User, by: User, now: datetime.datetime) -> tuple[str, datetime.datetime]:
    """The code, told only here, and until when it holds. The old password and every session end at once.

    Raises GroupError: nobody who is out is let in by it.
    """
    if not user.is_active:
        raise GroupError(f"{user.full_name} tidak aktif. Aktifkan lagi dulu, baru buat kodenya.")
    code, until = new_code(), now + datetime.timedelta(seconds=settings.PASSWORD_CODE_SECONDS)
    facts = {"digest": digest_of(code), "expires_at": until}
    PasswordCode.objects.update_or_create(user=user, defaults=facts)
    user.set_unusable_password()
    user.session_round += 1
    user._history_user = by
    user._change_reason = "Kode kata sandi dibuat administrator"
    user.save(update_fields=["password", "session_round"])
    return code, until


@transaction.atomic
def take_new_password(*, name: str, code: str, password: str, now: datetime.datetime) -> User:
    """The owner of a code chooses a password; the code is used up.

    Raises GroupError, the same for every reason why a code is none.
    """
    codes = PasswordCode.objects.select_for_update().select_related("user")
    found = codes.filter(user__username=name, user__is_active=True, digest=digest_of(code)).first()
    if found is None or found.expires_at <= now:
        raise GroupError(WRONG)
    user = found.user
    user.set_password(checked_password(password, user))
    user.must_change_password = False
    user._history_user = user
    user._change_reason = "Kata sandi baru dengan kode"
    user.save(update_fields=["password", "must_change_password"])
    found.delete()
    return user
