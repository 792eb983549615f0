"""Repayments of an older sheet put right (J1): undone alone, and paid again today on the right loan.

The payment entered again is spread over what is unpaid of the loan's schedule today, by the rule of
every payment; what was allotted to later payments meanwhile stays where it is.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger.journal.posting import LedgerError, Line
from ledger.loans.lending import PlannedRepayment, plan_free_repayment, plan_repayments
from ledger.loans.owed import cash_and_debts, payable_installments
from ledger.models import JournalEntry, Loan, Repayment
from ledger.policy.allocation import Due, OverpaymentError, reduce_dues
from ledger.undoing.loan_acts import is_changed_since, put_parts_back
from meetings.models import Correction, Meeting
from meetings.refusals import MeetingError

REPAYMENT = "repayment"


def correctable_repayments(meeting: Meeting) -> list[Repayment]:
    """The sheet's payments that stand: its own and those that corrections entered again."""
    applied = meeting.corrections.filter(state=Correction.State.APPLIED, entry__isnull=False)
    entries = [meeting.entry_id, *applied.values_list("entry_id", flat=True)]
    rows = Repayment.objects.filter(ksm_id=meeting.ksm_id, entry_id__in=entries, undone_by__isnull=True)
    return list(
        rows.select_related("loan__member", "entry")
        .prefetch_related("joint_cases")
        .order_by("loan__member__number", "pk")
    )


def repayment_values(meeting: Meeting) -> dict[int, dict]:
    """What each payment says now: its loan and rupiah; of an opening loan pokok and jasa apart (J19)."""
    if meeting.entry_id is None:
        return {}
    return {row.pk: _value(row) for row in correctable_repayments(meeting)}


def _value(row: Repayment) -> dict:
    if row.loan.is_free:
        return {"loan": row.loan_id, "amount": row.principal, "jasa": row.jasa}
    return {"loan": row.loan_id, "amount": row.principal + row.jasa, "jasa": 0}


def loans_of(meeting: Meeting) -> list[Loan]:
    """The loans that ran on the day of the sheet: only on these can its payments have been."""
    loans = Loan.objects.filter(
        ksm_id=meeting.ksm_id,
        borrower=Loan.Borrower.MEMBER,
        state=Loan.State.DISBURSED,
        disbursed_on__lte=meeting.held_on,
    )
    return list(loans.select_related("member").order_by("member__number", "pk"))


@dataclass
class RepaymentPlan:
    """Payments to undo and to enter, and the lines of both."""

    undone: list[Repayment] = field(default_factory=list)
    entered: list[PlannedRepayment] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def plan_repayment_changes(
    *, meeting: Meeting, wanted: Mapping[int, dict], today: datetime.date
) -> RepaymentPlan:
    """Undo the chosen payments and spread the right ones over what is then unpaid. Raises MeetingError."""
    plan = RepaymentPlan()
    if not wanted:
        return plan
    standing = {row.pk: row for row in correctable_repayments(meeting)}
    plan.undone = [standing[pk] for pk in wanted]
    _refuse_before_change(plan.undone)
    for row in plan.undone:
        plan.lines += _undoing(row)
    running = {loan.pk: loan for loan in loans_of(meeting)}
    dues = _dues_without(plan.undone, running.values(), today)
    owed = _owed_without(plan.undone, meeting, today)
    for row in plan.undone:
        new = wanted[row.pk]
        if not new["amount"] + new["jasa"]:
            continue
        loan = _loan_for(row, new, running)
        planned = _planned(loan, new, row.paid_from, dues=dues, owed=owed, today=today)
        memo = f"(koreksi jurnal {row.entry.number})"
        plan.lines += [replace(line, memo=f"{line.memo} {memo}") for line in planned.lines()]
        plan.entered.append(planned)
    return plan


def _refuse_before_change(rows: Iterable[Repayment]) -> None:
    """What a later act on the loan rests on stays: payments before it are not undone while it stands."""
    for row in rows:
        changed_on = row.loan.changed_on
        if any(case.undoing_id is None for case in row.joint_cases.all()):
            raise MeetingError(
                f"Penanggung angsuran {row.loan.number} sudah dicatat; angsuran itu tidak dikoreksi lagi."
            )
        if changed_on and row.date <= changed_on and _is_changed_since(row):
            raise MeetingError(
                f"Ketentuan pinjaman {row.loan.number} berubah pada {date_in_words(changed_on)}; "
                "angsuran sebelum itu tidak dikoreksi lagi."
            )


