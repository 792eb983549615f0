"""Every address of the product, walked from the list of addresses itself (BUG-106).

What each role is answered stands in the table of rights, and tests/test_permissions.py asks the product for
every cell of it. An address is counted here only where somebody entitled is let in with the very same ids and
payload: only then does a refusal of everybody else prove anything.
"""

import pytest
from django.db import transaction
from django.test import Client

from groups.models import Bkm, Ksm
from ksm.urls import PUBLIC_NAMES
from tests.support import factories
from tests.support.kept_world import put_world
from tests.support.let_in import doors
from tests.support.trials import trials
from tests.support.undrawn import no_paper, nothing_drawn

pytestmark = pytest.mark.long

METHODS = {"G": "get", "P": "post"}
ENTITLED = ("fas", "upk", "kor", "adm")
REFUSED = {403, 404}
LET_IN = {200, 302, 400, 503}  # 400: somebody entitled sent nothing that could be understood


@pytest.fixture
def ids(db):
    return put_world()


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    client.kept = client.cookies["sessionid"].value
    return client


def ask(client, method, path):
    """The answer's status; whatever it changed is undone, a logout too."""
    client.cookies["sessionid"] = client.kept
    with transaction.atomic():
        response = getattr(client, method)(path)
        transaction.set_rollback(True)
    return response.status_code


@pytest.mark.once
def test_it_lets_somebody_in_everywhere_and_the_anonymous_nowhere(ids):
    walked = doors(ids)
    assert [door.path for door in walked if not door.open_to(*door.right.answers)] == []
    inside = [door for door in walked if door.name not in {*PUBLIC_NAMES, "logout"}]
    answers = {(door.path, door.right.answers["tamu"]) for door in inside}
    assert {path for path, answer in answers if answer != "m"} == set()
    assert len(inside) > 200


@pytest.mark.once
def test_it_hides_every_address_of_a_group_from_the_facilitator_of_another(ids):
    walked = [door for door in doors(ids) if door.open_to(*ENTITLED)]
    of_groups = [door for door in walked if "ksm_id" in door.parts]
    assert [door.path for door in of_groups if door.right.answers["fas2"] != "-"] == []
    of_others = [door for door in walked if door.parts & {"bkm_id", "user_id"}]
    assert [door.path for door in of_others if door.right.answers["fas2"] not in "n-"] == []
    assert len(of_groups) > 150
    assert len(of_others) > 20


@pytest.mark.once
def test_it_finds_nothing_of_one_group_through_the_address_of_another(ids):
    """Budi is entitled in his own group, so only the foreign id can be what is refused."""
    factories.make_ksm(factories.make_bkm("BKM Pusat Pasar", "12.71.01.1001"), name="KSM Kenanga")
    budi = logged_in(factories.make_facilitator("budi", "12.71.01.1001"))
    own = ids | {"ksm_id": Ksm.objects.get(name="KSM Kenanga").pk}
    wrong, walked = [], 0
    for door, crossed in zip(doors(ids), doors(own), strict=True):
        if "ksm_id" not in door.parts or not door.parts - {"ksm_id", "slug", "day"}:
            continue
        for letter in door.right.methods if door.open_to(*ENTITLED) else "":
            walked += 1
            with nothing_drawn():
                status = ask(budi, METHODS[letter], crossed.path)
            if status not in REFUSED:
                wrong.append(f"{letter} {crossed.path}: {status}")
    assert wrong == []
    assert walked > 20


@pytest.mark.postgres
def test_it_never_fails_for_a_reader(ids):
    """Every address that the table opens to those who read answers them with a page: one of them by turns,
    in `make trust` both."""
    bkm = Bkm.objects.get(pk=ids["bkm_id"])
    readers = {
        "kota": logged_in(factories.make_city_coordinator("dewi")),
        "upk": logged_in(factories.make_unit_staff("joko", bkm)),
    }
    wrong, walked = [], 0
    for turn, door in enumerate(doors(ids)):
        let_in = [role for role in readers if door.open_to(role)]
        for role in trials(let_in[turn % 2 :][:1] or let_in, let_in):
            for letter in door.right.methods:
                walked += 1
                with no_paper():
                    status = ask(readers[role], METHODS[letter], door.path)
                if status not in LET_IN:
                    wrong.append(f"{role} {letter} {door.path}: {status}")
    assert wrong == []
    assert walked > trials(150, 200)


@pytest.mark.once
def test_it_lets_a_reader_change_nothing_in_a_group(ids):
    """Nothing for the city's coordinator; for UP-UP staff only what they assess."""
    sent = [door for door in doors(ids) if "ksm_id" in door.parts and "P" in door.right.methods]
    assert [door.path for door in sent if door.open_to("kota")] == []
    assert sorted({door.name for door in sent if door.open_to("upk")}) == [
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
    assert len(sent) > 100
