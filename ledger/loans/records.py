"""The official papers of a loan to a member: the application when it is asked for, the agreement when the
money is handed out.
"""

import datetime
from collections.abc import Sequence

from groups.models import Ksm
from groups.papers.register import Act, issue, revive, withdraw
from ledger.models import JournalEntry, Loan

APPLICATION, AGREEMENT = "PP", "SPP"


def application_act(loan: Loan, today: datetime.date) -> Act:
    """A loan asked for; where its day is untold, on the day of the paper."""
    day = loan.applied_on or today
    return Act(APPLICATION, str(loan.pk), day, f"Permohonan pinjaman {loan.number}")


def agreement_act(loan: Loan, today: datetime.date) -> Act:
    """A loan handed out; before that the day is only foreseen."""
    day = loan.disbursed_on or today
    return Act(AGREEMENT, str(loan.pk), day, f"Perjanjian pinjaman {loan.number}")


def number_agreements(loans: Sequence[Loan]) -> None:
    """Give the agreements of loans just handed out their numbers; opening loans have none (J19).

    A sheet that is opened again and closed as it was changes nothing of what people signed: the agreement
    of the same day keeps its number.
    """
    agreed = [loan for loan in loans if not loan.is_opening and not loan.is_outside]
    if not agreed:
        return
    ksm = Ksm.objects.select_related("bkm").get(pk=agreed[0].ksm_id)
    acts = [agreement_act(loan, loan.paid_out_on) for loan in agreed]
    revive(ksm, acts)
    issue(ksm, acts)


def withdraw_agreements(entry: JournalEntry, loans: Sequence[Loan]) -> None:
    """The money of an entry was never handed out."""
    withdraw(entry.ksm, AGREEMENT, [str(loan.pk) for loan in loans], entry.date, "Pencairannya dibatalkan")
