"""A group's books as of a day, as `manage.py books` prints them (data/README.md, commands)."""

import datetime

from groups.models import Ksm
from ledger import chart
from ledger.journal.balances import balances
from ledger.journal.verification import differences_of
from ledger.loans.owed import outstanding_principal, unpaid_installments
from ledger.models import Installment, Loan
from ledger.policy.allocation import Due, arrears


def statement(ksm: Ksm, as_of: datetime.date) -> dict:
    """All balances in rupiah; `loans` are those with a schedule that were disbursed by that day."""
    account = balances(ksm, as_of)
    running = ksm.loans.filter(
        borrower=Loan.Borrower.MEMBER, state=Loan.State.DISBURSED, disbursed_on__lte=as_of
    ).order_by("number")
    unpaid = unpaid_installments(running, as_of)
    # An opening loan may have been given its schedule later, or lost it again.
    loans = [loan for loan in running if unpaid[loan.pk] or not loan.is_opening]
    owed = outstanding_principal(ksm, as_of)
    return {
        "ksm": ksm.code,
        "as_of": as_of.isoformat(),
        "cash": account.get(chart.KAS, 0),
        "savings": {
            "pokok": -account.get(chart.TABUNGAN_POKOK, 0),
            "wajib": -account.get(chart.TABUNGAN_WAJIB, 0),
            "sukarela": -account.get(chart.TABUNGAN_SUKARELA, 0),
        },
        "loans_outstanding": account.get(chart.PIUTANG_ANGGOTA, 0),
        "arrears": sum(arrears(dues, as_of) for dues in unpaid.values()),
        "jasa_income": -account.get(chart.JASA, 0),
        "fines": -account.get(chart.DENDA, 0),
        "loans": _loans(loans, unpaid, owed, as_of),
        "balanced": not differences_of(ksm, as_of),
    }


def _loans(
    loans: list[Loan], unpaid: dict[int, list[Due]], owed: dict[int, int], as_of: datetime.date
) -> dict[str, dict]:
    schedules: dict[int, list] = {loan.pk: [] for loan in loans}
    for row in Installment.objects.in_force(as_of).filter(loan__in=loans).order_by("loan_id", "sequence"):
        schedules[row.loan_id].append([row.due_on.isoformat(), row.principal, row.jasa])
    return {
        loan.number: {
            "outstanding": owed.get(loan.pk, 0),
            "arrears": arrears(unpaid[loan.pk], as_of),
            "schedule": schedules[loan.pk],
        }
        for loan in loans
    }
