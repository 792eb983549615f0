"""The printed books and the statements: the figures of the screen, page for page, and as they were known."""

import datetime
import io
import re

import pytest
from pypdf import PdfReader

from ledger.books.cash_book import cash_book, cash_totals
from ledger.books.loan_book import loan_book
from ledger.books.papers import cash_book_context
from ledger.books.statements import balance_sheet, income_statement
from ledger.models import JournalEntry
from ledger.paper import MOST_ROWS
from meetings.corrections.reopening import reopen_sheet
from savings.group_book import group_book
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet, rich_sheet

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(weeks=1)
PERIOD = "?dari=2025-06-01&sampai=2025-06-30"


@pytest.fixture
def ksm(mawar, sari):
    """Week 1: 10.000 pokok, 25.000 wajib, 7.000 sukarela, a fine of 500, a loan of 20.000; week 2: 25.000."""
    make_members(mawar, 5)
    close(mawar, rich_sheet(mawar, START), sari)
    close(mawar, make_sheet(mawar, START + WEEK), sari)
    return mawar


def pages(answer):
    assert answer.status_code == 200
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def test_a_part_of_the_cash_book_starts_with_what_the_rows_before_it_left(ksm):
    totals = cash_totals(ksm, START, START + WEEK)
    assert (totals.incoming, totals.outgoing, totals.count) == (67_500, 23_000, 16)
    whole = cash_book(ksm, totals)
    for start in (0, 1, 7, 15):
        part = cash_book(ksm, totals, start=start, size=3)
        assert list(part.rows) == list(whole.rows[start : start + 3])
        assert part.brought == (whole.rows[start - 1].balance if start else 0)


@pytest.mark.once
def test_the_printed_cash_book_has_the_forms_columns_and_closes_with_the_counted_box(ksm, ratna, as_user):
    text = " ".join(pages(as_user(ratna).get(f"/ksm/{ksm.pk}/buku-kas/cetak.pdf{PERIOD}")))
    for word in ("Bukti", "Uraian", "Jenis", "Masuk", "Keluar", "Saldo menurut buku", "Kas tunai", "Selisih"):
        assert word in text
    assert "Rp44.500" in text
    assert "Bendahara" in text


def test_separators_are_put_in_once_on_screen_and_on_paper(mawar, sari, ratna, as_user):  # BUG-074
    make_members(mawar, 1)
    close(mawar, make_sheet(mawar, START, wajib=9_999), sari)
    address = f"/ksm/{mawar.pk}/buku-kas/"
    screen = as_user(ratna).get(f"{address}{PERIOD}").content.decode()
    paper = " ".join(pages(as_user(ratna).get(f"{address}cetak.pdf{PERIOD}")))
    for text in (screen, paper):
        assert set(re.findall(r"9[.,\s]*9[.,\s]*9[.,\s]*9", text)) == {"9.999"}


@pytest.mark.once
def test_a_long_cash_book_carries_its_totals_from_page_to_page(ksm, sari, ratna, as_user):
    for week in range(2, 8):
        close(ksm, make_sheet(ksm, START + week * WEEK), sari)
    long = pages(
        as_user(ratna).get(f"/ksm/{ksm.pk}/buku-kas/cetak.pdf?dari=2025-06-01&sampai=2025-12-31&rinci=1")
    )
    book = cash_book(ksm, cash_totals(ksm, START, datetime.date(2025, 12, 31)))
    context = cash_book_context(ksm, book, START, counted=None, is_detailed=True)
    assert sum(len(page.rows) for page in context["pages"]) == 46
    assert len(long) == len(context["pages"]) > 2
    for number, page in enumerate(context["pages"][:-1]):
        carried = page.carried.cells[-1][0]
        assert carried == page.rows[-1].cells[-1][0]
        assert "Dipindahkan" in long[number]
        assert carried in long[number]
        assert "Pindahan" in long[number + 1]
        assert carried in long[number + 1]
    assert "Jumlah" in long[-1]


def test_a_period_too_long_for_paper_gets_a_sentence(ksm, ratna, as_user, monkeypatch):
    # BUG-092: no file that takes the server's memory.
    assert MOST_ROWS == 2000
    monkeypatch.setattr("meetings.views.prints.MOST_ROWS", 15)
    client = as_user(ratna)
    answer = client.get(f"/ksm/{ksm.pk}/buku-kas/cetak.pdf{PERIOD}", follow=True)
    assert "Pilih masa yang lebih pendek." in answer.content.decode()


