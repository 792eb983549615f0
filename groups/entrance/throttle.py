"""How often a password may be tried: by user name and by address. Each lock is longer than the last."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from groups.entrance.addresses import UNKNOWN
from groups.models import LoginTries, User

Kind = LoginTries.Kind
MINUTE, HOUR, DAY = (datetime.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
OF_CODES = " (kode)"  # behind the name: tries of its codes, which lock by themselves
# After the last wrong try for so long nothing is remembered; the longest lock.
FORGOTTEN = {Kind.NAME: DAY, Kind.ADDRESS: HOUR}
LONGEST = {Kind.NAME: 60, Kind.ADDRESS: 15}  # minutes


@dataclass(frozen=True, slots=True)
class Lock:
    """Why nobody is let in now, and from when on it may be tried again: a full minute."""

    kind: str
    until: datetime.datetime
    now: datetime.datetime

    @property
    def minutes(self) -> int:
        """Minutes to wait, from the moment it was told."""
        return -((self.now - self.until) // MINUTE)

    @property
    def seconds(self) -> int:
        return max(int((self.until - self.now).total_seconds()), 1)


def allowed(kind: str) -> int:
    """Wrong tries until the first lock."""
    return settings.LOGIN_TRIES_OF_NAME if kind == Kind.NAME else settings.LOGIN_TRIES_OF_ADDRESS


def lock_minutes(kind: str, failed: int) -> int:
    """How long a lock is after so many wrong tries: 1, 2, 4, ... minutes, 0 for none yet."""
    over = failed - allowed(kind)
    return min(2 ** min(over, 10), LONGEST[Kind(kind)]) if over >= 0 else 0


@transaction.atomic
def knock(name: str, address: str, now: datetime.datetime) -> Lock | None:
    """Count a try before its password is looked at; the lock that stands in its way counts none.

    So of many tries sent at once no more are looked at than one after another. `let_in` takes it back.
    """
    rows = [_row(kind, subject, now) for kind, subject in _subjects(name, address)]
    for row in rows:
        if row.locked_until and row.locked_until > now:
            return Lock(row.kind, row.locked_until, now)
    for row in rows:
        if row.last_at < now - FORGOTTEN[Kind(row.kind)]:
            row.failed = 0
        row.failed, row.last_at = row.failed + 1, now
        row.locked_until = _end(now, lock_minutes(row.kind, row.failed))
        row.save(update_fields=["failed", "last_at", "locked_until"])
    return None


@transaction.atomic
def let_in(name: str, address: str) -> None:
    """The password was right: the name begins anew, and the address has one wrong try less."""
    LoginTries.objects.filter(kind=Kind.NAME, subject=_plain_name(name)).delete()
    if address != UNKNOWN:
        same = LoginTries.objects.filter(kind=Kind.ADDRESS, subject=address, failed__gt=0)
        same.update(failed=F("failed") - 1, locked_until=None)


@transaction.atomic
def lift(*, row: LoginTries, by: User) -> None:
    """Let try again at once. The history of who bears the name tells who did it, else one's own."""
    name = row.subject.removesuffix(OF_CODES)
    owner = User.objects.filter(username__iexact=name).first() if row.kind == Kind.NAME else None
    told = owner or by
    told._history_user, told._change_reason = by, f"Kunci masuk {row.subject} dibuka"[:100]
    told.save(update_fields=["full_name"])
    row.delete()


def forget(now: datetime.datetime) -> int:
    """Delete what is a day old and locks nobody; how many there were."""
    old = Q(last_at__lt=now - DAY) & (Q(locked_until=None) | Q(locked_until__lt=now))
    return LoginTries.objects.filter(old).delete()[0]


def _plain_name(name: str) -> str:
    return name.casefold()[:150]


def _subjects(name: str, address: str) -> list[tuple[str, str]]:
    """Always in this order, so that two that wait for each other's rows do not meet."""
    found = [(Kind.NAME.value, _plain_name(name))]
    return found if address == UNKNOWN else [*found, (Kind.ADDRESS.value, address)]


def _row(kind: str, subject: str, now: datetime.datetime) -> LoginTries:
    facts = {"kind": kind, "subject": subject}
    found = LoginTries.objects.select_for_update().filter(**facts).first()
    if found:
        return found
    forget(now)
    LoginTries.objects.bulk_create([LoginTries(**facts, last_at=now)], ignore_conflicts=True)
    return LoginTries.objects.select_for_update().get(**facts)


def _end(now: datetime.datetime, minutes: int) -> datetime.datetime | None:
    """The end of a lock, on a full minute, so that it is over when the clock shows what its page says."""
    if not minutes:
        return None
    end = now + datetime.timedelta(minutes=minutes)
    full = end.replace(second=0, microsecond=0)
    return full if full == end else full + MINUTE
