"""The balance sheet (neraca) and the income statement, as of a day and as known at a moment."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from groups.models import Ksm
from ksm.money import format_rupiah
from ksm.words import listed
from ledger import chart
from ledger.journal.balances import known, not_closing, signed_sums
from ledger.loans.owed import arrears_outside
from ledger.models import AccountPosting, JournalLine

RESULT_KINDS = (chart.INCOME, chart.COST)
CURRENT_RESULT = "Hasil usaha berjalan"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a statement: rupiah as people read them, below zero where something is the wrong way."""

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class IncomeStatement:
    """Income and costs of a period; `result` is the surplus (SHU), below zero for a loss."""

    first: datetime.date
    last: datetime.date
    income: Sequence[Figure]
    costs: Sequence[Figure]

    @property
    def total_income(self) -> int:
        return sum(figure.amount for figure in self.income)

    @property
    def total_costs(self) -> int:
        return sum(figure.amount for figure in self.costs)

    @property
    def result(self) -> int:
        return self.total_income - self.total_costs


@dataclass(frozen=True, slots=True)
class BalanceSheet:
    """What a group has, owes and owns on a day; both sides sum to the same."""

    as_of: datetime.date
    assets: Sequence[Figure]
    debts: Sequence[Figure]
    capital: Sequence[Figure]

    @property
    def total_assets(self) -> int:
        return sum(figure.amount for figure in self.assets)

    @property
    def total_claims(self) -> int:
        return sum(figure.amount for figure in (*self.debts, *self.capital))


def results_by_account(
    ksm: Ksm, first: datetime.date, last: datetime.date, known_at: datetime.datetime | None = None
) -> dict[str, int]:
    """Signed sums (debit +, credit -) of income and cost accounts over a period. One query."""
    rows = AccountPosting.objects.filter(
        known(known_at),
        not_closing(),
        ksm=ksm,
        date__gte=first,
        date__lte=last,
        account__kind__in=RESULT_KINDS,
    )
    sums = rows.order_by().values_list("account_id").annotate(total=Sum("amount"))
    return {code: total for code, total in sums if total}


def income_statement(
    ksm: Ksm, first: datetime.date, last: datetime.date, known_at: datetime.datetime | None = None
) -> IncomeStatement:
    """Income and costs between two days, both included. One query."""
    sums = results_by_account(ksm, first, last, known_at)
    return IncomeStatement(first, last, _figures(sums, chart.INCOME), _figures(sums, chart.COST))


def balance_sheet(ksm: Ksm, as_of: datetime.date, known_at: datetime.datetime | None = None) -> BalanceSheet:
    """Assets, debts and capital on a day, with the result not yet closed as a line of capital. One query."""
    sums = signed_sums(JournalLine.objects.filter(known(known_at), ksm=ksm, date__lte=as_of))
    result = -sum(total for code, total in sums.items() if chart.BY_CODE[code].kind in RESULT_KINDS)
    capital = _figures(sums, chart.CAPITAL)
    if result:
        capital.append(Figure(CURRENT_RESULT, result))
    return BalanceSheet(as_of, _figures(sums, chart.ASSET), _figures(sums, chart.DEBT), capital)


UNCOVERED = "simpanan anggota belum tertutup kas dan pinjaman"
# Money that is kept for a purpose covers no savings.
EARMARKED = {chart.BY_CODE[code].name for code in chart.FUND_OF}


def uncovered(sheet: BalanceSheet) -> int:
    """By how much members' savings are beyond what the group has to cover them, in rupiah; 0 if they are not.

    So it is where its own capital, funds for a purpose left out, is below zero: by what it began with, by
    losses, or by both.
    """
    return max(-sum(one.amount for one in sheet.capital if one.name not in EARMARKED), 0)


def uncovered_words(sheet: BalanceSheet) -> str:
    """The same as a sentence with what is below zero, also a beginning that is covered since; "" for none."""
    own = [one for one in sheet.capital if one.name not in EARMARKED and one.amount < 0]
    names = listed(f"{one.name} {format_rupiah(one.amount)}" for one in own)
    gap = uncovered(sheet)
    if gap:
        short = "" if [-one.amount for one in own] == [gap] else f", kurang {format_rupiah(gap)}"
        return f"{names}: {UNCOVERED}{short}."
    began = chart.BY_CODE[chart.MODAL_AWAL].name
    if any(one.name == began for one in own):
        return f"{names}: sudah tertutup hasil usaha dan cadangan."
    return ""


def remarks(ksm: Ksm, sheet: BalanceSheet, *, knows_all: bool) -> list[str]:
    """What a reader of the balance sheet should not miss, as sentences: savings uncovered, debts in arrears.

    Arrears are told where everything known today counts (`knows_all`). At most two queries.
    """
    told = [words] if (words := uncovered_words(sheet)) else []
    if knows_all and (late := arrears_outside(ksm, sheet.as_of)):
        told.append(f"Utang kepada pihak luar menunggak {format_rupiah(late)}.")
    return told


def _figures(sums: dict[str, int], kind: str) -> list[Figure]:
    sign = chart.natural_sign(kind)
    return [
        Figure(spec.name, sign * sums[spec.code])
        for spec in chart.CHART
        if spec.kind == kind and sums.get(spec.code)
    ]
