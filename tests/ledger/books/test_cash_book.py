"""The cash book, trial balance and their pages: what the journal says, with a balance after every line."""

import datetime
from unittest import mock

import pytest

from ledger.books.cash_book import cash_book, cash_totals, summed, undone_by
from ledger.books.trial_balance import trial_balance
from meetings.corrections.reopening import reopen_sheet
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet, rich_sheet
from tests.support.tables import tables_of

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def ksm(mawar, sari):
    make_members(mawar, 5)
    close(mawar, rich_sheet(mawar, START), sari)
    close(mawar, make_sheet(mawar, START + WEEK), sari)
    return mawar


def test_every_line_of_the_box_is_there_with_the_balance_after_it(ksm):
    book = cash_book(ksm, cash_totals(ksm, START, START))
    assert (book.brought, book.totals.incoming, book.totals.outgoing) == (0, 42_500, 23_000)
    assert [(row.label, row.incoming, row.outgoing) for row in book.rows] == [
        ("Tabungan pokok", 10_000, 0),
        ("Tabungan wajib", 5_000, 0),
        ("Tabungan sukarela", 7_000, 0),
        ("Tabungan wajib", 5_000, 0),
        ("Tabungan wajib", 5_000, 0),
        ("Tabungan wajib", 5_000, 0),
        ("Tabungan wajib", 5_000, 0),
        ("Denda", 500, 0),
        ("Alat tulis", 0, 2_000),
        ("Bank", 0, 1_000),
        ("Pinjaman / angsuran pokok", 0, 20_000),
    ]
    assert book.rows[-1].balance == 19_500
    assert book.rows[-1].text == f"Pinjaman P-01, {ksm.members.last().name}"


def test_what_several_gave_of_a_kind_at_a_meeting_is_one_line_of_the_paper(ksm):
    """5 x 5.000 wajib are one line; alone of their kind, a line keeps its own words."""
    book = cash_book(ksm, cash_totals(ksm, START, START))
    lines = summed(book.rows, book.brought)
    assert [(line.text, line.incoming, line.outgoing, line.balance) for line in lines[:4]] == [
        (book.rows[0].text, 10_000, 0, 10_000),
        ("Tabungan wajib, 5 anggota", 25_000, 0, 35_000),
        (book.rows[2].text, 7_000, 0, 42_000),
        (book.rows[7].text, 500, 0, 42_500),
    ]
    assert len(lines) == 7
    assert (lines[-1].text, lines[-1].balance) == (book.rows[-1].text, book.rows[-1].balance)


def test_a_later_period_opens_with_what_the_earlier_one_left(ksm):
    book = cash_book(ksm, cash_totals(ksm, START + WEEK, START + WEEK))
    assert (book.brought, book.totals.closing, len(book.rows)) == (19_500, 44_500, 5)


def test_a_reversal_stays_visible_beside_what_it_undid(ksm, sari):
    reopen_sheet(meeting=ksm.meetings.last(), reason="Salah", by=sari)
    book = cash_book(ksm, cash_totals(ksm, START + WEEK, START + WEEK))
    first = book.rows[0].entry_number
    assert [row.undoes for row in book.rows] == [None] * 5 + [first] * 5
    assert book.rows[5].text.startswith(f"Pembatalan bukti {first}: Tabungan wajib, ")
    assert undone_by(ksm, book.rows) == {first: book.rows[5].entry_number}
    assert book.totals.closing == 19_500


def test_both_columns_of_the_trial_balance_are_equal(ksm):
    rows = trial_balance(ksm, START + WEEK)
    assert sum(row.debit for row in rows) == sum(row.credit for row in rows) == 67_500
    assert {row.account.code: row.debit - row.credit for row in rows} == {
        "1101": 44_500,
        "1102": 1_000,
        "1201": 20_000,
        "2101": -10_000,
        "2102": -50_000,
        "2103": -7_000,
        "4102": -500,
        "5101": 2_000,
    }


def test_the_pages_show_the_same_figures(ksm, ratna, as_user):
    client = as_user(ratna)
    page = client.get(f"/ksm/{ksm.pk}/buku-kas/?dari=2025-06-02&sampai=2025-06-09")
    assert page.context["book"].totals.closing == 44_500
    assert "44.500" in page.content.decode()
    balance = client.get(f"/ksm/{ksm.pk}/neraca-saldo/?per=2025-06-02")
    assert balance.context["debit"] == balance.context["credit"]
    early = client.get(f"/ksm/{ksm.pk}/neraca-saldo/?per=2025-06-01")
    assert early.context["rows"] == []


@pytest.mark.parametrize(("rows", "word"), [(5, "Jumlah semua halaman"), (100, "Jumlah")])
def test_a_total_over_several_pages_says_so(ksm, ratna, as_user, rows, word):
    with mock.patch("ledger.views.books.PAGE_ROWS", rows):
        page = as_user(ratna).get(f"/ksm/{ksm.pk}/buku-kas/?dari=2025-06-02&sampai=2025-06-09")
    [table] = tables_of(page.content.decode())
    assert table.sections["tfoot"][0][0] == word


def test_a_period_that_cannot_be_read_gets_a_sentence_and_the_usual_page(ksm, ratna, as_user):
    client = as_user(ratna)
    page = client.get(f"/ksm/{ksm.pk}/buku-kas/?dari=12/31/2025&sampai=x")
    assert set(page.context["form"].errors) == {"dari", "sampai"}
    turned = client.get(f"/ksm/{ksm.pk}/buku-kas/?dari=2025-07-01&sampai=2025-06-01")
    assert turned.context["form"].errors == {"sampai": ["Tanggal akhir sebelum tanggal awal."]}


@pytest.mark.parametrize("weeks", [1, 3])
def test_the_cash_book_takes_the_same_queries_for_any_length(
    mawar, sari, ratna, as_user, weeks, django_assert_num_queries
):
    make_members(mawar, 5)
    for week in range(weeks):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    client = as_user(ratna)
    with django_assert_num_queries(10):
        client.get(f"/ksm/{mawar.pk}/buku-kas/?dari=2025-06-01&sampai=2025-12-31")
