"""The loan book (buku pinjaman): what a period did to every loan, from what was owed before. Reads only."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Min, Sum

from groups.models import Ksm
from ksm.money import decimal_words
from ledger.loans.cards import loan_code
from ledger.loans.owed import outstanding_principal, unpaid_installments
from ledger.loans.quality import limits_on
from ledger.models import Loan, LoanEvent, Repayment
from ledger.policy.collectability import class_of, lateness

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LoanBookRow:
    """One loan in a period, in rupiah: `before` + `lent` - `paid_principal` - `written_off` = `outstanding`.

    `arrears`, `number` (the class 1-5; None for a loan without schedule or without balance) and `code` (a
    state of ksm/statuses.py) are those of the last day. What a reversal within the period took back of an
    earlier payment or write-off is negative in its column.
    """

    loan: Loan
    before: int
    lent: int
    paid_principal: int
    paid_jasa: int
    written_off: int
    outstanding: int
    arrears: int
    number: int | None
    code: str
    debtor: str  # who was asked to pay on the last day

    @property
    def jasa_words(self) -> str:
        if self.loan.is_opening:
            return "–"
        return f"{decimal_words(self.loan.rate_percent)}%"

    @property
    def term_words(self) -> str:
        if self.loan.is_opening:
            return "tanpa jadwal"
        return f"{self.loan.periods} {self.loan.get_unit_display().lower()}"

    @property
    def moved(self) -> bool:
        """Is there anything to tell of the period, or still owed at its end?"""
        money = (self.before, self.lent, self.paid_principal, self.paid_jasa, self.written_off)
        return any(money) or self.code in ("DISBURSED", "ARREARS")


@dataclass(frozen=True, slots=True)
class LoanBookTotals:
    """The sums of a book's rows, in rupiah; `principal` is of the loans as they were handed out."""

    principal: int
    before: int
    lent: int
    paid_principal: int
    paid_jasa: int
    written_off: int
    outstanding: int
    arrears: int

    @classmethod
    def of(cls, rows: Iterable[LoanBookRow]) -> "LoanBookTotals":
        names = ("before", "lent", "paid_principal", "paid_jasa", "written_off", "outstanding", "arrears")
        rows = list(rows)
        sums = {name: sum(getattr(row, name) for row in rows) for name in names}
        return cls(principal=sum(row.loan.principal for row in rows), **sums)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What had happened to the loans of a group by the end of a day: {loan id: rupiah}."""

    owed: dict[int, int]
    paid: dict[int, tuple[int, int]]
    written_off: dict[int, int]

    @classmethod
    def until(cls, ksm: Ksm, day: datetime.date) -> "_Sums":
        """Three queries. What a later day took back counts (Repayment and LoanEvent, `effective`)."""
        paid = Repayment.objects.filter(ksm=ksm).effective(day).order_by().values_list("loan_id")
        gone = ksm.loan_events.effective(day).filter(kind=LoanEvent.Kind.WRITTEN_OFF)
        return cls(
            outstanding_principal(ksm, day),
            {pk: (p, j) for pk, p, j in paid.annotate(p=Sum("principal"), j=Sum("jasa"))},
            dict(gone.values_list("loan_id", "principal")),
        )


def first_lent(ksm: Ksm) -> datetime.date | None:
    """The day of the first loan to a member; one query."""
    return _handed_out(ksm).aggregate(first=Min("disbursed_on"))["first"]


def _handed_out(ksm: Ksm):
    """A disbursement is taken back on its own day only, so the state tells of every day since."""
    return ksm.loans.filter(borrower=Loan.Borrower.MEMBER, state=Loan.State.DISBURSED)


def loan_book(ksm: Ksm, first: datetime.date, last: datetime.date) -> list[LoanBookRow]:
    """Loans to members in a period, both days included, oldest first. Nine queries.

    Loans handed out after it are left out, and those that were settled or written off before it.
    """
    loans = list(
        _handed_out(ksm)
        .filter(disbursed_on__lte=last)
        .select_related("member")
        .order_by("disbursed_on", "pk")
    )
    start, end, limits = _Sums.until(ksm, first - DAY), _Sums.until(ksm, last), limits_on(last)
    dues = unpaid_installments(loans, last)
    rows = (_row(loan, start, end, dues[loan.pk], (first, last), limits) for loan in loans)
    return [row for row in rows if row.moved]


def _row(loan: Loan, start: _Sums, end: _Sums, dues, period, limits) -> LoanBookRow:
    first, last = period
    (old_principal, old_jasa), (principal, jasa) = (sums.paid.get(loan.pk, (0, 0)) for sums in (start, end))
    owed, late = end.owed.get(loan.pk, 0), lateness(dues, last)
    debt = owed + sum(due.jasa for due in dues)
    return LoanBookRow(
        loan=loan,
        before=start.owed.get(loan.pk, 0),
        lent=loan.principal if loan.disbursed_on >= first else 0,
        paid_principal=principal - old_principal,
        paid_jasa=jasa - old_jasa,
        written_off=end.written_off.get(loan.pk, 0) - start.written_off.get(loan.pk, 0),
        outstanding=owed,
        arrears=late.overdue,
        number=class_of(late, last, limits) if owed and dues else None,
        code=loan_code(loan, debt, late.overdue, loan.pk in end.written_off),
        debtor=loan.debtor_on(last),
    )
