"""The form of one of the five basic rules: its text, and the parameters that belong to it."""

from typing import cast

from django import forms
from django.db.models import Field

from groups.agreements.five_rules import PARAMETERS
from groups.forms.layout import grid, helper
from groups.models import GroupRule
from ksm.fields import PercentField, RupiahField, TanggalField
from ksm.forms import PlainSpoken, speak_plainly
from ksm.money import decimal_words, percent_of

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
