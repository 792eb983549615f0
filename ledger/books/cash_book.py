"""The cash book (buku kas): every movement of the box with the balance after it. Reads only."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, When

from groups.models import Ksm
from ledger import chart
from ledger.journal.receipts import has_receipt
from ledger.models import JournalEntry, JournalLine
from ledger.models.journal import line_text


@dataclass(frozen=True, slots=True)
class CashRow:
    """One line of the cash book, in rupiah; `balance` is what the box holds after it."""

    line_id: int
    date: datetime.date
    entry_number: int
    text: str
    label: str
    movement: str  # as the label, of a loan by its direction
    member_id: int | None
    incoming: int
    outgoing: int
    balance: int
    undoes: int | None  # the number of the entry that this one reverses
    has_receipt: bool


@dataclass(frozen=True, slots=True)
class CashTotals:
    """A period of the book in figures: rupiah before it, in and out within it, and how many lines it has."""

    first: datetime.date
    last: datetime.date
    opening: int
    incoming: int
    outgoing: int
    count: int

    @property
    def closing(self) -> int:
        return self.opening + self.incoming - self.outgoing


@dataclass(frozen=True, slots=True)
class CashBook:
    """The asked part of a period's rows, and the balance before the first of them."""

    totals: CashTotals
    brought: int
    rows: Sequence[CashRow]


def default_period(ksm: Ksm, today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The month of the last entry and the two before it, up to today."""
    last = JournalEntry.objects.filter(ksm=ksm).aggregate(last=Max("date"))["last"] or today
    months = last.year * 12 + last.month - 3
    return datetime.date(months // 12, months % 12 + 1, 1), max(last, today)


def cash_lines(ksm: Ksm, first: datetime.date, last: datetime.date) -> QuerySet[JournalLine]:
    """The lines that move the box between two days, both included, in the book's order."""
    moved = Q(debit_id=chart.KAS) | Q(credit_id=chart.KAS)
    lines = JournalLine.objects.filter(moved, ksm=ksm, date__gte=first, date__lte=last)
    return lines.order_by("date", "entry_id", "pk")  # ids of a group rise with its entries' numbers


def cash_totals(ksm: Ksm, first: datetime.date, last: datetime.date) -> CashTotals:
    """The figures of a period. Two queries."""
    opening = _sum(cash_lines(ksm, datetime.date.min, first - datetime.timedelta(days=1)))
    whole = cash_lines(ksm, first, last).order_by()
    return CashTotals(
        first,
        last,
        opening,
        **whole.aggregate(
            incoming=Sum("amount", filter=Q(debit_id=chart.KAS), default=0),
            outgoing=Sum("amount", filter=Q(credit_id=chart.KAS), default=0),
            count=Count("pk"),
        ),
    )


def cash_book(ksm: Ksm, totals: CashTotals, *, start: int = 0, size: int | None = None) -> CashBook:
    """Of a period's rows `size` from the `start`th on, or all. One query, two unless they are the first.

    Read and summed from the nearer end of the period, so that its last page costs what its first does.
    """
    end = totals.count if size is None else min(start + size, totals.count)
    lines = cash_lines(ksm, totals.first, totals.last)
    shown = lines.select_related("entry__reverses", "member", "loan")
    if start <= totals.count // 2:
        found = list(shown[start:end])
        brought = totals.opening + (_sum(lines.filter(_before(found[0]))) if start and found else 0)
    else:
        found = list(shown.reverse()[totals.count - end : max(totals.count - start, 0)])[::-1]
        brought = totals.closing - (_sum(lines.exclude(_before(found[0]))) if found else 0)
    return CashBook(totals, brought, _rows(found, brought))


def _before(line: JournalLine) -> Q:
    """Everything that stands before a line in the book's order."""
    same_day = Q(date=line.date) & (Q(entry__lt=line.entry_id) | Q(entry=line.entry_id, pk__lt=line.pk))
    return Q(date__lt=line.date) | same_day


def _sum(lines: QuerySet[JournalLine]) -> int:
    """What lines add to the box, in rupiah."""
    effect = Case(When(debit_id=chart.KAS, then=F("amount")), default=-F("amount"))
    return lines.order_by().aggregate(total=Sum(effect, default=0))["total"]


def _rows(lines: Iterable[JournalLine], balance: int) -> list[CashRow]:
    rows = []
    for line in lines:
        is_in = line.debit_id == chart.KAS
        balance += line.amount if is_in else -line.amount
        contra = line.credit_id if is_in else line.debit_id
        rows.append(
            CashRow(
                line_id=line.pk,
                date=line.date,
                entry_number=line.entry.number,
                text=line_text(line),
                label=chart.BY_CODE[contra].cash_label,
                movement=chart.movement_label(contra, incoming=is_in),
                member_id=line.member_id,
                incoming=line.amount if is_in else 0,
                outgoing=0 if is_in else line.amount,
                balance=balance,
                undoes=line.entry.reverses.number if line.entry.reverses else None,
                has_receipt=has_receipt(line),
            )
        )
    return rows


def summed(rows: Iterable[CashRow], balance: int) -> list[CashRow]:
    """The rows as people keep the book: what several members gave of one kind in one entry is one line.

    `balance` is what the box held before the first row, in rupiah; sums and the last balance stay the same.
    """
    kinds: dict[tuple, list[CashRow]] = defaultdict(list)
    for row in rows:
        whose = "members" if row.member_id else row.line_id
        kinds[row.entry_number, row.movement, bool(row.incoming), whose].append(row)
    lines = []
    for (_, movement, _, _), found in kinds.items():
        incoming, outgoing = sum(one.incoming for one in found), sum(one.outgoing for one in found)
        balance += incoming - outgoing
        members = len({one.member_id for one in found})
        undone = f"Pembatalan bukti {found[0].undoes}: " if found[0].undoes else ""
        text = f"{undone}{movement}, {members} anggota" if members > 1 else found[0].text
        lines.append(replace(found[0], text=text, incoming=incoming, outgoing=outgoing, balance=balance))
    return lines


def undone_by(ksm: Ksm, rows: Iterable[CashRow]) -> dict[int, int]:
    """Which of the rows' entries were reversed since, and by which entry: {number: number}. One query.

    Beside the book and not of it: what was printed before does not change.
    """
    reversals = JournalEntry.objects.filter(ksm=ksm, reverses__number__in={row.entry_number for row in rows})
    return dict(reversals.values_list("reverses__number", "number"))
