"""How long somebody stays logged in: so long at most, and not while nothing is done."""

import datetime

from django.conf import settings

SEEN = "seen"  # in the session: when its user last did something, in seconds since 1970
PASSED = "second_factor"  # in the session: the code was right
PRECISION = 20  # parts of the idle time; a session is written no more often than once in each


def begin_session(session, now: datetime.datetime) -> None:
    """From a login on: the end is fixed, whatever is saved in the session meanwhile."""
    session.set_expiry(now + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE))
    session[SEEN] = int(now.timestamp())


def pass_second_factor(session) -> None:
    """The code was right: a new key for the session, which is worth more from now on."""
    session.cycle_key()
    session[PASSED] = True


def has_passed_second_factor(session) -> bool:
    return bool(session.get(PASSED))


def is_idle(session, now: datetime.datetime) -> bool:
    """Was nothing done for longer than SESSION_IDLE_SECONDS?"""
    seen = session.get(SEEN)
    return seen is not None and now.timestamp() - seen > settings.SESSION_IDLE_SECONDS


def note_use(session, now: datetime.datetime) -> None:
    """Somebody did something just now."""
    seen = session.get(SEEN)
    if seen is not None and now.timestamp() - seen > settings.SESSION_IDLE_SECONDS / PRECISION:
        session[SEEN] = int(now.timestamp())
