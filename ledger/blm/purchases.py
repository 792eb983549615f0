"""What was bought from a BLM fund on pages: its receipt, and the way into the inventory. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from groups.models import InventoryItem, User
from ledger.journal.receipts import purchase_lines
from ledger.models import GrantSpending


@dataclass(frozen=True, slots=True)
class Spent:
    """A purchase from the fund, the line of its receipt, and the form that takes it into the inventory."""

    spending: GrantSpending
    line_id: int
    inventory: str
    may_undo: bool


def spent_rows(spendings: Iterable[GrantSpending], user: User | None = None) -> list[Spent]:
    """Purchases with their receipts, in order; `user` (None: nobody) may undo those of others."""
    rows = list(spendings)
    line_of = purchase_lines(rows)
    return [
        Spent(one, line_of[one.pk], inventory_link(one), bool(user) and one.may_be_undone_by(user))
        for one in rows
    ]


def inventory_link(spending: GrantSpending) -> str:
    """A new row of the inventory, filled with what a purchase says of the goods."""
    about: dict[str, str | int] = {
        "name": spending.what,
        "quantity": 1,
        "unit": spending.line.unit,
        "acquired_on": f"{spending.entry.date:%d-%m-%Y}",
        "origin": InventoryItem.Origin.BLM,
        "price": spending.amount,
    }
    return f"{reverse('groups:register_create', args=[spending.ksm_id, 'inventaris'])}?{urlencode(about)}"
