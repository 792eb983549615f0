"""The public page says of a code whether its paper is true, and nothing else; the print carries it."""

import datetime
import io
import re

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.models import CodeQuestions, Paper, PaperPrint
from groups.models.papers import QuestionsQuerySet
from groups.papers.checking import grouped
from groups.papers.register import withdraw
from groups.papers.throttle import EVERYBODY, OF_ALL, OF_ONE, SECONDS, may_ask
from ksm.keys import seal_of
from ledger.journal.posting import reverse
from tests.support import blm
from tests.support.factories import make_members
from tests.support.lending import LENT, lend, make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(bkm, mawar, sari, as_user):
    """The agreement of a loan, printed once; and the print."""
    ksm = make_group(bkm)
    loan = lend(ksm, principal=400_000, periods=4, purpose="Modal warung")
    answer = as_user(sari).get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/perjanjian.pdf")
    return Paper.objects.get(kind="SPP"), answer.content


def ask(code, **headers):
    return Client().get(f"/periksa/{code}/", headers=headers)


def codes_on(pdf: bytes, dpi=100):
    page = pypdfium2.PdfDocument(pdf)[0]
    return [found.text for found in zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())]


def test_the_code_is_read_off_the_page_at_100_dpi_and_leads_to_what_the_page_says(printed):
    paper, pdf = printed
    assert codes_on(pdf) == [f"http://testserver/periksa/{paper.code}/"]
    answer = Client().get(codes_on(pdf)[0].removeprefix("http://testserver"))
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in (paper.number, "6 Januari 2027", paper.ksm.name, paper.bkm.name, "Perjanjian pinjaman"):
        assert words in page
    assert "benar dikeluarkan" in page


def test_a_grey_and_turned_scan_is_read_too(printed):
    paper, pdf = printed
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=100 / 72).to_pil().convert("L")
    scan = page.rotate(3, expand=True, fillcolor=255).point(lambda shade: 60 + shade * 3 // 5)
    assert [found.text for found in zxingcpp.read_barcodes(scan)] == [
        f"http://testserver/periksa/{paper.code}/"
    ]


def test_the_code_names_the_products_public_address_where_one_is_set(printed, settings, sari, as_user):
    paper, _ = printed
    settings.SITE_ADDRESS = "https://buku.contoh.id"
    pdf = as_user(sari).get(f"/ksm/{paper.ksm_id}/pinjaman/{paper.subject}/perjanjian.pdf").content
    assert codes_on(pdf) == [f"https://buku.contoh.id/periksa/{paper.code}/"]


def test_the_code_is_twenty_millimetres_with_four_modules_of_light_around_it(printed):
    _, pdf = printed
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=300 / 72).to_pil()
    [found] = zxingcpp.read_barcodes(page)
    corners = found.position
    width = corners.top_right.x - corners.top_left.x
    assert 19.5 < width / 300 * 25.4 < 20.5
    quiet = 4 * width // 33 - 3
    box = (corners.top_left.x - quiet, corners.top_left.y - quiet, corners.bottom_right.x + quiet)
    around = page.convert("L").crop((*box, corners.bottom_right.y + quiet))
    around.paste(255, (quiet - 3, quiet - 3, around.width - quiet + 3, around.height - quiet + 3))
    assert around.getextrema() == (255, 255)


def test_the_page_shows_nothing_of_people(printed):
    paper, _ = printed
    page = ask(paper.code).content.decode()
    member = paper.ksm.members.first()
    for words in (member.name, "400.000", "Modal warung", "P-01"):
        assert words not in page


@pytest.mark.parametrize("how", [str.lower, grouped, lambda code: f" {code[:4]}-{code[4:]} "])
def test_a_code_may_be_typed_as_it_comes(printed, how):
    paper, _ = printed
    answer = Client().get("/periksa/", {"kode": how(paper.code)}, follow=True)
    assert paper.number in answer.content.decode()


def test_unknown_codes_and_guesses_are_answered_alike(printed):
    paper, _ = printed
    near = ("3" if paper.code[0] != "3" else "4") + paper.code[1:]
    pages, queries = set(), set()
    ask("X" * 12)  # the first of a minute makes room for the others
    for code in (near, "X" * 12, "x", paper.code + "3", "' OR 1=1", "%00", paper.code[:-1], "Ωß"):
        with CaptureQueriesContext(connection) as found:
            answer = ask(code)
        queries.add(len(found))
        pages.add((answer.status_code, answer.content))
    assert {status for status, _ in pages} == {404}
    assert (len(pages), len(queries)) == (1, 1)


def test_a_paper_that_was_withdrawn_says_so_and_not_why(printed):
    paper, _ = printed
    withdraw(paper.ksm, "SPP", [paper.subject], LENT + datetime.timedelta(days=1), "Sari salah hitung")
    page = ask(paper.code).content.decode()
    assert "dibatalkan 7 Januari 2027" in page
    assert "Sari" not in page
    assert "benar dikeluarkan" not in page


def test_content_that_was_changed_in_the_database_is_found_out(printed):
    paper, _ = printed
    kept = PaperPrint.objects.get()
    kept.content = kept.content.replace("Rp400.000", "Rp900.000")
    kept.save()
    assert "tidak dapat dipastikan" in ask(paper.code).content.decode()


def test_another_key_makes_another_seal(printed, settings):
    kept = PaperPrint.objects.get()
    settings.DATA_KEY = "kunci lain"
    assert seal_of(kept.content) != kept.seal


