"""How groups lend and repay in a window: the facts of rules four and five (domain.md J24). Nothing here
judges; a fixed number of queries whatever the number of groups and loans.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q

from assessment.eligibility.criteria import LendingFacts
from ksm.sets import among
from ledger.loans.owed import oldest_overdue
from ledger.loans.punctuality import Punctuality, punctuality_by_ksm
from ledger.models import Loan

DAY = datetime.timedelta(days=1)
NOTHING = Punctuality(0, 0)


class _Asked(NamedTuple):
    """What is looked at of a loan of a member."""

    number: str
    priority: int | None
    applied_on: datetime.date | None
    disbursed_on: datetime.date | None
    decision_note: str
    is_opening: bool


def lending_by_ksm(
    firsts: Mapping[int, datetime.date | None], as_of: datetime.date, owing: Iterable[int] | None = None
) -> dict[int, LendingFacts]:
    """What the books say of the loans of each group since the first day of its window; None: no window.

    `owing` are the groups of which anything is known to be late; without it all are looked through.
    """
    windows = {pk: first for pk, first in firsts.items() if first}
    late = oldest_overdue(firsts if owing is None else owing, as_of)
    paid = punctuality_by_ksm(windows, as_of - DAY)
    loans = _loans(windows)
    return {
        pk: _facts(pk, firsts[pk], as_of, late, paid.get(pk, NOTHING), loans.get(pk, ())) for pk in firsts
    }


def _facts(
    pk: int,
    first: datetime.date | None,
    as_of: datetime.date,
    late: Mapping[tuple[int, str], datetime.date],
    paid: Punctuality,
    loans: Sequence[_Asked],
) -> LendingFacts:
    lent = [one for one in loans if first and _handed_out(one, first, as_of)]
    return LendingFacts(
        due=paid.due,
        due_on_time=paid.on_time,
        oldest_arrears=(as_of - late.get((pk, Loan.Lender.GROUP), as_of)).days,
        upk_overdue=(as_of - late.get((pk, Loan.Lender.UPK), as_of)).days,
        lent=len(lent),
        passed_over=tuple(one.number for one in lent if _passes_over(one, loans)),
    )


def _loans(windows: Mapping[int, datetime.date]) -> dict[int, list[_Asked]]:
    """Loans asked for by members, in order; those handed out before any window are left out. One query."""
    found: dict[int, list[_Asked]] = defaultdict(list)
    if windows:
        recent = Q(disbursed_on=None) | Q(disbursed_on__gte=min(windows.values()))
        rows = Loan.objects.filter(among(windows), recent, borrower=Loan.Borrower.MEMBER)
        rows = rows.exclude(state=Loan.State.REJECTED).order_by("pk")
        for ksm_id, *row in rows.values_list("ksm_id", *_Asked._fields):
            found[ksm_id].append(_Asked(*row))
    return found


def _handed_out(loan: _Asked, first: datetime.date, as_of: datetime.date) -> bool:
    return not loan.is_opening and loan.disbursed_on is not None and first <= loan.disbursed_on <= as_of


def _passes_over(loan: _Asked, others: Sequence[_Asked]) -> bool:
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
