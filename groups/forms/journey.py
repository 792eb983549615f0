"""Forms of the path: a step as it happened, a checklist, a training, a line of a register."""

import datetime
from typing import cast

from django import forms
from django.db import models
from django.db.models import QuerySet

from groups.days import day_fault
from groups.models import Bkm, Ksm, Member, StepRecord, Training
from groups.path.steps import Checklist
from groups.registers.lists import Register
from ksm.fields import RupiahField, TanggalField
from ksm.forms import CHOOSE, PlainSpoken, offer_rows

COUNT = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class StepForm(PlainSpoken, forms.ModelForm):
    done_on = TanggalField(label="Tanggal")
    file = forms.FileField(
        label="Lampiran", required=False, help_text="PDF, PNG, atau JPEG, paling besar 1 MB."
    )

    class Meta:
        model = StepRecord
        fields = ["done_on", "place", "women", "men", "led_by", "result"]
        widgets = {"women": COUNT, "men": COUNT, "result": forms.Textarea(attrs={"rows": 4})}

    def facts(self) -> dict:
        """The fields as the verb takes them; the file as (name, type, content)."""
        facts = {name: self.cleaned_data[name] for name in self.Meta.fields}
        upload = self.cleaned_data["file"]
        facts["file"] = (upload.name, upload.content_type, upload.read()) if upload else None
        return facts


class ChecklistForm(PlainSpoken, forms.Form):
    """A question for each item: yes, partly or not yet, with a note."""

    CHOICES = (("YA", "Ya"), ("SEBAGIAN", "Sebagian"), ("BELUM", "Belum"))
    filled_on = TanggalField(label="Tanggal")

    def __init__(self, *args, checklist: Checklist, **kwargs):
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        for code, label in checklist.items:
            self.fields[f"{code}_answer"] = forms.ChoiceField(
                label=label,
                choices=self.CHOICES,
                widget=forms.RadioSelect,
                error_messages={"required": "Jawab dulu butir ini.", "invalid_choice": "Pilih salah satu."},
            )
            self.fields[f"{code}_note"] = forms.CharField(
                label="Catatan",
                required=False,
                max_length=300,
                error_messages={"max_length": "Paling banyak 300 huruf."},
            )

    def answers(self) -> dict[str, tuple[str, str]]:
        data = self.cleaned_data
        return {code: (data[f"{code}_answer"], data[f"{code}_note"]) for code, _ in self.checklist.items}


class TrainingForm(PlainSpoken, forms.ModelForm):
    """A training of BKM, UP-UP or volunteers."""

    held_on = TanggalField(label="Tanggal")
    audience = forms.ChoiceField(
        label="Peserta",
        choices=[choice for choice in Training.Audience.choices if choice[0] != "MEMBERS"],
    )

    class Meta:
        model = Training
        fields = ["audience", "topic", "held_on", "place", "trainer", "women", "men", "note"]
        widgets = {"women": COUNT, "men": COUNT}


class PeopleField(forms.ModelMultipleChoiceField):
    """Members ticked one by one; a number too long for the database is refused like any other stranger."""

    LONGEST_ID = 18

    def clean(self, value):
        if any(len(str(one)) > self.LONGEST_ID for one in value or ()):
            raise forms.ValidationError(CHOOSE, code="invalid_pk_value")
        return super().clean(value)


class MemberTrainingForm(PlainSpoken, forms.ModelForm):
    """A training of a group's members, who came marked one by one."""

    held_on = TanggalField(label="Tanggal")
    members = PeopleField(
        label="Anggota yang mengikuti",
        queryset=Member.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tandai anggota yang mengikuti.",
            "invalid_pk_value": "Pilih dari daftar.",
        },
    )

    class Meta:
        model = Training
        fields = ["topic", "held_on", "place", "trainer", "note"]

    field_order = ["topic", "held_on", "place", "trainer", "members", "note"]

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self, "members", members)


def _field_of(column: models.Field, **kwargs):
    """Dates and amounts as people type them; everything else as Django makes it."""
    if isinstance(column, models.DateField):
        return TanggalField(label=column.verbose_name.capitalize(), required=not column.blank)
    if isinstance(column, models.PositiveBigIntegerField):
        return RupiahField(label=column.verbose_name.capitalize(), required=False)
    if isinstance(column, models.PositiveSmallIntegerField):
        kwargs["widget"] = COUNT
    return column.formfield(**kwargs)


class RegisterForm(PlainSpoken, forms.ModelForm):
    """One line of a register; an amount left empty is nothing spent, not an error.

    `past` names the dates that may not lie after `today`, `follows` pairs of dates in their order; all are
    given by register_form.
    """

    past: tuple[str, ...] = ()
    follows: tuple[tuple[str, str], ...] = ()
    today: datetime.date

    def clean(self):
        super().clean()
        data = self.cleaned_data
        for name in self.past:
            if fault := day_fault(data.get(name), today=self.today):
                self.add_error(name, fault)
        for first, then in self.follows:
            if data.get(first) and data.get(then) and data[then] < data[first]:
                before = str(self.fields[first].label).lower()
                self.add_error(then, f"Tanggal ini sebelum tanggal {before}.")
        for name, field in self.fields.items():
            if isinstance(field, RupiahField) and data.get(name) is None and name not in self.errors:
                data[name] = 0
        return data


def register_form(
    register: Register, owner: Ksm | Bkm, data, instance=None, *, today: datetime.date, proposed=None
) -> RegisterForm:
    """The form of one line of a register, its choices limited to the owner's own people and groups.

    `proposed` is what another page offers for a new line, by the names of its fields.
    """
    made = forms.modelform_factory(
        register.model, form=RegisterForm, fields=register.fields, formfield_callback=_field_of
    )
    offered = {name: proposed[name] for name in register.fields if name in (proposed or {})}
    form = cast("type[RegisterForm]", made)(
        data, instance=instance or register.model(**{register.owner: owner}), initial=offered
    )
    form.past, form.follows, form.today = register.past, register.follows, today
    if isinstance(owner, Ksm):
        _offer(form.fields.get("member"), owner.members.all(), "Tidak ditentukan")
    else:
        _offer(form.fields.get("grown_into"), owner.ksms.all(), "Belum menjadi KSM")
    return form


def _offer(field: forms.Field | None, rows: QuerySet, empty_label: str) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.queryset, field.empty_label = rows, empty_label
