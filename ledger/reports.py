"""What the books say as of a date. Each function is a fixed number of grouped queries."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from groups.models import Ksm
from ledger import chart
from ledger.allocation import Due
from ledger.models import AccountPosting, Installment, Loan, RepaymentPart


def balances(ksm: Ksm, as_of: datetime.date) -> dict[str, int]:
    """Signed balance (debit +, credit -) of every account with postings, in rupiah."""
    rows = AccountPosting.objects.balances(ksm_ids=[ksm.pk], as_of=as_of, by=("account_id",))
    return {row["account_id"]: row["balance"] for row in rows}


def cash_on_hand(ksm: Ksm, as_of: datetime.date) -> int:
    """Rupiah in the box at the end of the day."""
    return balances(ksm, as_of).get(chart.KAS, 0)


def member_savings(ksm: Ksm, as_of: datetime.date) -> dict[int, dict[str, int]]:
    """Rupiah saved per member and savings account: {member id: {account code: rupiah}}."""
    rows = AccountPosting.objects.filter(account_id__in=chart.SAVINGS_ACCOUNTS).balances(
        ksm_ids=[ksm.pk], as_of=as_of, by=("member_id", "account_id")
    )
    result: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        result[row["member_id"]][row["account_id"]] = -row["balance"]
    return dict(result)


def outstanding_principal(ksm: Ksm, as_of: datetime.date) -> dict[int, int]:
    """Principal still owed per loan, opening loans included: {loan id: rupiah}, settled loans left out."""
    rows = AccountPosting.objects.filter(account_id=chart.PIUTANG_ANGGOTA, loan__isnull=False).balances(
        ksm_ids=[ksm.pk], as_of=as_of, by=("loan_id",)
    )
    return {row["loan_id"]: row["balance"] for row in rows if row["balance"]}


def cash_and_debts(ksm: Ksm, as_of: datetime.date) -> tuple[int, dict[int, int]]:
    """Rupiah in the box at the end of the day, and principal still owed per loan. One query."""
    rows = AccountPosting.objects.filter(account_id__in=(chart.KAS, chart.PIUTANG_ANGGOTA)).balances(
        ksm_ids=[ksm.pk], as_of=as_of, by=("account_id", "loan_id")
    )
    cash, owed = 0, {}
    for row in rows:
        if row["account_id"] == chart.KAS:
            cash += row["balance"]
        elif row["loan_id"] and row["balance"]:
            owed[row["loan_id"]] = row["balance"]
    return cash, owed


def _effective_parts(as_of: datetime.date):
    undone = Q(repayment__entry__reversed_by__isnull=False, repayment__entry__reversed_by__date__lte=as_of)
    return RepaymentPart.objects.filter(repayment__date__lte=as_of).exclude(undone)


def unpaid_installments(loans: Iterable[Loan], as_of: datetime.date) -> dict[int, list[Due]]:
    """What is still unpaid of each instalment of each loan after payments until `as_of`, in order."""
    ids = [loan.pk for loan in loans]
    counted = Q(parts__repayment__date__lte=as_of) & ~Q(
        parts__repayment__entry__reversed_by__isnull=False,
        parts__repayment__entry__reversed_by__date__lte=as_of,
    )
    rows = (
        Installment.objects.current()
        .filter(loan_id__in=ids)
        .annotate(
            paid_principal=Coalesce(Sum("parts__principal", filter=counted), 0),
            paid_jasa=Coalesce(Sum("parts__jasa", filter=counted), 0),
        )
        .order_by("loan_id", "sequence")
    )
    dues: dict[int, list[Due]] = {pk: [] for pk in ids}
    for row in rows:
        principal, jasa = row.principal - row.paid_principal, row.jasa - row.paid_jasa
        dues[row.loan_id].append(Due(row.sequence, row.due_on, principal, jasa, row.pk))
    return dues


def arrears_by_ksm(ksm_ids: Iterable[int], as_of: datetime.date) -> dict[int, int]:
    """Unpaid principal and jasa of instalments due before `as_of`, per group, in rupiah. Two queries."""
    ids = list(ksm_ids)
    due = (
        Installment.objects.current()
        .filter(ksm_id__in=ids, due_on__lt=as_of)
        .order_by()
        .values("ksm_id")
        .annotate(total=Sum("principal") + Sum("jasa"))
    )
    paid = (
        _effective_parts(as_of)
        .filter(ksm_id__in=ids, installment__due_on__lt=as_of)
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
