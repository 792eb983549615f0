"""Every paper of the product, with few members and many, with names of sixty letters: nothing is stranded."""

import pytest
from django.test import Client

from groups.models import Bkm, Ksm, User
from tests.support.factories import make_administrator, make_coordinator
from tests.support.kept_world import put_world
from tests.support.placing import (
    faults_of,
    headings_of,
    pages_of,
    parts_of_pages,
    with_rows,
    words_of_pages,
)
from tests.support.trials import trials
from tests.support.world import addresses
from tests.test_totals_of_pages import html_of

pytestmark = [pytest.mark.once, pytest.mark.long]


@pytest.fixture
def papers(db):
    """(address, HTML) of every paper, members' names made sixty letters long."""
    ids = put_world()
    make_administrator()
    make_coordinator("ratna", Bkm.objects.get(pk=ids["bkm_id"]))
    clients = [Client() for _ in range(4)]
    for client, who in zip(clients, ("sari", "ratna", "yanti", "admin"), strict=True):
        client.force_login(User.objects.get(username=who))
    for member in Ksm.objects.get(pk=ids["ksm_id"]).members.all():
        member.name = f"{member.name} Kusumaningtyas Wirasasmita Natalegawa Hadiningrat Sosro"[:60]
        member.save()
    found = [(path, html_of(clients, path)) for _, _, path in addresses(ids) if path.endswith(".pdf")]
    assert len(found) > 40
    assert [path for path, html in found if "document-name" not in html] == []
    return found


def test_no_page_strands_the_signatures_a_heading_or_a_row_and_no_heading_is_torn(papers):
    """Sizes differ from paper to paper: one sheet of styles breaks the pages of them all. Of every second
    paper, in `make trust` of each."""
    wrong, torn = {}, {}
    for turn, (path, html) in enumerate(papers[:: trials(2, 1)]):
        sizes = {1 + turn * 7 % trials(40, 60)} | ({60} if turn % trials(6, 1) == 0 else set())
        larger = {with_rows(html, size) for size in sizes}
        for variant in {*trials((), (html,)), *larger}:
            texts = pages_of(variant)
            pages = parts_of_pages(texts)
            assert sum(map(len, pages)) > 2, path
            if faults := faults_of(pages):
                wrong[path, len(pages)] = faults, pages
            if missing := headings_of(variant) - words_of_pages(texts):
                torn[path, len(pages)] = missing
    assert wrong == {}
    assert torn == {}
