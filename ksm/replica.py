"""Reading from a standby: where `REPLICA_URL` names one, what only reads is answered by it.

An answer comes from one server as a whole. A page begins on the standby if that follows the primary closely
enough and holds all that its reader wrote; the first statement that would change something throws the
begun answer away, and the page is made anew on the primary (a dashboard that brings standings up to date, a
paper that is printed for the first time). So nothing is ever written on the ground of an older state.
"""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.http import Http404, HttpRequest, HttpResponse

logger = logging.getLogger(__name__)
STANDBY = "replica"
# Who somebody is, and what they may, counts at once: a lock-out waits for no standby.
PINNED = {"sessions.session", "groups.user", "groups.posting"}
PINNED |= {"groups.authenticator", "groups.recoverycode", "groups.passwordcode", "groups.factorreset"}
PINNED |= {"groups.apitoken"}
POSITION = "wal"  # in the session: the primary's position after the last change of this user
REST = 10  # seconds for which a standby that did not answer is not asked
WRITING = ("INSERT", "UPDATE", "DELETE")
STATE = """
    SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn()::text,
           coalesce(pg_last_xact_replay_timestamp() >= now() - make_interval(secs => %s), false)
"""
_on_standby: ContextVar[bool] = ContextVar("on_standby", default=False)


class WantsPrimaryError(Exception):
    """A page that was begun on the standby is about to write."""


class Router:
    """Writes go to the primary; reads too, but for those of a page that the standby answers."""

    def db_for_read(self, model, **hints) -> str:
        return STANDBY if _on_standby.get() and model._meta.label_lower not in PINNED else DEFAULT_DB_ALIAS

    def db_for_write(self, model, **hints) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints) -> bool:
        return True  # the same rows on both

    def allow_migrate(self, db, app_label, **hints) -> bool:
        return db == DEFAULT_DB_ALIAS


class ReadFromStandby:
    """Chooses who answers a request, and remembers in the session how far its user has written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.asked_again_at = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        wrote = request.method not in ("GET", "HEAD") or getattr(request, "has_written", False)
        if wrote and not request.session.is_empty():
            request.session[POSITION] = _primary_position()
        return response

    def process_view(self, request, view, arguments, named) -> HttpResponse | None:
        if request.method not in ("GET", "HEAD") or not self._standby_holds(request.session.get(POSITION, 0)):
            return None
        token = _on_standby.set(True)
        try:
            with connections[DEFAULT_DB_ALIAS].execute_wrapper(_refuse_writing):
                response = view(request, *arguments, **named)
                # What is not there may be of a moment ago: ask the primary.
                return None if response.status_code == 404 else response
        except WantsPrimaryError:
            request.has_written = True
            return None
        except Http404:
            return None
        except (OperationalError, InterfaceError):
            # It died, or undid a reading that stood in the way of what it had to replay.
            logger.warning("Server cadangan putus di tengah %s; server utama menjawab.", request.path)
            connections[STANDBY].close()
            return None
        finally:
            _on_standby.reset(token)

    def _standby_holds(self, position: int) -> bool:
        """Does a living standby hold the state at this position, and is it not too far behind?"""
        if time.monotonic() < self.asked_again_at:
            return False
        try:
            follows, replayed, is_recent = _state()
        except (OperationalError, InterfaceError) as error:
            logger.warning("Server cadangan tidak menjawab; server utama menjawab. %s", error)
            self.asked_again_at = time.monotonic() + REST
            return False
        # Once promoted it follows nobody any more. While the primary rests, the last change may be long ago.
        return follows and replayed >= position and (is_recent or replayed >= _primary_position())


def _refuse_writing(execute, sql, params, many, context):
    if sql.lstrip()[:6].upper() in WRITING or "FOR UPDATE" in sql:
        raise WantsPrimaryError
    return execute(sql, params, many, context)


def _state() -> tuple[bool, int, bool]:
    """Is it a standby, how far has it replayed, and is that of the last `REPLICA_MAX_LAG` seconds?"""
    try:
        follows, replayed, is_recent = _row(STANDBY, STATE, [settings.REPLICA_MAX_LAG])
    except (OperationalError, InterfaceError):
        connections[STANDBY].close()  # the connection was from before a restart
        follows, replayed, is_recent = _row(STANDBY, STATE, [settings.REPLICA_MAX_LAG])
    return follows, _as_number(replayed or "0/0"), is_recent


def _primary_position() -> int:
    """Behind the last change, also one whose commit did not wait for the disk."""
    [position] = _row(DEFAULT_DB_ALIAS, "SELECT pg_current_wal_insert_lsn()::text", [])
    return _as_number(position)


def _row(alias: str, sql: str, parameters: list) -> tuple:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()


def _as_number(position: str) -> int:
    """A position in the log, "16/B374D848", as bytes from its beginning."""
    high, low = position.split("/")
    return (int(high, 16) << 32) + int(low, 16)
