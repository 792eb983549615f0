"""Users and their postings: who is in the system, and over what, from when to when."""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from groups.entrance.passwords import checked_password
from groups.models import Bkm, Ksm, PasswordCode, Posting, Region, User
from groups.refusals import GroupError

Role = Posting.Role


TAKEN = "Nama pengguna ini sudah dipakai orang lain."


def _refuse_taken_username(username: str, user: User | None = None) -> None:
    others = User.objects.filter(username__iexact=username)
    if user:
        others = others.exclude(pk=user.pk)
    if others.exists():
        raise GroupError(TAKEN, "username")


def login_name(typed: str) -> str:
    """The stored spelling of a user name typed with other capitals, as phones do; else what was typed."""
    if User.objects.filter(username=typed).exists():
        return typed
    same = list(User.objects.filter(username__iexact=typed).values_list("username", flat=True)[:2])
    return same[0] if len(same) == 1 else typed


def _save_named(user: User, fields: list[str] | None = None) -> None:
    """Save a user whose name somebody else may be taking at this very moment."""
    try:
        with transaction.atomic():
            user.save(update_fields=fields)
    except IntegrityError as error:
        raise GroupError(TAKEN, "username") from error


@transaction.atomic
def create_user(
    *, username: str, full_name: str, password: str, by: User | None, phone: str = "", email: str = ""
) -> User:
    """A new user with a first password that must be changed at the first login. Raises GroupError."""
    _refuse_taken_username(username)
    user = User(username=username, full_name=full_name, phone=phone, email=email, must_change_password=True)
    user.set_password(checked_password(password, user))
    user._history_user = by
    _save_named(user)
    return user


@transaction.atomic
def update_user(*, user: User, username: str, full_name: str, phone: str, email: str, by: User) -> User:
    """Correct a user's name and addresses. Raises GroupError when the user name is taken."""
    _refuse_taken_username(username, user)
    user.username, user.full_name, user.phone, user.email = username, full_name, phone, email
    user._history_user = by
    _save_named(user, ["username", "full_name", "phone", "email"])
    return user


@transaction.atomic
def choose_password(*, user: User, password: str) -> User:
    """A user's own new password, which ends the duty to change it. Raises GroupError."""
    if user.check_password(password):
        raise GroupError("Kata sandi baru harus berbeda dari yang lama.", "password")
    user.set_password(checked_password(password, user))
    user.must_change_password = False
    user._history_user = user
    user._change_reason = "Kata sandi diganti sendiri"
    user.save(update_fields=["password", "must_change_password"])
    return user


@transaction.atomic
def end_sessions(*, user: User, by: User) -> User:
    """Log a user out on every device, this one too. What a phone keeps unsent stays there."""
    user.session_round = F("session_round") + 1
    user._history_user = by
    user._change_reason = "Keluar dari semua perangkat"
    user.save(update_fields=["session_round"])
    user.refresh_from_db(fields=["session_round"])
    return user


def _other_administrators(user: User, on: datetime.date):
    postings = Posting.objects.on(on).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return postings.exclude(user=user)


def _is_administrator(user: User, on: datetime.date) -> bool:
    return user.postings.on(on).filter(role=Role.ADMINISTRATOR).exists()


@transaction.atomic
def set_active(*, user: User, active: bool, on: datetime.date, by: User) -> User:
    """Let a user log in again, or not any more, which ends his sessions and codes for good.

    The last administrator stays. Raises GroupError.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not active and _is_administrator(user, on) and not _other_administrators(user, on).exists():
        raise GroupError("Administrator terakhir tidak dapat dinonaktifkan.")
    user.is_active = active
    user.session_round += not active
    user._history_user = by
    user.save(update_fields=["is_active", "session_round"])
    if not active:
        PasswordCode.objects.filter(user=user).delete()
    return user


@transaction.atomic
def give_posting(
    *,
    user: User,
    role: str,
    start: datetime.date,
    by: User | None,
    region: Region | None = None,
    bkm: Bkm | None = None,
    ksm: Ksm | None = None,
    unit: str = "",
) -> Posting:
    """Post a user to a role and its scope from the day `start`. Raises GroupError when that runs already."""
    User.objects.select_for_update().get(pk=user.pk)
    scope = {"role": role, "region": region, "bkm": bkm, "ksm": ksm, "unit": unit}
    same = user.postings.filter(**{key: value for key, value in scope.items() if value})
    if same.filter(end__isnull=True).exists() or same.filter(end__gt=start).exists():
        raise GroupError("Penugasan yang sama masih berjalan pada tanggal itu.", "start")
    posting = Posting(user=user, start=start, **scope)
    posting._history_user = by
    posting.save()
    return posting


@transaction.atomic
def end_posting(*, posting: Posting, end: datetime.date, by: User) -> Posting:
    """End a posting; `end` is the first day without it. The last administrator stays. Raises GroupError."""
    posting = Posting.objects.select_for_update().select_related("user").get(pk=posting.pk)
    if posting.end is not None:
        raise GroupError("Penugasan ini sudah berakhir.")
    if end < posting.start:
        raise GroupError("Tanggal berakhir tidak boleh sebelum tanggal mulai.", "end")
    if posting.role == Role.ADMINISTRATOR and not _other_administrators(posting.user, end).exists():
        raise GroupError("Administrator terakhir tidak dapat dilepas dari tugasnya.")
    posting.end = end
    posting._history_user = by
    posting.save(update_fields=["end"])
    return posting
