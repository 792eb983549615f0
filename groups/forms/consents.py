"""Forms about a member's say over their data, and about a look at what is else masked."""

from django import forms
from django.db.models import QuerySet

from groups.consents.consenting import Word
from groups.forms.journey import PeopleField
from groups.forms.layout import helper
from groups.models import Consent, DataRequest, Member
from ksm.fields import TanggalField
from ksm.forms import PlainSpoken, speak_plainly

Scope = Consent.Scope


def _purposes(label: str, scopes, **more) -> forms.MultipleChoiceField:
    choices = [(one.value, one.label) for one in Scope if one in scopes]
    field = forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False, **more
    )
    speak_plainly(field)
    return field


def ways() -> list[tuple[str, str]]:
    """How somebody may say something; a word that came along with a move is no such way."""
    return [(one.value, str(one.label)) for one in Consent.How if one != Consent.How.MOVED]


class _WordForm(PlainSpoken, forms.Form):
    """When and how a member said something about their data."""

    on = TanggalField(label="Tanggal")
    how = forms.ChoiceField(label="Cara", choices=ways())
    witnesses = forms.CharField(
        label="Saksi", max_length=200, required=False, help_text="Nama dua orang, bila disampaikan lisan."
    )
    helper = helper()

    def word(self) -> dict:
        """The word, and who said it where several may be chosen, as the verbs take them."""
        said = dict(self.cleaned_data)
        members = {"members": said.pop("members")} if "members" in said else {}
        return {"word": Word(**said), **members}


class ConsentForm(_WordForm):
    """What members agreed to; several who signed on one day together."""

    def __init__(self, *args, members: QuerySet[Member], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"] = PeopleField(
            label="Anggota",
            queryset=members,
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Pilih paling sedikit satu anggota.",
                "invalid_pk_value": "Pilih dari daftar.",
            },
        )
        self.fields["scope"] = _purposes(
            "Setuju dicatat",
            list(Scope),
            initial=list(Scope),
            help_text="Yang tidak dicentang tidak disimpan; yang sudah tercatat dihapus.",
        )
        speak_plainly(self.fields["members"])
        self.order_fields(["members", "scope", "on", "how", "witnesses"])


class WithdrawConsentForm(_WordForm):
    def __init__(self, *args, scopes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scope"] = _purposes("Yang ditarik", scopes)
        self.order_fields(["scope", "on", "how", "witnesses"])


class DataRequestForm(PlainSpoken, forms.Form):
    wish = forms.CharField(
        label="Yang diminta diperbaiki",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sebut isian dan yang benar menurut anggota. Jangan menulis NIK atau nomor KK di sini.",
    )
    asked_on = TanggalField(label="Diminta tanggal")
    helper = helper()


class AnswerRequestForm(PlainSpoken, forms.Form):
    state = forms.ChoiceField(
        label="Jawaban",
        choices=[(one.value, one.label) for one in DataRequest.State if one != DataRequest.State.WAITING],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="Penjelasan", max_length=300, required=False, help_text="Wajib bila ditolak."
    )
    helper = helper()


class WholeNumbersForm(PlainSpoken, forms.Form):
    """What a look at whole numbers is for."""

    PURPOSES = (
        ("Membuat perjanjian atau surat", "Membuat perjanjian atau surat"),
        ("Mencocokkan dengan KTP atau KK", "Mencocokkan dengan KTP atau KK"),
        ("Menghubungi anggota", "Menghubungi anggota"),
        ("Permintaan anggota sendiri", "Permintaan anggota sendiri"),
        ("Lainnya", "Lainnya"),
    )
    purpose = forms.ChoiceField(label="Keperluan", choices=[("", "Pilih"), *PURPOSES])
    detail = forms.CharField(
        label="Keterangan", max_length=120, required=False, help_text="Wajib bila keperluannya lain."
    )
    helper = helper()

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("purpose") == "Lainnya" and not cleaned.get("detail"):
            self.add_error("detail", "Tulis keperluannya.")
        return cleaned

    def words(self) -> str:
        """The purpose as it is written into the trail."""
        return ": ".join(filter(None, (self.cleaned_data["purpose"], self.cleaned_data["detail"])))
