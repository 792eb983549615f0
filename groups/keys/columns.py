"""Every encrypted column of the product, and what stands in it as the database has it."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast

from ksm.fields import EncryptedTextField


def encrypted_columns() -> Iterator[tuple[type[Model], list[str]]]:
    """Each model that has encrypted columns, with their names."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        if names:
            yield model, names


def raw(name: str) -> str:
    """What `with_ciphertexts` calls the ciphertext of a column."""
    return f"{name}_as_stored"


def with_ciphertexts(rows: QuerySet, names: list[str]) -> QuerySet:
    """Rows with their ciphertexts beside them."""
    return rows.annotate(**{raw(name): Cast(name, TextField()) for name in names})
