"""The register of papers as a list: searched, filtered, printed, and each row opens its paper."""

import datetime
import io
import re

import pypdf
import pytest

from groups.models import Paper
from groups.papers.register import Act, issue, withdraw
from tests.support import blm
from tests.support.eligible import sign_rules
from tests.support.factories import START, make_ksm, make_members, make_volunteer
from tests.support.lending import lend, make_group

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
QUERIES = 7  # of a page of the list, whatever it holds


def rows_of(page):
    return [paper.number for paper, _ in page.context["rows"]]


def loans(ksm, how_many, first=1):
    return issue(
        ksm,
        [
            Act("SPP", str(number), START + number * WEEK, f"Perjanjian pinjaman P-{number:02d}")
            for number in range(first, first + how_many)
        ],
    )


def test_it_lists_the_newest_first_and_finds_by_number_title_code_kind_and_year(mawar, sari, as_user):
    papers = loans(mawar, 3)
    issue(
        mawar,
        [Act("BA-LAYAK", "1", START, "Kelayakan"), Act("PP", "9", START + 52 * WEEK, "Minta")],
    )
    client, page = as_user(sari), f"/ksm/{mawar.pk}/surat/"
    assert rows_of(client.get(page)) == [
        "001/PP/MWR/VI/2026",
        "003/SPP/MWR/VI/2025",
        "002/SPP/MWR/VI/2025",
        "001/SPP/MWR/VI/2025",
        "001/BA-LAYAK/MWR/VI/2025",
    ]
    for asked, found in (
        ({"cari": "002/spp"}, [papers[1].number]),
        ({"cari": "P-03"}, [papers[2].number]),
        ({"cari": f"{papers[0].code[:4].lower()} {papers[0].code[4:]}"}, [papers[0].number]),
        ({"jenis": "PP"}, ["001/PP/MWR/VI/2026"]),
        ({"tahun": "2026"}, ["001/PP/MWR/VI/2026"]),
        ({"penerbit": "BKM"}, ["001/BA-LAYAK/MWR/VI/2025"]),
        ({"cari": "tidak ada"}, []),
    ):
        assert rows_of(client.get(page, asked)) == found


@pytest.mark.parametrize(
    "asked", [{"tahun": "x"}, {"tahun": "99999999999999999999"}, {"jenis": "X"}, {"page": "x"}]
)
def test_a_filter_that_cannot_be_read_is_told_and_fails_nothing(mawar, sari, as_user, asked):
    loans(mawar, 1)
    for page in ("", "cetak.pdf"):
        assert as_user(sari).get(f"/ksm/{mawar.pk}/surat/{page}", asked).status_code == 200


@pytest.mark.parametrize("how_many", [1, 60])
def test_a_page_costs_the_same_queries_whatever_it_holds(
    mawar, sari, as_user, how_many, django_assert_num_queries
):
    loans(mawar, how_many)
    client = as_user(sari)
    client.get("/")
    with django_assert_num_queries(QUERIES):
        page = client.get(f"/ksm/{mawar.pk}/surat/")
    assert len(page.context["rows"]) == min(how_many, 25)


def test_the_list_of_a_bkm_holds_its_own_papers_about_groups_that_the_reader_may_see(
    mawar, bkm, sari, as_user
):
    melur = make_ksm(bkm, code="MLR")
    for ksm in (mawar, melur):
        issue(ksm, [Act("BA-LAYAK", "1", START, "Berita acara kelayakan"), Act("PP", "1", START, "Minta")])
    page = f"/bkm/{bkm.pk}/surat/"
    assert rows_of(as_user(sari).get(page)) == ["002/BA-LAYAK/MLR/VI/2025", "001/BA-LAYAK/MWR/VI/2025"]
    assert rows_of(as_user(make_volunteer("wati", melur)).get(page)) == ["002/BA-LAYAK/MLR/VI/2025"]