def test_the_groups_savings_book_has_a_row_a_meeting_and_its_reversal(ksm, sari):
    book = group_book(ksm, START, START + WEEK)
    found = [(row.pokok, row.wajib, row.sukarela, row.withdrawn, row.balance) for row in book.rows]
    assert found == [(10_000, 25_000, 7_000, 0, 42_000), (0, 25_000, 0, 0, 67_000)]
    assert group_book(ksm, START + WEEK, START + WEEK).opening == 42_000
    reopen_sheet(meeting=ksm.meetings.last(), reason="Salah", by=sari)
    assert [row.balance for row in group_book(ksm, START, START + WEEK).rows] == [42_000, 67_000, 42_000]


def test_the_loan_book_tells_what_was_repaid(ksm):
    [row] = loan_book(ksm, START, START + WEEK)
    assert (row.loan.number, row.paid_principal, row.outstanding) == ("P-01", 0, 20_000)
    assert (row.jasa_words, row.term_words) == ("1%", "4 minggu")
    assert loan_book(ksm, START - WEEK, START - DAY) == []


def test_the_balance_sheet_balances_and_the_income_statement_sums(ksm):
    # By hand: kas 44.500 + bank 1.000 + loan 20.000 = savings 67.000 + fine 500 - pens 2.000.
    sheet = balance_sheet(ksm, START + WEEK)
    assert [(figure.name, figure.amount) for figure in sheet.assets] == [
        ("Kas", 44_500),
        ("Bank", 1_000),
        ("Pinjaman anggota", 20_000),
    ]
    assert sheet.total_assets == sheet.total_claims == 65_500
    assert [(figure.name, figure.amount) for figure in sheet.capital] == [("Hasil usaha berjalan", -1_500)]
    income = income_statement(ksm, START, START + WEEK)
    assert (income.total_income, income.total_costs, income.result) == (500, 2_000, -1_500)


def test_a_statement_as_known_at_a_moment_leaves_out_what_was_written_down_later(ksm, sari):
    before = balance_sheet(ksm, START + WEEK)
    known_at = JournalEntry.objects.filter(ksm=ksm).latest("recorded_at").recorded_at
    reopen_sheet(meeting=ksm.meetings.last(), reason="Salah", by=sari)
    assert balance_sheet(ksm, START + WEEK).total_assets == 40_500
    assert balance_sheet(ksm, START + WEEK, known_at) == before


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("buku/", "Buku tabungan kelompok"),
        ("buku-kas/", "44.500"),
        ("buku-tabungan/", "67.000"),
        ("buku-pinjaman/", "20.000"),
        ("neraca/?per=2025-06-09", "65.500"),
        ("neraca/?per=2025-06-09&diketahui=2025-06-01", "Tidak ada saldo"),
        ("laba-rugi/?dari=2025-06-01&sampai=2025-06-30", ">1.500<"),
        ("laba-rugi/?dari=x&sampai=2025-06-30", "Tulis tanggal"),
    ],
)
def test_the_pages_show_the_figures(ksm, ratna, as_user, path, words):
    assert words in as_user(ratna).get(f"/ksm/{ksm.pk}/{path}").content.decode()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"buku-kas/cetak.pdf{PERIOD}", "empat puluh empat ribu lima ratus rupiah"),
        (f"buku-tabungan/cetak.pdf{PERIOD}", "enam puluh tujuh ribu rupiah"),
        ("buku-pinjaman/cetak.pdf?per=2025-06-30", "Anggota nomor 5"),
        ("neraca/cetak.pdf?per=2025-06-09", "enam puluh lima ribu lima ratus rupiah"),
        (f"laba-rugi/cetak.pdf{PERIOD}", "rugi seribu lima ratus rupiah"),
    ],
)
def test_the_papers_show_the_figures(ksm, ratna, as_user, path, words):
    text = " ".join(pages(as_user(ratna).get(f"/ksm/{ksm.pk}/{path}")))
    assert words in " ".join(text.split())


@pytest.mark.parametrize("weeks", [1, 3])
@pytest.mark.parametrize("path", ["buku-tabungan/", "buku-pinjaman/", "neraca/", "laba-rugi/"])
def test_each_book_takes_the_same_queries_for_any_length(
    mawar, sari, ratna, as_user, path, weeks, django_assert_max_num_queries
):
    make_members(mawar, 5)
    for week in range(weeks):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    client = as_user(ratna)
    # The loan book asks about both ends of its period.
    with django_assert_max_num_queries(14 if path == "buku-pinjaman/" else 9):
        client.get(f"/ksm/{mawar.pk}/{path}")
