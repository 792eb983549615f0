"""The product as gunicorn serves it beside databases that a test chooses, and somebody who asks it."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.test import Client

from tests.support.ports import PATIENCE, free_port, wait_for_port

TOKEN = "a" * 32  # as cookie and as field: what a form's own page would have given


def cookie_of(user) -> str:
    """A session of somebody who has logged in, as it stands in the database."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


class Served:
    """Asks one address after the other; a page is its text."""

    def __init__(self, port: int):
        self.port = port

    def ask(self, method: str, path: str, session: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, content

    def page(self, path: str, session: str) -> str:
        status, content = self.ask("GET", path, session)
        assert status == 200, (path, status)
        return content

    def read(self, path: str, token: str) -> dict:
        """What a program reads by its token."""
        asked = Request(f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {token}"})
        with urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
            return json.load(answer)

    def send(self, path: str, session: str, **fields: str) -> None:
        """Send a form that is taken."""
        status, content = self.ask("POST", path, session, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}))
        assert status == 302, (path, status, content)


@contextlib.contextmanager
def serving(*options: str, **environment: str):
    """Gunicorn with these options of its own, and this environment besides ours."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name != "COPY_TEST_DATABASE"}
    made = {"DJANGO_SETTINGS_MODULE": "tests.settings", "SECRET_KEY": settings.SECRET_KEY}
    command = ["-m", "gunicorn", "ksm.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "error", *options]
    process = subprocess.Popen([sys.executable, *command], env={**kept, **made, **environment})  # noqa: S603
    try:
        wait_for_port(port)
        yield Served(port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)
