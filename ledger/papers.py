"""What every printed book has in common: letterhead, title, pages with carried totals, signatures."""

import datetime
from collections.abc import Sequence

from groups.letterhead import kop_of, place_date
from groups.models import Ksm
from ksm.bookpaper import LANDSCAPE, PORTRAIT, Cell, Column, Kind, book_pages
from ksm.dates import date_in_words
from ledger.cash_book import CashBook
from ledger.loan_book import LoanBookRow

NO = Column("No", css="w-no")
DAY = Column("Tanggal", css="w-date")
BALANCE = Column("Saldo", Kind.BALANCE, "w-money")
# More rows make a file that no phone opens and a server does not want to lay out (cases.md, 92).
MOST_ROWS = 2000


def signers_of() -> list[tuple[str, str, str, str]]:
    """Who signs a book: the treasurer made it, the chair has seen it."""
    return [("Dibuat oleh,", "Bendahara", "", ""), ("Mengetahui,", "Ketua KSM", "", "")]


def book_context(
    ksm: Ksm,
    *,
    title: str,
    subtitle: str,
    today: datetime.date,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    opening: int | None = None,
    landscape: bool = True,
    closing: Sequence[tuple[str, int | None]] = (),
    heading: Sequence[Sequence[tuple[str, str]]] = (),
    size: tuple[int, int] | None = None,
) -> dict:
    """The context of ledger/print_book.html.

    `closing` are lines under the table, in rupiah; `heading` columns of facts above it; `size` other numbers
    of rows to a page than those of ksm/bookpaper.py.
    """
    size = size or (LANDSCAPE if landscape else PORTRAIT)
    return {
        "ksm": ksm,
        "kop": kop_of(ksm.bkm),
        "title": title,
        "subtitle": subtitle,
        "columns": columns,
        "pages": book_pages(columns, rows, opening=opening, size=size),
        "landscape": landscape,
        "closing": closing,
        "heading": heading,
        "place_date": place_date(ksm.bkm, today),
        "signers": signers_of(),
    }


def period_words(first: datetime.date, last: datetime.date) -> str:
    return f"{date_in_words(first)} sampai {date_in_words(last)}"


CASH_COLUMNS = (
    NO,
    DAY,
    Column("Bukti", css="w-mark"),
    Column("Uraian"),
    Column("Jenis", css="w-medium"),
    Column("Masuk", Kind.SUM, "w-money"),
    Column("Keluar", Kind.SUM, "w-money"),
    BALANCE,
)


def cash_book_context(ksm: Ksm, book: CashBook, today: datetime.date, counted: int | None = None) -> dict:
    """Form 5 of domain.md: the cash book of a period, closed by book, counted cash and their difference."""
    rows = [
        (
            str(number),
            f"{row.date:%d-%m-%Y}",
            str(row.entry_number),
            row.text,
            row.label,
            row.incoming or None,
            row.outgoing or None,
            row.balance,
        )
        for number, row in enumerate(book.rows, start=1)
    ]
    closing = [("Saldo menurut buku", book.totals.closing), ("Kas tunai", counted)]
    closing.append(("Selisih", None if counted is None else counted - book.totals.closing))
    return book_context(
        ksm,
        title="Buku kas",
        subtitle=period_words(book.totals.first, book.totals.last),
        today=today,
        columns=CASH_COLUMNS,
        rows=rows,
        opening=book.totals.opening,
        closing=closing,
    )


LOAN_COLUMNS = (
    NO,
    Column("Nomor", css="w-short"),
    Column("Anggota"),
    Column("Cair", css="w-date"),
    Column("Jasa", css="w-short"),
    Column("Jangka", css="w-short"),
    Column("Pokok", Kind.SUM, "w-money"),
    Column("Angsuran pokok", Kind.SUM, "w-money"),
    Column("Angsuran jasa", Kind.SUM, "w-money"),
    Column("Sisa pokok", Kind.SUM, "w-money"),
)


def loan_book_context(ksm: Ksm, book: Sequence[LoanBookRow], as_of: datetime.date) -> dict:
    """Form 7: every loan handed out until a day, with what was repaid. Members by number only (J15)."""
    rows = [
        (
            str(number),
            row.loan.number,
            f"Anggota nomor {row.loan.member.number}",
            f"{row.loan.disbursed_on:%d-%m-%Y}",
            row.jasa_words,
            row.term_words,
            row.loan.principal,
            row.paid_principal or None,
            row.paid_jasa or None,
            row.outstanding,
        )
        for number, row in enumerate(book, start=1)
    ]
    subtitle = f"per {date_in_words(as_of)}"
    facts = {"title": "Buku pinjaman", "subtitle": subtitle, "today": as_of}
    facts["closing"] = [("Sisa pokok seluruhnya", sum(row.outstanding for row in book))]
    return book_context(ksm, columns=LOAN_COLUMNS, rows=rows, **facts)
