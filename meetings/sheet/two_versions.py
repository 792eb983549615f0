"""Two versions of one sheet, field by field: what a phone kept beside what the server has."""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.forms import Form

from groups.locking import lock_ksm
from groups.models import Ksm, User
from ksm.dates import date_in_words
from meetings.models import DiscardedDraft, Meeting, SheetDraft
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.form import MEMBER_FIELD, SheetForm, typed
from meetings.sheet.payloads import Payload, payload_of
from meetings.sheet.values import Place

REASON = "Isian sebuah ponsel; versi yang sudah ada di server yang dipakai."


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs, each side as it reads; "" for nothing."""

    where: str
    phone: str
    server: str


@dataclass(frozen=True, slots=True)
class TwoVersions:
    """`meeting` where the sheet is closed already, else `draft` where somebody saved one, else neither."""

    meeting: Meeting | None
    draft: SheetDraft | None
    differences: list[Difference]


def two_versions(ksm: Ksm, place: Place, phone: Mapping[str, list[str]], today: datetime.date) -> TwoVersions:
    """What of a sheet differs between a phone and the server; reads only."""
    found = {"kind": place.kind, "scheduled_on": place.scheduled_on}
    meeting = ksm.meetings.select_related("closed_by").filter(state=Meeting.State.CLOSED, **found).last()
    draft = ksm.drafts.select_related("saved_by").filter(**found).first()
    server: Payload = {}
    if meeting:
        server = payload_of(meeting)
    elif draft:
        server = draft.payload
    day = meeting.day if meeting else min(place.scheduled_on, today)
    basis = prepare_sheet(ksm=ksm, kind=place.kind, scheduled_on=place.scheduled_on, held_on=day)
    form = SheetForm(basis, typed(phone))
    return TwoVersions(meeting, draft, list(_differences(form, ksm, phone, server)))


def _differences(
    form: SheetForm, ksm: Ksm, phone: Mapping[str, list[str]], server: Mapping[str, list[str]]
) -> Iterator[Difference]:
    shown = set()
    for part, where in form.named_parts():
        if _is_empty_block(part, phone, server):
            continue
        for field in part.visible_fields():
            name = field.html_name
            shown.add(name)
            sides = (_first(phone, name), _first(server, name))
            if _same(*sides):
                continue
            choices = dict(getattr(field.field, "choices", ()))
            yield Difference(f"{where}, {field.label.lower()}", *(_read(side, choices) for side in sides))
    names = dict(ksm.members.values_list("pk", "name"))
    for name in sorted({*phone, *server} - shown):
        sides = (_first(phone, name), _first(server, name))
        if (match := MEMBER_FIELD.fullmatch(name)) and not _same(*sides):
            yield Difference(f"{names.get(int(match[1]), 'Bukan anggota')}, {name.split('-')[1]}", *sides)


def _is_empty_block(part: Form, *payloads: Mapping[str, list[str]]) -> bool:
    """An added block that nobody filled: what stands in it are the page's own proposals."""
    names = [part.add_prefix(name) for name in getattr(part, "TELLING", ())]
    return bool(names) and not any(_first(payload, name) for payload in payloads for name in names)


def _first(payload: Mapping[str, list[str]], name: str) -> str:
    return (payload.get(name) or [""])[0].strip()


def _same(one: str, other: str) -> bool:
    """Dots between thousands are the same amount; nothing typed is the same as 0."""
    return (one.replace(".", "") or "0") == (other.replace(".", "") or "0")


def _read(value: str, choices: Mapping[str, str]) -> str:
    with suppress(ValueError):  # not a date: it reads as it is
        return date_in_words(datetime.date.fromisoformat(value))
    return str(choices.get(value, "ya" if value == "on" else value))


@transaction.atomic
def keep_aside(
    *, ksm: Ksm, place: Place, payload: Mapping[str, list[str]], by: User, now: datetime.datetime
) -> DiscardedDraft:
    """Store what a phone kept, readable among the discarded drafts; it counts nowhere."""
    ksm = lock_ksm(ksm.pk)
    return DiscardedDraft.objects.create(
        ksm=ksm,
        kind=place.kind,
        scheduled_on=place.scheduled_on,
        payload=dict(payload),
        saved_at=now,
        saved_by=by,
        discarded_by=by,
        reason=REASON,
    )
