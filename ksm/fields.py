"""Fields shared by every app: rupiah, percent and dates as people type them; columns encrypted at rest."""

import base64
import hashlib
import hmac
import zlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.db import models

from ksm.dates import DateError, parse_date
from ksm.money import MoneyError, format_number, parse_percent, parse_rupiah


def _derived_key(purpose: bytes) -> bytes:
    return hmac.new(settings.DATA_KEY.encode(), purpose, hashlib.sha256).digest()


@lru_cache(maxsize=4)
def _cipher(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived_key(b"kolom terenkripsi")))


def seal_of(text: str) -> str:
    """The seal of a printed paper: nobody without the data key can make the one of another text."""
    return hmac.new(_derived_key(b"segel surat"), text.encode(), hashlib.sha256).hexdigest()


def phone_key(user_id: int) -> str:
    """What seals the sheets that a user leaves on a phone at logout: 64 hex digits, always the same ones."""
    return hmac.new(_derived_key(b"isian di ponsel"), str(user_id).encode(), hashlib.sha256).hexdigest()


def keyed_hash(text: str) -> str:
    """Hash of `text` under the data key, to find equal values without reading them; "" for an empty text."""
    if not text:
        return ""
    return hmac.new(_derived_key(b"hash"), text.encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that is ciphertext in the database and plain in Python (domain.md 10, consequence 1)."""

    description = "teks terenkripsi"

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return _cipher(settings.DATA_KEY).encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value, expression, connection):
        if not value:
            return value
        try:
            return _cipher(settings.DATA_KEY).decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise ValueError(
                "Kolom terenkripsi tidak terbaca: DATA_KEY bukan kunci yang dipakai saat menyimpan."
            ) from error


class SealedTextField(EncryptedTextField):
    """Long text, packed before it is encrypted: a printed page takes a quarter of its size."""

    def get_prep_value(self, value):
        packed = base64.b85encode(zlib.compress(value.encode(), 9)).decode() if value else value
        return super().get_prep_value(packed)

    def from_db_value(self, value, expression, connection):
        packed = super().from_db_value(value, expression, connection)
        return zlib.decompress(base64.b85decode(packed)).decode() if packed else packed


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
