"""Are instalments paid by their day? The share of those due in a period (domain.md J24, TA4). Reads only."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from groups.models import Ksm
from ksm.sets import among
from ledger.models import Installment, Loan, undone_repayment

# Groups whose period is longer are read apart, so that one silent for years makes no other one's rows read.
LONG = datetime.timedelta(weeks=12)


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Of `due` instalments, `on_time` were paid in full by their day."""

    on_time: int
    due: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.on_time, self.due) if self.due else None

    def reaches(self, required: Fraction) -> bool | None:
        """At least the share asked for (ProgramRule); None where nothing was due: nothing is judged."""
        return None if self.share is None else self.share >= required


def punctuality(ksm: Ksm, first: datetime.date, last: datetime.date) -> Punctuality:
    """Of members' instalments due from `first` to `last`, how many were paid in full by their day."""
    return punctuality_by_ksm({ksm.pk: first}, last)[ksm.pk]


def punctuality_by_ksm(firsts: Mapping[int, datetime.date], last: datetime.date) -> dict[int, Punctuality]:
    """The same of each group from its own first day on; one query, two where some begin long before `last`.

    An instalment is asked for by the schedule in force on its day; what replaced it later changes nothing. A
    payment that was taken back by `last` paid nothing.
    """
    near = {pk: first for pk, first in firsts.items() if first > last - LONG}
    far = {pk: first for pk, first in firsts.items() if pk not in near}
    counts = {pk: [0, 0] for pk in firsts}
    for some in (near, far):
        for ksm_id, due_on, paid, asked in _paid_and_asked(some, last):
            if due_on >= firsts[ksm_id]:
                counts[ksm_id][0] += paid >= asked
                counts[ksm_id][1] += 1
    return {pk: Punctuality(*pair) for pk, pair in counts.items()}


def _paid_and_asked(firsts: Mapping[int, datetime.date], last: datetime.date) -> Iterable[tuple]:
    """(group, day, paid by it, asked for) of each instalment due since the first of these days."""
    if not firsts:
        return ()
    by_its_day = Q(parts__repayment__date__lte=F("due_on")) & ~undone_repayment(last, "parts__repayment__")
    rows = (
        Installment.objects.filter(
            among(firsts),
            Q(in_force_until__isnull=True) | Q(in_force_until__gt=F("due_on")),
            in_force_from__lte=F("due_on"),
            loan__borrower=Loan.Borrower.MEMBER,
            due_on__range=(min(firsts.values()), last),
        )
        .order_by()
        .annotate(
            paid=Coalesce(Sum(F("parts__principal") + F("parts__jasa"), filter=by_its_day), 0),
            asked=F("principal") + F("jasa"),
        )
    )
    return rows.values_list("ksm_id", "due_on", "paid", "asked")
