"""Forms of meetings outside the sheet: a reason, an extra meeting."""

import datetime
from collections.abc import Sequence

from django import forms

from ksm.dates import date_in_words
from ksm.fields import TanggalField
from ksm.forms import PlainSpoken, offer
from meetings.models import MeetingPhoto


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


class PhotoForm(PlainSpoken, forms.Form):
    """A photograph of the signed minutes, of a book, of the attendance list."""

    kind = forms.ChoiceField(label="Isi foto", choices=MeetingPhoto.Kind.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label="Foto",
        help_text="PNG atau JPEG, paling besar 12 MB. Yang disimpan salinan kecil tanpa keterangan tempat.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg", "capture": "environment"}),
    )

    def content(self) -> bytes:
        return self.cleaned_data["file"].read()


class MoveDraftForm(PlainSpoken, forms.Form):
    """The planned day that a draft is moved to."""

    to = forms.TypedChoiceField(label="Ke pertemuan", coerce=datetime.date.fromisoformat, empty_value=None)

    def __init__(self, *args, days: Sequence[datetime.date], **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "to", [(day.isoformat(), date_in_words(day)) for day in days])


class ExtraMeetingForm(PlainSpoken, forms.Form):
    """The day of an extra meeting."""

    date = TanggalField(label="Tanggal", error_messages={"required": "Isi tanggalnya."})
