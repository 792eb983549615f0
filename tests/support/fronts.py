"""The product on a socket or a port, as a proxy or a stranger reaches it, and passwords tried on it."""

import contextlib
import http.client
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings

from tests.support.outside import started
from tests.support.ports import PATIENCE, free_port

TOKEN = "a" * 32  # as cookie and as field: what the form's own page would have given


@dataclass(frozen=True)
class Front:
    """Where gunicorn listens: the path of a socket, or a port of this machine."""

    bind: str

    def _connection(self) -> http.client.HTTPConnection:
        host, _, port = self.bind.partition(":")
        if host != "unix":
            return http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
        made = http.client.HTTPConnection("localhost", timeout=PATIENCE)
        made.connect = lambda: _reach(made, port)
        return made

    def log_in(self, name: str, password: str, forwarded: str = "") -> int:
        """The status of trying a password: 302 let in, 200 wrong, 429 locked."""
        headers = {"Cookie": f"csrftoken={TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
        if forwarded:
            headers["X-Forwarded-For"] = forwarded
        fields = {"username": name, "password": password, "csrfmiddlewaretoken": TOKEN}
        connection = self._connection()
        connection.request("POST", "/masuk/", urlencode(fields), headers)
        status = connection.getresponse().status
        connection.close()
        return status

    def look(self, page: str, forwarded: str = "") -> tuple[int, str]:
        """The status of a page for everybody, and how it may be kept."""
        connection = self._connection()
        connection.request("GET", page, headers={"X-Forwarded-For": forwarded} if forwarded else {})
        answer = connection.getresponse()
        told = answer.status, answer.getheader("Cache-Control", "")
        answer.read()
        connection.close()
        return told

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            connection = self._connection()
            connection.connect()
            connection.close()
            return True
        return False


def _reach(connection: http.client.HTTPConnection, path: str) -> None:
    connection.sock = socket.socket(socket.AF_UNIX)
    try:
        connection.sock.connect(path)
    except OSError:
        connection.close()
        raise


@contextlib.contextmanager
def front(bind: str, **environment: str) -> Iterator[Front]:
    """Gunicorn with two processes at `unix:/a/path`, or at a free port for "tcp", until the block ends."""
    served = Front(f"127.0.0.1:{free_port()}" if bind == "tcp" else bind)
    keys = {"DATA_KEY": settings.DATA_KEY, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    words = ["-m", "gunicorn", "ksm.wsgi", "--bind", served.bind, "--workers", "2", "--no-control-socket"]
    words += ["--threads", "4"]
    process = started(*words, **keys, **environment)
    try:
        deadline = time.monotonic() + PATIENCE
        while not served.answers():
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
