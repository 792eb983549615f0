"""A member asks for a loan, to be decided in a meeting."""

import datetime

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import Ksm
from ledger.loans.lending import LoanTerms, apply_for_loans
from ledger.loans.own_rule import require_reason
from ledger.models import Loan


@transaction.atomic
def apply_for_loan(*, ksm: Ksm, terms: LoanTerms, on: datetime.date) -> Loan:
    """Write one application down. Raises LedgerError: beyond the group's rule without a reason."""
    ksm = lock_ksm(ksm.pk)
    require_reason(ksm, [terms], on)
    [loan] = apply_for_loans(ksm=ksm, terms=[terms], on=on, approved=False)
    return loan
