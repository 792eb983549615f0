"""What is owed on loans as of a day: principal, instalments, arrears. Fixed numbers of grouped queries."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from groups.models import Ksm
from ksm.sets import among
from ledger import chart
from ledger.journal.balances import balances_by_ksm
from ledger.journal.funds import least_cash
from ledger.models import (
    AccountPosting,
    Installment,
    Loan,
    LoanEvent,
    RepaymentPart,
    in_force_on,
    undone_repayment,
)
from ledger.policy.allocation import Due


def outstanding_principal(ksm: Ksm, as_of: datetime.date) -> dict[int, int]:
    """Principal still owed per loan, opening loans included: {loan id: rupiah}, settled loans left out."""
    return _by_loan(ksm, chart.PIUTANG_ANGGOTA, as_of)


def outside_principal(ksm: Ksm, as_of: datetime.date) -> dict[int, int]:
    """What the group still owes on each loan from outside: {loan id: rupiah}, settled ones left out."""
    return {pk: -balance for pk, balance in _by_loan(ksm, chart.UTANG_LUAR, as_of).items()}


def _by_loan(ksm: Ksm, account: str, as_of: datetime.date) -> dict[int, int]:
    rows = AccountPosting.objects.filter(account_id=account, loan__isnull=False).balances(
        ksm_ids=[ksm.pk], as_of=as_of, by=("loan_id",)
    )
    return {row["loan_id"]: row["balance"] for row in rows if row["balance"]}


@dataclass(frozen=True, slots=True)
class CashAndDebts:
    """Rupiah in the box; in box and bank together per fund; and principal that may still be paid per loan.

    `spent_later` is by how much the box falls on its leanest later day; 0 where it never holds less.
    """

    cash: int
    spent_later: int
    funds: dict[str, int]
    owed: dict[int, int]


def cash_and_debts(ksm: Ksm, as_of: datetime.date) -> CashAndDebts:
    """The money of a group at the end of a day; one query, a second where something is dated later.

    A payment entered with a later day, which only a correction does, takes from the debt already.
    """
    accounts = (chart.KAS, chart.BANK, chart.PIUTANG_ANGGOTA)
    rows = AccountPosting.objects.filter(ksm=ksm, account_id__in=accounts)
    sums = rows.order_by().values("account_id", "fund", "loan_id")
    by_then = Coalesce(Sum("amount", filter=Q(date__lte=as_of)), 0)
    cash, is_last = 0, True
    funds: dict[str, int] = defaultdict(int)
    then: dict[int, int] = defaultdict(int)
    ever: dict[int, int] = defaultdict(int)
    later = Count("pk", filter=Q(date__gt=as_of))
    for row in sums.annotate(by_then=by_then, ever=Sum("amount"), later=later):
        if row["account_id"] != chart.PIUTANG_ANGGOTA:
            funds[row["fund"]] += row["by_then"]
            if row["account_id"] == chart.KAS:
                cash += row["by_then"]
                is_last = is_last and not row["later"]
        elif row["loan_id"]:
            then[row["loan_id"]] += row["by_then"]
            ever[row["loan_id"]] += row["ever"]
    owed = {pk: min(then[pk], ever[pk]) for pk in then if min(then[pk], ever[pk])}
    spent = 0 if is_last else cash - least_cash(ksm, as_of, places=(chart.KAS,))
    return CashAndDebts(cash, spent, dict(funds), owed)


def _effective_parts(as_of: datetime.date):
    parts = RepaymentPart.objects.filter(repayment__date__lte=as_of)
    return parts.exclude(undone_repayment(as_of, "repayment__"))


def _paid_by(as_of: datetime.date) -> Q:
    """Of an instalment: the parts paid until a day and not undone by then."""
    prefix = "parts__repayment__"
    return Q(**{f"{prefix}date__lte": as_of}) & ~undone_repayment(as_of, prefix)


def unpaid_installments(loans: Iterable[Loan], as_of: datetime.date) -> dict[int, list[Due]]:
    """What is still unpaid of each instalment of each loan after payments until `as_of`, in order."""
    return _dues(loans, as_of, as_of)


def payable_installments(loans: Iterable[Loan], on: datetime.date) -> dict[int, list[Due]]:
    """What may still be paid of each instalment on a day: unpaid by then, and not paid later either.

    Only a correction enters a payment with a later day than a sheet that is still to be closed.
    """
    return _dues(loans, on, datetime.date.max)


def _dues(loans: Iterable[Loan], as_of: datetime.date, also: datetime.date) -> dict[int, list[Due]]:
    """The instalments less what was paid until either day, whichever is more; one query."""
    ids = [loan.pk for loan in loans]
    sums = {
        f"{name}_{place}": Coalesce(Sum(f"parts__{name}", filter=_paid_by(day)), 0)
        for place, day in enumerate(dict.fromkeys((as_of, also)))
        for name in ("principal", "jasa")
    }
    rows = Installment.objects.in_force(as_of).filter(loan_id__in=ids).annotate(**sums)
    dues: dict[int, list[Due]] = {pk: [] for pk in ids}
    values = ("loan_id", "sequence", "due_on", "principal", "jasa", "pk", *sums)
    for loan_id, sequence, due_on, principal, jasa, pk, *paid in rows.order_by(
        "loan_id", "sequence"
    ).values_list(*values):
        paid_principal, paid_jasa = max(paid[::2]), max(paid[1::2])
        dues[loan_id].append(Due(sequence, due_on, principal - paid_principal, jasa - paid_jasa, pk))
    return dues


def overdue_installments(
    ksm_ids: Iterable[int] | QuerySet, as_of: datetime.date
) -> Iterator[tuple[int, datetime.date]]:
    """(loan, day) of each instalment of a loan to a member that was due before a day and is not paid in full
    by it. One query.
    """
    paid = {
        name: Coalesce(Sum(f"parts__{name}", filter=_paid_by(as_of)), 0) for name in ("principal", "jasa")
    }
    rows = Installment.objects.in_force(as_of).filter(
        among(ksm_ids), due_on__lt=as_of, loan__borrower=Loan.Borrower.MEMBER
    )
    rows = rows.order_by().annotate(paid_principal=paid["principal"], paid_jasa=paid["jasa"])
    unpaid = rows.exclude(paid_principal=F("principal"), paid_jasa=F("jasa"))
    return unpaid.values_list("loan_id", "due_on").iterator()


def oldest_overdue(ksm_ids: Iterable[int], as_of: datetime.date) -> dict[tuple[int, str], datetime.date]:
    """Per group and lender the day of the oldest instalment due before `as_of` and still unpaid. One query.

    Of running loans: handed out by then, and not written off.
    """
    paid = {
        name: Coalesce(Sum(f"parts__{name}", filter=_paid_by(as_of)), 0) for name in ("principal", "jasa")
    }
    written_off = Q(loan__written_off_on__lte=as_of)
    rows = (
        Installment.objects.in_force(as_of)
        .filter(among(ksm_ids), due_on__lt=as_of, loan__disbursed_on__lte=as_of)
        .exclude(written_off | Q(loan__state=Loan.State.REJECTED))
        .order_by()
        .annotate(paid_principal=paid["principal"], paid_jasa=paid["jasa"])
        .exclude(paid_principal=F("principal"), paid_jasa=F("jasa"))
    )
    oldest: dict[tuple[int, str], datetime.date] = {}
    for ksm_id, lender, due_on in rows.values_list("ksm_id", "loan__lender", "due_on"):
        oldest[ksm_id, lender] = min(due_on, oldest.get((ksm_id, lender), due_on))
    return oldest


def _arrears(ids: Iterable[int] | QuerySet, as_of: datetime.date) -> dict[tuple[int, str], int]:
    """Per group and borrower: members towards the group, and the group towards lenders outside, in rupiah."""
    due = (
        Installment.objects.in_force(as_of)
        .filter(among(ids), due_on__lt=as_of)
        .order_by()
        .values_list("ksm_id", "loan__borrower")
        .annotate(total=Sum("principal") + Sum("jasa"))
    )
    paid = (
        _effective_parts(as_of)
        .filter(among(ids), in_force_on(as_of, "installment__"), installment__due_on__lt=as_of)
        .order_by()
        .values_list("ksm_id", "repayment__loan__borrower")
        .annotate(total=Sum("principal") + Sum("jasa"))
    )
    result = {(pk, borrower): total for pk, borrower, total in due}
    for pk, borrower, total in paid:
        result[pk, borrower] -= total
    return {key: amount for key, amount in result.items() if amount}


def arrears_of_members(ksm_ids: Iterable[int] | QuerySet, as_of: datetime.date) -> int:
    """What members of all these groups owe of instalments due before a day, in rupiah. Two queries."""
    late = _arrears(ksm_ids, as_of).items()
    return sum(amount for (_, borrower), amount in late if borrower == Loan.Borrower.MEMBER)


def arrears_outside(ksm: Ksm, as_of: datetime.date) -> int:
    """What a group owes lenders outside and did not pay in time, in rupiah; two queries."""
    return _arrears([ksm.pk], as_of).get((ksm.pk, Loan.Borrower.GROUP), 0)


def lent_on(ksm_ids: Iterable[int] | QuerySet, days: Collection[datetime.date]) -> dict[datetime.date, int]:
    """The principal that members of all these groups owe at the end of each day, in rupiah. One query."""
    rows = AccountPosting.objects.filter(
        among(ksm_ids), account_id=chart.PIUTANG_ANGGOTA, date__lte=max(days)
    ).order_by()
    moved = dict(rows.values_list("date").annotate(Sum("amount")))
    return {day: sum(amount for on, amount in moved.items() if on <= day) for day in days}


@dataclass(frozen=True, slots=True)
class MoneySummary:
    """A group's money as of a day, in rupiah; what it owes outside is apart from what members owe it."""

    cash: int = 0
    bank: int = 0
    savings: int = 0
    loans_outstanding: int = 0
    arrears: int = 0
    owed_outside: int = 0  # principal
    outside_arrears: int = 0


