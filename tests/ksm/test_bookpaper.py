"""A book cut into pages: nothing is lost between them, and totals are carried."""

from ksm.bookpaper import Column, Kind, book_pages

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
