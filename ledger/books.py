"""The books as people read them: cash book with running balance, trial balance, loans. Reads only."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Max, Q, Sum

from groups.models import Ksm
from ledger import chart
from ledger.allocation import arrears
from ledger.models import Account, AccountPosting, JournalEntry, JournalLine, Loan, Repayment
from ledger.reports import balances, outstanding_principal, unpaid_installments
from ledger.writing_off import left_over


@dataclass(frozen=True, slots=True)
class CashRow:
    """One line of the cash book, in rupiah; `balance` is what the box holds after it."""

    date: datetime.date
    entry_number: int
    text: str
    label: str
    incoming: int
    outgoing: int
    balance: int
    is_reversal: bool


@dataclass(frozen=True, slots=True)
class CashBook:
    first: datetime.date
    last: datetime.date
    opening: int
    rows: Sequence[CashRow]

    @property
    def incoming(self) -> int:
        return sum(row.incoming for row in self.rows)

    @property
    def outgoing(self) -> int:
        return sum(row.outgoing for row in self.rows)

    @property
    def closing(self) -> int:
        return self.opening + self.incoming - self.outgoing


def default_period(ksm: Ksm, today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The month of the last entry and the two before it, up to today."""
    last = JournalEntry.objects.filter(ksm=ksm).aggregate(last=Max("date"))["last"] or today
    months = last.year * 12 + last.month - 3
    return datetime.date(months // 12, months % 12 + 1, 1), max(last, today)


def cash_book(ksm: Ksm, first: datetime.date, last: datetime.date) -> CashBook:
    """Every movement of the box between two days, with the balance after each. Two queries."""
    before = AccountPosting.objects.filter(ksm=ksm, account_id=chart.KAS, date__lt=first)
    opening = balance = before.aggregate(total=Sum("amount"))["total"] or 0
    lines = (
        JournalLine.objects.filter(ksm=ksm, date__gte=first, date__lte=last)
        .filter(Q(debit_id=chart.KAS) | Q(credit_id=chart.KAS))
        .select_related("entry", "member", "loan")
        .order_by("date", "entry__number", "pk")
    )
    rows = []
    for line in lines:
        is_in = line.debit_id == chart.KAS
        balance += line.amount if is_in else -line.amount
        contra = line.credit_id if is_in else line.debit_id
        rows.append(
            CashRow(
                date=line.date,
                entry_number=line.entry.number,
                text=_line_text(line),
                label=chart.BY_CODE[contra].cash_label,
                incoming=line.amount if is_in else 0,
                outgoing=0 if is_in else line.amount,
                balance=balance,
                is_reversal=line.entry.kind == JournalEntry.Kind.REVERSAL,
            )
        )
    return CashBook(first, last, opening, rows)


def _line_text(line: JournalLine) -> str:
    text = line.memo or line.entry.memo
    loan = f" {line.loan.number}" if line.loan and line.loan.number not in text else ""
    who = f", {line.member.name}" if line.member else ""
    return f"{text}{loan}{who}"


@dataclass(frozen=True, slots=True)
class TrialRow:
    account: Account
    debit: int
    credit: int


def trial_balance(ksm: Ksm, as_of: datetime.date) -> list[TrialRow]:
    """Every account with a balance as of a day; both columns sum to the same. Two queries."""
    found = balances(ksm, as_of)
    return [
        TrialRow(account, max(found[account.code], 0), max(-found[account.code], 0))
        for account in Account.objects.all()
        if found.get(account.code)
    ]


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A loan as of a day, in rupiah; `code` is a state of ksm/statuses.py."""

    loan: Loan
    outstanding: int
    arrears: int
    code: str
    still_owed: int = 0  # of a loan that was written off


def loan_rows(loans: Sequence[Loan], ksm: Ksm, as_of: datetime.date) -> list[LoanRow]:
    """Loans with what is still owed and late as of a day. Three queries, two more for written-off ones."""
    owed = outstanding_principal(ksm, as_of)
    unpaid = unpaid_installments([loan for loan in loans if loan.state == Loan.State.DISBURSED], as_of)
    gone = left_over(loans)
    rows = []
    for loan in loans:
        dues = unpaid.get(loan.pk, [])
        late = arrears(dues, as_of)
        debt = owed.get(loan.pk, 0) + sum(due.jasa for due in dues)
        left = gone[loan.pk].total if loan.pk in gone else 0
        rows.append(LoanRow(loan, owed.get(loan.pk, 0), late, _loan_code(loan, debt, late, as_of), left))
    return rows


def _loan_code(loan: Loan, debt: int, late: int, as_of: datetime.date) -> str:
    if loan.state != Loan.State.DISBURSED:
        return loan.state
    if loan.written_off_on and loan.written_off_on <= as_of:
        return "WRITTEN_OFF"
    if late:
        return "ARREARS"
    return "DISBURSED" if debt else "SETTLED"


@dataclass(frozen=True, slots=True)
class CardRow:
    """One instalment of a loan card, in rupiah: as scheduled, paid so far, still unpaid."""

    sequence: int
    due_on: datetime.date
    principal: int
    jasa: int
    paid_principal: int
    paid_jasa: int
    code: str

    @property
    def unpaid(self) -> int:
        return self.principal + self.jasa - self.paid_principal - self.paid_jasa


def loan_card(loan: Loan, as_of: datetime.date) -> list[CardRow]:
    """The schedule of a loan with what was paid of each instalment until a day. Three queries."""
    scheduled = loan.installments.in_force(as_of).order_by("sequence")
    unpaid = {due.sequence: due for due in unpaid_installments([loan], as_of)[loan.pk]}
    rows = []
    for row in scheduled:
        due = unpaid[row.sequence]
        rows.append(
            CardRow(
                sequence=row.sequence,
                due_on=row.due_on,
                principal=row.principal,
                jasa=row.jasa,
                paid_principal=row.principal - due.principal,
                paid_jasa=row.jasa - due.jasa,
                code=_installment_code(row, due.principal + due.jasa, as_of),
            )
        )
    return rows


def _installment_code(row, unpaid: int, as_of: datetime.date) -> str:
    if not unpaid:
        return "SETTLED"
    if row.due_on < as_of:
        return "ARREARS"
    return "PARTLY" if unpaid < row.principal + row.jasa else "TO_COME"


def replaced_rows(loan: Loan):
    """Instalments that a later schedule replaced, each with what was paid of it in rupiah; one query."""
    rows = loan.installments.filter(in_force_until__gt=F("in_force_from"))
    paid = Sum(F("parts__principal") + F("parts__jasa"), default=0)
    return rows.annotate(paid=paid).order_by("version", "sequence")


def repayments_of(loan: Loan) -> list[Repayment]:
    """Payments on a loan, oldest first, each with its entry; undone ones stay and are marked."""
    return list(loan.repayments.select_related("entry__reversed_by").order_by("date", "pk"))
