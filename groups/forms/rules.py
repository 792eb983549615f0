"""The form of one of the five basic rules: its text, and the parameters that belong to it."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import Field

from groups.agreements.five_rules import PARAMETERS, Agreed
from groups.agreements.proposals import MARKS, USUAL, wording, written_out
from groups.forms.layout import grid, helper
from groups.models import GroupRule, Ksm
from groups.refusals import GroupError
from ksm.fields import PercentField, RupiahField, TanggalField
from ksm.forms import PlainSpoken, speak_plainly
from ksm.money import decimal_words, format_rupiah, percent_of

JASA_HELP = "Persen tiap kali angsuran, misalnya 0,5. Program lain bisa memakai ketentuan berbeda."


def parameter_field(name: str) -> forms.Field:
    label = str(cast("Field", GroupRule._meta.get_field(name)).verbose_name).capitalize()
    if name == "jasa_percent":
        return PercentField(label=label, required=False, help_text=JASA_HELP)
    if name == "max_periods":
        return forms.IntegerField(label=label, min_value=1, max_value=520, required=False)
    return RupiahField(label=label, required=False)


class RuleForm(PlainSpoken, forms.Form):
    text = forms.CharField(
        label="Bunyi kesepakatan", max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    agreed_on = TanggalField(label="Tanggal disepakati")
    signed = forms.BooleanField(label="Sudah ditandatangani dalam kesepakatan bersama", required=False)

    def __init__(self, *args, kind: str, **kwargs):
        self.parameters = PARAMETERS[kind]
        super().__init__(*args, **kwargs)
        for name in self.parameters:
            self.fields[name] = parameter_field(name)
            speak_plainly(self.fields[name])
        self.helper = helper("text", *self._blocks())

    def _blocks(self):
        numbers = [grid("Ukuran yang disepakati", *self.parameters)] if self.parameters else []
        return [*numbers, grid("Kesepakatan", "agreed_on", "signed", *self._extra())]

    def _extra(self) -> tuple[str, ...]:
        return ()

    def clean_jasa_percent(self):
        share = self.cleaned_data["jasa_percent"]
        return None if share is None else percent_of(share)

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("text", "agreed_on", "signed", *self.parameters)}


class FiveRulesForm(PlainSpoken, forms.Form):
    """The rules that a group has not got yet, agreed on one day; a text that is emptied is left for later."""

    agreed_on = TanggalField(label="Tanggal disepakati")
    signed = forms.BooleanField(label="Sudah ditandatangani dalam kesepakatan bersama", required=False)

    def __init__(self, *args, ksm: Ksm, kinds: Sequence[GroupRule.Kind], **kwargs):
        self.kinds = kinds
        super().__init__(*args, **kwargs)
        blocks = []
        for kind in kinds:
            text = forms.CharField(
                label="Bunyi kesepakatan",
                max_length=2000,
                required=False,
                initial=wording(ksm, kind),
                widget=forms.Textarea(attrs={"rows": 4}),
            )
            fields = {text_name(kind): text} | {name: parameter_field(name) for name in PARAMETERS[kind]}
            for name, field in fields.items():
                self.fields[name] = field
                speak_plainly(field)
                if name in USUAL:
                    field.widget.attrs["placeholder"] = f"misalnya {USUAL[name]}"
            blocks.append(grid(kind.label, *fields))
        self.helper = helper(*blocks, grid("Kesepakatan", "agreed_on", "signed"))

    clean_jasa_percent = RuleForm.clean_jasa_percent

    def clean(self):
        data = super().clean() or self.cleaned_data
        shown = {name: _in_words(name, data[name]) for name in MARKS if data.get(name) is not None}
        for kind in self.kinds:
            name = text_name(kind)
            try:
                data[name] = written_out(data.get(name, ""), shown)
            except GroupError as error:
                if error.field not in self.errors:
                    self.add_error(error.field if error.field in self.fields else name, str(error))
        if not self.errors and not any(data[text_name(kind)] for kind in self.kinds):
            raise forms.ValidationError("Isi paling sedikit satu aturan.")
        return data

    def facts(self) -> dict:
        """What `agree_rules` takes, after `is_valid`."""
        data = self.cleaned_data
        agreed = [
            Agreed(kind, data[text_name(kind)], {name: data[name] for name in PARAMETERS[kind]})
            for kind in self.kinds
            if data[text_name(kind)]
        ]
        return {"agreed": agreed, "agreed_on": data["agreed_on"], "signed": data["signed"]}


def text_name(kind: str) -> str:
    return f"{kind.lower()}_text"


def _in_words(name: str, value: Any) -> str:
    if name == "jasa_percent":
        return f"{decimal_words(value)}%"
    return str(value) if name == "max_periods" else format_rupiah(value)


class CorrectionForm(RuleForm):
    reason = forms.CharField(label="Apa yang diperbaiki", max_length=100)

    def _extra(self):
        return ("reason",)


def facts_of(rule: GroupRule) -> dict:
    """What the form shows for a text that is there already."""
    facts = {"text": rule.text, "agreed_on": rule.agreed_on, "signed": rule.signed}
    for name in PARAMETERS[rule.kind]:
        value = getattr(rule, name)
        facts[name] = decimal_words(value) if name == "jasa_percent" else value
    return facts