def everything(ksm, sari):
    """A paper of every kind that the books and rules of a group make."""
    sign_rules(ksm)
    grant = blm.make_paid(ksm)
    blm.report(grant, 1, sari, today=blm.DAY)
    return grant


@pytest.mark.long
def test_every_row_opens_its_paper(mawar, sari, as_user):
    make_members(mawar, 3)
    everything(mawar, sari)
    client = as_user(sari)
    for first in ("kesepakatan", "tanggung-renteng/pernyataan"):
        client.get(f"/ksm/{mawar.pk}/{first}.pdf")
    rows = client.get(f"/ksm/{mawar.pk}/surat/").context["rows"]
    kinds = {paper.kind for paper, _ in rows}
    assert kinds == {"KB", "SP-TR", "USUL-BLM", "VERIF-BLM", "SP-BLM", "BA-CAIR", "LPJ-BLM"}
    for paper, address in rows:
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
        assert paper.number in text, address


def test_a_paper_that_was_withdrawn_opens_as_it_was_printed_or_not_at_all(bkm, mawar, sari, as_user):
    ksm = make_group(bkm)
    loan = lend(ksm, principal=100_000)
    client = as_user(sari)
    paper = Paper.objects.get(kind="SPP")
    withdraw(ksm, "SPP", [paper.subject], paper.day, "Salah")
    page = f"/ksm/{ksm.pk}/surat/"
    assert [address for _, address in client.get(page).context["rows"]] == [""]
    assert client.get(f"{page}{paper.pk}.pdf").status_code == 404
    client.get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/perjanjian.pdf")
    [address] = [address for _, address in client.get(page).context["rows"]]
    text = pypdf.PdfReader(io.BytesIO(client.get(address).content)).pages[0].extract_text()
    assert "DIBATALKAN" in text
    assert paper.number in text


def test_what_only_some_may_read_is_not_opened_by_its_number(mawar, sari, joko, as_user):
    make_members(mawar, 3)
    grant = blm.verify(blm.sent(mawar, sari), joko)
    as_user(sari).get(f"/ksm/{mawar.pk}/blm/{grant.pk}/verifikasi.pdf")
    paper = Paper.objects.get(kind="VERIF-BLM")
    assert paper.prints.get().is_restricted
    assert as_user(sari).get(f"/ksm/{mawar.pk}/surat/{paper.pk}.pdf").status_code == 404


def test_it_is_printed_as_it_is_filtered(mawar, sari, as_user):
    loans(mawar, 40)
    issue(mawar, [Act("PP", "9", START, "Minta")])
    client, page = as_user(sari), f"/ksm/{mawar.pk}/surat/"
    link = client.get(page, {"jenis": "SPP", "page": "2"}).context["printed"]
    answer = client.get(link)
    text = "\n".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert len(re.findall(r"\d{3}/SPP/MWR", text)) == 40
    assert "/PP/MWR" not in text.replace("/SPP/", "")
    assert "surat terbaru yang tercetak" not in text


def test_a_list_too_long_for_paper_says_that_it_was_cut(mawar, sari, as_user, monkeypatch):
    loans(mawar, 12)
    monkeypatch.setattr("groups.views.agenda.MOST_ROWS", 10)
    answer = as_user(sari).get(f"/ksm/{mawar.pk}/surat/cetak.pdf")
    text = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "Hanya 10 surat terbaru yang tercetak." in text
    assert len(re.findall(r"\d{3}/SPP/MWR", text)) == 10


def test_the_pages_of_group_and_bkm_lead_to_it(mawar, bkm, sari, as_user):
    client = as_user(sari)
    assert f'href="/ksm/{mawar.pk}/surat/"' in client.get(f"/ksm/{mawar.pk}/").content.decode()
    assert f'href="/ksm/{mawar.pk}/surat/"' in client.get(f"/ksm/{mawar.pk}/anggota/").content.decode()
    assert f'href="/bkm/{bkm.pk}/surat/"' in client.get(f"/bkm/{bkm.pk}/").content.decode()
