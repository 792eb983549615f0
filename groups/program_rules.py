"""The programme's thresholds, set anew from a day on; old ones stay for old assessments."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Field, PositiveBigIntegerField

from groups.access import Role, roles_of
from groups.forms.program import values_of
from groups.models import ProgramRule, User
from groups.refusals import GroupError
from ksm.money import format_rupiah


@transaction.atomic
def set_program_rule(
    *, effective_from: datetime.date, source: str, today: datetime.date, by: User, **values: Any
) -> ProgramRule:
    """A whole new set of thresholds (fields of ProgramRule), in force from a day on.

    Raises GroupError: today or earlier, since the figures of those days were read with their own set already;
    a day that has a set; percentages of tranches that are no whole.
    """
    if effective_from <= today:
        raise GroupError("Ketentuan baru berlaku paling awal besok.", "effective_from")
    if not _is_whole(values["blm_tranches"]):
        raise GroupError(
            "Tulis persen tiap tahap dengan koma, berjumlah 100, misalnya 60, 40.", "blm_tranches"
        )
    # Another administrator may be setting that day at this very moment.
    rule, is_new = ProgramRule.objects.get_or_create(
        effective_from=effective_from, defaults={"source": source, "recorded_by": by, **values}
    )
    if not is_new:
        raise GroupError("Sudah ada ketentuan yang berlaku mulai hari itu.", "effective_from")
    return rule


def _is_whole(tranches: str) -> bool:
    """Are these whole percentages of one or more tranches that sum to 100?"""
    parts = [part.strip() for part in tranches.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        return False
    return all(int(part) for part in parts) and sum(map(int, parts)) == 100


def rule_context(model: type[Any], *, today: datetime.date, user: User) -> dict:
    """Every set of dated thresholds side by side, the newest first; which one is in force today.

    `model` is dated: it has a manager with `in_force_on`, and `recorded_by`.
    """
    rules = list(model.objects.select_related("recorded_by"))
    columns: list[Field] = [model._meta.get_field(name) for name in values_of(model)]
    return {
        "rules": rules,
        "current": model.objects.in_force_on(today),
        "lines": [
            (column.verbose_name, [_shown(column, getattr(rule, column.name)) for rule in rules])
            for column in columns
        ],
        "can_edit": Role.ADMINISTRATOR in roles_of(user),
    }


def _shown(column: Field, value) -> str:
    if isinstance(column, PositiveBigIntegerField):  # amounts; all else counts
        return format_rupiah(value)
    return ("ya" if value else "tidak") if isinstance(value, bool) else str(value)
