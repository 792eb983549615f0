"""What the books say as of a date. Each function is a fixed number of grouped queries."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, DateField, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from groups.models import Ksm
from ledger import chart
from ledger.journal.funds import least_cash
from ledger.models import (
    AccountPosting,
    Installment,
    JournalLine,
    Loan,
    RepaymentPart,
    in_force_on,
    undone_repayment,
)
from ledger.policy.allocation import Due


def balances(ksm: Ksm, as_of: datetime.date) -> dict[str, int]:
    """Signed balance (debit +, credit -) of every account with postings, in rupiah. One query."""
    return signed_sums(JournalLine.objects.filter(ksm=ksm, date__lte=as_of))


def signed_sums(lines: QuerySet[JournalLine]) -> dict[str, int]:
    """What lines add to each account (debit +, credit -), in rupiah.

    Grouped by both sides at once: half the rows that the view of postings would have to sum.
    """
    sums: dict[str, int] = defaultdict(int)
    pairs = lines.order_by().values_list("debit_id", "credit_id").annotate(total=Sum("amount"))
    for debit, credit, total in pairs:
        sums[debit] += total
        sums[credit] -= total
    return dict(sums)


def cash_differences(counted: Mapping[int, tuple[datetime.date, int]]) -> dict[int, int]:
    """Counted cash less what the book held at the end of that day, per group, where they differ (rupiah).

    `counted` gives each group's day and count. One query, whatever the number of groups.
    """
    days = Case(
        *(When(ksm_id__in=ids, then=Value(day)) for day, ids in _by_day(counted).items()),
        output_field=DateField(),
    )
    rows = AccountPosting.objects.filter(ksm__in=list(counted), account_id=chart.KAS)
    sums = rows.annotate(counted_on=days).filter(date__lte=F("counted_on")).order_by()
    book = dict(sums.values_list("ksm_id").annotate(total=Sum("amount")))
    gaps = {pk: cash - book.get(pk, 0) for pk, (_, cash) in counted.items()}
    return {pk: gap for pk, gap in gaps.items() if gap}


def _by_day(counted: Mapping[int, tuple[datetime.date, int]]) -> dict[datetime.date, list[int]]:
    days: dict[datetime.date, list[int]] = defaultdict(list)
    for pk, (day, _) in counted.items():
        days[day].append(pk)
    return days


def cash_by_fund(ksm: Ksm, as_of: datetime.date) -> dict[str, int]:
    """Rupiah in box and bank at the end of the day, per fund (ledger.models.Fund); one query."""
    rows = AccountPosting.objects.filter(account_id__in=(chart.KAS, chart.BANK)).balances(
        ksm_ids=[ksm.pk], as_of=as_of, by=("fund",)
    )
    return {row["fund"]: row["balance"] for row in rows}


def member_savings(ksm: Ksm, as_of: datetime.date) -> dict[int, dict[str, int]]:
    """Rupiah saved per member and savings account: {member id: {account code: rupiah}}."""
    rows = AccountPosting.objects.filter(account_id__in=chart.SAVINGS_ACCOUNTS).balances(
        ksm_ids=[ksm.pk], as_of=as_of, by=("member_id", "account_id")
    )
    result: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        result[row["member_id"]][row["account_id"]] = -row["balance"]
    return dict(result)


def least_savings(ksm: Ksm, on: datetime.date, member_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """The least that members have saved at the end of `on` or of any later day, in rupiah. One query.

    Per member and savings account, those that nothing moved left out. As with cash (`least_cash`): what is
    taken on a day must be there until today, for something may have been taken since.
    """
    rows = AccountPosting.objects.filter(ksm=ksm, account_id__in=chart.SAVINGS_ACCOUNTS)
    rows = rows.filter(member_id__in=list(member_ids))
    return rows.least(on, by=("member_id", "account_id"), sign=-1)


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
    cash, is_last, funds = 0, True, defaultdict(int)
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
    for row in rows.order_by("loan_id", "sequence"):
        principal = row.principal - max(row.principal_0, getattr(row, "principal_1", 0))
        jasa = row.jasa - max(row.jasa_0, getattr(row, "jasa_1", 0))
        dues[row.loan_id].append(Due(row.sequence, row.due_on, principal, jasa, row.pk))
    return dues


def arrears_by_ksm(ksm_ids: Iterable[int], as_of: datetime.date) -> dict[int, int]:
    """Unpaid principal and jasa of instalments due before `as_of`, per group, in rupiah. Two queries."""
    ids = list(ksm_ids)
    due = (
        Installment.objects.in_force(as_of)
        .filter(ksm_id__in=ids, loan__borrower=Loan.Borrower.MEMBER, due_on__lt=as_of)
        .order_by()
        .values("ksm_id")
        .annotate(total=Sum("principal") + Sum("jasa"))
    )
    paid = (
        _effective_parts(as_of)
        .filter(
            in_force_on(as_of, "installment__"),
            ksm_id__in=ids,
            installment__due_on__lt=as_of,
            repayment__loan__borrower=Loan.Borrower.MEMBER,
        )
        .order_by()
        .values("ksm_id")
        .annotate(total=Sum("principal") + Sum("jasa"))
    )
    result = {row["ksm_id"]: row["total"] for row in due}
    for row in paid:
        result[row["ksm_id"]] -= row["total"]
    return {pk: amount for pk, amount in result.items() if amount}


@dataclass(frozen=True, slots=True)
class MoneySummary:
    """A group's money as of a day, in rupiah."""

    cash: int = 0
    bank: int = 0
    savings: int = 0
    loans_outstanding: int = 0
    arrears: int = 0


def money_by_ksm(ksm_ids: Iterable[int], as_of: datetime.date) -> dict[int, MoneySummary]:
    """Cash, bank, savings, loans and arrears per group, in three grouped queries."""
    ids = list(ksm_ids)
    sums: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    for row in AccountPosting.objects.balances(ksm_ids=ids, as_of=as_of):
        sums[row["ksm_id"]][row["account_id"]] = row["balance"]
    late = arrears_by_ksm(ids, as_of)
    return {
        pk: MoneySummary(
            cash=account.get(chart.KAS, 0),
            bank=account.get(chart.BANK, 0),
            savings=-sum(account.get(code, 0) for code in chart.SAVINGS_ACCOUNTS),
            loans_outstanding=account.get(chart.PIUTANG_ANGGOTA, 0),
            arrears=late.get(pk, 0),
        )
        for pk, account in sums.items()
    }
