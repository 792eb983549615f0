"""A network that can be cut anywhere: a relay between browser and server that drops what it is told to."""

import random
import socket
import threading
from collections import Counter
from contextlib import suppress

WHOLE, REFUSED, LOST_REQUEST, LOST_ANSWER, TORN_ANSWER = (
    "whole",
    "refused",
    "lost request",
    "lost answer",
    "torn answer",
)
CUTS = (REFUSED, LOST_REQUEST, LOST_ANSWER, TORN_ANSWER)


class Relay:
    """Listens on a port of its own and hands each connection on; `plan` says what becomes of the next one.

    `done` counts what was done, so that a test can see that its cuts were real.
    """

    def __init__(self, host: str, port: int):
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.plan = lambda: WHOLE
        self.done: Counter[str] = Counter()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def down(self) -> None:
        self.plan = lambda: REFUSED

    def up(self) -> None:
        self.plan = lambda: WHOLE

    def shaky(self, seed: int, share: float) -> None:
        """Cut a share of all connections, each at a place chosen by chance."""
        chance = random.Random(seed)  # noqa: S311 - a seeded game, no secret
        self.plan = lambda: chance.choice(CUTS) if chance.random() < share else WHOLE

    @property
    def cuts(self) -> int:
        return sum(self.done[name] for name in CUTS)

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        """One request and its answer; the connection is closed after it, so that each is planned anew."""
        with client, suppress(OSError):
            client.settimeout(20)
            fate = self.plan()
            if fate == REFUSED:
                self.done[fate] += 1
                return
            request = _one_request(client)
            if not request:
                return
            self.done[fate] += 1
            if fate == LOST_REQUEST:
                return
            answer = self._ask(request)
            if fate == LOST_ANSWER:
                return
            client.sendall(answer[: len(answer) // 3] if fate == TORN_ANSWER else answer)

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection(self._target, timeout=30) as server:
            server.sendall(request)
            parts = []
            while part := server.recv(65536):
                parts.append(part)
        return b"".join(parts)


def _one_request(client: socket.socket) -> bytes:
    """The bytes of one request, told to be the last of its connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = client.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        part = client.recv(65536)
        if not part:
            return b""
        body += part
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
