"""What every printed book has in common: letterhead, title, pages with carried totals, signatures."""

import datetime
from collections.abc import Sequence

from groups.letterhead import ACKNOWLEDGED, Office, furniture, group_signers
from groups.models import Ksm
from ksm.bookpaper import LANDSCAPE, PORTRAIT, Cell, Column, Kind, Room, book_pages
from ksm.dates import date_in_words

NO = Column("No", css="w-no")
DAY = Column("Tanggal", css="w-date")
BALANCE = Column("Saldo", Kind.BALANCE, "w-money")
# More rows make a file that no phone opens and a server does not want to lay out (cases.md, 92).
MOST_ROWS = 2000
TOO_LONG = "Masa ini terlalu panjang untuk satu cetakan. Pilih masa yang lebih pendek."


def book_furniture(ksm: Ksm, day: datetime.date) -> dict:
    """What every printed book begins and ends with: the treasurer made it, the chair has seen it."""
    treasurer, chair = group_signers(ksm, day, Office.BENDAHARA, Office.KETUA, lead="Dibuat oleh,")
    return furniture(ksm, day, (treasurer, chair._replace(lead=ACKNOWLEDGED)))


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
    room: Room | None = None,
) -> dict:
    """The context of ledger/books/print_book.html.

    `closing` are lines under the table, in rupiah; `heading` columns of facts above it; `room` another
    than those of ksm/bookpaper.py.
    """
    room = room or (LANDSCAPE if landscape else PORTRAIT)
    return {
        "ksm": ksm,
        "title": title,
        "subtitle": subtitle,
        "columns": columns,
        "pages": book_pages(columns, rows, opening=opening, room=room, facts=len(closing) + bool(closing)),
        "landscape": landscape,
        "closing": closing,
        "heading": heading,
        **book_furniture(ksm, today),
    }


def period_words(first: datetime.date, last: datetime.date) -> str:
    return f"{date_in_words(first)} sampai {date_in_words(last)}"
