"""The printed cash book and loan book: their columns and rows."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from groups.models import Ksm
from ksm.bookpaper import LANDSCAPE, Cell, Column, Kind, Room
from ksm.statuses import STATUSES
from ledger.books.cash_book import CashBook, summed
from ledger.books.loan_book import LoanBookRow, LoanBookTotals
from ledger.paper import BALANCE, DAY, NO, book_context, period_words

CASH_COLUMNS = (
    NO,
    DAY,
    Column("Bukti", css="w-mark"),
    Column("Uraian"),
    Column("Jenis", css="w-kind"),
    Column("Masuk", Kind.SUM, "w-money"),
    Column("Keluar", Kind.SUM, "w-money"),
    BALANCE,
)


@dataclass(frozen=True, slots=True)
class CashCount:
    """The box as counted at the end of a day, and by how much that differs from the book of that day."""

    on: datetime.date
    amount: int
    difference: int

    @property
    def lines(self) -> list[tuple[str, int | None]]:
        day = f"{self.on:%d-%m-%Y}"
        return [(f"Kas tunai dihitung {day}", self.amount), (f"Selisih pada {day}", self.difference)]


BY_HAND: list[tuple[str, int | None]] = [("Kas tunai", None), ("Selisih", None)]


def cash_book_context(
    ksm: Ksm, book: CashBook, today: datetime.date, *, counted: CashCount | None, is_detailed: bool
) -> dict:
    """Form 5 of domain.md: the cash book of a period, closed by book, counted cash and their difference.

    One line for what several members gave of a kind at one meeting, or each for itself where it is detailed.
    """
    shown = book.rows if is_detailed else summed(book.rows, book.brought)
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
        for number, row in enumerate(shown, start=1)
    ]
    closing = [("Saldo menurut buku", book.totals.closing), *(counted.lines if counted else BY_HAND)]
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
    Column("No", css="w-mark"),
    Column("Anggota", css="w-count"),
    Column("Cair, jasa, jangka"),
    Column("Pokok", Kind.SUM, "w-date"),
    Column("Sisa awal", Kind.SUM, "w-date"),
    Column("Pinjaman baru", Kind.SUM, "w-date"),
    Column("Angsuran pokok", Kind.SUM, "w-date"),
    Column("Angsuran jasa", Kind.SUM, "w-date"),
    Column("Hapus buku", Kind.SUM, "w-date"),
    Column("Sisa akhir", Kind.SUM, "w-date"),
    Column("Tunggakan", Kind.SUM, "w-date"),
    Column("Status", css="w-short"),
)

LOAN_ROOM = Room(LANDSCAPE.width, 100, 133)  # Its heading has two lines.
NO_BREAK = "\u00a0"
# The narrow column has no room for the longer word of the screen.
PAPER_WORDS = {"WRITTEN_OFF": "Hapus buku"}


def loan_book_context(
    ksm: Ksm, book: Sequence[LoanBookRow], period: tuple[datetime.date, datetime.date], today: datetime.date
) -> dict:
    """Form 7: what a period did to every loan. Members by number only (J15)."""
    totals = LoanBookTotals.of(book)
    closing = [
        ("Sisa pokok seluruhnya", totals.outstanding),
        ("Tunggakan seluruhnya", totals.arrears),
    ]
    return book_context(
        ksm,
        title="Buku pinjaman",
        subtitle=period_words(*period),
        today=today,
        columns=LOAN_COLUMNS,
        rows=[_loan_cells(row) for row in book],
        closing=closing,
        room=LOAN_ROOM,
    )


def _loan_cells(row: LoanBookRow) -> tuple[Cell, ...]:
    term = row.term_words.replace(" ", NO_BREAK)
    terms = term if row.loan.is_opening else f"{row.jasa_words}, {term}"
    return (
        row.loan.number,
        f"Anggota nomor {row.loan.of_member.number}",
        f"{row.loan.disbursed_on:%d-%m-%Y}, {terms}",
        row.loan.principal,
        row.before or None,
        row.lent or None,
        row.paid_principal or None,
        row.paid_jasa or None,
        row.written_off or None,
        row.outstanding,
        row.arrears or None,
        f"Kelas {row.number}" if row.number else PAPER_WORDS.get(row.code, STATUSES["loan"][row.code].word),
    )
