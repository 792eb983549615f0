"""Whatever dies while people save, each sheet is there once and whole: real gunicorn, as it is deployed.

In every run a few deaths on PostgreSQL; in `make trust` as many as were tried by hand once, on both. What is
asked there alone, is asked of a few in every run: sent twice (meetings/sheet/test_parallel.py), and a primary
that stops (ksm/test_replica.py).
"""

import contextlib
import datetime
import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection

from groups.models import Ksm
from ksm.bench.payload import CLOSED_SHEET, WAJIB, full_payload
from ledger.journal.verification import differences_of
from ledger.models import JournalEntry
from meetings.importing.upload import sign
from meetings.models import Meeting, SheetSubmission, WorkbookImport
from savings.models import Saving
from savings.verification import savings_differences
from tests.support.clusters import needs_postgresql
from tests.support.factories import START, make_bkm, make_facilitator, make_ksm, make_members
from tests.support.outside import started
from tests.support.ports import PATIENCE, free_port, wait_for_port
from tests.support.served import TOKEN, cookie_of
from tests.support.trials import LONG, only_in_trust, trials
from tests.support.workbooks import changed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    *([] if LONG else [pytest.mark.postgres]),  # a few seconds each: asked of one of them
]
CLIENTS, MEMBERS, SEED = trials(4, 8), 3, 15
WEEK = datetime.timedelta(weeks=1)


class Server:
    """Gunicorn by deploy/gunicorn.conf.py at a port, and the deaths of its workers."""

    def __init__(self, folder: Path):
        self.port = free_port()
        self._process = started(
            *("-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"),
            DJANGO_SETTINGS_MODULE="tests.settings",
            SECRET_KEY=settings.SECRET_KEY,
            DATA_KEY=settings.DATA_KEY,
            GUNICORN_BIND=f"127.0.0.1:{self.port}",
            GUNICORN_CONTROL_SOCKET=str(folder / "control.sock"),
            GUNICORN_WORKERS="2",
        )
        threading.Thread(target=self._process.communicate, daemon=True).start()  # whatever it says
        wait_for_port(self.port)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=PATIENCE)

    def workers(self) -> list[int]:
        told = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        return [int(pid) for pid in told.split()]

    def kill(self, *pids: int) -> int:
        """SIGKILL; how many were there to die."""
        killed = 0
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
        return killed

    def send(self, path: str, session: str, fields: dict, patience: float = PATIENCE) -> tuple[int, str]:
        """Status and where it leads; (0, "") where the connection broke or no answer came in time."""
        headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            asked.request("POST", path, urlencode(fields | {"csrfmiddlewaretoken": TOKEN}), headers)
            answer = asked.getresponse()
            answer.read()
            return answer.status, answer.getheader("Location", "")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            asked.close()


@pytest.fixture(scope="module")
def server(django_db_setup, tmp_path_factory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("gunicorn"))
    yield made
    made.stop()


class Client:
    """A facilitator with one group, whose phone sends each sheet until it is told as saved."""

    def __init__(self, server: Server, number: int):
        self.ksm = make_ksm(make_bkm(f"BKM {number}"), code=f"T{number}", name=f"KSM {number}")
        make_members(self.ksm, MEMBERS)
        self.server, self.session = server, cookie_of(make_facilitator(f"fas{number}"))
        self.weeks, self.answers = 0, Counter()

    def next_sheet(self) -> tuple[str, dict]:
        """Where the next week's sheet is sent, and what."""
        day = START + self.weeks * WEEK
        path = f"/ksm/{self.ksm.pk}/pertemuan/catat/?jenis=routine&tanggal={day}"
        return path, full_payload(self.ksm, day, key=f"{self.ksm.code}-{self.weeks}")

    def send(self, path: str, sent: dict) -> None:
        """Sent anew, as a phone does, until its answer comes through."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            status, leads_to = self.server.send(path, self.session, sent)
            self.answers[status] += 1
            if status == 302 and CLOSED_SHEET.fullmatch(leads_to):
                self.weeks += 1
                return
            time.sleep(0.02)
        raise TimeoutError(f"{path}: {self.answers}")

    def close_weeks(self, goes_on) -> None:
        try:
            while goes_on(self):
                self.send(*self.next_sheet())
        finally:
            connection.close()

    @property
    def sent_again(self) -> int:
        return self.answers.total() - self.weeks

    def faults(self) -> list[str]:
        """What is not exactly as often in the books as it was told as saved."""
        rows = {"ksm": self.ksm}
        counts = {
            "lembar": Meeting.objects.filter(**rows, state="CLOSED").count(),
            "kiriman": SheetSubmission.objects.filter(**rows).count(),
            "jurnal": JournalEntry.objects.filter(**rows).count(),
            "tabungan": Saving.objects.filter(**rows, amount=WAJIB).count() / MEMBERS,
        }
        told = {
            f"{self.ksm}: {name} {count}, not {self.weeks}"
            for name, count in counts.items()
            if count != self.weeks
        }
        wrong = sorted(told)
        return [*wrong, *map(str, differences_of(self.ksm)), *map(str, savings_differences(self.ksm))]


def at_work(clients: list[Client], goes_on) -> ThreadPoolExecutor:
    pool = ThreadPoolExecutor(len(clients))
    for one in clients:
        one.working = pool.submit(one.close_weeks, goes_on)
    return pool


def ended(pool: ThreadPoolExecutor, clients: list[Client]) -> list[str]:
    for one in clients:
        one.working.result()
    pool.shutdown()
    return [fault for one in clients for fault in one.faults()]


def test_killed_workers_leave_nothing_half_done_lost_or_doubled(server, tried):
    """Eight clients save without a pause while one worker after the other is killed."""
    clients, over = [Client(server, number) for number in range(CLIENTS)], threading.Event()
    pool, killed, wanted = at_work(clients, lambda one: not over.is_set()), 0, trials(2, 60)
    chance = random.Random(SEED)  # noqa: S311  (to be tried again, not to be secret)
    deadline = time.monotonic() + wanted * 10
    told = 0
    while killed < wanted and time.monotonic() < deadline:
        time.sleep(chance.uniform(0.05, 0.4))
        if (now := sum(one.weeks for one in clients)) > told:  # else no sheet would ever be through
            told, killed = now, killed + server.kill(*chance.sample(server.workers(), 1))
    over.set()
    assert ended(pool, clients) == []
    told, again = sum(one.weeks for one in clients), sum(one.sent_again for one in clients)
    tried(killed, f"workers killed under {CLIENTS} clients: {told} sheets saved once, {again} sent again")
    assert killed == wanted
    assert told > killed
    assert again > 0


@only_in_trust
def test_whoever_sends_twice_at_once_is_answered_twice_and_saved_once(server, tried):
    """As many facilitators as the programme's largest city has, at one moment, each on two lines."""
    clients = [Client(server, number) for number in range(200)]
    acts = [(one, *one.next_sheet()) for one in clients for _ in range(2)]
    with ThreadPoolExecutor(len(acts)) as pool:
        sent = [pool.submit(server.send, path, one.session, fields, 600) for one, path, fields in acts]
        told = [one.result() for one in sent]
    assert [answer for answer in told if answer[0] != 302 or not CLOSED_SHEET.fullmatch(answer[1])] == []
    for one in clients:
        one.weeks = 1
    assert [fault for one in clients for fault in one.faults()] == []
    tried(len(clients), "facilitators at once, each sending twice: 0 errors, lost, doubled")


