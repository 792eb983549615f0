"""What people write when they decide."""

from django import forms

from ksm.forms import PlainSpoken


class NoteForm(PlainSpoken, forms.Form):
    """A note that may stay empty."""

    note = forms.CharField(
        label="Catatan", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(PlainSpoken, forms.Form):
    """A reason that a decision cannot do without."""

    reason = forms.CharField(label="Alasan", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(PlainSpoken, forms.Form):
    """The second person's answer to a request."""

    APPROVE, REFUSE = "setuju", "tolak"
    answer = forms.ChoiceField(
        label="Jawaban",
        choices=[(APPROVE, "Setujui"), (REFUSE, "Tolak")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Catatan", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
