"""Which lists of members are taken: their columns, and by which field of a member each is stored."""

from dataclasses import dataclass, replace

from groups.access import Access
from meetings.workbook import layout
from meetings.workbook.layout import Column

# How the columns of the workbook are called where a member is stored.
STORED = {
    "number": "number",
    "name": "name",
    "nik": "nik",
    "sex": "sex",
    "birth": "birth_date",
    "address": "address",
    "rt": "rt",
    "rw": "rw",
    "phone": "phone",
    "occupation": "occupation",
    "ps2": "ps2",
    "priority": "ps2_priority",
    "joined": "joined_on",
}
PS2_FIELDS = {"ps2", "priority"}
BY_HEADING = {column.field: column for column in layout.MEMBERS}


def _column(field: str, *, must: bool = False, must_exist: bool = False) -> Column:
    """A column of the workbook's sheet of members, which here may be missing or empty unless it `must`."""
    return replace(BY_HEADING[field], must_exist=must or must_exist, must_fill=must, default=None)


# Whose row it is, in a file of several groups: the group's code or name.
GROUP = replace(_column("name", must=True), field="ksm", heading="KSM")


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of list. `adds`: a row of somebody unknown is a new member, not a mistake."""

    slug: str
    title: str
    sheet: str
    columns: tuple[Column, ...]
    adds: bool

    @property
    def named(self) -> str:
        """The title inside a sentence."""
        return self.title[:1].lower() + self.title[1:]

    def columns_for(self, access: Access) -> tuple[Column, ...]:
        """Without what the reader may not know (J15)."""
        if access.sees_ps2:
            return self.columns
        return tuple(column for column in self.columns if column.field not in PS2_FIELDS)


MEMBERS = ListKind(
    "anggota",
    "Daftar anggota",
    "Anggota",
    (
        _column("number"),
        _column("name", must=True),
        _column("nik"),
        _column("sex"),
        _column("birth"),
        _column("address"),
        _column("rt"),
        _column("rw"),
        _column("phone"),
        _column("occupation"),
        _column("ps2"),
        _column("priority"),
        _column("joined"),
    ),
    adds=True,
)
PS2 = ListKind(
    "ps2",
    "Daftar PS-2",
    "PS-2",
    (
        _column("number"),
        _column("name", must=True),
        _column("nik"),
        _column("ps2", must_exist=True),
        _column("priority"),
    ),
    adds=False,
)
BY_SLUG = {kind.slug: kind for kind in (MEMBERS, PS2)}
