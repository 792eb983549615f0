"""Are instalments paid by their day? The share of those due in a period (domain.md J24, TA4). Reads only."""

import datetime
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from groups.models import Ksm
from ledger.models import Installment, Loan, undone_repayment


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
    """Of members' instalments due from `first` to `last`, how many were paid in full by their day. One query.

    An instalment is asked for by the schedule in force on its day; what replaced it later changes nothing. A
    payment that was taken back by `last` paid nothing.
    """
    by_its_day = Q(parts__repayment__date__lte=F("due_on")) & ~undone_repayment(last, "parts__repayment__")
    rows = (
        Installment.objects.filter(
            Q(in_force_until__isnull=True) | Q(in_force_until__gt=F("due_on")),
            in_force_from__lte=F("due_on"),
            ksm=ksm,
            loan__borrower=Loan.Borrower.MEMBER,
            due_on__range=(first, last),
        )
        .order_by()
        .annotate(
            paid=Coalesce(Sum(F("parts__principal") + F("parts__jasa"), filter=by_its_day), 0),
            asked=F("principal") + F("jasa"),
        )
    )
    found = list(rows.values_list("paid", "asked"))
    return Punctuality(sum(paid >= asked for paid, asked in found), len(found))
