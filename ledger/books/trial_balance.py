"""The trial balance (neraca saldo) as people read it. Reads only."""

import datetime
from dataclasses import dataclass

from groups.models import Ksm
from ledger.journal.balances import balances
from ledger.models import Account


@dataclass(frozen=True, slots=True)
class TrialRow:
    account: Account
    debit: int
    credit: int


def trial_balance(ksm: Ksm, as_of: datetime.date) -> list[TrialRow]:
    """Every account with a balance as of a day; both columns sum to the same. Two queries."""
    found = balances(ksm, as_of)
    return [
        TrialRow(account, max(found[account.code], 0), max(-found[account.code], 0))
        for account in Account.objects.all()
        if found.get(account.code)
    ]
