"""Every address of the product with parts and questions that nobody means well: a page that says so, at most.

In every run some by turns, in `make trust` all of them.
"""

import re
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client

from groups.models import User
from tests.support import factories
from tests.support.kept_world import noon_of_the_world, put_world
from tests.support.trials import trials
from tests.support.undrawn import no_paper, nothing_drawn
from tests.support.world import addresses, filled, patterns

pytestmark = pytest.mark.long  # PostgreSQL refuses what SQLite takes: asked of both
VALUES = (
    *("0", "-1", "9" * 18, "9" * 30, "1e3", "1.5", "\u0661\u0662", "\x00", "🌾", "\u202e", "x" * 3000),
    *("../../etc/passwd", "<script>alert(1)</script>", "'; DROP TABLE x; --", "{{ 7 * 7 }}", "%s%n"),
    *("\r\nX: y", "2025-13-45", "0001-01-01", "9999-12-31", "NaN", "[]", "true", "33."),
)
# What pages read from their address: all of them are asked of every page.
QUESTIONS = (
    *("anggota", "bagian", "berkas", "bidang", "bkm", "bulan", "cari", "dari", "hanya", "isian", "jenis"),
    *("kelurahan", "kode", "kota", "kunci", "milik", "minggu", "next", "oleh", "page", "per", "q", "sampai"),
    *("status", "tahun", "tanggal", "tingkat", "triwulan", "ukuran", "unduh", "unit", "urut", "wilayah"),
)
ANSWERS = {200, 302, 400, 403, 404, 405, 503}  # 503: a monitor is told that no worker lives
LEAVES = {"logout", "logout_everywhere"}


def ask(clients, path: str) -> str | None:
    """The complaint about the answer of the first who is let in; what it changed is undone."""
    status = 0
    for client, key in clients:
        client.cookies["sessionid"] = key
        try:
            with transaction.atomic():
                status = client.get(path).status_code
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001  (any failure of the server is what this looks for)
            return f"{path[:200]}: {type(error).__name__} {error}"[:400]
        if status not in (403, 404):
            break
    return None if status in ANSWERS else f"{path[:200]}: {status}"


@pytest.fixture
def people(db):
    """The ids of the world, and clients of a facilitator and an administrator there."""
    with noon_of_the_world():
        ids = put_world()
        factories.make_administrator()
        clients = []
        for name in ("sari", "admin"):
            client = Client()
            client.force_login(User.objects.get(username=name))
            clients.append((client, client.cookies["sessionid"].value))
        yield ids, clients


def test_what_was_a_fault_once_is_answered(people):
    """What no database keeps, and what leaves nothing, in a filter, in a day and in an order."""
    ids, clients = people
    unseen = quote("\u202e")
    paths = [
        f"/ksm/{ids['ksm_id']}/anggota/?unduh=csv&cari=%00siti",
        f"/ksm/{ids['ksm_id']}/profil.pdf?ukuran=%00",
        f"/ksm/{ids['ksm_id']}/pertemuan/libur/{unseen}/",
        f"/ksm/{ids['ksm_id']}/anggota/?urut={unseen}",
    ]
    with no_paper():
        assert [ask(clients, path) for path in paths] == [None] * len(paths)


def with_strange_parts(ids):
    """Each address with each of its parts put wrong in each way, the others as they are."""
    for name, pattern in patterns():
        for part in re.findall(r"<\w+:(\w+)>", pattern):
            for value in VALUES:
                put = re.sub(rf"<\w+:{part}>", lambda _, value=value: quote(value, safe="/."), pattern)
                yield filled(name, put, ids)


def with_strange_questions(ids):
    """Each address asked everything in each strange way."""
    for name, _, path in addresses(ids):
        for value in VALUES if name not in LEAVES else ():
            yield f"{path}?{urlencode(dict.fromkeys(QUESTIONS, value))}"


def test_no_address_that_was_made_up_is_a_failure(people, tried):
    ids, clients = people
    parts, questions = list(with_strange_parts(ids)), list(with_strange_questions(ids))
    assert len(parts) + len(questions) > 7_360  # as many as were tried by hand once
    parts, questions = parts[:: trials(149, 1)], questions[:: trials(797, 1)]
    with nothing_drawn():
        wrong = [ask(clients, path) for path in parts]
    with no_paper():
        wrong += [ask(clients, path) for path in questions]
    assert [one for one in wrong if one] == []
    tried(len(parts) + len(questions), "hostile addresses: no failure of the server")
