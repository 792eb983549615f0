"""The same work done by turns by two builds of the product, each on scratch data of its own.

Only what every build has is used here, for this folder is laid over an older one (bin/bench --against).
"""

import time
from collections.abc import Callable
from functools import partial
from subprocess import PIPE, Popen
from typing import IO, Protocol

from django.test import Client
from django.utils import timezone

from assessment.standings import refresh_standings
from groups.models import Bkm, Ksm, User
from ksm.bench.data import make_area, make_city, make_group_with_loans
from ksm.bench.payload import full_payload, require_closed
from ksm.bench.timing import START, Row, client_of, held, middle, noon_after
from ksm.certain import certain

GROUPS, MEETINGS, MEMBERS = 4000, 4, 10
TURNS = 9
# What is measured, and at most how much of the older build's time it takes.
WANTED = (
    ("menutup lembar, 10 anggota", held("1,1 x", "0,67 x")),
    ("menutup lembar, 40 anggota", held("1 x", "0,67 x")),
    ("daftar KSM", "0,50 x"),
    ("daftar anggota", held("1,5 x", "0,50 x")),
    ("dasbor", ""),
    ("Minggu ini", ""),
    ("Alur KSM", ""),
    ("Tridaya", ""),
    ("assess --all", held("0,75 x", "0,17 x")),
)
SLOW = ("assess --all",)


class Said(Protocol):
    """What answers are written to."""

    def write(self, text: str, /): ...

    def flush(self): ...


def serve(heard: IO[str], said: Said) -> None:
    """Prepare the data, then do what each line asks for and answer with the seconds it took."""
    bkm, user = make_area()
    make_city([bkm], GROUPS, MEETINGS, MEMBERS, START)
    refresh_standings(Ksm.objects.all(), now=timezone.now())
    works = _works(bkm, user, client_of(user))
    _say("siap", said)
    for line in heard:
        _say(works[line.strip()](), said)


def _say(what: object, said: Said) -> None:
    said.write(f"{what}\n")
    said.flush()


def _works(bkm: Bkm, user: User, client: Client) -> dict[str, Callable[[], float]]:
    first = certain(Ksm.objects.order_by("pk").first(), "the city was made")
    pages = {
        "daftar KSM": "/ksm/",
        "daftar anggota": f"/ksm/{first.pk}/anggota/",
        "dasbor": "/dasbor/",
        "Minggu ini": "/minggu-ini/",
        "Alur KSM": "/alur/",
        "Tridaya": "/tridaya/",
    }
    works: dict[str, Callable[[], float]] = {
        name: partial(_seconds, partial(_opened, client, path)) for name, path in pages.items()
    }
    numbers = iter(range(1_000_000))
    for members in (10, 40):
        works[f"menutup lembar, {members} anggota"] = partial(
            _closing, bkm, user, client, members, lambda: next(numbers)
        )
    every = Ksm.objects.all()
    works["assess --all"] = partial(
        _seconds, lambda: refresh_standings(every, now=noon_after(MEETINGS), every=True)
    )
    return works


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _opened(client: Client, path: str) -> None:
    if client.get(path).status_code != 200:
        raise RuntimeError(f"Halaman uji tidak terbuka: {path}")


def _closing(bkm: Bkm, user: User, client: Client, members: int, number: Callable[[], int]) -> float:
    """A group of its own is made for each sheet; only closing it is measured."""
    ksm, day = make_group_with_loans(bkm, user, f"B{number()}", members, START)
    payload = full_payload(ksm, day)
    url = f"/ksm/{ksm.pk}/pertemuan/catat/?tanggal={day.isoformat()}"
    began = time.perf_counter()
    answer = client.post(url, payload)
    taken = time.perf_counter() - began
    require_closed(answer.status_code, answer.headers.get("Location", ""))
    return taken


class Build:
    """One build at work in a process of its own; `command` starts it."""

    def __init__(self, command: list[str], **about):
        self.process = Popen(command, stdin=PIPE, stdout=PIPE, text=True, **about)  # noqa: S603  (our own)

    def answer(self) -> str:
        line = certain(self.process.stdout, "a pipe").readline().strip()
        if not line:
            raise RuntimeError("Versi yang dibandingkan berhenti.")
        return line

    def seconds(self, name: str) -> float:
        print(name, file=certain(self.process.stdin, "a pipe"), flush=True)
        return float(self.answer())

    def end(self) -> None:
        certain(self.process.stdin, "a pipe").close()
        self.process.wait()


def compare(new: Build, old: Build) -> list[Row]:
    """Both do each work by turns, so that what else the machine does falls on both."""
    for build in (new, old):
        build.answer()
    rows = []
    for name, limit in WANTED:
        turns = 2 if name in SLOW else TURNS
        ratios = [new.seconds(name) / old.seconds(name) for _ in range(turns + 1)][1:]
        rows.append((f"{name}, dibanding versi lama", f"{middle(ratios):.2f} x", limit))
    for build in (new, old):
        build.end()
    return rows
