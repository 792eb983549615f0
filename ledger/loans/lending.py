"""Loans from the group to its members: applied for, decided, disbursed, repaid.

Money moves in an entry that the caller posts (usually one for a whole meeting), so each act comes in two
halves: `plan_...` checks and gives the journal lines, `store_...` writes the loan's own rows beside it.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import Ksm, Member
from groups.papers.register import issue
from ksm.certain import certain
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger import chart
from ledger.journal.posting import LedgerError, Line, book_of, require_month_open
from ledger.loans.owed import unpaid_installments
from ledger.loans.records import application_act, number_agreements, withdraw_agreements
from ledger.models import Fund, Installment, JournalEntry, Loan, Repayment, RepaymentPart
from ledger.models.loans import NEVER
from ledger.policy.allocation import Due, Part, allocate
from ledger.policy.schedule import Installment as ScheduledRow
from ledger.policy.schedule import build_schedule


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """What a member asks for: rupiah, percent per period, number of periods."""

    member_id: int
    principal: int
    rate_percent: Decimal
    method: str
    periods: int
    unit: str
    rounding_step: int = 1
    purpose: str = ""
    priority: int | None = None
    income: int | None = None  # of one instalment period
    expenses: int | None = None
    limit_reason: str = ""  # why it goes beyond the group's own rule (J25)

    def schedule(self, disbursed_on: datetime.date):
        """The instalments if disbursed on that day. Raises ScheduleError."""
        return build_schedule(
            principal=self.principal,
            rate=Fraction(self.rate_percent) / 100,
            periods=self.periods,
            unit=self.unit,
            method=self.method,
            rounding_step=self.rounding_step,
            disbursed_on=disbursed_on,
        )


@dataclass(frozen=True, slots=True)
class PlannedRepayment:
    """A payment already spread over the loan's instalments; all amounts in rupiah."""

    loan: Loan
    principal: int
    jasa: int
    parts: tuple[Part, ...]
    paid_from: str
    installment_ids: Mapping[int, int] = field(default_factory=dict)  # by sequence

    def lines(self) -> list[Line]:
        """Cash against principal and jasa; paid by tanggung renteng, also who owes it back (J18)."""
        about: dict[str, Any] = {"member_id": self.loan.member_id, "loan_id": self.loan.pk}
        lines = []
        if self.principal:
            back: dict[str, Any] = {"fund": self.loan.fund, "memo": "Angsuran pokok"}
            lines.append(Line(chart.KAS, chart.PIUTANG_ANGGOTA, self.principal, **back, **about))
        if self.jasa:
            lines.append(Line(chart.KAS, chart.JASA, self.jasa, memo="Jasa pinjaman", **about))
        if self.paid_from == Repayment.PaidFrom.TANGGUNG_RENTENG:
            lines.append(
                Line(
                    chart.PIUTANG_TANGGUNG_RENTENG,
                    chart.TITIPAN_PENANGGUNG,
                    self.principal + self.jasa,
                    memo="Dibayar lewat tanggung renteng",
                    **about,
                )
            )
        return lines


def next_loan_numbers(ksm: Ksm, how_many: int) -> list[str]:
    """Fresh numbers P-01, P-02, ... that the group has not used; the caller holds the group's lock."""
    book = book_of(ksm)
    taken = set(Loan.objects.filter(ksm=ksm, number__startswith="P-").values_list("number", flat=True))
    numbers: list[str] = []
    while len(numbers) < how_many:
        book.last_loan_number += 1
        number = f"P-{book.last_loan_number:02d}"
        if number not in taken:
            numbers.append(number)
    book.save(update_fields=["last_loan_number"])
    return numbers


def apply_for_loans(
    *,
    ksm: Ksm,
    terms: Sequence[LoanTerms],
    on: datetime.date,
    approved: bool,
    note: str = "",
    fund: str = Fund.KAS,
) -> list[Loan]:
    """Write applications down, as decided already (in this meeting) or still waiting; the group is locked."""
    numbers = next_loan_numbers(ksm, len(terms)) if terms else []
    loans = Loan.objects.bulk_create(
        Loan(
            ksm=ksm,
            member_id=item.member_id,
            number=number,
            purpose=item.purpose,
            priority=item.priority,
            limit_reason=item.limit_reason.strip(),
            income=item.income,
            expenses=item.expenses,
            applied_on=on,
            decided_on=on if approved else None,
            decision_note=note,
            principal=item.principal,
            rate_percent=item.rate_percent,
            method=item.method,
            periods=item.periods,
            unit=item.unit,
            rounding_step=item.rounding_step,
            fund=fund,
            state=Loan.State.APPROVED if approved else Loan.State.APPLIED,
        )
        for number, item in zip(numbers, terms, strict=True)
    )
    issue(ksm, [application_act(loan, on) for loan in loans])
    return loans


