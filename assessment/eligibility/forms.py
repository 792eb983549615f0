"""What people write about eligibility: what they saw, what they recommend, what they decide."""

from django import forms

from assessment.eligibility.criteria import PEOPLE_ITEMS
from assessment.eligibility.decisions import Seen, note_of
from assessment.models import ELIGIBILITY_OUTCOMES
from ksm.fields import TanggalField
from ksm.forms import PlainSpoken


class VisitForm(PlainSpoken, forms.Form):
    """What a visit saw: a day, and of each thing yes, no or nothing, with a note that a no asks for."""

    YES, NO, UNSEEN = "ya", "tidak", ""
    seen_on = TanggalField(label="Dilihat tanggal")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(self.YES, "Ya"), (self.NO, "Tidak"), (self.UNSEEN, "Tidak dilihat")]
        for code, label in PEOPLE_ITEMS.items():
            self.fields[code] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=self.UNSEEN, widget=forms.RadioSelect
            )
            self.fields[note_of(code)] = forms.CharField(
                label="Catatan",
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Wajib bila jawabannya tidak.",
            )

    @property
    def items(self) -> list[tuple]:
        """The answer and the note of each thing, as fields of the page."""
        return [(self[code], self[note_of(code)]) for code in PEOPLE_ITEMS]

    def facts(self) -> dict:
        """The fields as the verb takes them."""
        given = self.cleaned_data
        seen = [
            Seen(code, given[code] == self.YES, given[note_of(code)]) for code in PEOPLE_ITEMS if given[code]
        ]
        return {"seen": seen, "seen_on": given["seen_on"]}


class ProposalForm(PlainSpoken, forms.Form):
    """UP-UP's recommendation."""

    outcome = forms.ChoiceField(
        label="Rekomendasi",
        choices=[(one.value, one.label) for one in ELIGIBILITY_OUTCOMES],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Alasan",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Boleh kosong hanya bila layak dan semua syarat terpenuhi.",
    )


class DecisionForm(PlainSpoken, forms.Form):
    """The coordinator's decision on a recommendation."""

    APPROVE, RETURN = "setuju", "kembalikan"
    answer = forms.ChoiceField(
        label="Keputusan",
        choices=[(APPROVE, "Setujui dan tetapkan"), (RETURN, "Kembalikan kepada UP-UP")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Catatan",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Wajib bila dikembalikan.",
    )
