"""Rows that are added and never changed: what was written once is read for good."""

from typing import Any, NoReturn

from django.db import models


class ChangedError(TypeError):
    """A mistake in the program: no verb, page or command changes such a row."""


class KeptQuerySet(models.QuerySet):
    """Adds and reads; whoever would change rows or take them away is told so.

    What Django itself does where another row goes (SET_NULL) is no change of what was written.
    """

    def update(self, **values: Any) -> NoReturn:
        raise ChangedError(f"{self.model.__name__} is added to, never changed")

    def delete(self) -> NoReturn:
        raise ChangedError(f"{self.model.__name__} is added to, never taken from")

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        self.update()

    update.alters_data = delete.alters_data = True  # type: ignore[attr-defined]


class Kept(models.Model):
    """Beside the fields of a model whose rows are added only."""

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise ChangedError(f"{type(self).__name__} is added to, never changed")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise ChangedError(f"{type(self).__name__} is added to, never taken from")
