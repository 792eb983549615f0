"""A name that was written into texts and kept forms of a group: found, and put right to a number."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import CharField, Field, JSONField, Model, Q, TextField
from django.db.models.functions import Cast

from groups.models import Ksm, Member
from ksm.fields import EncryptedTextField

DEPTH = 3  # how many steps a row may be from its group
OURS = ("groups", "ledger", "savings", "meetings", "assessment")


def called_by_number(member: Member) -> str:
    """What a former member is called once nobody is to know who it was."""
    return f"Mantan anggota {member.number}"


def replace_name(member: Member, words: str) -> int:
    """Put the member's number in the place of a name in every text of the group; how many rows had it.

    A name that another member of the group bears too, or that is part of theirs, tells nobody apart: it is
    left where it stands. Sealed papers are not opened.
    """
    others = member.ksm.members.exclude(pk=member.pk).values_list("name", flat=True)
    if len(words) < 3 or any(_word(words).search(name) for name in others):
        return 0
    changed = 0
    for model, way in _models_of_groups():
        for field in _texts_of(model):
            changed += _replace_in(model, way, field, member, words)
    return changed


def _word(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")


def _models_of_groups() -> Iterator[tuple[type[Model], str]]:
    """Every table whose rows belong to a group, with the way from a row to it."""
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            if model._meta.managed and model is not Ksm and (way := _way_to_ksm(model, DEPTH)):
                yield model, way


def _way_to_ksm(model: type[Model], depth: int) -> str:
    """The shortest way over foreign keys, as a filter writes it; "" where there is none."""
    links = [field for field in model._meta.concrete_fields if field.is_relation]
    for field in links:
        if field.related_model is Ksm:
            return str(field.name)
    if depth > 1:
        for field in links:
            related: Any = field.related_model
            is_ours = related is not None and related._meta.app_label in OURS
            if is_ours and (further := _way_to_ksm(related, depth - 1)):
                return f"{field.name}__{further}"
    return ""


def _texts_of(model: type[Model]) -> Iterator[Field]:
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField) and not field.choices
        if (is_text or isinstance(field, JSONField)) and not isinstance(field, EncryptedTextField):
            yield field


def _replace_in(model: type[Model], way: str, field: Field, member: Member, words: str) -> int:
    rows = model._base_manager.filter(**{way: member.ksm_id}).annotate(as_text=Cast(field.name, TextField()))
    escaped = json.dumps(words)[1:-1]
    found = rows.filter(Q(as_text__contains=words) | Q(as_text__contains=escaped))
    changed, called = 0, called_by_number(member)
    for pk, value in found.values_list("pk", field.name):
        put = _put(value, _word(words), called)
        if put != value:
            model._base_manager.filter(pk=pk).update(**{field.name: _cut(put, field)})
            changed += 1
    return changed


def _put(value: Any, pattern: re.Pattern[str], called: str) -> Any:
    if isinstance(value, str):
        return pattern.sub(called, value)
    if isinstance(value, list):
        return [_put(one, pattern, called) for one in value]
    if isinstance(value, dict):
        return {_put(key, pattern, called): _put(one, pattern, called) for key, one in value.items()}
    return value


def _cut(value: Any, field: Field) -> Any:
    return value[: field.max_length] if isinstance(value, str) and field.max_length else value
