"""Opening balances of a group that comes with history (J19): cash, savings and loans as of a day."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Sum

from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Ksm, Member, User
from ksm.money import format_rupiah
from ledger import chart
from ledger.books.statements import UNCOVERED, balance_sheet, uncovered, uncovered_words
from ledger.journal.posting import LedgerError, Line, post
from ledger.loans.lending import opening_loans, store_disbursements
from ledger.models import AccountPosting, JournalEntry
from savings.saving import Movement, store_movements


@dataclass(frozen=True, slots=True)
class OpeningBalance:
    """What one member brings, in rupiah: savings by kind and the principal still owed."""

    savings: Mapping[str, int] = field(default_factory=dict)
    loan: int = 0


@transaction.atomic
def open_books(
    *,
    ksm: Ksm,
    date: datetime.date,
    cash: int,
    bank: int = 0,
    members: Mapping[Member, OpeningBalance],
    by: User | None,
) -> JournalEntry:
    """Write the opening balances as of the end of `date`, before anything else is in the books.

    Savings and loans stand against the group's opening capital. Raises LedgerError when the books are open
    already, nothing is brought, or the group did not exist yet.
    """
    ksm = lock_ksm(ksm.pk)
    if ksm.entries.effective(datetime.date.max).exists():
        raise LedgerError("Buku kelompok ini sudah berisi catatan; saldo awal hanya dicatat paling dulu.")
    require_day(date, today=datetime.date.max, ksm=ksm, field="date")  # who brings it has looked at today
    movements = [
        Movement(member.pk, kind, amount)
        for member, brought in members.items()
        for kind, amount in brought.savings.items()
        if amount
    ]
    loans = opening_loans(ksm=ksm, principals={m: b.loan for m, b in members.items() if b.loan})
    lines = [
        Line(account, chart.MODAL_AWAL, amount, memo="Saldo awal")
        for account, amount in ((chart.KAS, cash), (chart.BANK, bank))
        if amount
    ]
    lines += [movement.line(against=chart.MODAL_AWAL) for movement in movements]
    lines += [
        Line(
            chart.PIUTANG_ANGGOTA,
            chart.MODAL_AWAL,
            loan.principal,
            member_id=loan.member_id,
            loan_id=loan.pk,
            memo=f"Saldo awal {loan.number}",
        )
        for loan in loans
    ]
    if not lines:
        raise LedgerError("Isi paling sedikit satu saldo.")
    entry = post(ksm=ksm, date=date, kind=JournalEntry.Kind.OPENING, memo="Saldo awal", lines=lines, by=by)
    store_movements(ksm=ksm, entry_of=dict.fromkeys(range(len(movements)), entry), movements=movements)
    store_disbursements(entry_of={loan.pk: entry for loan in loans}, loans=loans)
    return entry


def uncovered_at_first(ksm: Ksm) -> int:
    """By how much the savings that a group began with were beyond its cash and loans, in rupiah; 0 if not."""
    rows = AccountPosting.objects.filter(
        ksm=ksm, account_id=chart.MODAL_AWAL, entry__kind=JournalEntry.Kind.OPENING
    )
    standing = rows.filter(entry__reversed_by__isnull=True)
    return max(standing.aggregate(total=Sum("amount", default=0))["total"], 0)


def uncovered_sentences(ksm: Ksm, today: datetime.date) -> list[str]:
    """What savings were not covered at the beginning, and what is not covered today where that differs."""
    gap, sheet = uncovered_at_first(ksm), balance_sheet(ksm, today)
    told = [f"Modal awal {format_rupiah(-gap)}: {UNCOVERED}."] if gap else []
    if uncovered(sheet) not in (0, gap):
        told.append(f"Hari ini: {uncovered_words(sheet)}")
    return told
