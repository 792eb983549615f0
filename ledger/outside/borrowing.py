"""Capital from outside: the group borrows from UPK, a bank or another body, and pays back from its cash.

Never mixed with loans to members: the borrower is the group, and what it owes is a liability.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Ksm, ProgramRule, User
from ksm.certain import certain
from ksm.money import format_rupiah
from ledger import chart
from ledger.acts.act import Decision, OpenLoan, check_day, locked_loan, look_at
from ledger.journal.funds import least_cash
from ledger.journal.posting import LedgerError, Line, post
from ledger.loans.lending import (
    PlannedRepayment,
    plan_repayments,
    store_disbursements,
    store_repayments,
    terms_of,
)
from ledger.loans.owed import outside_principal, unpaid_installments
from ledger.models import Fund, JournalEntry, Loan, Repayment
from ledger.policy.schedule import due_date

OTHER = JournalEntry.Kind.OTHER


@dataclass(frozen=True, slots=True)
class OutsideTerms:
    """What the contract says: rupiah, percent per period, number of periods."""

    lender: str
    lender_name: str
    contract: str
    agreed_on: datetime.date
    principal: int
    rate_percent: Decimal
    method: str
    periods: int
    unit: str
    rounding_step: int = 1
    purpose: str = ""
    limit_reason: str = ""  # why UPK lends before the programme foresees it (J26)


@dataclass(frozen=True, slots=True)
class OutsideStanding:
    """A loan from outside as of a day, in rupiah; `code` is a state of ksm/statuses.py."""

    loan: Loan
    outstanding: int
    unpaid_jasa: int
    arrears: int
    due: int  # unpaid of the instalments due by the day

    @property
    def code(self) -> str:
        if self.loan.state != Loan.State.DISBURSED:
            return self.loan.state
        if self.arrears:
            return "ARREARS"
        return "DISBURSED" if self.outstanding or self.unpaid_jasa else "SETTLED"


def outside_loans(ksm: Ksm):
    return ksm.loans.filter(borrower=Loan.Borrower.GROUP).order_by("-pk")


def outside_standings(ksm: Ksm, loans: Sequence[Loan], as_of: datetime.date) -> list[OutsideStanding]:
    """Each loan with what is still owed and late. Two queries."""
    owed = outside_principal(ksm, as_of)
    dues = unpaid_installments(loans, as_of)
    return [
        OutsideStanding(
            loan,
            owed.get(loan.pk, 0),
            sum(due.jasa for due in dues[loan.pk]),
            sum(due.principal + due.jasa for due in dues[loan.pk] if due.due < as_of),
            sum(due.principal + due.jasa for due in dues[loan.pk] if due.due <= as_of),
        )
        for loan in loans
    ]


@transaction.atomic
def record_contract(*, ksm: Ksm, terms: OutsideTerms, today: datetime.date) -> Loan:
    """Write down what was agreed with the lender; no money moves yet. Raises LedgerError.

    Loans from UPK keep to the limits of the programme in force on the day of the contract. A contract number
    stands once for a lender, whoever it is (J26).
    """
    ksm = lock_ksm(ksm.pk)
    require_day(terms.agreed_on, today=today, ksm=ksm, field="agreed_on", what="Tanggal perjanjian")
    loan = Loan(
        ksm=ksm,
        borrower=Loan.Borrower.GROUP,
        lender=terms.lender,
        lender_name=terms.lender_name,
        contract=terms.contract,
        number=_next_number(ksm),
        purpose=terms.purpose,
        applied_on=terms.agreed_on,
        decided_on=terms.agreed_on,
        principal=terms.principal,
        rate_percent=terms.rate_percent,
        method=terms.method,
        periods=terms.periods,
        unit=terms.unit,
        rounding_step=terms.rounding_step,
        limit_reason=terms.limit_reason.strip(),
        state=Loan.State.APPROVED,
    )
    _require_new_number(ksm, terms)
    terms_of(loan).schedule(terms.agreed_on)
    if terms.lender == Loan.Lender.UPK:
        _check_limits(ksm, terms)
    loan.save()
    return loan


def _next_number(ksm: Ksm) -> str:
    taken = set(ksm.loans.filter(number__startswith="L-").values_list("number", flat=True))
    number = len(taken) + 1
    while f"L-{number:02d}" in taken:
        number += 1
    return f"L-{number:02d}"


def _check_limits(ksm: Ksm, terms: OutsideTerms) -> None:
    """The programme's ceilings, cycles and terms (domain.md 3.2, J26), by the dated ProgramRule.

    A cycle counts once its loan is repaid in full; the next one waits for that.
    """
    rule = ProgramRule.objects.in_force_on(terms.agreed_on)
    loans = list(outside_loans(ksm).filter(lender=Loan.Lender.UPK).exclude(state=Loan.State.REJECTED))
    standings = outside_standings(ksm, loans, datetime.date.max)
    for one in standings:
        if one.code != "SETTLED":
            waits = one.loan.state == Loan.State.APPROVED
            words = "sudah disepakati dan belum diterima" if waits else "belum lunas"
            raise LedgerError(f"Pinjaman UPK {one.loan.number} {words}.", "lender")
    before = len(standings)
    if before >= rule.max_loan_cycles:
        raise LedgerError(f"Pinjaman dari UPK paling banyak {rule.max_loan_cycles} kali.", "lender")
    _require_reason_before(ksm, terms, rule.eligibility_from_week)
    members = ksm.members.active_on(terms.agreed_on).count()
    each = rule.loan_ceiling_per_member if before else rule.first_loan_per_member
    if terms.principal > each * members:
        words = "Pinjaman" if before else "Pinjaman pertama"
        limit = f"{format_rupiah(each)} per anggota, untuk {members} anggota {format_rupiah(each * members)}"
        raise LedgerError(f"{words} dari UPK paling banyak {limit}.", "principal")
    last = due_date(terms.agreed_on, terms.unit, terms.periods)
    if last > due_date(terms.agreed_on, Loan.Unit.MONTH, rule.loan_months_max):
        raise LedgerError(f"Jangka pinjaman UPK paling panjang {rule.loan_months_max} bulan.", "periods")
    if last < due_date(terms.agreed_on, Loan.Unit.MONTH, rule.loan_months_min):
        raise LedgerError(f"Jangka pinjaman UPK paling pendek {rule.loan_months_min} bulan.", "periods")


def _require_reason_before(ksm: Ksm, terms: OutsideTerms, from_week: int) -> None:
    """UPK lends to a group after three months of saving; earlier only for a reason that is written down."""
    week = ksm.week_on(terms.agreed_on) or 0
    if week < from_week and not terms.limit_reason.strip():
        raise LedgerError(
            f"Pinjaman UPK mulai minggu {from_week}; kelompok ini baru minggu {week}. Tulis alasannya.",
            "limit_reason",
        )


def _require_new_number(ksm: Ksm, terms: OutsideTerms) -> None:
    """Refuse a contract number that this lender gave before; one that was taken back is free again."""
    same = outside_loans(ksm).filter(lender=terms.lender, contract__iexact=terms.contract.strip())
    if terms.lender != Loan.Lender.UPK:  # there is one UPK, whatever it is called
        same = same.filter(lender_name__iexact=terms.lender_name.strip())
    if used := same.exclude(state=Loan.State.REJECTED).first():
        raise LedgerError(f"Nomor perjanjian ini sudah dipakai pinjaman {used.number}.", "contract")


@transaction.atomic
def receive(
    *, loan: Loan, account: str, on: datetime.date, today: datetime.date, seen: str, by: User | None
) -> JournalEntry:
    """The lender's money arrives in box or bank (chart.KAS, chart.BANK); the schedule counts from that day.

    Raises LedgerError.
    """
    loan = locked_outside(loan, seen)
    ksm = loan.ksm
    require_not_received(loan)
    if on < certain(loan.decided_on, "an agreement has its day"):
        raise LedgerError("Tanggal ini sebelum perjanjian.", "on")
    check_day(ksm=ksm, loan=loan, on=on, today=today)
    memo = f"Pinjaman dari {loan.lender_name} {loan.number}"[:200]
    line = Line(account, chart.UTANG_LUAR, loan.principal, loan_id=loan.pk, memo=memo)
    entry = post(ksm=ksm, date=on, kind=OTHER, memo=memo, lines=[line], by=by)
    store_disbursements(entry_of={loan.pk: entry}, loans=[loan])
    return entry


@transaction.atomic
def pay_outside(
    *,
    loan: Loan,
    amount: int,
    account: str,
    on: datetime.date,
    today: datetime.date,
    seen: str,
    by: User | None,
) -> Repayment:
    """Pay the lender from box or bank, allotted as any payment is: jasa due, principal due, then ahead.

    On the day of a meeting it is entered before its sheet is closed, whose cash then is without it. Raises
    LedgerError for more than is owed or than the box or bank holds, on that day or later.
    """
    found = open_outside(loan=loan, decision=Decision(on, today, "", by=by, seen=seen))
    ksm, loan = found.ksm, found.loan
    require_cash(ksm, account, amount, on)
    planned = plan_repayments(payments=[(loan, amount, Repayment.PaidFrom.GROUP)], on=on)
    memo = f"Angsuran pinjaman {loan.number} kepada {loan.lender_name}"
    lines = payment_lines(planned[0], account)
    entry = post(ksm=ksm, date=on, kind=OTHER, memo=memo[:300], lines=lines, by=by)
    return store_repayments(entry_of={0: entry}, planned=planned)[0]


def payment_lines(planned: PlannedRepayment, account: str) -> list[Line]:
    """A payment to the lender out of box or bank: principal takes from the debt, jasa is a cost."""
    loan = planned.loan
    parts = (
        (chart.UTANG_LUAR, planned.principal, f"Angsuran pokok {loan.number}"),
        (chart.JASA_PINJAMAN_LUAR, planned.jasa, f"Jasa pinjaman {loan.number}"),
    )
    return [Line(debit, account, part, loan_id=loan.pk, memo=memo) for debit, part, memo in parts if part]


def require_cash(ksm: Ksm, account: str, amount: int, on: datetime.date, *, field: str = "amount") -> None:
    """Only the group's own cash pays; the money of the other funds in the same box does not."""
    held = least_cash(ksm, on, fund=Fund.KAS, places=(account,))
    if amount > held:
        place = "di kotak" if account == chart.KAS else "di bank"
        sentence = f"Kas kelompok {place} hanya {format_rupiah(max(held, 0))}."
        raise LedgerError(sentence, field)


