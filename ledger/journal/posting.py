"""The only writer of the journal. Entries are added; a mistake is reversed with a link, never edited."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from groups.closed_months import closed_month_sentence
from groups.models import Ksm, User
from groups.papers.register import withdraw
from groups.refusals import GroupError
from ksm.dates import date_in_words
from ledger import chart
from ledger.models import Book, Fund, JournalEntry, JournalLine

# The receipts of an entry in the register of papers, and what is told of them once it was reversed.
RECEIPT, UNDONE = "KW", "Jurnalnya dibatalkan"


class LedgerError(GroupError):
    """A refusal by the books."""


@dataclass(frozen=True, slots=True)
class Line:
    """`amount` rupiah from the account `credit` to the account `debit` (codes of ledger/chart.py)."""

    debit: str
    credit: str
    amount: int
    member_id: int | None = None
    payer_id: int | None = None
    loan_id: int | None = None
    fund: str = ""  # "" = the fund its accounts belong to
    memo: str = ""

    @property
    def own_fund(self) -> str:
        """The fund named, or the one its accounts belong to; the kas where none does."""
        return self.fund or chart.FUND_OF.get(self.debit) or chart.FUND_OF.get(self.credit, Fund.KAS)


@dataclass(frozen=True, slots=True)
class NewEntry:
    date: datetime.date
    kind: str
    memo: str
    lines: Sequence[Line]
    counterparty: str = ""  # who gave or took the money, where neither a member nor a lender did


def book_of(ksm: Ksm) -> Book:
    """The group's book, made at its first use. The caller holds the group's lock when it writes."""
    return Book.objects.get_or_create(ksm=ksm)[0]


def require_open(book: Book, date: datetime.date, field: str | None = "on") -> None:
    """Refuse a date in a closed month, or on or before the last closed sheet (J6).

    Raises LedgerError beside `field`.
    """
    require_month_open(book, date, field)
    if book.closed_through and date <= book.closed_through:
        raise LedgerError(
            f"Tanggal {date_in_words(date)} sudah ditutup bersama pertemuan "
            f"{date_in_words(book.closed_through)}. "
            "Catat dengan tanggal sesudahnya, atau buka kembali lembar terakhir.",
            field,
        )


def require_month_open(book: Book, date: datetime.date, field: str | None = "on") -> None:
    """Refuse a date in a closed month. Raises LedgerError beside `field` that says what to do instead."""
    if book.months_closed_through and date <= book.months_closed_through:
        raise LedgerError(closed_month_sentence(book.months_closed_through), field)


def post_all(*, ksm: Ksm, entries: Iterable[NewEntry], by: User | None) -> list[JournalEntry]:
    """Write entries in the given order, numbered on from the last; the caller holds the group's lock.

    Raises LedgerError for a closed date or an entry without lines. A fixed number of statements.
    """
    entries = list(entries)
    book = book_of(ksm)
    for entry in entries:
        require_open(book, entry.date)
        if not entry.lines:
            raise LedgerError("Jurnal tanpa baris tidak dicatat.")
    return _write(book, [(entry, None) for entry in entries], by)


def post(
    *,
    ksm: Ksm,
    date: datetime.date,
    kind: str,
    memo: str,
    lines: Sequence[Line],
    by: User | None,
    counterparty: str = "",
) -> JournalEntry:
    """Write one entry; see `post_all`."""
    return post_all(ksm=ksm, entries=[NewEntry(date, kind, memo, lines, counterparty)], by=by)[0]


def post_and_close(*, book: Book, entry: NewEntry, by: User | None) -> JournalEntry | None:
    """Write a meeting's entry, if money moved, and close the book through its day (J6).

    The caller holds the group's lock. Raises LedgerError when that day is closed already.
    """
    require_open(book, entry.date)
    book.closed_through = entry.date
    if entry.lines:
        return _write(book, [(entry, None)], by)[0]
    book.save(update_fields=["closed_through"])
    return None


def reverse(*, entry: JournalEntry, date: datetime.date, reason: str, by: User | None) -> JournalEntry:
    """Undo an entry by its mirror image dated `date`, linked both ways; the caller holds the group's lock.

    Raises LedgerError when it was undone before, is itself a reversal, or the date is closed.
    """
    if entry.kind == JournalEntry.Kind.REVERSAL:
        raise LedgerError("Jurnal pembatalan tidak dapat dibatalkan lagi; catat ulang sebagai jurnal baru.")
    if JournalEntry.objects.filter(reverses=entry).exists():
        raise LedgerError(f"Jurnal nomor {entry.number} sudah dibatalkan.")
    book = book_of(entry.ksm)
    require_open(book, date)
    lines = list(entry.lines.all())
    mirrored = [
        Line(
            debit=line.credit_id,
            credit=line.debit_id,
            amount=line.amount,
            member_id=line.member_id,
            payer_id=line.payer_id,
            loan_id=line.loan_id,
            fund=line.fund,
            memo=line.memo,
        )
        for line in lines
    ]
    withdraw(entry.ksm, RECEIPT, [str(line.pk) for line in lines], date, UNDONE)
    memo = f"Pembatalan jurnal {entry.number}: {reason}"[:300]
    new = NewEntry(date, JournalEntry.Kind.REVERSAL, memo, mirrored, entry.counterparty)
    return _write(book, [(new, entry)], by)[0]


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry of a book that was kept elsewhere, with its own number; `takes_back` is the place (from 0) of
    the entry before it that it reverses.
    """

    number: int
    date: datetime.date
    kind: str
    memo: str
    counterparty: str
    takes_back: int | None


