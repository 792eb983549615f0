"""How each member fares in a quarter: a choice and a note per member, any of them left open."""

from django import forms

from groups.models import Member, Welfare
from ksm.forms import PlainSpoken


class WelfareForm(PlainSpoken, forms.Form):
    """A row of two fields per member; a note alone is refused, since it says nothing about what changed."""

    def __init__(self, *args, members: list[Member], **kwargs):
        self.members = members
        super().__init__(*args, **kwargs)
        for member in members:
            name = f"{member.number}. {member.name}"
            self.fields[f"m{member.pk}_status"] = forms.ChoiceField(
                label=name, choices=[("", "Belum dinilai"), *Welfare.Status.choices], required=False
            )
            self.fields[f"m{member.pk}_note"] = forms.CharField(
                label=f"Catatan untuk {member.name}", required=False, max_length=300
            )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        for member in self.members:
            if data.get(f"m{member.pk}_note") and data.get(f"m{member.pk}_status") == "":
                self.add_error(f"m{member.pk}_status", "Pilih keadaannya, bukan catatan saja.")
        return data

    def judged(self) -> dict[Member, tuple[str, str]]:
        """{member: (status, note)} of those whose status was chosen."""
        rows = {
            member: (self.cleaned_data[f"m{member.pk}_status"], self.cleaned_data[f"m{member.pk}_note"])
            for member in self.members
        }
        return {member: row for member, row in rows.items() if row[0]}

    @staticmethod
    def initial_of(rows: list[Welfare]) -> dict[str, str]:
        """What is kept already, as the form's own fields."""
        kept = {f"m{row.member_id}_status": row.status for row in rows}
        return kept | {f"m{row.member_id}_note": row.note for row in rows}
