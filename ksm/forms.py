"""Forms that speak as field staff do: the framework's stilted sentences replaced once, for every form."""

import copy
from collections.abc import Iterable
from typing import Any, TypeVar, cast

import django_filters
from django import forms
from django.core import validators
from django.db.models import Expression, QuerySet
from django.utils.choices import BlankChoiceIterator
from django.utils.functional import cached_property

from ksm.text import plain

REQUIRED = "Wajib diisi."
CHOOSE = "Pilih salah satu dari daftar."
DASHES, NOT_CHOSEN = "---------", "Pilih"
SENTENCES: tuple[tuple[type[forms.Field], dict[str, str]], ...] = (
    (forms.Field, {"required": REQUIRED}),
    (forms.IntegerField, {"invalid": "Tulis dengan angka saja, misalnya 12."}),
    (forms.DateField, {"invalid": "Tulis tanggal seperti 28-07-2025."}),
    (forms.TimeField, {"invalid": "Tulis jam seperti 15:30."}),
    (forms.EmailField, {"invalid": "Alamat e-mail belum benar, misalnya nama@contoh.id."}),
    (forms.ChoiceField, {"required": CHOOSE, "invalid_choice": CHOOSE}),
    (forms.ModelChoiceField, {"required": CHOOSE, "invalid_choice": CHOOSE}),
    (forms.MultipleChoiceField, {"invalid_choice": CHOOSE, "invalid_list": CHOOSE}),
)
LIMITS: tuple[tuple[type[validators.BaseValidator], str], ...] = (
    (validators.MaxLengthValidator, "Paling banyak %(limit_value)d huruf; yang ditulis %(show_value)d."),
    (validators.MinLengthValidator, "Paling sedikit %(limit_value)d huruf; yang ditulis %(show_value)d."),
    (validators.MinValueValidator, "Paling sedikit %(limit_value)s."),
    (validators.MaxValueValidator, "Paling banyak %(limit_value)s."),
)
NO_NULL = "Ada huruf yang tidak dapat disimpan. Ketik ulang isian ini."

AForm = TypeVar("AForm", bound=forms.BaseForm)

STALE = "Halaman ini tidak lengkap lagi. Muat ulang, lalu isi kembali."


def _framework_sentences(field: forms.Field) -> dict:
    found: dict = {}
    for kind in reversed(type(field).__mro__):
        found.update(getattr(kind, "default_error_messages", {}))
    return found


def speak_plainly(field: forms.Field) -> None:
    """Give one field the product's own sentences; those that the form itself wrote stay."""
    plain: dict[str, str] = {}
    for kind, sentences in SENTENCES:
        if isinstance(field, kind):
            plain.update(sentences)
    framework = _framework_sentences(field)
    for key, sentence in plain.items():
        if field.error_messages.get(key) is framework.get(key):
            field.error_messages[key] = sentence
    for validator in field.validators:
        for limit, sentence in LIMITS:
            if type(validator) is limit:
                validator.message = sentence
        if isinstance(validator, validators.ProhibitNullCharactersValidator):
            validator.message = NO_NULL
    _call_no_choice_so(field)
    if isinstance(field, forms.ModelChoiceField):
        field.validate_no_null_characters = (  # type: ignore[method-assign]  # A method in the stubs.
            validators.ProhibitNullCharactersValidator(message=NO_NULL)
        )