@transaction.atomic
def decide_loan(
    *, loan: Loan, seen: str, approved: bool, on: datetime.date, priority: int | None, note: str
) -> Loan:
    """The meeting's decision on an application (H1: people decide).

    `seen` is the state (Loan.State) that whoever decides had before them. Raises LedgerError when somebody
    else decided meanwhile, the loan is past deciding, or `on` lies in a closed month, whose minutes are told.
    """
    ksm = lock_ksm(loan.ksm_id)
    loan = ksm.loans.select_related("member").get(pk=loan.pk)
    if loan.state != seen or loan.state not in (Loan.State.APPLIED, Loan.State.APPROVED):
        raise LedgerError(f"Pinjaman {loan.number} sudah {loan.get_state_display().lower()}.")
    require_month_open(book_of(ksm), on, "decided_on")
    loan.state = Loan.State.APPROVED if approved else Loan.State.REJECTED
    loan.decided_on, loan.priority, loan.decision_note = on, priority, note
    loan.save(update_fields=["state", "decided_on", "priority", "decision_note"])
    return loan


def plan_disbursement(loan: Loan) -> Line:
    """The cash line of handing out a loan. Raises LedgerError unless it was approved."""
    if loan.state != Loan.State.APPROVED:
        raise LedgerError(f"Pinjaman {loan.number} belum disetujui atau sudah dicairkan.")
    return Line(
        chart.PIUTANG_ANGGOTA,
        chart.KAS,
        loan.principal,
        member_id=loan.member_id,
        loan_id=loan.pk,
        fund=loan.fund,
        memo=f"Pinjaman {loan.number}",
    )


def loan_terms(given: Mapping[str, Any]) -> LoanTerms:
    """Terms out of what is known of them by name; blank ones are flat, weekly, unrounded."""
    usual = {"method": Loan.Method.FLAT, "unit": Loan.Unit.WEEK, "rounding_step": 1}
    usual |= {"purpose": "", "limit_reason": ""}
    known = {one.name: given.get(one.name) for one in fields(LoanTerms)}
    terms: dict[str, Any] = {
        name: usual.get(name) if value in (None, "") else value for name, value in known.items()
    }
    return LoanTerms(**terms)


def terms_of(loan: Loan) -> LoanTerms:
    """The terms on which a loan was asked for."""
    return loan_terms({one.name: getattr(loan, one.name) for one in fields(LoanTerms)})


def largest_instalment(loan: Loan, on: datetime.date) -> int:
    """What the borrower pays at most at once, in rupiah, by the terms asked for."""
    return max(row.amount for row in terms_of(loan).schedule(on))


def capacity_warning(loan: Loan, on: datetime.date) -> str:
    """A sentence where the largest instalment is beyond what the borrower has left; "" otherwise.

    A warning only: the meeting decides.
    """
    if loan.capacity is None:
        return ""
    largest = largest_instalment(loan, on)
    if largest <= loan.capacity:
        return ""
    return (
        f"Angsuran {format_rupiah(largest)} melebihi kemampuan bayar {format_rupiah(loan.capacity)} "
        f"setiap {loan.get_unit_display().lower()}."
    )


def store_disbursements(
    *,
    entry_of: Mapping[int, JournalEntry],
    loans: Iterable[Loan],
    rows_of: Mapping[int, Sequence[ScheduledRow]] | None = None,
) -> None:
    """Fix each loan's schedule as of its entry's date; `entry_of` maps loan ids to the posted entries.

    `rows_of` holds, by loan id, the schedules that go on from another group instead of beginning by terms.
    """
    loans, given = list(loans), rows_of or {}
    installments = []
    for loan in loans:
        entry = entry_of[loan.pk]
        loan.state, loan.entry, loan.disbursed_on = Loan.State.DISBURSED, entry, entry.date
        installments += [
            Installment(
                ksm_id=loan.ksm_id,
                loan=loan,
                version=loan.schedule_version,
                sequence=row.sequence,
                due_on=row.due,
                principal=row.principal,
                jasa=row.jasa,
                in_force_from=entry.date,
            )
            for row in ([] if loan.is_opening else given.get(loan.pk) or terms_of(loan).schedule(entry.date))
        ]
    Loan.objects.bulk_update(loans, ["state", "entry", "disbursed_on"])
    Installment.objects.bulk_create(installments)
    number_agreements(loans)


def withdraw_disbursements(entry: JournalEntry) -> None:
    """After the entry was reversed: its loans are approved but not handed out, their next schedule is new."""
    loans = list(Loan.objects.filter(ksm_id=entry.ksm_id, entry=entry))
    Installment.objects.filter(loan__in=loans, in_force_until=None).update(in_force_until=NEVER)
    for loan in loans:
        loan.state, loan.entry, loan.disbursed_on = Loan.State.APPROVED, None, None
        loan.schedule_version += 1
    Loan.objects.bulk_update(loans, ["state", "entry", "disbursed_on", "schedule_version"])
    withdraw_agreements(entry, loans)


