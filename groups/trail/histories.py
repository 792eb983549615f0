"""Histories of rows as sources of the trail: each state beside the one before it. Reads only."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from groups.models import Ksm, Member, User
from groups.trail.reading import SYSTEM, Change, Reader, Source

KINDS = {"+": "dibuat", "~": "diubah", "-": "dihapus"}
# What tells a row from others of its kind; the first that it has.
NAMES = ("full_name", "name", "activity", "partner", "visitor", "text", "scheduled_on", "held_on", "done_on")
Names = Mapping[tuple[str, Any], str]


def history_source(model: type, code: str, label: str, **places: Any) -> Source:
    """The history of a model; `places` as of Source."""
    manager: Any = model.history  # type: ignore[attr-defined]  # of simple-history

    def tell(rows: QuerySet, reader: Reader) -> dict[int, Change]:
        return _told(manager, rows, reader)

    return Source(code, label, manager.all, tell, "history_date", "history_user", **places)


def _told(manager: Any, rows: QuerySet, reader: Reader) -> dict[int, Change]:
    """Each row beside the one before it of the same thing. Four queries."""
    earlier = manager.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    newest = earlier.order_by("-history_id").values("history_id")[:1]
    records = list(rows.annotate(previous=Subquery(newest)).select_related("history_user"))
    before = {one.pk: one for one in manager.filter(pk__in=[one.previous for one in records])}
    names = _names_of(records)
    return {
        one.pk: Change(
            at=one.history_date,
            who=str(one.history_user) if one.history_user else SYSTEM,
            what=_name_of(one, names),
            kind=KINDS[one.history_type],
            reason=one.history_change_reason or "",
            lines=_differences(one, before.get(one.previous), reader.hidden),
            client=one.history_client,
            where=""
            if isinstance(reader.place, Ksm)
            else names.get(("ksm", getattr(one, "ksm_id", None)), ""),
        )
        for one in records
    }


def _names_of(records: Sequence) -> dict[tuple[str, Any], str]:
    """The names of groups, members and users that these rows name by their keys."""
    found: dict[tuple[str, Any], str] = {}
    whole: tuple[tuple[str, Any, str], ...] = (
        ("ksm", Ksm, "name"),
        ("user", User, "full_name"),
        ("member", Member, "name"),
    )
    for name, model, column in whole:
        keys = {getattr(one, f"{name}_id") for one in records if getattr(one, f"{name}_id", None)}
        if keys:
            rows = model.objects.filter(pk__in=keys).values_list("pk", column)
            found |= {(name, pk): str(words) for pk, words in rows}
    return found


def _shown(record, field) -> str:
    value = getattr(record, field.attname)
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, datetime.date):
        return f"{value:%d-%m-%Y}"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _differences(record, before, hidden: Collection[str]) -> tuple[tuple[str, str, str], ...]:
    if before is None:
        return ()
    lines = []
    for column in record.tracked_fields:
        old, new = _shown(before, column), _shown(record, column)
        if old != new and column.name not in hidden:
            lines.append((str(column.verbose_name), old, new))
    return tuple(lines)


def _name_of(record, names: Names) -> str:
    """What a row is called: its kind, and what tells it from others of that kind."""
    model = record.instance_type
    kind = str(model._meta.verbose_name)
    if model is Ksm:
        return "Profil KSM"
    if model is Member:
        return f"Anggota {record.number}. {record.name}"
    if hasattr(record, "agreed_on"):
        return f"Aturan {record.get_kind_display().lower()}"
    if hasattr(record, "role"):
        held = "user" if hasattr(record, "user_id") else "member"
        words = f"{record.get_role_display()} {names.get((held, getattr(record, f'{held}_id')), '')}".strip()
        return words if held == "member" else f"Penugasan {words}"
    told = next((getattr(record, name) for name in NAMES if getattr(record, name, "")), "")
    words = f"{told:%d-%m-%Y}" if isinstance(told, datetime.date) else str(told)[:60]
    return f"{kind[:1].upper()}{kind[1:]} {words}".strip()
