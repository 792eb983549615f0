"""Histories: who changed which row, when, from where and why; and rows as they were."""

import copy
import datetime
from collections.abc import Collection, Hashable, Mapping
from contextvars import ContextVar
from functools import cache
from typing import Any, cast

from django.contrib.auth.models import AbstractUser
from django.db import models
from simple_history.models import HistoricalRecords

# What stood before in rows that were changed since, by model and primary key (groups.papers.known sets it).
BEFORE: ContextVar[Mapping[tuple[type, int], Mapping[str, Any]] | None] = ContextVar("before", default=None)
# The moment of which it is told; None for now.
MOMENT: ContextVar[datetime.datetime | None] = ContextVar("moment", default=None)
# The address of who asks; "" for commands, the queue, and where no proxy names one (groups.middleware).
ASKER: ContextVar[str] = ContextVar("asker", default="")
READ = "_read"  # what a row held when it was read or saved last


def asker() -> str:
    """From where the change at hand is asked for."""
    return ASKER.get()


class FromWhere(models.Model):
    """What every row of a history holds beside simple-history's own: the address of who asked."""

    history_client = models.CharField("dari alamat", max_length=45, blank=True, default=asker, editable=False)

    class Meta:
        abstract = True


class Trail(HistoricalRecords):
    """A history that holds from where a change came, and no row for a save that changed nothing.

    A save with a reason is an act, also where the row itself stays (a sheet whose marks were corrected).
    `unnoticed` are fields that change without anybody's doing.
    """

    def __init__(self, *args, unnoticed: tuple[str, ...] = (), **kwargs):
        self.unnoticed = unnoticed
        super().__init__(*args, bases=(FromWhere,), **kwargs)

    def post_save(self, instance, created, using=None, **kwargs):
        is_act = bool(getattr(instance, "_change_reason", ""))
        if created or is_act or instance.is_changed(self.unnoticed):
            super().post_save(instance, created, using=using, **kwargs)
        instance.note_read(instance.__dict__)


class Traced:
    """Beside `models.Model` of a model with a `history`; it says the types of what verbs set."""

    _history_user: AbstractUser | None
    _change_reason: str

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)  # type: ignore[misc]  # of the model beside it
        row.note_read(dict(zip(field_names, values, strict=False)))
        return row.as_before() if BEFORE.get() else row

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)  # type: ignore[misc]  # the same
        self.note_read(self.__dict__)

    def note_read(self, held: Mapping[str, Any]) -> None:
        """Remember what the row holds; of what may be changed in place a copy."""
        names, in_place = _names(cast("Hashable", type(self)))
        known = {name: held[name] for name in names if name in held}
        self.__dict__[READ] = known | {name: copy.deepcopy(known[name]) for name in in_place if name in known}

    def is_changed(self, unnoticed: Collection[str] = ()) -> bool:
        """Does the row hold anything else than when it was read or saved last? Yes where that is unknown."""
        before = self.__dict__.get(READ)
        if before is None:
            return True
        now = {
            name: self.__dict__[name]
            for name in _names(cast("Hashable", type(self)))[0]
            if name in self.__dict__
        }
        return any(name not in before or before[name] != now[name] for name in now.keys() - {*unnoticed})

    def as_before(self):
        """The row with what stood in it before, where BEFORE tells it."""
        self.__dict__.update((BEFORE.get() or {}).get((type(self), self.pk), {}))  # type: ignore[attr-defined]
        return self


@cache
def _names(model: Hashable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of a model, and those whose values may be changed in place."""
    fields: list[Any] = model._meta.concrete_fields  # type: ignore[attr-defined]  # of a model
    in_place = tuple(field.attname for field in fields if isinstance(field, models.JSONField))
    return tuple(field.attname for field in fields), in_place