def refuse_before_change(loan: Loan, on: datetime.date) -> None:
    """No payment is entered before the day on which an act changed what is owed. Raises LedgerError."""
    if loan.changed_on and on < loan.changed_on:
        raise LedgerError(
            f"Ketentuan pinjaman {loan.number} berubah pada {date_in_words(loan.changed_on)}; "
            "angsuran sebelum tanggal itu tidak dicatat lagi."
        )


def plan_repayments(
    *,
    payments: Iterable[tuple[Loan, int, str]],
    on: datetime.date,
    dues: Mapping[int, Sequence[Due]] | None = None,
) -> list[PlannedRepayment]:
    """Spread payments (loan, rupiah, paid from) over instalments by the rule of data/README.md.

    Raises OverpaymentError for more than the whole debt, LedgerError for a loan that is not running.
    """
    payments = list(payments)
    if dues is None:
        dues = unpaid_installments([loan for loan, _, _ in payments], as_of=on)
    planned = []
    for loan, amount, paid_from in payments:
        if loan.state != Loan.State.DISBURSED or loan.paid_out_on > on:
            raise LedgerError(f"Pinjaman {loan.number} belum dicairkan pada tanggal itu.")
        refuse_before_change(loan, on)
        parts = allocate(dues[loan.pk], amount, on)
        planned.append(
            PlannedRepayment(
                loan,
                principal=sum(part.principal for part in parts),
                jasa=sum(part.jasa for part in parts),
                parts=parts,
                paid_from=paid_from,
                installment_ids={due.sequence: certain(due.id, "a stored row") for due in dues[loan.pk]},
            )
        )
    return planned


def plan_free_repayment(*, loan: Loan, principal: int, jasa: int, outstanding: int, paid_from: str):
    """A payment on an opening loan, with pokok and jasa as typed (J19). LedgerError beyond the debt."""
    if principal > outstanding:
        raise LedgerError(f"Pokok melebihi sisa pinjaman {loan.number}.", "amount")
    return PlannedRepayment(loan, principal, jasa, (), paid_from)


def store_repayments(
    *, entry_of: Mapping[int, JournalEntry], planned: Sequence[PlannedRepayment]
) -> list[Repayment]:
    """Write the repayments beside their posted entries: `entry_of` maps an index in `planned` to one."""
    rows = Repayment.objects.bulk_create(
        Repayment(
            ksm_id=item.loan.ksm_id,
            loan=item.loan,
            date=entry_of[index].date,
            principal=item.principal,
            jasa=item.jasa,
            paid_from=item.paid_from,
            entry=entry_of[index],
        )
        for index, item in enumerate(planned)
    )
    installments = _installment_ids(planned)
    RepaymentPart.objects.bulk_create(
        RepaymentPart(
            ksm_id=row.ksm_id,
            repayment=row,
            installment_id=installments[item.loan.pk, part.sequence],
            principal=part.principal,
            jasa=part.jasa,
        )
        for row, item in zip(rows, planned, strict=True)
        for part in item.parts
    )
    return rows


def _installment_ids(planned: Sequence[PlannedRepayment]) -> dict[tuple[int, int], int]:
    """Stored instalments by (loan, sequence): those the plan knows already, read where it does not."""
    if all(item.installment_ids or not item.parts for item in planned):
        return {
            (item.loan.pk, sequence): pk for item in planned for sequence, pk in item.installment_ids.items()
        }
    rows = Installment.objects.in_force(datetime.date.max).filter(loan__in=[item.loan for item in planned])
    return {(row.loan_id, row.sequence): row.pk for row in rows}


def opening_loans(*, ksm: Ksm, principals: Mapping[Member, int]) -> list[Loan]:
    """Loans that ran before the group's books began (J19): rupiah still owed per member, no schedule.

    They wait for the opening entry like any approved loan; `store_disbursements` completes them. Those of
    opening balances that were taken back are the same loans again.
    """
    withdrawn = ksm.loans.filter(is_opening=True, state=Loan.State.REJECTED).select_related("member")
    again = [loan for loan in withdrawn if loan.member in principals]
    for loan in again:
        loan.principal, loan.state, loan.decision_note = principals[loan.of_member], Loan.State.APPROVED, ""
    Loan.objects.bulk_update(again, ["principal", "state", "decision_note"])
    known = {loan.member for loan in again}
    return again + Loan.objects.bulk_create(
        Loan(
            ksm=ksm,
            member=member,
            number=f"SA-{member.number}",
            purpose="Saldo awal",
            principal=principal,
            is_opening=True,
            is_free=True,
            state=Loan.State.APPROVED,
        )
        for member, principal in principals.items()
        if member not in known
    )