def money_by_ksm(ksm_ids: Iterable[int], as_of: datetime.date) -> dict[int, MoneySummary]:
    """Cash, bank, savings, loans, debts and arrears per group, in three grouped queries."""
    ids = list(ksm_ids)
    late = _arrears(ids, as_of)
    return {
        pk: MoneySummary(
            cash=account.get(chart.KAS, 0),
            bank=account.get(chart.BANK, 0),
            savings=-sum(account.get(code, 0) for code in chart.SAVINGS_ACCOUNTS),
            loans_outstanding=account.get(chart.PIUTANG_ANGGOTA, 0),
            arrears=late.get((pk, Loan.Borrower.MEMBER), 0),
            owed_outside=-account.get(chart.UTANG_LUAR, 0),
            outside_arrears=late.get((pk, Loan.Borrower.GROUP), 0),
        )
        for pk, account in balances_by_ksm(ids, as_of).items()
    }


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What is still owed on a loan that was written off, in rupiah."""

    principal: int
    jasa: int

    @property
    def total(self) -> int:
        return self.principal + self.jasa


def left_over(loans: Iterable[Loan]) -> dict[int, LeftOver]:
    """What is still owed per written-off loan: {loan id: LeftOver}. Two queries."""
    ids = [loan.pk for loan in loans if loan.written_off_on]
    if not ids:
        return {}
    events = LoanEvent.objects.filter(loan_id__in=ids, undoing=None)
    back = {
        row["loan_id"]: row
        for row in events.filter(kind=LoanEvent.Kind.RECOVERED)
        .order_by()
        .values("loan_id")
        .annotate(p=Sum("principal"), j=Sum("jasa"))
    }
    nothing = {"p": 0, "j": 0}
    return {
        event.loan_id: LeftOver(
            event.principal - back.get(event.loan_id, nothing)["p"],
            event.jasa - back.get(event.loan_id, nothing)["j"],
        )
        for event in events.filter(kind=LoanEvent.Kind.WRITTEN_OFF, state=LoanEvent.State.DONE)
    }
