"""Every list and book as a file: offered by its page, and telling what the page tells."""

import pytest
from django.test import Client

from groups.models import Export, User
from ksm.tables import xlsx_of
from tests.support import factories
from tests.support.kept_world import noon_of_the_world, put_world
from tests.support.listings import is_listing, tables_without_a_file
from tests.support.spreadsheets import read_both, shown, words_of
from tests.support.world import addresses

pytestmark = pytest.mark.once

# Pages with a table that are no list and no book, and why.
NO_LISTS = {
    "assessment/blm/report.html": "a form",
    "groups/jobs/list.html": "what waits and what came of it",
    "groups/members/roster.html": "a form",
    "groups/path/checklist_read.html": "one paper",
    "ksm/backup/list.html": "files themselves",
    "ksm/health.html": "the moment's state",
    "ksm/group/detail.html": "one group; its lists have pages of their own",
    "ksm/group/growth.html": "one group",
    "ksm/group/membership.html": "one request",
    "ksm/group/scorecard.html": "drawings of one group's scorecards",
    "ksm/office/bkm_scorecard.html": "one paper",
    "ksm/office/pictures.html": "drawings; the figures are in the recap and the dashboard",
    "ksm/office/handover.html": "one paper",
    "ledger/joint/detail.html": "one case",
    "meetings/corrections/revision.html": "a sheet that counts no more",
    "meetings/importing/preview.html": "a form",
    "meetings/lists/preview.html": "a form",
    "meetings/offline/compare.html": "a form",
    "meetings/paper_weeks/page.html": "a form",
    "savings/leaving/dissolve.html": "a form",
    "savings/leaving/exit.html": "one act",
    "savings/surplus_share.html": "a form",
}


# Lists of users, places, thresholds, and acts of everybody: no group is told of in them.
OF_NO_GROUP = {
    *("/bkm/", "/ketentuan/", "/ketentuan/kolektibilitas/", "/pengguna/", "/pengguna/kunci/"),
    *("/riwayat/", "/unduhan/", "/wilayah/"),
}


def test_every_list_and_book_is_offered_as_a_file():
    assert tables_without_a_file() == set(NO_LISTS)


@pytest.fixture
def ids(db):
    return put_world()


@pytest.fixture
def clients(ids):
    """Who may open each list of the world, the first of whom is asked."""
    factories.make_administrator()
    found = []
    for name in ("sari", "admin", "rina"):
        found.append(Client())
        found[-1].force_login(User.objects.get(username=name))
    return found


def lists(ids, clients):
    """(name, address, client who may open it) of every list."""
    for name, _, path in addresses(ids):
        if is_listing(path):
            yield name, path, next(one for one in clients if one.head(path).status_code == 200)


def page_of(client, path) -> str:
    """All pages of a list, one after the other."""
    page, number = client.get(path).content.decode(), 1
    whole = page
    while 'rel="next"' in page:
        number += 1
        page = client.get(path, {"page": number}).content.decode()
        whole += page
    return whole


def test_a_file_tells_what_its_page_tells(ids, clients, monkeypatch):
    """Two readers find the same in it; each value stands on the page, as the page writes its kind."""
    made, wrong, empty = [], [], []

    def remember(table, about):
        made.append(table)
        return xlsx_of(table, about)

    monkeypatch.setattr("groups.exporting.xlsx_of", remember)
    with noon_of_the_world():
        for name, path, client in lists(ids, clients):
            headings, *rows = read_both(client.get(path, {"unduh": "xlsx"}).content)
            page = page_of(client, path)
            assert "unduh=xlsx" in page, name
            words, kinds = words_of(page), [column.kind for column in made[-1].columns]
            empty += [] if rows else [name]
            for row in rows:
                for heading, value, kind in zip(headings, row, kinds, strict=True):
                    if value is not None and not any(one in words for one in shown(value, kind)):
                        wrong.append(f"{name}, {heading}: {value}")
    assert wrong == []
    assert empty == ["region_list", "ending", "months", "loan_order"]
    nowhere = Export.objects.filter(bkm=None, places=None).values_list("address", flat=True)
    assert set(nowhere) ^ OF_NO_GROUP == set()
    assert len(made) == Export.objects.exclude(rows=None).count() > 45
