"""Forms of meetings outside the sheet: a reason, an extra meeting."""

from django import forms

from ksm.fields import TanggalField
from ksm.forms import PlainSpoken


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


class ExtraMeetingForm(PlainSpoken, forms.Form):
    """The day of an extra meeting."""

    date = TanggalField(label="Tanggal", error_messages={"required": "Isi tanggalnya."})
