"""A member's passbook: every movement with the balance after it, and the loans; on screen and on paper."""

import datetime
import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from ledger.models import JournalEntry
from meetings.corrections.reopening import reopen_sheet
from meetings.sheet.values import LoanPayment
from savings.member_card import card_context, loan_lines
from savings.models import Saving
from savings.passbook import passbook_of
from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet, rich_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def ksm(mawar, sari):
    make_members(mawar, 5)
    close(mawar, rich_sheet(mawar, START), sari)
    sheet = change_row(make_sheet(mawar, START + WEEK), 0, withdrawal=2_000)
    close(mawar, replace(sheet, counted_cash=sheet.counted_cash - 2_000), sari)
    return mawar


def test_it_tells_every_movement_with_the_balance_after_it(ksm):
    book = passbook_of(ksm.members.first(), START + WEEK)
    assert [(row.kind, row.deposit, row.withdrawal, row.balance) for row in book.rows] == [
        ("Pokok", 10_000, 0, 10_000),
        ("Wajib", 5_000, 0, 15_000),
        ("Sukarela", 7_000, 0, 22_000),
        ("Wajib", 5_000, 0, 27_000),
        ("Sukarela", 0, 2_000, 25_000),
    ]
    assert book.totals == {"POKOK": 10_000, "WAJIB": 10_000, "SUKARELA": 5_000}


def test_what_was_undone_is_shown_and_counts_nothing(ksm, sari):
    reopen_sheet(meeting=ksm.meetings.last(), reason="Salah", by=sari)
    book = passbook_of(ksm.members.first(), START + WEEK)
    assert [row.is_undone for row in book.rows] == [False, False, False, True, True]
    assert book.balance == 22_000


def test_a_member_without_savings_has_an_empty_book(mawar):
    # BUG-062: nothing saved is zero, never an odd word.
    [member] = make_members(mawar, 1)
    book = passbook_of(member, START)
    assert (list(book.rows), book.balance, list(book.loans)) == ([], 0, [])


def test_the_card_lists_each_repayment_with_what_is_left(ksm, sari):
    """20.000 lent at first; 5.000 paid a week later and undone by a reopened sheet, then 4.000"""
    member = ksm.members.last()
    [loan] = member.loans.all()
    sheet = make_sheet(ksm, START + 2 * WEEK)
    paid = change_row(sheet, 4, payments=(LoanPayment(loan.pk, 5_000),))
    meeting = close(ksm, replace(paid, counted_cash=sheet.counted_cash + 5_000), sari)
    reopen_sheet(meeting=meeting, reason="Salah", by=sari)
    again = change_row(sheet, 4, payments=(LoanPayment(loan.pk, 4_000),))
    close(ksm, replace(again, counted_cash=sheet.counted_cash + 4_000), sari)
    member.ksm = ksm
    context = card_context(member, START + 2 * WEEK)
    [first, *paid] = loan_lines(member, context["book"].loans, START + 2 * WEEK)
    assert first.loan.loan == loan
    assert [(line.paid.total, line.outstanding, line.is_undone) for line in paid] == [
        (5_000, 20_000, True),
        (4_000, 20_000 - paid[1].paid.principal, False),
    ]
    assert context["owed"] == paid[1].outstanding


def test_a_half_of_the_card_holds_what_fits_and_goes_on_overleaf(ksm, monkeypatch):
    monkeypatch.setattr("savings.member_card.FIRST", 2)
    monkeypatch.setattr("savings.member_card.REST", 3)
    member = ksm.members.first()
    member.ksm = ksm
    sheets = card_context(member, START + WEEK)["sheets"]
    assert [(len(sheet.savings), len(sheet.loans)) for sheet in sheets] == [(2, 0), (3, 0)]


def test_it_is_printed_with_masked_nik(ksm, ratna, as_user):
    member = ksm.members.first()
    member.nik = "9999015501700001"
    member.save()
    answer = as_user(ratna).get(f"/ksm/{ksm.pk}/anggota/{member.pk}/buku.pdf")
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert answer["Content-Type"] == "application/pdf"
    assert "9999********0001" in text
    assert "9999015501700001" not in text
    assert "25.000" in text


@pytest.mark.once
def test_five_years_of_savings_print_by_the_page(mawar, sari, as_user):
    # BUG-092, BUG-094: a long table keeps its heading on each page and uses the print sheet alone.
    [member] = make_members(mawar, 1)
    entry = JournalEntry.objects.create(ksm=mawar, number=1, date=START, kind="OTHER", memo="Lama")
    Saving.objects.bulk_create(
        Saving(ksm=mawar, member=member, kind="WAJIB", amount=5_000, date=START, entry=entry)
        for _ in range(260)
    )
    answer = as_user(sari).get(f"/ksm/{mawar.pk}/anggota/{member.pk}/buku.pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert len(pages) >= 4
    assert all("Setor" in page for page in pages[:-1])
    assert "1.300.000" in "".join(pages)