def _call_no_choice_so(field: forms.Field) -> None:
    """A list that begins with dashes says nothing to who has it read aloud."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = NOT_CHOSEN
    elif isinstance(field, forms.ChoiceField) and isinstance(field.choices, list | BlankChoiceIterator):
        field.choices = [(value, NOT_CHOSEN if label == DASHES else label) for value, label in field.choices]


def _limit_numbers(form: forms.BaseForm) -> None:
    """What the column cannot hold is refused by the form's own field, and so in the product's words."""
    model = form._meta.model if isinstance(form, forms.ModelForm) else None
    columns = {column.name: column for column in model._meta.fields} if model else {}
    for name, field in form.fields.items():
        if name in columns and isinstance(field, forms.IntegerField) and field.max_value is None:
            found = [one for one in columns[name].validators if type(one) is validators.MaxValueValidator]
            field.validators += [validators.MaxValueValidator(one.limit_value) for one in found]


def _plain_value(value):
    if isinstance(value, list):
        return [_plain_value(one) for one in value]
    return plain(value) if isinstance(value, str) else value


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """What a field lets choose: (value, label), or (label, [(value, label)]) for a group of them."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """The rows of a table that a field lets choose."""
    cast("forms.ModelChoiceField", form.fields[name]).queryset = rows


class _Shared(dict):
    """Fields that no form copies; the dict itself is each form's own."""

    def __deepcopy__(self, memo):
        return dict(self)


def shares_fields(form: type[AForm]) -> type[AForm]:
    """Decorate a small form of which a page has many: its fields are made once, not once for each row.

    Such a form changes no field but those that it made its own (`own_field`) or added itself.
    """
    fields = form.base_fields  # type: ignore[attr-defined]  # Set by the metaclass, not in the stubs.
    for field in fields.values():
        speak_plainly(field)
    form.base_fields = _Shared(fields)  # type: ignore[attr-defined]  # See above.
    return form


def own_field(form: forms.BaseForm, name: str) -> None:
    """Give a form that shares its fields one of its own, to be changed."""
    form.fields[name] = copy.deepcopy(form.fields[name])


class PlainSpoken(forms.BaseForm):
    """Mixin for a form: put it before `forms.Form` or `forms.ModelForm`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if isinstance(self.base_fields, _Shared):  # type: ignore[attr-defined]  # Set by the metaclass.
            return
        _limit_numbers(self)
        for field in self.fields.values():
            speak_plainly(field)

    def _widget_data_value(self, widget, html_name):
        """The one way from what was sent to a field: what a phone put in unseen goes here, for every form.

        A field that keeps its spaces (a password) keeps every other mark too.
        """
        value = super()._widget_data_value(widget, html_name)  # type: ignore[misc]  # Django's own, not in the stubs.
        return value if html_name in self._literal else _plain_value(value)

    @cached_property
    def _literal(self) -> set[str]:
        """Names, as sent, of the fields that keep every mark; asked for once all fields are there."""
        return {
            self.add_prefix(name) for name, field in self.fields.items() if not getattr(field, "strip", True)
        }

    def full_clean(self):
        """What is wrong with a field that nobody sees is said above the form: else the page says nothing."""
        super().full_clean()
        if any(self.fields[name].widget.is_hidden for name in self.errors if name in self.fields):
            self.add_error(None, STALE)


class FilterForm(PlainSpoken, forms.Form):
    """The form of a list's filter."""


class _Names(django_filters.fields.ModelChoiceIterator):
    """Keys and names alone: a city has hundreds of kelurahan, and to read each whole takes a page's time."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self.queryset.values_list("pk", self.field.named_by)


class _NamedField(django_filters.fields.ModelChoiceField):
    iterator = _Names

    def __init__(self, *args, named_by: str | Expression = "name", **kwargs):
        self.named_by = named_by
        super().__init__(*args, **kwargs)


class NamedFilter(django_filters.ModelChoiceFilter):
    """One row out of very many, by its name: that of a column, or an expression, given as `named_by`."""

    field_class = _NamedField


class Sorting(django_filters.OrderingFilter):
    """Orders rows as chosen, equal ones by their key: else one might stand on two pages, and another on none.

    Where nothing is chosen, they stay in the order that they have.
    """

    def filter(self, qs, value):
        chosen = [self.get_ordering_value(one) for one in value or () if one]
        return qs.order_by(*chosen, "pk") if chosen else qs
