"""Who changed what in a group's profile, members, officers and rules, or printed whole NIK; newest first."""

import datetime
from dataclasses import dataclass

from groups.models import GroupRule, Ksm, Member, OfficerTerm

PS2_FIELDS = {"ps2", "ps2_priority"}
# What a reader learns nothing from.
HIDDEN = {"id", "ksm", "bkm", "timezone", "recorded_at"}
KINDS = {"+": "dibuat", "~": "diubah", "-": "dihapus"}


@dataclass(frozen=True)
class Change:
    """One stored change: `lines` are (label, before, after), empty for a new thing."""

    at: datetime.datetime
    who: str
    what: str
    kind: str
    reason: str
    lines: tuple[tuple[str, str, str], ...]


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
    return ", ".join(value) if isinstance(value, list) else str(value)


def _differences(record, before, hidden) -> tuple[tuple[str, str, str], ...]:
    if before is None:
        return ()
    lines = []
    for field in record.tracked_fields:
        old, new = _shown(before, field), _shown(record, field)
        if old != new and field.name not in hidden:
            lines.append((str(field.verbose_name), old, new))
    return tuple(lines)


def _name_of(record, names: dict[int, str]) -> str:
    if hasattr(record, "number"):
        return f"Anggota {record.number}. {record.name}"
    if hasattr(record, "agreed_on"):
        return f"Aturan {record.get_kind_display().lower()}"
    if hasattr(record, "role"):
        return f"{record.get_role_display()} {names.get(record.member_id, '')}".strip()
    return "Profil KSM"


def _changes(records, hidden, names):
    before: dict[int, object] = {}
    for record in records:
        lines = _differences(record, before.get(record.id), hidden)
        before[record.id] = record
        yield Change(
            at=record.history_date,
            who=str(record.history_user) if record.history_user else "sistem",
            what=_name_of(record, names),
            kind=KINDS[record.history_type],
            reason=record.history_change_reason or "",
            lines=lines,
        )


def _disclosures(ksm: Ksm) -> list[Change]:
    """Prints with whole NIK: no change, but a trace of who read what."""
    return [
        Change(
            at=row.at,
            who=row.by.full_name,
            what=f"NIK lengkap anggota nomor {', '.join(map(str, row.members))}",
            kind="dicetak",
            reason=row.paper,
            lines=(),
        )
        for row in ksm.disclosures.select_related("by")
    ]


def changes_of(ksm: Ksm, *, with_ps2: bool) -> list[Change]:
    """Every stored change, newest first; six queries. PS-2 stays out unless the reader may see it (J15)."""
    hidden = HIDDEN if with_ps2 else HIDDEN | PS2_FIELDS
    histories = [
        Ksm.history.filter(id=ksm.pk),
        *(model.history.filter(ksm_id=ksm.pk) for model in (Member, OfficerTerm, GroupRule)),
    ]
    names = dict(ksm.members.values_list("pk", "name"))
    found: list[Change] = []
    for history in histories:
        records = history.select_related("history_user").order_by("history_date", "history_id")
        found += _changes(records, hidden, names)
    found += _disclosures(ksm)
    return sorted(found, key=lambda change: change.at, reverse=True)
