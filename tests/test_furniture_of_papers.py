"""Every paper begins and ends as an office expects: letterhead of its issuer, number, place, day, signers."""

import re

import pytest
from django.test import Client

from groups.models import Bkm, Paper, PaperPrint, User
from groups.papers.kinds import KINDS
from ksm.dates import date_in_words
from tests.support.factories import make_administrator, make_coordinator
from tests.support.world import addresses, make_world
from tests.test_totals_of_pages import html_of

pytestmark = [pytest.mark.once, pytest.mark.long]
# Signed on another day than the act's: when what the act led to was there.
SIGNED_LATER = {"VERIF-BLM"}
# Kept at home, on a wall, or filled in by hand, with nobody's signature.
UNSIGNED = (("/buku.pdf", "/poster.pdf"), "/pinjaman-luar/")


@pytest.fixture
def papers(db):
    """(address, HTML) of every paper, each printed for the first time."""
    ids = make_world()
    make_administrator()
    make_coordinator("ratna", Bkm.objects.get(pk=ids["bkm_id"]))
    clients = [Client() for _ in range(4)]
    for client, who in zip(clients, ("sari", "ratna", "yanti", "admin"), strict=True):
        client.force_login(User.objects.get(username=who))
    Bkm.objects.update(receipts_from=1)
    paths = [path for _, _, path in addresses(ids) if path.endswith(".pdf")]
    paths.append(f"/ksm/{ids['ksm_id']}/pinjaman/keputusan/{ids['act_id']}.pdf")  # the other one waits
    return [(path, html_of(clients, path)) for path in paths]


def texts(html, css):
    found = re.findall(rf'class="{css}[^"]*">(.*?)</', html, re.DOTALL)
    return [" ".join(text.split()) for text in found]


def issuers_of(html):
    """Whose name stands at the head: of the page, or of each slip that is cut off."""
    heads = texts(html, "kop-name") or texts(html, "slip-head")
    return {re.sub("<[^>]+>", "", head) for head in heads}


def test_every_paper_has_a_letterhead_a_name_of_its_own_and_room_for_signatures(papers):
    names = {*Bkm.objects.values_list("name", flat=True)} | {"KSM Mawar"}
    for path, html in papers:
        assert len(issuers_of(html) & names) == len(issuers_of(html)) == 1, path
        assert "<title></title>" not in html, path
        assert texts(html, "document-name") != [""], path
        if not path.endswith(UNSIGNED[0]) and UNSIGNED[1] not in path:
            assert texts(html, "sign-name") or "sign-blank" in html, path


def test_every_official_paper_bears_its_issuer_its_number_and_its_day(papers):
    kept = PaperPrint.objects.select_related("paper__ksm", "paper__bkm")
    walked = set()
    for one in kept:
        paper, html = one.paper, " ".join(one.content.split())
        issuer = paper.bkm if KINDS[paper.kind].issuer == Paper.Issuer.BKM else paper.ksm
        assert issuers_of(html) == {issuer.name}, paper
        assert f"Nomor: {paper.number}" in html or f": {paper.number}<" in html, paper
        if paper.kind not in SIGNED_LATER:
            assert f", {date_in_words(paper.day)}</p>" in html, paper
        walked.add(paper.kind)
    # A return of principal and a founding are printed by tests of their own.
    assert KINDS.keys() - walked <= {"KW-KEMBALI", "BA-BENTUK"}
