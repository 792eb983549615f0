"""The poster for the wall of a group's hall: its five rules and this month's figures. Nobody is named."""

import datetime

from groups.agreements.five_rules import rules_by_kind
from groups.letterhead import furniture
from groups.models import Ksm
from ksm.group.monthly import monthly_report
from ledger.journal.months import Month


def poster_context(ksm: Ksm, today: datetime.date) -> dict:
    """What print_poster.html needs: the rules in force today, the month of `today` so far. Members are
    counted, arrears summed: a debtor's name hangs on no wall (domain.md J15).
    """
    return {
        "ksm": ksm,
        "as_of": today,
        "rules": rules_by_kind(ksm, today),
        "report": monthly_report(ksm, Month.of(today), today),
        **furniture(ksm, today, ()),
        "paper_size": "",  # A3 whatever the BKM prints on
    }
