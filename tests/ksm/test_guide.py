"""Every page's "?" opens a part of the guide that is there, and the guide on the screen is the document."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import resolve

from ksm.guide import FILE, TOPICS, parts, topic_of
from tests.support.let_in import paths_of
from tests.support.opened import Readers
from tests.support.permissions import RIGHTS

pytestmark = pytest.mark.once
# Addresses that answer with no page of their own.
NO_PAGE = re.compile(
    r"\.pdf$|\.png$|/cari/$|/lampiran/|/dokumen/|^/keluar/|^/pekerja\.js$|manifest$|^/luring/keadaan/|^/sehat$"
)


class Helps(HTMLParser):
    """Where the "?" of a page leads."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "a" and facts.get("class") == "help":
            self.found.append(facts["href"])


def test_every_topic_is_a_part_of_the_guide():
    slugs = {part.slug for part in parts()}
    assert {slug for _, slug in TOPICS} - slugs == set()
    assert len(slugs) == len(parts())


def test_every_address_with_a_page_has_its_paragraph():
    paths = [right.path.replace("*", "1") for right in RIGHTS if "G" in right.methods]
    names = {path: resolve(as_day(path)).view_name for path in paths if not NO_PAGE.search(path)}
    assert len(names) > 120
    assert [path for path, name in names.items() if not topic_of(name) and name != "guide"] == []


def as_day(path):
    return re.sub(r"(tidak-dilaksanakan|libur|daftar-hadir)/1/", r"\1/2026-01-05/", path)


@pytest.mark.parametrize("role", ["fas", "adm"])
def test_every_page_shows_the_way_there(role, db):
    readers, slugs = Readers(), {part.slug for part in parts()}
    seen, wrong = 0, []
    for path in paths_of(role, readers.ids):
        markup = readers.open(role, path).markup
        if not markup or NO_PAGE.search(path):
            continue
        helps = Helps()
        helps.feed(markup)
        seen += 1
        if path in ("/panduan/", "/kata-sandi/", "/luring/") or path.startswith(("/periksa/", "/masuk/")):
            continue
        if len(helps.found) != 1 or helps.found[0].partition("#")[2] not in slugs:
            wrong.append((path, helps.found))
    assert wrong == []
    assert seen > 50


def test_the_guide_on_the_screen_says_what_the_document_says(client, sari):
    client.force_login(sari)
    page = client.get("/panduan/").content.decode()
    for title in re.findall(r"^##+ (.+)$", FILE.read_text(), re.MULTILINE):
        assert f">{title}</h" in page, title
    assert "<strong>Masuk</strong>." in page
    assert "<img" not in page.split("<main")[1]
    assert 'href="#satu-sore-di-ksm-mawar"' in page
    assert "**" not in page
