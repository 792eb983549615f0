"""No file leaves without a row in the trail of files, whatever address answers with it."""

import pytest
from django.test import Client

from groups.models import Export, User
from tests.support import factories
from tests.support.kept_world import noon_of_the_world, put_world
from tests.support.undrawn import nothing_drawn
from tests.support.world import addresses

pytestmark = [pytest.mark.once, pytest.mark.django_db]

# What belongs to pages, and is no file to anybody.
PARTS_OF_PAGES = {"bkm_logo_file", "ksm_logo_file", "photo_file", "worker", "manifest"}


# The job of the world that tells of no group.
OF_ALL = {"job_file"}


def clients_of(*names: str) -> list[Client]:
    found = []
    for name in names:
        found.append(Client())
        found[-1].force_login(User.objects.get(username=name))
    return found


def test_every_address_that_answers_with_a_file_writes_it_down():
    """With the group or BKM, or all of them: whoever answers for one of them can read of it."""
    ids = put_world()
    factories.make_administrator()
    clients = clients_of("sari", "admin", "rina")
    files, wrong, nowhere = 0, [], set()
    with noon_of_the_world(), nothing_drawn():
        for name, _, path in addresses(ids):
            if path.endswith("/") and not name.endswith(("_file", "_pdf")):
                continue
            before = Export.objects.count()
            answers = (client.get(path) for client in clients)
            answer = next((one for one in answers if one.status_code == 200), None)
            if answer and not answer["Content-Type"].startswith("text/html") and name not in PARTS_OF_PAGES:
                files += 1
                rows = list(Export.objects.order_by("pk")[before:].values_list("address", flat=True))
                wrong += [] if rows == [path] else [(path, rows)]
                placeless = Export.objects.filter(bkm=None, places=None).order_by("pk")
                nowhere |= {name} if placeless.filter(address=path).exists() else set()
    assert wrong == []
    assert nowhere == OF_ALL
    assert files > 65


def test_a_file_is_told_by_its_name_with_its_group_and_what_was_asked(as_user, sari, mawar):
    """Of a paper there are no rows to count; the page of a group tells nobody else's."""
    member = factories.make_member(mawar, name="Siti Aminah")
    address = f"/ksm/{mawar.pk}/anggota/{member.pk}/kartu.pdf"
    client = as_user(sari)
    with nothing_drawn():
        assert client.head(address).status_code == 200
        client.get(address, {"ukuran": "A5"})
    row = Export.objects.get()
    assert row.title == f"Kartu anggota Siti Aminah {mawar.name} {mawar.today()}"
    facts = (row.address, row.asked, row.format, row.rows, row.ksm, row.bkm, row.by)
    assert facts == (address, "ukuran A5", "pdf", None, mawar, mawar.bkm, sari)
    page = client.get("/unduhan/").content.decode()
    assert row.title in page
    assert '<td data-label="Baris" class="num">–</td>' in page