def _is_changed_since(row: Repayment) -> bool:
    """By the hour, not by the day: an act of the sheet's own day came before the sheet was closed."""
    return row.loan.written_off_on is not None or is_changed_since(row.loan, row.entry.recorded_at)


def _undoing(row: Repayment) -> list[Line]:
    """The mirror image of the payment's lines."""
    paid = PlannedRepayment(row.loan, row.principal, row.jasa, (), row.paid_from)
    source = row.entry.number
    return [
        replace(
            line,
            debit=line.credit,
            credit=line.debit,
            memo=f"Pembatalan dari jurnal {source}: {line.memo}"[:200],
        )
        for line in paid.lines()
    ]


def _dues_without(
    undone: Iterable[Repayment], loans: Iterable[Loan], today: datetime.date
) -> dict[int, list[Due]]:
    """What is unpaid of each instalment once these payments do not count."""
    # By number: an instalment that an act had ended has another in its place once the act was taken back.
    back: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for row in undone:
        for part in row.parts.select_related("installment"):
            back[row.loan_id, part.installment.sequence][0] += part.principal
            back[row.loan_id, part.installment.sequence][1] += part.jasa
    dues = payable_installments([loan for loan in loans if not loan.is_free], today)
    return {
        pk: [
            replace(due, principal=due.principal + principal, jasa=due.jasa + jasa)
            for due in rows
            for principal, jasa in [back[pk, due.sequence]]
        ]
        for pk, rows in dues.items()
    }


def _owed_without(undone: Iterable[Repayment], meeting: Meeting, today: datetime.date) -> dict[int, int]:
    owed: dict[int, int] = defaultdict(int, cash_and_debts(meeting.ksm, today).owed)
    for row in undone:
        owed[row.loan_id] += row.principal
    return owed


def _loan_for(row: Repayment, new: Mapping, running: Mapping[int, Loan]) -> Loan:
    loan = running.get(new["loan"])
    if loan is None:
        raise MeetingError("Pilih pinjaman yang berjalan pada tanggal lembar itu.")
    if loan.is_free != row.loan.is_free:
        raise MeetingError(
            "Angsuran pinjaman saldo awal hanya dipindahkan ke pinjaman saldo awal lain. Tulis 0 di sini, "
            "lalu catat angsurannya pada pertemuan berikutnya."
        )
    if new["jasa"] and not loan.is_free:
        raise MeetingError("Jasa dihitung dari jadwal; tulis seluruh angsuran sebagai satu jumlah.")
    return loan


def _planned(
    loan: Loan,
    new: Mapping,
    paid_from: str,
    *,
    dues: dict[int, list[Due]],
    owed: dict[int, int],
    today: datetime.date,
) -> PlannedRepayment:
    """One payment entered again; `dues` and `owed` then hold what it leaves unpaid."""
    try:
        if loan.is_free:
            planned = plan_free_repayment(
                loan=loan,
                principal=new["amount"],
                jasa=new["jasa"],
                outstanding=owed[loan.pk],
                paid_from=paid_from,
            )
        else:
            [planned] = plan_repayments(payments=[(loan, new["amount"], paid_from)], on=today, dues=dues)
            dues[loan.pk] = list(reduce_dues(dues[loan.pk], planned.parts))
    except (OverpaymentError, LedgerError) as error:
        total = format_rupiah(new["amount"] + new["jasa"])
        raise MeetingError(f"Angsuran {total} untuk pinjaman {loan.number}: {error}") from error
    owed[loan.pk] -= planned.principal
    # Undoing may put other rows in the place of these before it is stored.
    return replace(planned, installment_ids={})


def mark_undone(undone: Sequence[Repayment], entry: JournalEntry) -> None:
    """Mark payments as undone by the correcting entry: what they settled is owed again from its day on."""
    Repayment.objects.filter(pk__in=[row.pk for row in undone]).update(undone_by=entry)
    of_loan: dict[Loan, list[Repayment]] = defaultdict(list)
    for row in undone:
        of_loan[row.loan].append(row)
    for loan, rows in of_loan.items():
        put_parts_back(loan, rows, entry.date)
