"""A name that was written into texts and kept forms of a group: found, and put right to a number."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import CharField, Field, JSONField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from groups.models import Handover, Ksm, Member, User
from ksm.fields import EncryptedTextField
from ledger.models import JournalEntry, JournalLine

DEPTH = 3  # how many steps a row may be from its group
OURS = ("groups", "ledger", "savings", "meetings", "assessment")
# Who or what else is called so: these are never a mention of the member.
OF_OTHERS = {
    *("ksm_name", "bkm_name", "region_name", "heir", "lender_name"),
    *("left_by_name", "confirmed_by_name", "decided_by_name", "second_name"),
}


def called_by_number(member: Member) -> str:
    """What a former member is called once nobody is to know who it was."""
    return f"Mantan anggota {member.number}"


def replace_name(member: Member, words: str) -> int:
    """Put the member's number in the place of their name in every text of the group; how many rows had it.

    What other members' own rows say, and fields that name somebody else, stay. So does a name that does not
    tell one apart (`_tells_apart`). Sealed papers are not opened.
    """
    if not _tells_apart(member, words):
        return 0
    changed = 0
    for model, way in _models_of_groups():
        rows = model._base_manager.filter(**{way: member.ksm_id})
        if model in (Member, Member.history.model):
            rows = _own_rows(model, member)
        changed += _replace_in(rows, member, words)
    return changed + _replace_in_handovers(member, words)


def replace_heir(member: Member, words: str) -> int:
    """The same for the name of an heir, in rows that belong to the member alone."""
    if not _tells_apart(member, words):
        return 0
    return sum(_replace_in(_own_rows(model, member), member, words) for model, _ in _models_of_groups())


def _replace_in_handovers(member: Member, words: str) -> int:
    """What was frozen of a facilitator's area tells of many groups: only the part of this one is touched."""
    pattern, called, changed = _word(words), called_by_number(member), 0
    told = Handover._base_manager.annotate(as_text=Cast("content", TextField())).filter(_mentions(words))
    for pk, content in told.values_list("pk", "content"):
        put = [
            _put(group, pattern, called) if group["ksm_id"] == member.ksm_id else group for group in content
        ]
        if put != content:
            Handover._base_manager.filter(pk=pk).update(content=put)
            changed += 1
    return changed


def _own_rows(model: type[Model], member: Member) -> QuerySet:
    """Rows that belong to this member and to no other one."""
    rows = model._base_manager.all()
    if model in (Member, Member.history.model):
        return rows.filter(id=member.pk)
    if model is JournalEntry:
        lines = JournalLine.objects.filter(ksm=member.ksm_id)
        own = lines.filter(Q(member=member) | Q(loan__member=member))
        others = lines.exclude(member=None).exclude(member=member)
        return rows.filter(pk__in=own.values("entry")).exclude(pk__in=others.values("entry"))
    way = _way_to(Member, model, DEPTH)
    return rows.filter(**{way: member.pk}) if way else rows.none()


def _tells_apart(member: Member, words: str) -> bool:
    """Is a name of more than one word that is no part of anybody's or anything's else?

    One word is a name of many, and a word of sentences ("Melati", "Anak").
    """
    if len(words.split()) < 2:
        return False
    ksm = member.ksm
    others = ksm.members.exclude(pk=member.pk).values_list("name", "heir")
    told = [ksm.name, ksm.bkm.name, *(name for pair in others for name in pair)]
    told += User.objects.filter(full_name__contains=words).values_list("full_name", flat=True)
    return not any(_word(words).search(name) for name in told)


def _word(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")


def _models_of_groups() -> Iterator[tuple[type[Model], str]]:
    """Every table whose rows belong to a group, with the way from a row to it."""
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            if model._meta.managed and model is not Ksm and (way := _way_to(Ksm, model, DEPTH)):
                yield model, way


def _way_to(goal: type[Model], model: type[Model], depth: int) -> str:
    """The first way over foreign keys, as a filter writes it, through no group; "" where there is none."""
    links = [field for field in model._meta.concrete_fields if field.is_relation]
    for field in links:
        if field.related_model is goal:
            return str(field.name)
    if depth > 1:
        for field in links:
            related: Any = field.related_model
            is_ours = related is not None and related._meta.app_label in OURS
            if is_ours and related is not Ksm and (further := _way_to(goal, related, depth - 1)):
                return f"{field.name}__{further}"
    return ""


def _texts_of(model: type[Model]) -> Iterator[Field]:
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField) and not field.choices
        is_text = is_text and field.name not in OF_OTHERS
        if (is_text or isinstance(field, JSONField)) and not isinstance(field, EncryptedTextField):
            yield field


def _replace_in(rows: QuerySet, member: Member, words: str) -> int:
    return sum(_replace_in_field(rows, field, member, words) for field in _texts_of(rows.model))


def _replace_in_field(rows: QuerySet, field: Field, member: Member, words: str) -> int:
    rows = rows.annotate(as_text=Cast(field.name, TextField()))
    found = rows.filter(_mentions(words))
    changed, called = 0, called_by_number(member)
    for pk, value in found.values_list("pk", field.name):
        put = _put(value, _word(words), called)
        if put != value:
            rows.model._base_manager.filter(pk=pk).update(**{field.name: _cut(put, field)})
            changed += 1
    return changed


def _mentions(words: str) -> Q:
    """Of rows with `as_text`: JSON may hold letters beyond ASCII escaped."""
    return Q(as_text__contains=words) | Q(as_text__contains=json.dumps(words)[1:-1])


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
