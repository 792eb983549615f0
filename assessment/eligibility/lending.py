"""How a group lends and repays in a window: the facts of rules four and five (domain.md J24). Nothing here
judges; a fixed number of queries whatever the number of loans."""

import datetime

from assessment.eligibility.criteria import LendingFacts
from groups.models import Ksm
from ledger.loans.owed import unpaid_installments
from ledger.loans.punctuality import Punctuality, punctuality
from ledger.models import Loan
from ledger.policy.collectability import lateness

DAY = datetime.timedelta(days=1)


def lending_facts(ksm: Ksm, first: datetime.date | None, as_of: datetime.date) -> LendingFacts:
    """What the books say of a group's loans; without a window (`first`) nothing was due or lent in it."""
    loans = list(ksm.loans.exclude(state=Loan.State.REJECTED).order_by("pk"))
    running = [one for one in loans if _is_running(one, as_of)]
    dues = unpaid_installments(running, as_of)
    late = {one.pk: lateness(dues[one.pk], as_of).days for one in running}
    paid = punctuality(ksm, first, as_of - DAY) if first else Punctuality(0, 0)
    of_members = [one for one in loans if one.borrower == Loan.Borrower.MEMBER]
    lent = [one for one in of_members if first and _handed_out(one, first, as_of)]
    return LendingFacts(
        due=paid.due,
        due_on_time=paid.on_time,
        oldest_arrears=max((late[one.pk] for one in running if one.lender == Loan.Lender.GROUP), default=0),
        upk_overdue=max((late[one.pk] for one in running if one.lender == Loan.Lender.UPK), default=0),
        lent=len(lent),
        passed_over=tuple(one.number for one in lent if _passes_over(one, of_members)),
    )


def _is_running(loan: Loan, as_of: datetime.date) -> bool:
    """Handed out by then, and not written off."""
    if loan.disbursed_on is None or loan.disbursed_on > as_of:
        return False
    return loan.written_off_on is None or loan.written_off_on > as_of


def _handed_out(loan: Loan, first: datetime.date, as_of: datetime.date) -> bool:
    return not loan.is_opening and loan.disbursed_on is not None and first <= loan.disbursed_on <= as_of


def _passes_over(loan: Loan, others: list[Loan]) -> bool:
    """Did somebody with an earlier place still wait on the day it was handed out, and no reason stands?"""
    day, place = loan.disbursed_on, loan.priority
    if day is None or place is None or loan.decision_note.strip():
        return False
    return any(
        one.priority is not None
        and one.priority < place
        and one.applied_on is not None
        and one.applied_on <= day
        and (one.disbursed_on is None or one.disbursed_on > day)
        for one in others
    )
