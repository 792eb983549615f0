"""A book cut into pages: nothing is lost between them, and totals are carried."""

import io
import re
from types import SimpleNamespace
from unittest import mock

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from groups.letterhead import Signer
from ksm import bookpaper
from ksm.bookpaper import LANDSCAPE, LINE, PADDING, PORTRAIT, WIDTHS, Column, Kind, Room
from ksm.pdf import STYLESHEET, html_to_pdf, static_bytes
from tests.support.placing import faults_of, pages_of, parts_of_pages

ROW = PADDING + LINE


def book_pages(columns, rows, *, size, **kwargs):
    """Pages with room for so many rows of one line, of a book that closes with nothing."""
    first, rest = (ROW * number for number in size)
    with mock.patch.object(bookpaper, "SIGNATURES", 0):
        return bookpaper.book_pages(columns, rows, room=Room(175, first, rest), **kwargs)


COLUMNS = (
    Column("No", css="w-no"),
    Column("Uraian"),
    Column("Masuk", Kind.SUM),
    Column("Keluar", Kind.SUM),
    Column("Saldo", Kind.BALANCE),
)


def texts(line):
    return [text for text, _ in line.cells]


def book(amounts, opening=0):
    rows, balance = [], opening
    for number, amount in enumerate(amounts, start=1):
        balance += amount
        rows.append((str(number), "Uji", max(amount, 0) or None, max(-amount, 0) or None, balance))
    return rows


def test_totals_and_balance_are_carried_from_page_to_page():
    pages = book_pages(COLUMNS, book([1000, 2000, -500, 4000, 100], 50), opening=50, size=(2, 2))
    assert [len(page.rows) for page in pages] == [2, 2, 1]
    assert texts(pages[0].brought) == ["", "Saldo awal", "0", "0", "50"]
    assert texts(pages[0].carried) == ["", "Dipindahkan", "3.000", "0", "3.050"]
    assert texts(pages[1].brought) == ["", "Pindahan", "3.000", "0", "3.050"]
    assert texts(pages[1].carried) == ["", "Dipindahkan", "7.000", "500", "6.550"]
    assert texts(pages[2].carried) == ["", "Jumlah", "7.100", "500", "6.650"]
    assert [page.is_last for page in pages] == [False, False, True]


def test_a_book_that_just_fills_its_pages_gets_no_empty_one():
    assert len(book_pages(COLUMNS, book([1, 1]), opening=0, size=(2, 3))) == 1
    assert len(book_pages(COLUMNS, book([1] * 5), opening=0, size=(2, 3))) == 2
    assert len(book_pages(COLUMNS, book([1] * 6), opening=0, size=(2, 3))) == 3


def test_an_empty_book_is_one_page_with_its_opening_balance():
    [page] = book_pages(COLUMNS, [], opening=700, size=(2, 3))
    assert (texts(page.carried), page.rows, page.is_last) == (["", "Jumlah", "0", "0", "700"], [], True)


def test_a_book_without_balances_brings_nothing_to_its_first_page():
    columns = COLUMNS[:3]
    rows = [("1", "Uji", 10), ("2", "Uji", 20)]
    first, second = book_pages(columns, rows, size=(1, 1))
    assert first.brought is None
    assert texts(second.brought) == ["", "Pindahan", "10"]
    assert texts(second.carried) == ["", "Jumlah", "30"]


def test_the_widths_it_reckons_with_are_those_of_the_print_sheet():
    sheet = static_bytes(STYLESHEET).decode()
    # At the beginning of a line: what a narrower paper says of the same class does not count.
    widths = {name: re.search(rf"^\.{name} {{ width: (\d+)mm; }}", sheet, re.MULTILINE)[1] for name in WIDTHS}
    assert {name: int(width) for name, width in widths.items()} == WIDTHS


def html_of(pages, *, landscape=False, columns=COLUMNS):
    """A book closed like a cash book."""
    kop = {
        "name": "BKM Sembungharjo",
        "place": "Kelurahan Sembungharjo, Kota Semarang",
        "address": "Jl. Raya 1",
    }
    context = {
        "ksm": SimpleNamespace(name="KSM Mawar"),
        "title": "Buku kas",
        "subtitle": "1 Juli 2025 sampai 31 Juli 2025",
        "columns": columns,
        "pages": pages,
        "landscape": landscape,
        "closing": [("Saldo menurut buku", 1000), ("Kas tunai", 1000), ("Selisih", 0)],
        "heading": (),
        "kop": kop,
        "place_date": "Sembungharjo, 31 Juli 2025",
        "signers": [Signer("Dibuat oleh,", "Bendahara"), Signer("Mengetahui,", "Ketua KSM")],
        "paper_size": "A4",
    }
    return render_to_string("ledger/books/print_book.html", context)


@pytest.mark.once
@pytest.mark.parametrize("landscape", [True, False])
@pytest.mark.parametrize("text", ["Tabungan", "Tabungan wajib Siti Aminah Kusumaningtyas " * 3, "Siti " * 30])
def test_every_page_it_reckons_is_one_page_of_paper(landscape, text):
    """Else a page's totals would stand in the middle of the next one."""
    for number in (9, 17, 60):
        rows = [(str(index), text, 1000, None, 1000 * index) for index in range(1, number + 1)]
        room = LANDSCAPE if landscape else PORTRAIT
        pages = bookpaper.book_pages(COLUMNS, rows, opening=0, room=room, facts=4)
        paper = parts_of_pages(pages_of(html_of(pages, landscape=landscape)))
        rows_of_pages = [len([part for part in parts if part[0] == "B"]) for parts in paper]
        assert rows_of_pages == [len(page.rows) + 1 for page in pages]
        assert faults_of(paper) == []


@pytest.mark.once
def test_each_page_of_a_long_book_is_a_bookmark_that_says_what_it_holds():
    """Whoever looks for a week in a book of years finds its page in the reader's list."""
    columns = (Column("No", css="w-no"), Column("Tanggal", css="w-date"), *COLUMNS[1:])
    days = [f"{1 + index % 28:02d}-{1 + index // 28:02d}-2025" for index in range(60)]
    rows = [(str(index), day, "Tabungan", 1000, None, 1000) for index, day in enumerate(days)]
    pages = bookpaper.book_pages(columns, rows, opening=0)
    pdf = PdfReader(io.BytesIO(html_to_pdf(html_of(pages, columns=columns))))
    title, marks = pdf.outline
    assert title.title == "Buku kas"
    assert [mark.title for mark in marks] == [page.mark for page in pages]
    assert marks[0].title == f"Tanggal 01-01-2025 sampai {days[len(pages[0].rows) - 1]}"
    assert [pdf.get_destination_page_number(mark) for mark in marks] == list(range(len(pages)))
    assert pages[0].mark != pages[1].mark
