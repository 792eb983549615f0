"""A month of UPK's loans to groups: handed out, due, paid by the groups, received by UPK. Reads only."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Sum

from groups.models import Bkm
from ledger import chart
from ledger.journal.months import Month
from ledger.models import AccountPosting, Installment, Loan, Repayment, UpkReceipt
from ledger.policy.matching import Pair, Told, Verdict, matched
from ledger.upk.receipts import upk_loans


@dataclass(frozen=True, slots=True)
class UpkRow:
    """One loan in a month, in rupiah. `pairs` tell each payment of the month by both sides."""

    loan: Loan
    lent: int
    due: int
    paid: int
    received: int
    balance: int  # principal at the end
    pairs: Sequence[Pair]

    @property
    def difference(self) -> int:
        """What UPK received less what the group's book says that it paid."""
        return self.received - self.paid


@dataclass(frozen=True, slots=True)
class UpkMonth:
    """All loans that moved in a month or are owed at its end, with their sums."""

    month: Month
    as_of: datetime.date
    rows: Sequence[UpkRow]

    def total(self, name: str) -> int:
        return sum(getattr(row, name) for row in self.rows)

    @property
    def totals(self) -> dict[str, int]:
        names = ("lent", "due", "paid", "received", "difference", "balance")
        return {name: self.total(name) for name in names}

    @property
    def payments(self) -> list[tuple[Loan, Pair]]:
        """Every payment of the month, those first of which both sides do not tell the same."""
        pairs = [(row.loan, pair) for row in self.rows for pair in row.pairs]
        return sorted(pairs, key=lambda one: one[1].verdict == Verdict.SAME)

    @property
    def different(self) -> int:
        """How many payments the sides do not tell the same of."""
        return sum(pair.verdict != Verdict.SAME for _, pair in self.payments)


def upk_month(bkm: Bkm, month: Month, today: datetime.date) -> UpkMonth:
    """The month as of its last day, or of today while it runs. Five queries for any number of groups."""
    as_of = min(month.last, today)
    loans = list(upk_loans(bkm).filter(disbursed_on__lte=as_of))
    ids = [loan.pk for loan in loans]
    dues = _sums(
        Installment.objects.in_force(as_of).filter(loan__in=ids, due_on__range=(month.first, month.last)),
        F("principal") + F("jasa"),
    )
    postings = AccountPosting.objects.filter(account_id=chart.UTANG_LUAR, loan__in=ids, date__lte=as_of)
    owed = _sums(postings, F("amount"))
    paid, taken = _both_sides(ids, month.first, as_of)
    rows = []
    for loan in loans:
        pairs = matched(paid[loan.pk], taken[loan.pk])
        lent = loan.principal if month.first <= loan.paid_out_on <= as_of else 0
        row = UpkRow(
            loan=loan,
            lent=lent,
            due=dues.get(loan.pk, 0),
            paid=sum(one.amount for one in paid[loan.pk]),
            received=sum(one.amount for one in taken[loan.pk]),
            balance=-owed.get(loan.pk, 0),
            pairs=pairs,
        )
        if row.balance or row.lent or row.due or pairs:
            rows.append(row)
    return UpkMonth(month, as_of, rows)


def _sums(rows, amount) -> dict[int, int]:
    return dict(rows.order_by().values_list("loan_id").annotate(total=Sum(amount)))


def _both_sides(ids: Iterable[int], first: datetime.date, last: datetime.date):
    """What the groups' books and UPK tell of each loan between two days, both included."""
    paid: dict[int, list[Told]] = defaultdict(list)
    taken: dict[int, list[Told]] = defaultdict(list)
    for one in Repayment.objects.effective(last).filter(loan__in=ids, date__gte=first):
        paid[one.loan_id].append(Told(one.date, one.total, one))
    receipts = UpkReceipt.objects.standing().filter(loan__in=ids, received_on__range=(first, last))
    for receipt in receipts.select_related("by"):
        taken[receipt.loan_id].append(Told(receipt.received_on, receipt.amount, receipt))
    return paid, taken
