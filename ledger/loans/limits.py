"""Class limits and reserves set anew from a day on; older days keep theirs (domain.md 3.5)."""

import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction

from groups.models import User
from ledger.journal.posting import LedgerError
from ledger.models import CollectabilityRule

LIMITS = ("upto_2", "upto_3", "upto_4")
RESERVES = tuple(f"reserve_{number}" for number in range(1, 6))


@transaction.atomic
def set_collectability_rule(
    *, effective_from: datetime.date, source: str, today: datetime.date, by: User, **values: Any
) -> CollectabilityRule:
    """A whole new set of limits (fields of CollectabilityRule), in force from a day on.

    Raises LedgerError: today or earlier, since reports of those days, closed months among them, were read
    with their own set already; a day that has a set; limits that do not rise; a reserve beyond 0 to 100.
    """
    if effective_from <= today:
        raise LedgerError("Ketentuan baru berlaku paling awal besok.", "effective_from")
    for name in ("upto_2", "at_risk_from"):
        if values[name] < 1:
            raise LedgerError("Paling sedikit 1.", name)
    for lower, higher in pairwise(LIMITS):
        if values[higher] <= values[lower]:
            raise LedgerError(f"Harus lebih dari batas kelas sebelumnya, {values[lower]}.", higher)
    for name in RESERVES:
        if not 0 <= values[name] <= 100:
            raise LedgerError("Cadangan antara 0 dan 100 persen.", name)
    # Another administrator may be setting that day at this very moment.
    rule, is_new = CollectabilityRule.objects.get_or_create(
        effective_from=effective_from, defaults={"source": source, "recorded_by": by, **values}
    )
    if not is_new:
        raise LedgerError("Sudah ada ketentuan yang berlaku mulai hari itu.", "effective_from")
    return rule
