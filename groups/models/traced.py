"""What django-simple-history reads from a row when it is saved: who did it, why; and rows as they were."""

import datetime
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import AbstractUser

# What stood before in rows that were changed since, by model and primary key (groups.papers.known sets it).
BEFORE: ContextVar[Mapping[tuple[type, int], Mapping[str, Any]] | None] = ContextVar("before", default=None)
# The moment of which it is told; None for now.
MOMENT: ContextVar[datetime.datetime | None] = ContextVar("moment", default=None)


class Traced:
    """Beside `models.Model` of a model with a `history`; it says the types of what verbs set."""

    _history_user: AbstractUser | None
    _change_reason: str

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)  # type: ignore[misc]  # of the model beside it
        return row.as_before() if BEFORE.get() else row

    def as_before(self):
        """The row with what stood in it before, where BEFORE tells it."""
        self.__dict__.update((BEFORE.get() or {}).get((type(self), self.pk), {}))  # type: ignore[attr-defined]
        return self
