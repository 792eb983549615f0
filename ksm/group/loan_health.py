"""A group's books as evidence of growth (domain.md 6, 3.4): loans at risk, repaid twice; surplus shared."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from groups.models import Ksm
from ledger.loans.cards import loan_rows
from ledger.loans.quality import QualityRow, limits_on, loan_quality
from ledger.models import Loan, SurplusSharing
from ledger.policy.collectability import is_at_risk

MONTHS = 3
RISK_BELOW = Fraction(10, 100)


def month_ends(as_of: datetime.date, number: int = MONTHS) -> list[datetime.date]:
    """The last days of the newest whole months up to `as_of`, newest first."""
    following = as_of + datetime.timedelta(days=1)
    ends = []
    for _ in range(number):
        end = following.replace(day=1) - datetime.timedelta(days=1)
        ends.append(end)
        following = end
    return ends


def par_of_months(ksm: Ksm, as_of: datetime.date) -> list[Fraction | None]:
    """PAR of loans to members at the end of each of the last three months, newest first.

    A loan is at risk as UPK's indicators have it; None where nothing was lent.
    """
    return [share_at_risk(loan_quality(ksm, day), day) for day in month_ends(as_of)]


def share_at_risk(rows: Sequence[QualityRow], day: datetime.date) -> Fraction | None:
    """Principal of loans at risk by all principal outstanding on a day."""
    limits, total = limits_on(day), sum(row.balance for row in rows)
    risky = sum(row.balance for row in rows if is_at_risk(row.late, day, limits))
    return Fraction(risky, total) if total else None


def kept_at_low_risk(shares: Iterable[Fraction | None]) -> bool:
    """Was PAR below 10% (10% itself is not) in every month? A month without loans shows nothing."""
    return all(share is not None and share < RISK_BELOW for share in shares)


def borrowers_of_repeat_cycles(ksm: Ksm, as_of: datetime.date) -> int:
    """Members who repaid a loan, and a further one too."""
    loans = list(ksm.loans.filter(state=Loan.State.DISBURSED, disbursed_on__lte=as_of, member__isnull=False))
    settled = Counter(row.loan.member_id for row in loan_rows(loans, ksm, as_of) if row.code == "SETTLED")
    return sum(times >= 2 for times in settled.values())


def surpluses_shared(ksm: Ksm, as_of: datetime.date) -> list[int]:
    """The years whose surplus (SHU) was shared out by a decision that stands; a loss is no surplus."""
    shared = SurplusSharing.objects.filter(
        ksm=ksm, decided_on__lte=as_of, undone_by__isnull=True, surplus__gt=0
    )
    return list(shared.order_by("year").values_list("year", flat=True))
