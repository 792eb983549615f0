"""What people write about eligibility: what they saw, what they recommend, what they decide."""

from django import forms

from assessment.models import ELIGIBILITY_OUTCOMES
from ksm.fields import TanggalField
from ksm.forms import PlainSpoken


class CheckForm(PlainSpoken, forms.Form):
    """One thing that somebody saw; a note is wanted when the answer is no."""

    YES, NO = "ya", "tidak"
    answer = forms.ChoiceField(
        label="Terpenuhi", choices=[(YES, "Ya"), (NO, "Tidak")], widget=forms.RadioSelect
    )
    seen_on = TanggalField(label="Dilihat tanggal")
    note = forms.CharField(
        label="Catatan",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wajib bila jawabannya tidak.",
    )

    def facts(self) -> dict:
        """The fields as the verb takes them."""
        given = self.cleaned_data
        return {"met": given["answer"] == self.YES, "seen_on": given["seen_on"], "note": given["note"]}


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
