"""Many facilitators at once against a server that runs for real: how long each of them waits.

The server is another process (bin/load); this one only asks, as a browser would, on this machine.
"""

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from groups.models import Posting, User
from ksm.bench.data import make_area, make_group_with_loans
from ksm.bench.payload import CLOSED_SHEET, full_payload
from ksm.bench.timing import START

PATIENCE = 120  # seconds until a request counts as lost
MEMBERS = 10
TOKEN = "a" * 32  # as cookie and as field: what a form's own page would have given
# Of ten acts: seven sheets, two dashboards, one PDF.
ACTS = ("sheet", "sheet", "sheet", "dashboard", "sheet", "sheet", "pdf", "sheet", "sheet", "dashboard")
LABELS = {"sheet": "menutup lembar", "dashboard": "dasbor", "pdf": "profil PDF"}


@dataclass(frozen=True, slots=True)
class Act:
    """One request of one facilitator; `expected` is the status that a served one has."""

    kind: str
    session: str
    path: str
    body: str
    expected: int


@dataclass(frozen=True, slots=True)
class Waited:
    kind: str
    seconds: float
    fault: str  # "" where it was served


def prepare(facilitators: int) -> list[Act]:
    """A group with running loans and one act for each facilitator; written into the database."""
    bkm, maker = make_area()
    acts = []
    for number in range(facilitators):
        user = User.objects.create(username=f"fasilitator{number}", full_name=f"Fasilitator {number}")
        Posting.objects.create(
            user=user, role=Posting.Role.FACILITATOR, region=bkm.kelurahan, start=START.replace(year=2000)
        )
        ksm, day = make_group_with_loans(bkm, maker, f"B{number:04d}", MEMBERS, START)
        kind = ACTS[number % len(ACTS)]
        path, body, expected = f"/ksm/{ksm.pk}/profil.pdf", "", 200
        if kind == "sheet":
            path = f"/ksm/{ksm.pk}/pertemuan/catat/?jenis=routine&tanggal={day}"
            sent = full_payload(ksm, day, key=f"beban-{number}") | {"csrfmiddlewaretoken": TOKEN}
            body, expected = urlencode(sent), 302
        elif kind == "dashboard":
            path = "/dasbor/"
        acts.append(Act(kind, session_of(user), path, body, expected))
    return acts


def session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key or ""


def ask(act: Act, host: str, port: int) -> Waited:
    headers = {"Cookie": f"sessionid={act.session}; csrftoken={TOKEN}", "Host": f"{host}:{port}"}
    if act.body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    began = time.perf_counter()
    try:
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        connection.request("POST" if act.body else "GET", act.path, act.body or None, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
    except (OSError, http.client.HTTPException) as error:
        return Waited(act.kind, time.perf_counter() - began, str(error))
    leads_to = answer.getheader("Location", "")
    served = answer.status == act.expected and (not leads_to or CLOSED_SHEET.fullmatch(leads_to))
    fault = "" if served else f"{act.path}: {answer.status} {leads_to}".rstrip()
    return Waited(act.kind, time.perf_counter() - began, fault)


def ask_all(acts: Sequence[Act], host: str, port: int) -> list[Waited]:
    """Everybody at the same moment, each on a connection of its own."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(lambda act: ask(act, host, port), acts))


def share(seconds: Sequence[float], percent: int) -> float:
    """The time within which so many percent were served."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]
