"""Clients that send a byte now and then hold nobody up: threads, where no proxy buffers (docs/deploy.md)."""

import http.client
import socket

import pytest
from django.conf import settings

from tests.support.outside import started
from tests.support.ports import PATIENCE, free_port, wait_for_port

SLOW, WORKERS, THREADS = 40, 2, 32
BEGUN = (
    b"POST /masuk/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\nx"
)


@pytest.fixture
def port(transactional_db, tmp_path):
    """Where gunicorn listens, by the guide's own settings but for the address."""
    port = free_port()
    facts = {"BIND": f"127.0.0.1:{port}", "WORKERS": str(WORKERS), "THREADS": str(THREADS)}
    facts["CONTROL_SOCKET"] = str(tmp_path / "control.sock")
    environment = {f"GUNICORN_{name}": value for name, value in facts.items()}
    keys = {"DATA_KEY": settings.DATA_KEY, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = started("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", **keys, **environment)
    try:
        wait_for_port(port)
        yield port
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def status_of(port: int) -> int:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    asked.request("GET", "/masuk/")
    status = asked.getresponse().status
    asked.close()
    return status


@pytest.mark.once
def test_forty_slow_clients_hold_nobody_up(port):
    assert status_of(port) == 200
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(SLOW)]
    try:
        for number, one in enumerate(slow):  # half of them not even through with their headers
            one.sendall(BEGUN if number % 2 else BEGUN[:60])
        for one in slow:
            one.sendall(b"x")
        assert [status_of(port) for _ in range(5)] == [200] * 5
    finally:
        for one in slow:
            one.close()
