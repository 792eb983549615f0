"""A group's books as evidence of growth (domain.md 6, 3.4): loans at risk, repaid twice; surplus shared."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from groups.models import Ksm
from ledger.allocation import Due
from ledger.books import loan_rows
from ledger.models import Loan, SurplusSharing
from ledger.reports import outstanding_principal, unpaid_installments

MONTHS = 3
RISK_INSTALLMENTS, RISK_DAYS = 3, 90
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


def is_at_risk(dues: Iterable[Due], day: datetime.date) -> bool:
    """Three instalments late, or one of them late for more than 90 days; the worse of the two counts."""
    late = [due for due in dues if due.due < day and due.principal + due.jasa > 0]
    return len(late) >= RISK_INSTALLMENTS or any((day - due.due).days > RISK_DAYS for due in late)


def share_at_risk(
    balances: Mapping[int, int], dues: Mapping[int, Iterable[Due]], day: datetime.date
) -> Fraction | None:
    """PAR: principal of loans at risk by all principal outstanding; None where nothing is lent."""
    total = sum(balances.values())
    if not total:
        return None
    risky = sum(balance for pk, balance in balances.items() if is_at_risk(dues.get(pk, ()), day))
    return Fraction(risky, total)


def par_of_months(ksm: Ksm, as_of: datetime.date) -> list[Fraction | None]:
    """PAR at the end of each of the last three months, newest first."""
    shares = []
    for day in month_ends(as_of):
        loans = ksm.loans.filter(state=Loan.State.DISBURSED, disbursed_on__lte=day)
        shares.append(share_at_risk(outstanding_principal(ksm, day), unpaid_installments(loans, day), day))
    return shares


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
