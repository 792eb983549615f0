"""The form that takes a workbook."""

from django import forms

from ksm.forms import PlainSpoken
from meetings.importing.upload import LARGEST_UPLOAD

TOO_LARGE = "Berkas terlalu besar, paling besar 2 MB."


class WorkbookForm(PlainSpoken, forms.Form):
    """A group's workbook. `sent_bytes` tells a file that was too large to be taken from one not chosen."""

    file = forms.FileField(
        label="Buku kerja (.xlsx)",
        help_text="Satu berkas untuk satu KSM, paling besar 2 MB. Berkasnya tidak disimpan.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Pilih berkasnya dulu.", "empty": "Berkas ini kosong."},
    )

    def __init__(self, *args, sent_bytes: str | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if sent_bytes and sent_bytes.isdigit() and int(sent_bytes) > LARGEST_UPLOAD:
            self.fields["file"].error_messages["required"] = TOO_LARGE

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(TOO_LARGE)
        return file
