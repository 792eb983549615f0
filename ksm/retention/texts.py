"""A name that was written into texts and kept forms: found wherever it may be, and put right to a number."""

import json
import re
from collections.abc import Iterator
from enum import Enum
from functools import reduce
from operator import and_, or_
from typing import Any

from django.apps import apps
from django.db.models import CharField, Field, JSONField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from groups.models import Bkm, Handover, Ksm, Member, User, VolunteerRecord
from ksm.fields import EncryptedTextField
from ledger.models import JournalEntry, JournalLine

DEPTH = 3  # how many steps a row may be from its group
OURS = ("groups", "ledger", "savings", "meetings", "assessment")
# Tables that tell of places, users, programmes, or machines: no member is named there.
OF_NOBODY = {
    *("Region", "RegionChange", "Bkm", "HistoricalBkm", "Ksm", "HistoricalKsm"),
    *("User", "HistoricalUser", "LoginTries", "RecoveryCode", "PasswordCode", "FactorReset", "ApiToken"),
    *("Account", "ProgramRule", "CollectabilityRule", "CodeQuestions"),
    *("Backup", "Worker", "SentForm", "DataKey", "JobChunk"),
}
# Who or what else is called so: these are never a mention of the member.
OF_OTHERS = {
    *("ksm_name", "bkm_name", "region_name", "heir", "lender_name"),
    *("left_by_name", "confirmed_by_name", "decided_by_name", "second_name"),
}


BY_ITSELF = {
    (Handover, "content"),  # tells of many groups (`_replace_in_handovers`)
    (VolunteerRecord, "name"),  # of who helps groups, and is kept for that
    (VolunteerRecord.history.model, "name"),
}


class Place(Enum):
    """How near to a member a text is."""

    GROUP = "of the group"
    BKM = "of its BKM, and of no group"
    NONE = "of no place"


def called_by_number(member: Member) -> str:
    """What a former member is called once nobody is to know who it was."""
    return f"Mantan anggota {member.number}"


def replace_name(member: Member, words: str) -> int:
    """Put the member's number in the place of their name in every text that may tell of them: of the group,
    of its BKM where it is of no group, of no place at all. How many rows had it.

    What other members' own rows say, and fields that name somebody else, stay. So does a name that does not
    tell one apart (`_tells_apart`), the farther the text the less. Sealed papers are not opened.
    """
    if not _tells_apart(member, words):
        return 0
    places = [Place.GROUP]
    places += [place for place in (Place.BKM, Place.NONE) if _is_alone(member, words, place)]
    found = (rows_of(model, member, place) for model in models_that_tell() for place in places)
    return sum(_replace_in(rows, member, words) for rows in found) + _replace_in_handovers(member, words)


def models_that_tell() -> Iterator[type[Model]]:
    """Every table that may name a member."""
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            if model._meta.managed and model.__name__ not in OF_NOBODY:
                yield model


def rows_of(model: type[Model], member: Member, place: Place) -> QuerySet:
    """The rows of a table that may tell of a member, of their group, of its BKM alone, or of no place."""
    if model in (Member, Member.history.model):
        return _own_rows(model, member) if place is Place.GROUP else model._base_manager.none()
    rows, to_ksm, to_bkm = model._base_manager.all(), _way_to(Ksm, model, DEPTH), _way_to(Bkm, model, DEPTH)
    if place is Place.GROUP:
        return rows.filter(**{to_ksm: member.ksm_id}) if to_ksm else rows.none()
    if to_ksm:
        rows = rows.filter(**{to_ksm: None}) if _may_lead_nowhere(model, to_ksm) else rows.none()
    if place is Place.BKM:
        return rows.filter(**{to_bkm: member.ksm.bkm_id}) if to_bkm else rows.none()
    return rows.filter(**{to_bkm: None}) if to_bkm else rows


def _is_alone(member: Member, words: str, place: Place) -> bool:
    """Is nobody else called so whom a text of this place may mean?"""
    others, volunteers = Member.objects.exclude(pk=member.pk), VolunteerRecord.everything.all()
    if place is Place.BKM:
        bkm = member.ksm.bkm_id
        others, volunteers = others.filter(ksm__bkm=bkm), volunteers.filter(bkm=bkm)
    near = others.filter(_holds("name", words) | _holds("heir", words)).values_list("name", "heir")
    told = [name for pair in near for name in pair]
    told += volunteers.filter(_holds("name", words)).values_list("name", flat=True)
    return not any(_word(words).search(name) for name in told)


def replace_heir(member: Member, words: str) -> int:
    """The same for the name of an heir, in rows that belong to the member alone."""
    if not _tells_apart(member, words):
        return 0
    return sum(_replace_in(_own_rows(model, member), member, words) for model in models_that_tell())


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
    told += User.objects.filter(_holds("full_name", words)).values_list("full_name", flat=True)
    return not any(_word(words).search(name) for name in told)


def _word(words: str) -> re.Pattern[str]:
    """A name by itself, in letters of any size, with any space between its words."""
    parts = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){parts}(?!\w)", re.IGNORECASE)


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


def _may_lead_nowhere(model: type[Model], way: str) -> bool:
    """Are there rows from which a way leads to nothing?"""
    for name in way.split("__"):
        field: Any = model._meta.get_field(name)
        if field.null:
            return True
        model = field.related_model
    return False


def texts_of(model: type[Model]) -> Iterator[Field]:
    """The columns of a table in which people, or papers for them, may write a name."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField) and not field.choices
        is_text = is_text and field.name not in OF_OTHERS
        if (model, field.name) in BY_ITSELF:
            continue
        if (is_text or isinstance(field, JSONField)) and not isinstance(field, EncryptedTextField):
            yield field


def _replace_in(rows: QuerySet, member: Member, words: str) -> int:
    return sum(_replace_in_field(rows, field, member, words) for field in texts_of(rows.model))


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
    """Of rows with `as_text`: those with every word of a name somewhere (`_word` looks closer)."""
    return _holds("as_text", words)


def _holds(column: str, words: str) -> Q:
    return reduce(and_, (_holds_word(column, word) for word in words.split()))


def _holds_word(column: str, word: str) -> Q:
    """In letters of any size: SQLite knows of ASCII alone that two are one, so the usual ways are asked too;
    JSON may hold letters beyond it escaped.
    """
    ways = {word, word.lower(), word.upper(), word.title()}
    spelled = ways | {json.dumps(way)[1:-1] for way in ways}
    return reduce(or_, (Q(**{f"{column}__icontains": one}) for one in sorted(spelled)))


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