def restore_entries(*, ksm: Ksm, entries: Sequence[KeptEntry], by: User | None) -> list[JournalEntry]:
    """Write the entries of a book that was kept elsewhere into an empty one; their lines come after.

    The caller holds the group's lock and proves the book when all is there. Raises LedgerError where the book
    has entries already, numbers do not run on from 1, or a reversal stands before what it takes back.
    """
    book = book_of(ksm)
    if ksm.entries.exists():
        raise LedgerError("Buku KSM ini sudah berisi.")
    rows: list[JournalEntry] = []
    for place, entry in enumerate(entries):
        if entry.number != place + 1:
            raise LedgerError(f"Nomor bukti {entry.number} tidak berurutan.")
        if entry.takes_back is not None and not 0 <= entry.takes_back < place:
            raise LedgerError("Pembatalan harus sesudah jurnalnya.")
        new = NewEntry(entry.date, entry.kind, entry.memo, (), entry.counterparty)
        row = _row(book, entry.number, new, by, None if entry.takes_back is None else rows[entry.takes_back])
        row.save()
        rows.append(row)
    book.last_entry_number = len(rows)
    book.save(update_fields=["last_entry_number"])
    return rows


def restore_lines(*, ksm: Ksm, lines: Sequence[tuple[JournalEntry, Line]]) -> list[JournalLine]:
    """Write the lines of restored entries, whose loans and members are there by now. The group is locked."""
    return JournalLine.objects.bulk_create(_line_row(ksm.pk, entry, line) for entry, line in lines)


def _write(book: Book, entries: Sequence[tuple[NewEntry, JournalEntry | None]], by) -> list[JournalEntry]:
    first = book.last_entry_number + 1
    rows = JournalEntry.objects.bulk_create(
        _row(book, number, entry, by, reverses)
        for number, (entry, reverses) in enumerate(entries, start=first)
    )
    book.last_entry_number += len(rows)
    book.save(update_fields=["last_entry_number", "closed_through"])
    JournalLine.objects.bulk_create(
        _line_row(book.ksm_id, row, line)
        for row, (entry, _) in zip(rows, entries, strict=True)
        for line in entry.lines
    )
    return rows


def _row(book: Book, number: int, entry: NewEntry, by, reverses: JournalEntry | None = None) -> JournalEntry:
    return JournalEntry(
        ksm_id=book.ksm_id,
        number=number,
        date=entry.date,
        recorded_by=by,
        kind=entry.kind,
        memo=entry.memo,
        counterparty=entry.counterparty,
        reverses=reverses,
    )


def _line_row(ksm_id: int, entry: JournalEntry, line: Line) -> JournalLine:
    return JournalLine(
        ksm_id=ksm_id,
        entry=entry,
        date=entry.date,
        debit_id=line.debit,
        credit_id=line.credit,
        amount=line.amount,
        fund=line.own_fund,
        member_id=line.member_id,
        payer_id=line.payer_id,
        loan_id=line.loan_id,
        memo=line.memo,
    )
