"""What an LPJ rests on: who borrowed from the fund, and the journal's entries behind its figures (J28)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from ledger import chart
from ledger.loans.owed import outstanding_principal
from ledger.models import BlmGrant, Fund, JournalEntry, JournalLine, Loan


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A loan of the fund by its member's number (J15), in rupiah: lent, and still owed on a day."""

    number: int
    loan: Loan
    owed: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """An entry that moved the fund's cash, in rupiah; `undone` where another took it back by that day."""

    entry: JournalEntry
    words: str
    incoming: int
    outgoing: int
    undone: bool


def borrowed_from(grant: BlmGrant, as_of: datetime.date) -> list[Borrowed]:
    """The loans of a grant's members handed out by a day, by number. Two queries."""
    loans = Loan.objects.filter(
        grant_member__grant=grant, state=Loan.State.DISBURSED, disbursed_on__lte=as_of
    )
    owed = outstanding_principal(grant.ksm, as_of)
    rows = [
        Borrowed(loan.of_member.number, loan, owed.get(loan.pk, 0)) for loan in loans.select_related("member")
    ]
    return sorted(rows, key=lambda row: (row.number, row.loan.pk))


def evidence_of(grant: BlmGrant, as_of: datetime.date) -> list[Evidence]:
    """Every entry that moved cash of the group's BLM fund until a day, in order. One query."""
    lines = JournalLine.objects.filter(ksm=grant.ksm, fund=Fund.BLM, date__lte=as_of)
    lines = lines.select_related("entry__reversed_by").order_by("date", "entry__number", "pk")
    by_entry: dict[int, list[JournalLine]] = {}
    for line in lines:
        if (line.debit_id in chart.CASH) != (line.credit_id in chart.CASH):
            by_entry.setdefault(line.entry_id, []).append(line)
    return [_evidence(rows, as_of) for rows in by_entry.values()]


def _evidence(lines: Sequence[JournalLine], as_of: datetime.date) -> Evidence:
    entry = lines[0].entry
    back = getattr(entry, "reversed_by", None)
    texts = dict.fromkeys(filter(None, (entry.memo, *(line.memo for line in lines))))
    return Evidence(
        entry,
        " · ".join(text for text in texts if not any(text in one for one in texts if one != text)),
        sum(line.amount for line in lines if line.debit_id in chart.CASH),
        sum(line.amount for line in lines if line.credit_id in chart.CASH),
        bool(back and back.date <= as_of),
    )