@contextlib.contextmanager
def database_away() -> Iterator[None]:
    """Nobody is connected to the database, and nobody gets in."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    connection.close()
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        cursor.execute(others, [connection.settings_dict["NAME"]])
        yield
        cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@only_in_trust
@needs_postgresql
def test_while_the_database_is_away_nothing_is_told_as_saved_and_afterwards_all_is(server, tried):
    clients, rounds = [Client(server, number) for number in range(16)], 8
    for _ in range(rounds):
        sheets = [(one, *one.next_sheet()) for one in clients]
        weeks = [one.weeks for one in clients]
        with ThreadPoolExecutor(len(clients)) as pool:
            with database_away():
                sent = [pool.submit(one.send, path, fields) for one, path, fields in sheets]
                time.sleep(0.5)
                assert [one.weeks for one in clients] == weeks
            for one in sent:
                one.result()
    assert [fault for one in clients for fault in one.faults()] == []
    told, again = sum(one.weeks for one in clients), sum(one.sent_again for one in clients)
    assert told == rounds * len(clients)
    tried(
        rounds,
        f"times without a database: {told} of {told} sheets saved once, {again} sent again",
    )


def imported() -> dict[str, tuple[int, ...]]:
    """Of each group how many members, meetings, entries and imports there are."""
    counts = (Meeting, JournalEntry, WorkbookImport)
    return {
        ksm.code: (ksm.members.count(), *(model.objects.filter(ksm=ksm).count() for model in counts))
        for ksm in Ksm.objects.all()
    }


def test_an_import_whose_worker_is_killed_is_stored_whole_or_not_at_all(server, tried):
    make_bkm("BKM Sejahtera Bersama")
    wulan = make_facilitator("wulan")
    session, wanted = cookie_of(wulan), trials(1, 11)
    chance = random.Random(SEED)  # noqa: S311  (to be tried again, not to be secret)

    def bring_in(number: int) -> tuple[int, str]:
        token = sign(changed({"KSM!B2": f"K-{number}", "KSM!B3": f"KSM Uji {number}"}), wulan)
        return server.send("/impor/simpan/", session, {"token": token})

    begun = time.monotonic()
    assert bring_in(0)[0] == 302
    lasts, [whole], killed, number = time.monotonic() - begun, set(imported().values()), 0, 0
    deadline = time.monotonic() + wanted * 30
    while killed < wanted and time.monotonic() < deadline:
        number += 1
        with ThreadPoolExecutor(1) as pool:
            sent = pool.submit(bring_in, number)
            time.sleep(lasts * chance.uniform(0.3, 0.9))
            server.kill(*server.workers())
            is_torn = sent.result()[0] == 0
        killed += is_torn
        if not is_torn:  # It was through before the worker died: the next is killed earlier.
            lasts *= 0.8
        assert set(imported().values()) == {whole}
        connection.close()
        while bring_in(number)[0] != 302:
            time.sleep(0.05)
        assert imported() == {f"K-{one}": whole for one in range(number + 1)}
    assert killed == wanted
    tried(killed, f"workers killed during {number} imports: each group whole or not there, and stored once")
