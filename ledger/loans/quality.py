"""Loans as of a day by how well they are repaid: of one group's members, and of groups to UPK. Reads only."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet, Sum

from groups.models import Bkm, Ksm
from ksm.sets import among
from ledger import chart
from ledger.journal.months import Month
from ledger.loans.owed import (
    arrears_of_members,
    lent_on,
    outstanding_principal,
    overdue_installments,
    unpaid_installments,
)
from ledger.models import AccountPosting, CollectabilityRule, Loan
from ledger.policy.collectability import (
    CLASSES,
    Indicators,
    Lateness,
    Limits,
    Portfolio,
    class_of,
    indicators,
    is_at_risk,
    lateness,
    reserve,
)


def limits_on(day: datetime.date) -> Limits:
    """The class limits in force on a day."""
    return CollectabilityRule.objects.in_force_on(day).limits()


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One running loan: how late, its class (None without a schedule, J19), balance and reserve in rupiah."""

    loan: Loan
    late: Lateness
    number: int | None
    balance: int
    reserve: int
    debtor: str  # who was asked to pay on that day

    @property
    def label(self) -> str:
        return CLASSES[self.number] if self.number else "Tanpa jadwal"


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """All loans of one class."""

    number: int
    label: str
    count: int
    balance: int
    percent: Fraction
    reserve: int


def loan_quality(ksm: Ksm, as_of: datetime.date) -> list[QualityRow]:
    """Each member loan with a balance on a day, worst class first. Four queries."""
    limits = limits_on(as_of)
    owed = outstanding_principal(ksm, as_of)
    loans = list(
        ksm.loans.filter(borrower=Loan.Borrower.MEMBER, pk__in=owed).select_related("member").order_by("pk")
    )
    dues = unpaid_installments(loans, as_of)
    rows = []
    for loan in loans:
        late = lateness(dues[loan.pk], as_of)
        # As of the day: an opening loan may have been given its schedule later, or lost it again.
        number = class_of(late, as_of, limits) if dues[loan.pk] else None
        set_aside = reserve(owed[loan.pk], number, limits) if number else 0
        rows.append(QualityRow(loan, late, number, owed[loan.pk], set_aside, loan.debtor_on(as_of)))
    return sorted(rows, key=lambda row: -(row.number or 0))


def class_totals(rows: Sequence[QualityRow], limits: Limits) -> list[ClassTotal]:
    """The five classes with their loans, balances and reserves; loans without a schedule are in none."""
    return [
        ClassTotal(
            number,
            label,
            sum(row.number == number for row in rows),
            sum(row.balance for row in rows if row.number == number),
            limits.reserves[number - 1],
            sum(row.reserve for row in rows if row.number == number),
        )
        for number, label in CLASSES.items()
    ]


@dataclass(frozen=True, slots=True)
class GroupPart:
    """One group's loan from UPK on a day."""

    loan: Loan
    late: Lateness
    number: int
    balance: int
    reserve: int
    at_risk: bool

    @property
    def label(self) -> str:
        return CLASSES[self.number]


def group_parts(bkm: Bkm, as_of: datetime.date) -> list[GroupPart]:
    """Loans of UPK to the groups of a BKM with a balance on a day, by group. Four queries."""
    limits = limits_on(as_of)
    loans = list(
        Loan.objects.filter(ksm__bkm=bkm, lender=Loan.Lender.UPK, state=Loan.State.DISBURSED)
        .filter(disbursed_on__lte=as_of)
        .select_related("ksm")
        .order_by("ksm__name", "pk")
    )
    postings = AccountPosting.objects.filter(account_id=chart.UTANG_LUAR, loan__in=loans)
    rows = postings.filter(date__lte=as_of).balances(
        ksm_ids={loan.ksm_id for loan in loans}, as_of=as_of, by=("loan_id",)
    )
    owed = {row["loan_id"]: -row["balance"] for row in rows}
    dues = unpaid_installments(loans, as_of)
    return [_part(loan, dues[loan.pk], owed[loan.pk], as_of, limits) for loan in loans if owed.get(loan.pk)]


def _part(loan: Loan, dues, balance: int, as_of: datetime.date, limits: Limits) -> GroupPart:
    late = lateness(dues, as_of)
    number = class_of(late, as_of, limits)
    return GroupPart(
        loan, late, number, balance, reserve(balance, number, limits), is_at_risk(late, as_of, limits)
    )


def indicators_of(parts: Iterable[GroupPart]) -> Indicators:
    """LAR, PAR and RR over UPK's loans to groups."""
    return indicators(
        Portfolio(part.loan.ksm_id, part.balance, part.at_risk, part.late.overdue_principal) for part in parts
    )


def trend(bkm: Bkm, month: Month, months: int = 12) -> list[tuple[Month, Indicators]]:
    """The indicators at the end of each of the last months, oldest first; four queries a month."""
    found = []
    for _ in range(months):
        found.append((month, indicators_of(group_parts(bkm, month.last))))
        month = month.previous
    return found[::-1]


def at_risk_by_ksm(ksm_ids: Iterable[int] | QuerySet, as_of: datetime.date) -> dict[int, int]:
    """Rupiah of principal that members owe on loans at risk, of each group that has any, as `loan_quality`
    and `is_at_risk` have it. Three queries for any number of groups.
    """
    limits = limits_on(as_of)
    late: dict[int, list[datetime.date]] = {}
    for loan_id, due_on in overdue_installments(ksm_ids, as_of):
        late.setdefault(loan_id, []).append(due_on)
    risky = [pk for pk, days in late.items() if is_at_risk(_late_since(days, as_of), as_of, limits)]
    sums = AccountPosting.objects.filter(
        among(risky, "loan_id"), account_id=chart.PIUTANG_ANGGOTA, date__lte=as_of
    ).order_by()
    return dict(sums.values_list("ksm_id").annotate(Sum("amount")))


@dataclass(frozen=True, slots=True)
class AreaRisk:
    """Loans of many groups to their members on a day, in rupiah: what was due before it and is unpaid, the
    principal on loans at risk, and all principal owed.
    """

    arrears: int
    at_risk: int
    lent: int

    @property
    def par(self) -> Fraction | None:
        """Principal at risk by all that is lent; None where nothing is."""
        return Fraction(self.at_risk, self.lent) if self.lent else None


def area_risk(
    ksm_ids: Iterable[int] | QuerySet, days: Collection[datetime.date]
) -> dict[datetime.date, AreaRisk]:
    """The sums over these groups on each day, as each group's own pages have them.

    One query, and five more for each day; very many groups are given by the query that finds them.
    """
    lent = lent_on(ksm_ids, days)
    return {
        day: AreaRisk(
            arrears=arrears_of_members(ksm_ids, day),
            at_risk=sum(at_risk_by_ksm(ksm_ids, day).values()),
            lent=lent[day],
        )
        for day in days
    }


def _late_since(days: Sequence[datetime.date], as_of: datetime.date) -> Lateness:
    """The lateness of a loan of which instalments of these days are unpaid; amounts are not asked for."""
    oldest = min(days)
    return Lateness((as_of - oldest).days, len(days), 0, 0, oldest, matured=False)
