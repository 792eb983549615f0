"""Forms of a change of an approved RAB."""

from collections.abc import Mapping, Sequence
from typing import cast

from django import forms

from ksm.fields import RupiahField
from ksm.forms import PlainSpoken, offer
from ksm.money import format_rupiah
from ledger.models import BudgetLine


class ChangeForm(PlainSpoken, forms.Form):
    """How much goes from which line to which, and why."""

    source = forms.TypedChoiceField(label="Dari baris")
    target = forms.TypedChoiceField(label="Ke baris")
    amount = RupiahField(label="Jumlah", min_value=1)
    reason = forms.CharField(label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, lines: Sequence[BudgetLine], rests: Mapping[int, int], **kwargs):
        """`rests` is what each line has not used, in rupiah: only those can give."""
        super().__init__(*args, **kwargs)
        by_id = {str(line.pk): line for line in lines}
        given = [
            (str(line.pk), f"{line.sequence}. {line.description}, sisa {format_rupiah(rests[line.pk])}")
            for line in lines
            if line.pk in rests
        ]
        offer(self, "source", [("", "Pilih baris"), *given])
        every = [(str(line.pk), f"{line.sequence}. {line.description}") for line in lines]
        offer(self, "target", [("", "Pilih baris"), *every])
        for name in ("source", "target"):
            cast("forms.TypedChoiceField", self.fields[name]).coerce = by_id.__getitem__


class ChangeAnswerForm(PlainSpoken, forms.Form):
    """The coordinator's decision."""

    APPROVE, REFUSE = "setuju", "tolak"
    answer = forms.ChoiceField(
        label="Keputusan", choices=[(APPROVE, "Setujui"), (REFUSE, "Tolak")], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="Catatan",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wajib bila ditolak.",
    )

    def facts(self) -> dict:
        """What ledger.blm.changing.answer_change takes, once the form is valid."""
        data = self.cleaned_data
        return {"accept": data["answer"] == self.APPROVE, "note": data["note"]}
