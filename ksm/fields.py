"""Fields shared by every app: rupiah, percent and dates as people type them; columns encrypted at rest."""

import base64
import zlib

from django import forms
from django.db import models

from ksm.dates import DateError, parse_date
from ksm.keys import Unreadable, decrypt, encrypt
from ksm.money import MoneyError, format_number, parse_percent, parse_rupiah


class EncryptedTextField(models.TextField):
    """Text that is ciphertext in the database and plain in Python (domain.md 10, consequence 1).

    What no key opens reads as `ksm.keys.Unreadable`, and is written back as it was found.
    """

    description = "teks terenkripsi"

    def get_prep_value(self, value):
        if isinstance(value, Unreadable):
            return value.ciphertext
        value = super().get_prep_value(value)
        return encrypt(self.packed(value)) if value else value

    def from_db_value(self, value, expression, connection):
        if not value:
            return value
        found = decrypt(value)
        return found if isinstance(found, Unreadable) else self.unpacked(found)

    def packed(self, text: str) -> str:
        """What is encrypted of a text."""
        return text

    def unpacked(self, packed: str) -> str:
        """The text of what was encrypted."""
        return packed


class SealedTextField(EncryptedTextField):
    """Long text, packed before it is encrypted: a printed page takes a quarter of its size."""

    def packed(self, text: str) -> str:
        return base64.b85encode(zlib.compress(text.encode(), 9)).decode()

    def unpacked(self, packed: str) -> str:
        return zlib.decompress(base64.b85decode(packed)).decode()


class RupiahField(forms.Field):
    """A whole amount of rupiah typed as 10000, 10.000, Rp 10.000 or 10.000,00; cleans to `int` or None.

    A text field with a numeric keypad: `type=number` refuses the dots people type.
    """

    MAX_AMOUNT = 10_000_000_000

    def __init__(self, *, min_value: int = 0, max_value: int = MAX_AMOUNT, **kwargs):
        self.min_value, self.max_value = min_value, max_value
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return format_number(value) if isinstance(value, int) else value

    def to_python(self, value) -> int | None:
        if value is None or isinstance(value, int):
            return value
        try:
            return parse_rupiah(str(value))
        except MoneyError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def validate(self, value):
        super().validate(value)
        if value is not None and value < self.min_value:
            raise forms.ValidationError(f"Paling sedikit {format_number(self.min_value)}.", code="min_value")
        if value is not None and value > self.max_value:
            raise forms.ValidationError(f"Paling banyak {format_number(self.max_value)}.", code="max_value")


class TanggalField(forms.DateField):
    """A date from a date picker or typed day first; month/day/year is refused, never guessed."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        try:
            return parse_date(value)
        except DateError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class PercentField(forms.Field):
    """A percentage per instalment period typed with comma or point; cleans to a `Fraction` of one or None."""

    def __init__(self, *, max_percent: int = 100, **kwargs):
        self.max_percent = max_percent
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            rate = parse_percent(str(value))
        except MoneyError as error:
            raise forms.ValidationError(str(error), code="invalid") from error
        if rate is not None and not 0 <= rate * 100 <= self.max_percent:
            raise forms.ValidationError(f"Persen antara 0 dan {self.max_percent}.", code="range")
        return rate