def open_outside(*, loan: Loan, decision: Decision) -> OpenLoan:
    """Lock the group and read a loan from outside for an act on it. Raises LedgerError.

    Refused: a loan to a member, one that was not received or has changed since it was looked at, and a day
    that `check_day` refuses.
    """
    loan = locked_outside(loan, decision.seen)
    if loan.state != Loan.State.DISBURSED:
        raise LedgerError(f"Uang pinjaman {loan.number} belum diterima.")
    check_day(ksm=loan.ksm, loan=loan, on=decision.on, today=decision.today)
    return look_at(loan, decision.on)


def locked_outside(loan: Loan, seen: str | None) -> Loan:
    """A loan from outside anew, its group locked. Raises LedgerError; see `locked_loan`."""
    loan = locked_loan(loan, seen)
    if not loan.is_outside:
        raise LedgerError(f"Pinjaman {loan.number} adalah pinjaman anggota, bukan utang kelompok.")
    return loan


def require_not_received(loan: Loan) -> None:
    """Refuse a contract whose money came, or that was taken back. Raises LedgerError."""
    if loan.state == Loan.State.REJECTED:
        raise LedgerError(f"Perjanjian {loan.number} sudah dibatalkan.")
    if loan.state != Loan.State.APPROVED:
        raise LedgerError(f"Uang pinjaman {loan.number} sudah diterima.")