def test_the_sidik_on_the_paper_is_the_one_of_the_page(printed):
    paper, pdf = printed
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    [words] = re.findall(r"Periksa di testserver/periksa · sidik ([0-9a-f]{4} [0-9a-f]{4})", text)
    assert f"sidik {words}" in ask(paper.code).content.decode()
    assert grouped(paper.code) in text


def test_who_asks_too_often_waits_and_the_others_do_not(printed):
    paper, _ = printed
    assert [ask("X" * 12).status_code for _ in range(OF_ONE)] == [404] * OF_ONE
    assert ask(paper.code).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(f"/periksa/{paper.code}/").status_code == 200


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(printed, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(OF_ONE):
        assert ask("X" * 12, x_forwarded_for=f"10.9.9.{number}, 10.0.0.7").status_code == 404
    assert ask("X" * 12, x_forwarded_for="10.1.1.1, 10.0.0.7").status_code == 429
    assert ask("X" * 12, x_forwarded_for="10.0.0.7, 10.0.0.8").status_code == 404


def test_on_a_socket_without_a_trusted_proxy_all_ask_together(printed):
    paper, _ = printed
    asked = [Client(REMOTE_ADDR="").get(f"/periksa/{paper.code}/").status_code for _ in range(OF_ONE + 1)]
    assert asked == [200] * (OF_ONE + 1)
    assert CodeQuestions.objects.get().asked == OF_ONE + 1


def test_all_together_ask_no_more_than_a_ceiling(printed):
    paper, _ = printed
    ask(paper.code)
    CodeQuestions.objects.filter(client=EVERYBODY).update(asked=OF_ALL)
    with CaptureQueriesContext(connection) as found:
        assert ask(paper.code).status_code == 429
    assert len(found) == 1  # and nothing is written


def test_a_minute_later_everybody_may_ask_again_and_what_was_counted_is_gone(printed):
    now = timezone.now()
    assert [may_ask("10.0.0.1", now) for _ in range(OF_ONE + 1)] == [True] * OF_ONE + [False]
    first = CodeQuestions.objects.get(client=EVERYBODY).minute
    for later in (1, 2):
        assert may_ask("10.0.0.1", now + datetime.timedelta(seconds=later * SECONDS))
    assert CodeQuestions.objects.count() == 4
    assert not CodeQuestions.objects.filter(minute=first).exists()
    assert not CodeQuestions.objects.filter(client="10.0.0.1").exists()


def test_what_others_counted_since_one_looked_counts(db, monkeypatch):
    now = timezone.now()
    assert all(may_ask("10.0.0.1", now) for _ in range(OF_ONE))
    monkeypatch.setattr(QuestionsQuerySet, "of", lambda rows, client: rows.none())  # read before them
    assert not may_ask("10.0.0.1", now)
    assert set(CodeQuestions.objects.values_list("asked", flat=True)) == {OF_ONE}
    CodeQuestions.objects.filter(client=EVERYBODY).update(asked=OF_ALL)
    assert not may_ask("10.0.0.2", now)
    assert CodeQuestions.objects.count() == 2


def test_the_page_is_for_everybody_and_for_no_search_engine(printed):
    paper, _ = printed
    for path in ("/periksa/", f"/periksa/{paper.code}/"):
        answer = Client().get(path)
        assert answer.status_code == 200
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]


def test_receipts_have_a_code_from_the_bkms_amount_on(bkm, mawar, sari, as_user):
    ksm = make_group(bkm)
    loan = lend(ksm, principal=999_999, periods=4)
    client, path = as_user(sari), f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/kuitansi.pdf"
    assert codes_on(client.get(path).content) == []
    assert not Paper.objects.filter(kind="KW").exists()
    bkm.receipts_from = 999_999
    bkm.save()
    found = codes_on(client.get(path).content)
    paper = Paper.objects.get(kind="KW")
    # On each of the copies that are cut apart.
    assert found == [f"http://testserver/periksa/{paper.code}/"] * 3
    assert paper.number == f"002/KW/{ksm.code}/I/2027"


def test_a_receipt_whose_money_was_taken_back_is_withdrawn(mawar, sari, ratna, as_user, bkm):
    ksm = make_group(bkm)
    loan = lend(ksm, principal=2_000_000, periods=4)
    client, path = as_user(sari), f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/kuitansi.pdf"
    client.get(path)
    reverse(entry=loan.entry, date=LENT, reason="Salah", by=sari)
    assert "dibatalkan 6 Januari 2027" in ask(Paper.objects.get(kind="KW").code).content.decode()
    PaperPrint.objects.all().delete()
    Paper.objects.filter(kind="KW").delete()
    client.get(path)  # printed the first time after that
    assert Paper.objects.get(kind="KW").withdrawn_on == LENT


def test_every_kind_of_blm_paper_has_its_code(mawar, sari, as_user):
    make_members(mawar, 3)
    grant = blm.make_paid(mawar)
    client, page = as_user(sari), f"/ksm/{mawar.pk}/blm/{grant.pk}/"
    for name in ("usulan", "verifikasi", "perjanjian", f"uang/{grant.movements.get().pk}/kuitansi"):
        [found] = codes_on(client.get(f"{page}{name}.pdf").content)
        assert Paper.objects.filter(code=found.split("/")[-2]).exists()


@pytest.mark.parametrize(
    "typed", ["", " ", "x" * 5000, "\x00", "../../", "<script>", "٣٤٦", "%2e%2e%2f", "🙂"]
)
def test_whatever_is_typed_as_a_code_is_answered(db, typed):
    answer = Client().get("/periksa/", {"kode": typed}, follow=True)
    assert answer.status_code in {200, 404}
    assert "<script>" not in answer.content.decode().replace("<script src", "")
