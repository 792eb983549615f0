"""What an address can name of a user."""

import datetime

from django.utils import timezone

from groups.entrance.tokens import make_token
from groups.models import Backup, FactorReset, LoginTries
from tests.support import factories
from tests.support.jobs import make_done


def make_lock():
    """A user name that was tried too often."""
    facts = {"last_at": timezone.now(), "locked_until": timezone.now() + datetime.timedelta(hours=1)}
    return LoginTries.objects.create(kind="NAME", subject="tidakada", failed=9, **facts)


def make_reset(user):
    """A request to take off a second factor, by somebody who is nobody else here."""
    facts = {"reason": "Ponsel hilang", "asked_by": factories.make_user("wayan"), "asked_at": timezone.now()}
    return FactorReset.objects.create(user=user, **facts)


def make_backup():
    """A backup whose file lies on another machine."""
    facts = {"file_name": "cadangan-20251201-010000.tar", "size": 1, "rows": 1, "is_encrypted": True}
    return Backup.objects.create(made_at=timezone.now(), sha256="0" * 64, **facts)


def make_left(user):
    """The posting of a facilitator who left the area of this one."""
    region = user.postings.get().region
    facts = {"region": region, "end": datetime.date(2025, 11, 1)}
    return factories.make_posting(factories.make_user("wahyu"), "FACILITATOR", **facts)


def make_token_row(user):
    """A token of a program that reads for somebody."""
    make_token(user=user, name="Rekap", now=timezone.now())
    return user.tokens.get()


def user_ids(user) -> dict:
    """The user with a posting, a lock, a request to take a second factor off, a token, a backup,
    and a job that was done.
    """
    return {
        "user_id": user.pk,
        "lock_id": make_lock().pk,
        "backup_id": make_backup().pk,
        "reset_id": make_reset(user).pk,
        "token_id": make_token_row(user).pk,
        "job_id": make_done(user).pk,
        "posting_id": user.postings.get().pk,
        "left_posting_id": make_left(user).pk,
    }
