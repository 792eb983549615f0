"""A small machine: fifty groups of five years on SQLite, and how much memory serving them takes.

Memory is the proportional share (PSS) that the kernel tells of each process: what two processes share counts
half for each, so the shares add up to what the machine has to have.
"""

import datetime
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from assessment.standings import refresh_standings
from groups.models import Ksm, User
from ksm.bench.data import make_area, make_city
from ksm.bench.load import session_of

GROUPS, WEEKS, MEMBERS = 50, 260, 15
HOST, PATIENCE = "127.0.0.1", 120
# As docs/scale.md advises for a machine of 1 GB; what is recycled is measured with fewer requests.
ADVISED = ("--workers", "2", "--max-requests", "200", "--max-requests-jitter", "50")
RECYCLED = ("--workers", "1", "--max-requests", "12")
ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Server:
    """Gunicorn on a port, asked as one user."""

    process: subprocess.Popen
    port: int
    session: str

    def ask(self, path: str) -> float:
        """Seconds until the whole answer is there."""
        began = time.perf_counter()
        asked = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        asked.request("GET", path, headers={"Cookie": f"sessionid={self.session}"})
        answer = asked.getresponse()
        answer.read()
        asked.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return time.perf_counter() - began

    def memory(self) -> list[int]:
        """MB of the first process and of each worker."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [_megabytes(pid) for pid in (str(self.process.pid), *children)]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)


def _megabytes(pid: str) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    [share] = [line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")]
    return int(share) // 1024


def serve(options: Sequence[str], session: str) -> tuple[Server, float]:
    """A server that has answered its first page, and the seconds until then."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "ksm.wsgi", "--bind", f"{HOST}:{port}", *options]
    began = time.perf_counter()
    process = subprocess.Popen([*command, "--log-level", "error"], env=os.environ)  # noqa: S603
    server = Server(process, port, session)
    while True:
        try:
            server.ask("/luring/")
        except ConnectionRefusedError:
            if time.perf_counter() - began > PATIENCE:
                raise
            time.sleep(0.02)
        else:
            return server, time.perf_counter() - began


def small_machine(today: datetime.date) -> Iterator[str]:
    """Fills the empty database, then serves it; a line for each figure."""
    bkm, user = make_area()
    start = today - datetime.timedelta(weeks=WEEKS, days=today.weekday())
    make_city([bkm], GROUPS, WEEKS, MEMBERS, start)
    refresh_standings(Ksm.objects.all(), now=timezone.now())
    path = settings.DATABASES["default"]["NAME"]
    connection.close()
    size = Path(path).stat().st_size >> 20
    yield f"basis data, {GROUPS} KSM x {WEEKS} minggu x {MEMBERS} anggota: {size} MB"
    session = session_of(User.objects.get(pk=user.pk))
    ksm = Ksm.objects.order_by("pk")[0]
    connection.close()
    period = f"?dari={start}&sampai={today}"
    pages = (
        "/dasbor/",
        "/minggu-ini/",
        f"/ksm/{ksm.pk}/",
        f"/ksm/{ksm.pk}/buku-kas/{period}",
        f"/ksm/{ksm.pk}/neraca/",
    )
    papers = (f"/ksm/{ksm.pk}/profil.pdf", f"/ksm/{ksm.pk}/buku-tabungan/cetak.pdf{period}")
    yield from _at_work(ADVISED, "dua proses", session, pages, papers)
    yield from _at_work([*ADVISED, "--preload"], "dua proses, --preload", session, pages, papers)
    yield from _recycled(session, pages[0], papers[1])


def _at_work(options, label, session, pages, papers) -> Iterator[str]:
    server, seconds = serve(options, session)
    try:
        yield f"{label}: halaman pertama sesudah {seconds:.1f} s; memori {_told(server.memory())}"
        taken = {path: [server.ask(path) for _ in range(ROUNDS)] for path in pages}
        for path, times in taken.items():
            yield f"{label}: {path.split('?')[0]} {statistics.median(times) * 1000:.0f} ms"
        yield f"{label}: sesudah {len(pages) * ROUNDS} halaman memori {_told(server.memory())}"
        for path in papers:
            yield f"{label}: {path.split('?')[0]} {server.ask(path):.1f} s, memori {_told(server.memory())}"
    finally:
        server.stop()


def _recycled(session, page, paper) -> Iterator[str]:
    """A worker that prints grows; the one that takes its place begins small."""
    server, _ = serve(RECYCLED, session)
    try:
        server.ask(page)
        yield f"satu proses, sebelum mencetak: memori {_told(server.memory())}"
        for _ in range(3):
            server.ask(paper)
        yield f"satu proses, sesudah mencetak tiga kali: memori {_told(server.memory())}"
        before = server.memory()
        for _ in range(12):
            server.ask(page)
        time.sleep(1)
        server.ask(page)
        yield f"satu proses, sesudah diganti: memori {_told(server.memory())} (sebelumnya {_told(before)})"
    finally:
        server.stop()


def _told(shares: Sequence[int]) -> str:
    return f"{sum(shares)} MB (" + " + ".join(map(str, shares)) + ")"
