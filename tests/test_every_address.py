"""Every address of the product, walked from the list of addresses itself (BUG-106).

An address is counted only where somebody entitled is let in with the very same ids and payload: only then
does a refusal of everybody else prove anything.
"""

import pytest
from django.db import transaction
from django.test import Client

from groups.models import Bkm, Ksm
from ksm.urls import PUBLIC_NAMES
from tests.support import factories
from tests.support.kept_world import put_world
from tests.support.undrawn import no_paper, nothing_drawn
from tests.support.world import addresses

pytestmark = pytest.mark.long

REFUSED = {403, 404}
LET_IN = {200, 302, 400, 503}  # 400: somebody entitled sent nothing that could be understood


@pytest.fixture
def ids(db):
    return put_world()


@pytest.fixture
def people(ids):
    """Clients already logged in, by name: those of the area, and Budi, whose own group is elsewhere."""
    bkm = Bkm.objects.get(pk=ids["bkm_id"])
    elsewhere = factories.make_bkm("BKM Pusat Pasar", "12.71.01.1001")
    factories.make_ksm(elsewhere, name="KSM Kenanga")
    users = {
        "sari": factories.User.objects.get(username="sari"),
        "ratna": factories.make_coordinator("ratna", bkm),
        "joko": factories.make_unit_staff("joko", bkm),
        "dewi": factories.make_city_coordinator("dewi"),
        "admin": factories.make_administrator(),
        "budi": factories.make_facilitator("budi", "12.71.01.1001"),
        "nobody": None,
    }
    clients = {name: Client() for name in users}
    for name, user in users.items():
        if user:
            clients[name].force_login(user)
            clients[name].kept = clients[name].cookies["sessionid"].value
    return clients


def ask(client, method, path):
    """The answer's status and where it leads; whatever it changed is undone, a logout too."""
    if hasattr(client, "kept"):
        client.cookies["sessionid"] = client.kept
    with transaction.atomic():
        response = getattr(client, method)(path)
        transaction.set_rollback(True)
    return response.status_code, response.headers.get("Location", "")


def is_let_in(client, method, path):
    status, leads_to = ask(client, method, path)
    return status in LET_IN and not leads_to.startswith("/masuk/?next=")


@pytest.fixture
def undrawn():
    """For walks that look at the answer's status only."""
    with nothing_drawn():
        yield


_counted: dict[str, tuple[str, ...]] = {}


def counted(people, path):
    """The methods by which somebody entitled is let in, asked once: the world is the same in every test."""
    if path not in _counted:
        entitled = [people[name] for name in ("sari", "ratna", "joko", "admin")]
        with nothing_drawn():
            _counted[path] = tuple(
                method
                for method in ("get", "post")
                if any(is_let_in(client, method, path) for client in entitled)
            )
    return _counted[path]


@pytest.mark.once
def test_it_lets_somebody_in_everywhere_and_the_anonymous_nowhere(ids, people, undrawn):
    wrong, walked = [], 0
    for name, _, path in addresses(ids):
        methods = counted(people, path)
        if not methods:
            wrong.append(f"nobody is let in: {path}")
        if name in PUBLIC_NAMES:
            continue
        for method in methods:
            walked += 1
            status, leads_to = ask(people["nobody"], method, path)
            if status != 302 or not leads_to.startswith("/masuk/"):
                wrong.append(f"{method} {path}: {status} {leads_to}")
    assert wrong == []
    assert walked > 80


@pytest.mark.once
def test_it_hides_every_address_of_a_group_from_the_facilitator_of_another(ids, people, undrawn):
    wrong, walked = [], 0
    for _, parts, path in addresses(ids):
        if not parts & {"ksm_id", "bkm_id", "user_id"}:
            continue
        expected = {404} if "ksm_id" in parts else REFUSED
        for method in counted(people, path):
            walked += 1
            status, _ = ask(people["budi"], method, path)
            if status not in expected:
                wrong.append(f"{method} {path}: {status}")
    assert wrong == []
    assert walked > 70


@pytest.mark.once
def test_it_finds_nothing_of_one_group_through_the_address_of_another(ids, people, undrawn):
    """Budi is entitled in his own group, so only the foreign id can be what is refused."""
    own = ids | {"ksm_id": Ksm.objects.get(name="KSM Kenanga").pk}
    wrong, walked = [], 0
    for (_, parts, path), (_, _, crossed) in zip(addresses(ids), addresses(own), strict=True):
        if "ksm_id" not in parts or not parts - {"ksm_id", "slug", "day"}:
            continue
        for method in counted(people, path):
            walked += 1
            status, _ = ask(people["budi"], method, crossed)
            if status not in REFUSED:
                wrong.append(f"{method} {crossed}: {status}")
    assert wrong == []
    assert walked > 20


def test_it_never_fails_for_a_reader(ids, people):
    """Every address answers those who read with a page, or with 403 where something would change.

    A job is its owner's alone: tests/groups/jobs/test_pages.py; a token too: tests/ksm/test_api.py; a
    handover is of two facilitators: tests/ksm/office/test_handover.py.
    """
    wrong = []
    for _, parts, path in addresses(ids):
        if parts & {"job_id", "token_id", "left_posting_id"}:
            continue
        with no_paper():
            for method in counted(people, path):
                for reader in ("dewi", "joko"):
                    status, _ = ask(people[reader], method, path)
                    if status not in LET_IN | {403, 405}:
                        wrong.append(f"{reader} {method} {path}: {status}")
    assert wrong == []


@pytest.mark.once
def test_it_lets_a_reader_change_nothing_in_a_group(ids, people, undrawn):
    """Nothing for the city's coordinator; for UP-UP staff only what they assess."""
    wrong, allowed = [], []
    for name, parts, path in addresses(ids):
        if "ksm_id" not in parts or "post" not in counted(people, path):
            continue
        if ask(people["dewi"], "post", path)[0] != 403:
            wrong.append(path)
        if ask(people["joko"], "post", path)[0] != 403:
            allowed.append(name)
    assert wrong == []
    assert sorted(allowed) == [
        "eligibility_check_withdraw",
        "eligibility_propose",
        "eligibility_visit",
        "pay",
        "report",
        "undo",
        "undo_spent",
        "verify",
        "welfare_record",
        "welfare_withdraw",
    ]
