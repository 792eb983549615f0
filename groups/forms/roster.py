"""The table in which members are written down together: rows of cells, filled by hand or by a paste."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from groups.members.nik import NikError, clean_nik
from groups.members.pasting import COLUMNS, rows_of_paste
from groups.members.roster import Newcomer, RosterError, enrol_roster
from groups.models import Member
from ksm.fields import TanggalField
from ksm.forms import PlainSpoken, offer

ROWS, MORE, MAX_ROWS = 12, 6, 60
PASTE_LENGTH = 20_000
ADD_ROWS, PASTE = "rows", "paste"
TOO_MANY = f"Paling banyak {MAX_ROWS} orang sekali simpan; baris selebihnya belum dimasukkan."
NOTHING_PASTED = "Tidak ada yang ditempel."
NOBODY = "Isi paling sedikit satu baris."
UNKNOWN = "Tertulis “%(value)s”. Pilih salah satu."


class NewcomerForm(PlainSpoken, forms.Form):
    """One row; all of it left open is nobody."""

    name = forms.CharField(label="Nama", max_length=120)
    sex = forms.ChoiceField(
        label="Jenis kelamin",
        choices=[("", "L/P"), *Member.Sex.choices],
        error_messages={"invalid_choice": UNKNOWN},
    )
    nik = forms.CharField(
        label="NIK",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    ps2 = forms.ChoiceField(
        label="PS-2",
        choices=Member.Ps2.choices,
        required=False,
        error_messages={"invalid_choice": UNKNOWN},
    )
    joined_on = TanggalField(label="Masuk", required=False)

    def __init__(self, *args, row: int, **kwargs):
        super().__init__(*args, prefix=f"r{row}", **kwargs)
        self.row = row
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{field.label}, baris {row + 1}"
            field.widget.attrs["data-cell"] = name
        offer(self, "ps2", [("", "?"), (Member.Ps2.YES, "Ya"), (Member.Ps2.NO, "Tidak")])
        if self.is_bound and "joined_on" in self.errors:
            # A date field of a browser shows nothing of what it cannot read, so it is text until mended.
            self.fields["joined_on"].widget = forms.TextInput(attrs=self.fields["joined_on"].widget.attrs)

    def clean_nik(self):
        try:
            return clean_nik(self.cleaned_data["nik"])
        except NikError as error:
            raise forms.ValidationError(str(error)) from error


class RosterForm(PlainSpoken, forms.Form):
    """What holds for all rows, and what was pasted. `sure` is shown once somebody looks like another."""

    joined_on = TanggalField(
        label="Tanggal masuk", help_text="Untuk semua baris yang kolom Masuk-nya kosong."
    )
    sure = forms.BooleanField(label="Sudah saya periksa, simpan saja", required=False)
    paste = forms.CharField(
        label="Tempel dari lembar kerja",
        required=False,
        max_length=PASTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Urutan kolom: nama, jenis kelamin, NIK, PS-2, tanggal masuk; atau dengan baris judul.",
    )


class Roster:
    """The whole table as one thing to check: the form above it and its rows.

    A button says what is asked `then`: "list" and "again" save, "rows" and "paste" lengthen the table.
    """

    def __init__(self, data: QueryDict | None, *, today):
        self.doubts: list[str] = []
        self.notice = ""
        self.then = data.get("then", "list") if data is not None else ""
        self.is_asked = bool(self.then) and self.then not in (ADD_ROWS, PASTE)
        typed = {name: str(value) for name, value in data.items()} if data is not None else {}
        self.count = _count(typed.get("rows", ""))
        if self.then == ADD_ROWS:
            self.count = min(self.count + MORE, MAX_ROWS)
        elif self.then == PASTE:
            self._put_in(typed)
        first = {"joined_on": typed.get("joined_on") or today}
        self.form = RosterForm(typed if self.is_asked else None, initial=first)
        judged = self.is_asked or self.then == PASTE
        self.rows, self.filled = [], []
        for row in range(self.count):
            cells = {name: _cell(typed, row, name) for name in COLUMNS}
            is_filled = any(cells.values())
            bound = judged and is_filled
            form = NewcomerForm(typed, row=row) if bound else NewcomerForm(initial=cells, row=row)
            self.rows.append(form)
            self.filled += [form] if is_filled else []

    def _put_in(self, typed: dict[str, str]) -> None:
        """Put the pasted people into the first rows that are empty."""
        people = rows_of_paste(typed.get("paste", "")[:PASTE_LENGTH])
        blank = [row for row in range(MAX_ROWS) if not any(_cell(typed, row, name) for name in COLUMNS)]
        for row, person in zip(blank, people, strict=False):
            typed |= {f"r{row}-{name}": value for name, value in person.items()}
            self.count = max(self.count, row + 1)
        if len(people) > len(blank):
            self.notice = TOO_MANY
        elif not people:
            self.notice = NOTHING_PASTED

    def is_valid(self) -> bool:
        """Can what was typed be taken? Every row is looked at, so that all faults come in one round."""
        rows = [row.is_valid() for row in self.filled]
        if not self.is_asked or not self.form.is_valid():
            return False
        if not rows:
            self.form.add_error(None, NOBODY)
        return bool(rows) and all(rows)

    def newcomers(self) -> list[Newcomer]:
        """The rows as the verb takes them, after `is_valid`."""
        usual = self.form.cleaned_data["joined_on"]
        return [
            Newcomer(**{**row.cleaned_data, "joined_on": row.cleaned_data["joined_on"] or usual})
            for row in self.filled
        ]

    def needs_look(self, likenesses: list[str]) -> bool:
        """Are there likenesses that nobody has looked at yet? They are then shown with a box to tick."""
        self.doubts = likenesses if not self.form.cleaned_data["sure"] else []
        return bool(self.doubts)

    def enrol(self, **facts) -> list[Member]:
        """The members; [] when the verb refuses, each sentence put beside its cell."""
        rows = self.filled
        try:
            return enrol_roster(newcomers=self.newcomers(), **facts)
        except RosterError as error:
            self.form.add_error(None, str(error))
            for fault in error.faults:
                rows[fault.row].add_error(fault.field, fault.sentence)
            return []


def _count(typed: str) -> int:
    known = typed.isascii() and typed.isdigit() and len(typed) < 5
    return min(max(int(typed), 1), MAX_ROWS) if known else ROWS


def _cell(typed: Mapping[str, str], row: int, name: str) -> str:
    return typed.get(f"r{row}-{name}", "").strip()
