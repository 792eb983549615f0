"""What stands before the first answer of a process: the data key has proved to be the right one."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import OperationalError, ProgrammingError, connection

from groups.keys.proof import require_data_key

HEALTH = "/sehat"  # tells of a wrong key instead of dying of it
Answer = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Keyed:
    """A WSGI application that does not start with a wrong key, or without one (ImproperlyConfigured).

    Where the database cannot be asked yet, because it is away or not migrated, the process starts all the
    same, for a server must outlive its database; it is then asked before the first answer.
    """

    def __init__(self, answer: Answer):
        self._answer, self._is_proved = answer, False
        try:
            self._prove()
        except (OperationalError, ProgrammingError):
            logging.getLogger(__name__).warning("Basis data belum dapat ditanya: kunci data belum diperiksa.")
        finally:
            connection.close()  # a forked process needs its own

    def __call__(self, environ, start_response):
        if not self._is_proved and environ.get("PATH_INFO") != HEALTH:
            self._prove()
        return self._answer(environ, start_response)

    def _prove(self) -> None:
        require_data_key()
        self._is_proved = True
