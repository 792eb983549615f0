"""The second factor: a code of an authenticator app beside the password, or one kept for bad days."""

import base64
import datetime
import hashlib
import os
from urllib.parse import quote, urlencode

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare
from django_otp.oath import TOTP

from groups.entrance.codes import digest_of, new_code
from groups.models import Authenticator, FactorReset, RecoveryCode, User
from groups.refusals import GroupError
from ksm.keys import Unreadable

ISSUER = "Buku KSM"
STEP, DIGITS, DRIFT = 30, 6, 1  # seconds, digits, steps that a phone's clock may be off
SECRET_BYTES = 20
RECOVERY_CODES = 10
WRONG = "Kode tidak cocok. Pakai kode yang sekarang tampil di aplikasi, dan periksa jam ponselnya."


def begin(user: User, known: str = "") -> Authenticator:
    """The secret that is to be put into an app: the same until it is confirmed while `known` is its mark.

    Each session is shown one of its own, so that none comes into use that somebody saw at a phone left open.
    """
    found, is_new = Authenticator.objects.get_or_create(user=user, defaults={"secret": _new_secret()})
    is_old = not is_new and (isinstance(found.secret, Unreadable) or mark_of(found) != known)
    if is_old and not found.confirmed_at:
        found.secret = _new_secret()
        found.save(update_fields=["secret"])
    return found


def mark_of(device: Authenticator) -> str:
    """By which a session knows the secret that it was shown."""
    return hashlib.sha256(device.secret.encode()).hexdigest()


def typed_secret(device: Authenticator) -> str:
    """The secret for who cannot scan: groups of four letters and digits."""
    plain = base64.b32encode(bytes.fromhex(device.secret)).decode()
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def address_for_apps(device: Authenticator) -> str:
    """What the QR code holds (otpauth://, as all authenticator apps read it)."""
    label = quote(f"{ISSUER}:{device.user.username}")
    facts = {"secret": typed_secret(device).replace(" ", ""), "issuer": ISSUER}
    return f"otpauth://totp/{label}?{urlencode(facts, quote_via=quote)}"


@transaction.atomic
def confirm(*, user: User, code: str, now: datetime.datetime) -> list[str]:
    """The app shows the right code: from now on it is asked for. Returns the recovery codes, told only here.

    Raises GroupError.
    """
    device = Authenticator.objects.select_for_update().filter(user=user, confirmed_at=None).first()
    if device is None:
        raise GroupError("Pengaman kedua sudah terpasang.", "code")
    if not _takes(device, code, now):
        raise GroupError(WRONG, "code")
    # A request of before was about a factor that is gone: granted now, it would take this one off.
    FactorReset.objects.filter(user=user, answered_at=None).update(answered_at=now)
    device.confirmed_at = now
    device.save(update_fields=["confirmed_at"])
    _mark(user, has=True, by=user, reason="Pengaman kedua dipasang")
    return _new_recovery_codes(user)


@transaction.atomic
def is_right(user: User, code: str, now: datetime.datetime) -> bool:
    """Is it the code of this moment, or one of the recovery codes? Each is taken once."""
    device = Authenticator.objects.select_for_update().filter(user=user).exclude(confirmed_at=None).first()
    if device is None:
        return False
    used, _ = user.recovery_codes.filter(digest=digest_of(code)).delete()
    return bool(used) or _takes(device, code, now)


@transaction.atomic
def renew_recovery_codes(*, user: User, code: str, now: datetime.datetime) -> list[str]:
    """New ones in the place of all before. Raises GroupError."""
    if not is_right(user, code, now):
        raise GroupError(WRONG, "code")
    return _new_recovery_codes(user)


@transaction.atomic
def ask_reset(*, user: User, reason: str, by: User, now: datetime.datetime) -> FactorReset:
    """Ask that a user's second factor be taken off. Raises GroupError."""
    if user == by:
        raise GroupError("Pengaman sendiri dilepas atas permintaan orang lain.")
    if not user.has_second_factor:
        raise GroupError(f"{user.full_name} belum memasang pengaman kedua.")
    try:
        with transaction.atomic():
            return FactorReset.objects.create(user=user, reason=reason, asked_by=by, asked_at=now)
    except IntegrityError as error:
        raise GroupError("Sudah diminta, dan menunggu jawaban orang kedua.") from error


def waiting_resets() -> QuerySet[FactorReset]:
    """Requests that wait for a second person, the oldest first; none of whoever has no factor any more."""
    waiting = FactorReset.objects.filter(answered_at=None, user__has_second_factor=True)
    return waiting.select_related("user", "asked_by").order_by("pk")


@transaction.atomic
def answer_reset(*, reset: FactorReset, is_granted: bool, by: User, now: datetime.datetime) -> FactorReset:
    """The second person's answer. Granted, the factor is gone and every session ended. Raises GroupError."""
    reset = FactorReset.objects.select_for_update().get(pk=reset.pk)
    if reset.answered_at:
        raise GroupError("Permintaan ini sudah dijawab.")
    if not reset.may_be_answered_by(by):
        raise GroupError("Yang menjawab harus orang lain: bukan yang meminta, bukan pemiliknya.")
    reset.answered_by, reset.answered_at, reset.is_granted = by, now, is_granted
    reset.save(update_fields=["answered_by", "answered_at", "is_granted"])
    if is_granted:
        take_off(user=reset.user, by=by)
    return reset


@transaction.atomic
def take_off(*, user: User, by: User | None) -> None:
    """No second factor any more, and no session."""
    Authenticator.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()
    _mark(user, has=False, by=by, reason="Pengaman kedua dilepas")


def _mark(user: User, *, has: bool, by: User | None, reason: str) -> None:
    user.has_second_factor = has
    user.session_round += not has
    user._history_user = by
    user._change_reason = reason
    user.save(update_fields=["has_second_factor", "session_round"])


def _new_secret() -> str:
    return os.urandom(SECRET_BYTES).hex()


def _new_recovery_codes(user: User) -> list[str]:
    user.recovery_codes.all().delete()
    codes = [new_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest_of(code)) for code in codes)
    return codes


def _takes(device: Authenticator, typed: str, now: datetime.datetime) -> bool:
    """Is it a code of now, or of a step beside, that was not taken yet? Then it is taken."""
    digits = "".join(typed.split())
    if isinstance(device.secret, Unreadable) or not (digits.isascii() and digits.isdigit()):
        return False
    totp = TOTP(bytes.fromhex(device.secret), step=STEP, digits=DIGITS)
    for step in range(int(now.timestamp()) // STEP - DRIFT, int(now.timestamp()) // STEP + DRIFT + 1):
        totp.time = step * STEP
        right = f"{totp.token():0{DIGITS}}"
        if step > device.last_step and constant_time_compare(right, digits):
            device.last_step = step
            device.save(update_fields=["last_step"])
            return True
    return False
