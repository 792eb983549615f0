"""The printed savings book of a group, or of one of its members: its columns and rows."""

import datetime

from groups.models import Ksm, Member
from ksm.bookpaper import Column, Kind
from ledger.paper import BALANCE, DAY, NO, book_context, period_words
from savings.group_book import group_book

COLUMNS = (
    NO,
    DAY,
    Column("Bukti", css="w-mark"),
    Column("Pertemuan ke / uraian"),
    Column("Pokok", Kind.SUM, "w-date"),
    Column("Wajib", Kind.SUM, "w-date"),
    Column("Sukarela", Kind.SUM, "w-date"),
    Column("Penarikan", Kind.SUM, "w-date"),
    BALANCE,
)
# Who took the money and who gave it initial each line of a member's own book.
INITIALS = (Column("Paraf penerima", css="w-short"), Column("Paraf anggota", css="w-short"))


def group_book_context(
    ksm: Ksm,
    first: datetime.date,
    last: datetime.date,
    today: datetime.date,
    *,
    title: str,
    member: Member | None = None,
) -> dict:
    """The savings book between two days, both included, of the whole group or of a member."""
    book = group_book(ksm, first, last, member=member)
    blanks = INITIALS if member else ()
    rows = [
        (
            str(number),
            f"{row.date:%d-%m-%Y}",
            str(row.entry_number),
            row.text,
            row.pokok or None,
            row.wajib or None,
            row.sukarela or None,
            row.withdrawn or None,
            row.balance,
            *(None for _ in blanks),
        )
        for number, row in enumerate(book.rows, start=1)
    ]
    period = period_words(first, last)
    return book_context(
        ksm,
        title=title,
        subtitle=f"{member.number}. {member.name} · {period}" if member else period,
        today=today,
        columns=(*COLUMNS, *blanks),
        rows=rows,
        opening=book.opening,
        closing=[("Saldo tabungan", book.closing)],
    )
