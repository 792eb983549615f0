"""The funds of the group, kept apart: what each holds, has lent out, and how it moved."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Ksm, User
from ksm.money import format_rupiah
from ledger import chart
from ledger.journal.posting import LedgerError, Line, book_of, post
from ledger.models import AccountPosting, Fund, JournalEntry, JournalLine
from ledger.models.journal import line_text

# What the members may move between by decision; the BLM fund is the programme's and is moved by its own acts.
MOVABLE = (Fund.KAS, Fund.TANGGUNG_RENTENG, Fund.SOSIAL)
CAPITAL_OF = {fund: account for account, fund in chart.FUND_OF.items()} | {Fund.KAS: chart.ANTARDANA}


@dataclass(frozen=True, slots=True)
class FundRow:
    """One fund as of a day, in rupiah."""

    fund: str
    label: str
    box: int
    bank: int
    lent: int

    @property
    def total(self) -> int:
        return self.box + self.bank + self.lent


def fund_rows(ksm: Ksm, as_of: datetime.date) -> list[FundRow]:
    """Cash and loans of each fund, instalments owed after tanggung renteng included. One query."""
    accounts = (*chart.CASH, chart.PIUTANG_ANGGOTA, chart.PIUTANG_TANGGUNG_RENTENG)
    postings = AccountPosting.objects.filter(account_id__in=accounts)
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in postings.balances(ksm_ids=[ksm.pk], as_of=as_of, by=("fund", "account_id")):
        sums[row["fund"]][row["account_id"]] = row["balance"]
    return [
        FundRow(
            fund.value,
            fund.label,
            sums[fund][chart.KAS],
            sums[fund][chart.BANK],
            sums[fund][chart.PIUTANG_ANGGOTA] + _owed_to(fund, sums),
        )
        for fund in Fund
    ]


def _owed_to(fund: str, sums) -> int:
    """Only what the fund itself put in is its own; what members put in is owed to them, not to the kas."""
    return sums[fund][chart.PIUTANG_TANGGUNG_RENTENG] if fund != Fund.KAS else 0


def least_cash(
    ksm: Ksm, on: datetime.date, *, fund: str | None = None, places: Sequence[str] = chart.CASH
) -> int:
    """The least that lies in box and bank at the end of `on` or of any later day, in rupiah. One query.

    Of one fund, or of all together (None); in one of the places, or both. What is spent on a day must be
    there until today, for something may have been spent since.
    """
    rows = AccountPosting.objects.filter(ksm=ksm, account_id__in=places)
    if fund:
        rows = rows.filter(fund=fund)
    return rows.least(on).get((), 0)


@dataclass(frozen=True, slots=True)
class FundMove:
    """One movement of a fund's cash: rupiah in or out, and the balance after it."""

    line: JournalLine
    incoming: int
    outgoing: int
    balance: int

    @property
    def text(self) -> str:
        return line_text(self.line)

    @property
    def is_reversal(self) -> bool:
        """Does it take back an earlier one? `line.entry` is loaded with it."""
        return self.line.entry.kind == JournalEntry.Kind.REVERSAL


def fund_moves(ksm: Ksm, fund: str, as_of: datetime.date) -> Sequence[FundMove]:
    """Every movement of a fund's box and bank until a day, oldest first. One query."""
    touching = Q(debit_id__in=chart.CASH) ^ Q(credit_id__in=chart.CASH)  # from box to bank nothing moves
    lines = JournalLine.objects.filter(touching, ksm=ksm, fund=fund, date__lte=as_of)
    moves, balance = [], 0
    for line in lines.select_related("entry__reverses", "member", "loan").order_by(
        "date", "entry__number", "pk"
    ):
        incoming = line.amount if line.debit_id in chart.CASH else 0
        outgoing = 0 if incoming else line.amount
        balance += incoming - outgoing
        moves.append(FundMove(line, incoming, outgoing, balance))
    return moves


@transaction.atomic
def move_between_funds(
    *,
    ksm: Ksm,
    source: str,
    target: str,
    amount: int,
    on: datetime.date,
    today: datetime.date,
    minutes: str,
    reason: str,
    seen: int,
    by: User | None,
) -> JournalEntry:
    """Move cash in the box from one fund to another, by decision of the members.

    `seen` is the number of the last entry when the page was opened. Raises LedgerError for more than the fund
    has in the box, for the BLM fund, and for a day that is not open.
    """
    ksm = lock_ksm(ksm.pk)
    if book_of(ksm).last_entry_number != seen:
        raise LedgerError("Buku berubah sesudah halaman dibuka. Muat ulang, lalu periksa angkanya.")
    if source == target:
        raise LedgerError("Pilih dua dana yang berbeda.", "target")
    if source not in MOVABLE or target not in MOVABLE:
        raise LedgerError("Dana BLM tidak dipindahkan ke dana lain.", "source")
    require_day(on, today=today, ksm=ksm)
    held = least_cash(ksm, on, fund=source, places=(chart.KAS,))
    if amount > held:
        raise LedgerError(f"{Fund(source).label} di kotak hanya {format_rupiah(max(held, 0))}.", "amount")
    words = f"Pindah {Fund(source).label.lower()} ke {Fund(target).label.lower()}"
    lines = [
        Line(CAPITAL_OF[source], chart.KAS, amount, fund=source, memo=words),
        Line(chart.KAS, CAPITAL_OF[target], amount, fund=target, memo=words),
    ]
    kind = JournalEntry.Kind.OTHER
    memo = f"{words} ({minutes}): {reason}"[:300]
    return post(ksm=ksm, date=on, kind=kind, memo=memo, lines=lines, by=by)
