"""What was known when an act was recorded: names and addresses, which have no days of their own.

Officers, rules and places are read by the day of a paper. A name or an address is simply changed; so a paper
printed for the first time after that takes it from the history, as it stood when the act was recorded.
"""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model

from groups.models import Bkm, Ksm, Member
from groups.models.traced import BEFORE, MOMENT, Traced

# What papers print of each, and people change.
FACTS = {
    Ksm: ("name", "code", "address", "rt", "rw", "purpose", "vision", "mission"),
    Bkm: ("name", "address", "phone"),
    Member: ("name", "address", "rt", "rw", "occupation"),
}


def changed_since(ksm: Ksm, moment: datetime.datetime) -> dict[tuple[type, int], dict[str, Any]]:
    """What stood at a moment in the rows of a group, its BKM and its members that were changed since.

    Three queries, and one more for each model of which something was changed.
    """
    found: dict[tuple[type, int], dict[str, Any]] = {}
    whose = {Ksm: {"id": ksm.pk}, Bkm: {"id": ksm.bkm_id}, Member: {"ksm_id": ksm.pk}}
    for model, names in FACTS.items():
        history = model.history.filter(**whose[model])  # type: ignore[attr-defined]  # of simple-history
        changed = set(history.filter(history_date__gt=moment).values_list("id", flat=True))
        if changed:
            rows = history.filter(id__in=changed, history_date__lte=moment)
            for row in rows.order_by("history_date", "history_id").values("id", *names):
                found[model, row.pop("id")] = row  # the newest is the last
    return found


@contextmanager
def as_known(ksm: Ksm, moment: datetime.datetime, about: Iterable[Model]) -> Iterator[None]:
    """Within it the group, what is read of it, and `about` with what that has at hand bear the names and
    addresses of a moment, and letterheads their logo of then. Only to make a paper: nothing read within it
    may be saved.
    """
    then, before = MOMENT.set(moment), BEFORE.set(changed_since(ksm, moment))
    try:
        if BEFORE.get():
            seen: set[int] = set()
            for row in (ksm, *about):
                _put_back(row, seen)
        yield
    finally:
        BEFORE.reset(before)
        MOMENT.reset(then)


def _put_back(row: Model, seen: set[int]) -> None:
    """A row that was read already, and those that it was read with; `seen` are done, for rows lead back."""
    if id(row) in seen:
        return
    seen.add(id(row))
    if isinstance(row, Traced):
        row.as_before()
    for other in row._state.fields_cache.values():
        if isinstance(other, Model):
            _put_back(other, seen)
