"""What the books say of a grant on a day: received, lent, spent per line of the RAB, and left (J28)."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, Sum

from ledger import chart
from ledger.journal.balances import signed_sums
from ledger.models import BlmGrant, BudgetLine, Fund, JournalLine, Loan

RECEIVABLE = (chart.PIUTANG_ANGGOTA, chart.PIUTANG_TANGGUNG_RENTENG)


@dataclass(frozen=True, slots=True)
class FundUse:
    """Rupiah from the beginning of a grant to the end of a day; `box` and `bank` are the whole fund's."""

    received: int = 0
    lent: int = 0
    came_back: int = 0
    spent: int = 0
    returned: int = 0
    box: int = 0
    bank: int = 0
    by_line: Mapping[int, int] = field(default_factory=dict)  # lent or spent, by id of the line

    @property
    def left(self) -> int:
        return self.box + self.bank

    @property
    def other(self) -> int:
        """Of the fund's cash what this grant does not explain: an earlier grant's, or an imported book's."""
        return self.left - (self.received - self.lent + self.came_back - self.spent - self.returned)


def fund_use(grant: BlmGrant, as_of: datetime.date) -> FundUse:
    """Read the books of a grant; a fixed number of queries."""
    moved: dict[bool, int] = defaultdict(int)
    for tranche, amount in grant.movements.effective(as_of).values_list("tranche_id", "amount"):
        moved[tranche is not None] += amount
    spent = dict(
        grant.spendings.effective(as_of).order_by().values_list("line_id").annotate(total=Sum("amount"))
    )
    lent, came_back = _lent(grant, as_of)
    places = signed_sums(JournalLine.objects.filter(ksm=grant.ksm, fund=Fund.BLM, date__lte=as_of))
    return FundUse(
        received=moved[True],
        lent=lent,
        came_back=came_back,
        spent=sum(spent.values()),
        returned=moved[False],
        box=places.get(chart.KAS, 0),
        bank=places.get(chart.BANK, 0),
        by_line=_by_line(list(grant.lines.all()), spent, lent),
    )


def _lent(grant: BlmGrant, as_of: datetime.date) -> tuple[int, int]:
    """What the loans of the grant's members took, by their cards, and what of it came back into cash."""
    loans = Loan.objects.filter(grant_member__grant=grant, state=Loan.State.DISBURSED)
    lent = loans.filter(disbursed_on__lte=as_of).aggregate(total=Sum("principal", default=0))["total"]
    lines = JournalLine.objects.filter(
        ksm=grant.ksm, fund=Fund.BLM, date__lte=as_of, loan__grant_member__grant=grant
    )
    out = Q(debit_id__in=RECEIVABLE, credit_id__in=chart.CASH)
    back = Q(debit_id__in=chart.CASH, credit_id__in=RECEIVABLE)
    sums = lines.aggregate(
        out=Sum("amount", filter=out, default=0), back=Sum("amount", filter=back, default=0)
    )
    return lent, lent - sums["out"] + sums["back"]


def _by_line(lines: Sequence[BudgetLine], spent: Mapping[int, int], lent: int) -> dict[int, int]:
    """Each line with what was spent of it; what was lent fills the lines for it, the last takes the rest."""
    found = {line.pk: spent.get(line.pk, 0) for line in lines}
    for line in (lending := [line for line in lines if line.is_lent]):
        part = lent if line is lending[-1] else min(lent, line.blm)
        found[line.pk] += part
        lent -= part
    return found
