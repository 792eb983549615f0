"""Forms of meetings outside the sheet: a reason, an extra meeting."""

import datetime
from collections.abc import Sequence

from django import forms

from ksm.dates import date_in_words
from ksm.fields import TanggalField
from ksm.forms import PlainSpoken, offer


class ReasonForm(PlainSpoken, forms.Form):
    """A reason in words, for every act that needs one."""

    reason = forms.CharField(
        label="Alasan",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Tulis alasannya.",
            "max_length": "Paling panjang 300 huruf, ini %(show_value)s.",
        },
    )


class MoveDraftForm(PlainSpoken, forms.Form):
    """The planned day that a draft is moved to."""

    to = forms.TypedChoiceField(label="Ke pertemuan", coerce=datetime.date.fromisoformat, empty_value=None)

    def __init__(self, *args, days: Sequence[datetime.date], **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "to", [(day.isoformat(), date_in_words(day)) for day in days])


class ExtraMeetingForm(PlainSpoken, forms.Form):
    """The day of an extra meeting."""

    date = TanggalField(label="Tanggal", error_messages={"required": "Isi tanggalnya."})
