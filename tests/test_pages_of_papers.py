"""Every paper of the product, with few members and many, with names of sixty letters: nothing is stranded."""

import io
import re
from html import unescape

import pytest
from django.test import Client
from pypdf import PdfReader

from groups.models import Bkm, Ksm, User
from ksm.pdf import html_to_pdf
from tests.support.factories import make_administrator, make_coordinator
from tests.support.kept_world import put_world
from tests.support.placing import faults_of, parts_of_pages, with_rows
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


HEADS = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
CELLS = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
BESIDE = re.compile(r'<th scope="row"[^>]*>(.*?)</th>', re.DOTALL)


def apart(text: str) -> list[str]:
    return [word for word in re.split(r"[\s/]+", text) if word]


def test_no_heading_of_a_column_or_a_row_is_torn(papers):
    torn = {}
    for path, html in papers:
        cells = [cell for head in HEADS.findall(html) for cell in CELLS.findall(head)] + BESIDE.findall(html)
        # A soft hyphen says where a word may be divided.
        words = {word for cell in cells for word in apart(unescape(re.sub("<[^>]+>", " ", cell)))}
        pages = PdfReader(io.BytesIO(html_to_pdf(html))).pages
        printed = set(apart(" ".join(page.extract_text() for page in pages)))
        if missing := {word for word in words if "\u00ad" not in word and word not in printed}:
            torn[path] = missing
    assert torn == {}


def test_no_page_holds_the_signatures_alone_nor_strands_a_heading_or_a_row(papers):
    """Sizes differ from paper to paper: one sheet of styles breaks the pages of them all."""
    wrong = {}
    for turn, (path, html) in enumerate(papers):
        sizes = {1 + turn * 7 % 60} | ({60} if turn % trials(12, 1) == 0 else set())
        larger = {with_rows(html, size) for size in sizes}
        for variant in {*trials((), (html,)), *larger}:
            pages = parts_of_pages(variant)
            assert sum(map(len, pages)) > 2, path
            if faults := faults_of(pages):
                wrong[path, len(pages)] = faults, pages
    assert wrong == {}
