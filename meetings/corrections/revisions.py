"""A sheet as it stood before it was reopened, read from its revision (J1). Reads only."""

import re
from dataclasses import dataclass, field

from meetings.models import AgendaItem, Attendance, SheetRevision

MEMBER_FIELD = re.compile(r"m(\d+)-([a-z_]+?)(?:_(\d+))?$")
AMOUNTS = {
    "pokok": "Pokok",
    "wajib": "Wajib",
    "sukarela": "Sukarela",
    "withdraw_sukarela": "Tarik sukarela",
    "fine": "Denda",
    "loan": "Angsuran",
    "jasa": "Jasa",
}


@dataclass(slots=True)
class OldRow:
    """One member's line as typed: the attendance mark and (label, amount as written) pairs."""

    name: str
    attendance: str = ""
    amounts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OldSheet:
    rows: list[OldRow]
    agenda: list[tuple[str, str]]
    books: list[tuple[str, str]]
    details: list[tuple[str, str]]


def _column(item: tuple[str, list[str]]) -> int:
    """Where a field stands on the sheet; the database keeps no order of names."""
    found = MEMBER_FIELD.match(item[0])
    return list(AMOUNTS).index(found[2]) if found and found[2] in AMOUNTS else -1


def _first(payload: dict, name: str) -> str:
    return (payload.get(name) or [""])[0]


def old_sheet(revision: SheetRevision) -> OldSheet:
    """The figures of a closed sheet before it was reopened; one query."""
    payload = revision.payload
    members = {member.pk: member for member in revision.ksm.members.all()}
    rows: dict[int, OldRow] = {}
    for name, values in sorted(payload.items(), key=_column):
        found = MEMBER_FIELD.match(name)
        if found is None or not values[0]:
            continue
        pk, what = int(found[1]), found[2]
        row = rows.setdefault(pk, OldRow(str(members[pk])))
        if what == "attendance":
            row.attendance = Attendance.Status(values[0]).label
        elif what in AMOUNTS:
            row.amounts.append((AMOUNTS[what], values[0]))
    return OldSheet(
        rows=[rows[pk] for pk in sorted(rows, key=lambda pk: members[pk].number)],
        agenda=[
            (item.label, AgendaItem.State(state).label)
            for item in revision.meeting.agenda.all()
            if (state := _first(payload, f"a-{item.code}-state"))
        ],
        books=[
            (book.label, _first(payload, f"b-{book.code}-finished_on") or "tidak ada tanggal")
            for book in revision.meeting.books.all()
        ],
        details=[
            ("Dilaksanakan", _first(payload, "head-held_on")),
            ("Kas dihitung", _first(payload, "closing-counted_cash")),
            ("Alasan selisih", _first(payload, "closing-difference_reason")),
            ("Notulen", _first(payload, "closing-minutes")),
            ("Keputusan", _first(payload, "closing-decisions")),
        ],
    )
