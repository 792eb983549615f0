"""A member's savings book by its form: a period, one line an entry, totals carried on."""

import datetime
import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from meetings.corrections.reopening import reopen_sheet
from savings.group_book import group_book
from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet, rich_sheet

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY


@pytest.fixture
def ksm(mawar, sari):
    make_members(mawar, 5)
    close(mawar, rich_sheet(mawar, START), sari)
    sheet = change_row(make_sheet(mawar, START + WEEK), 0, withdrawal=2_000)
    close(mawar, replace(sheet, counted_cash=sheet.counted_cash - 2_000), sari)
    return mawar


def test_a_line_stands_for_an_entry_of_that_member_alone(ksm):
    book = group_book(ksm, START, START + WEEK, member=ksm.members.first())
    assert [(row.pokok, row.wajib, row.sukarela, row.withdrawn, row.balance) for row in book.rows] == [
        (10_000, 5_000, 7_000, 0, 22_000),
        (0, 5_000, 0, 2_000, 25_000),
    ]
    everybody = group_book(ksm, START, START + WEEK)
    assert everybody.closing == sum(
        group_book(ksm, START, START + WEEK, member=one).closing for one in ksm.members.all()
    )


def test_a_period_begins_with_what_was_saved_before_it(ksm):
    member = ksm.members.first()
    assert group_book(ksm, START, START + WEEK, member=member).opening == 0
    later = group_book(ksm, START + DAY, START + WEEK, member=member)
    assert (later.opening, len(later.rows), later.closing) == (22_000, 1, 25_000)


def test_what_was_undone_stays_in_the_book_with_its_reversal(ksm, sari):
    reopen_sheet(meeting=ksm.meetings.last(), reason="Salah", by=sari)
    book = group_book(ksm, START, START + WEEK, member=ksm.members.first())
    assert [row.balance for row in book.rows] == [22_000, 25_000, 22_000]


def test_it_is_shown_and_printed_with_the_columns_of_the_form(ksm, ratna, as_user):
    member = ksm.members.first()
    url = f"/ksm/{ksm.pk}/anggota/{member.pk}"
    assert f"{url}/buku-tabungan/" in as_user(ratna).get(f"{url}/buku/").content.decode()
    period = f"?dari={START}&sampai={START + WEEK}"
    page = as_user(ratna).get(f"{url}/buku-tabungan/{period}").content.decode()
    assert "25.000" in page
    answer = as_user(ratna).get(f"{url}/buku-tabungan.pdf{period}")
    text = "".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
    for word in ("Tanggal", "Pertemuanke/uraian", "Pokok", "Wajib", "Sukarela", "Penarikan", "Saldo"):
        assert word in text
    for word in ("Parafpenerima", "Parafanggota", "Saldoawal0", "25.000"):
        assert word in text


def test_a_member_of_another_group_is_not_found(ksm, sari, as_user):
    for paper in ("buku-tabungan/", "buku-tabungan.pdf"):
        assert as_user(sari).get(f"/ksm/{ksm.pk}/anggota/999999/{paper}").status_code == 404
