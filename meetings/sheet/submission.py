"""Sending a sheet: a second tap or a resend answers with the first result, a draft is kept as typed."""

import datetime
import hashlib
import json
from collections.abc import Callable, Mapping

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import Ksm, User
from meetings.models import Meeting, SheetDraft, SheetSubmission
from meetings.sheet.basis import SheetBasis, lock_for_sheet, prepare_sheet
from meetings.sheet.recording import record_sheet
from meetings.sheet.values import Sheet, SheetConflictError, WhichSheet

IGNORED = {"csrfmiddlewaretoken", "key", "revision", "action", "once"}


def payload_from(data) -> dict[str, list[str]]:
    """What was typed, without the fields that belong to the sending itself.

    NUL is left out: no keyboard types it, and no column of PostgreSQL holds it.
    """
    return {
        name.replace("\x00", ""): [value.replace("\x00", "") for value in data.getlist(name)]
        for name in data
        if name not in IGNORED
    }


def fingerprint(payload: Mapping[str, list[str]]) -> str:
    """Equal for equal figures, whatever the order of the fields."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def close_once(
    *,
    ksm: Ksm,
    key: str,
    payload: Mapping[str, list[str]],
    revision: int,
    which: WhichSheet,
    read: Callable[[SheetBasis], Sheet],
    by: User,
    facilitator: bool,
    now: datetime.datetime,
    today: datetime.date,
) -> Meeting:
    """Close a sheet under the key the browser made. The same key and figures give the first result.

    `read` turns what was typed into a sheet, on the basis read under the lock; `revision` is the draft's that
    it began from. Raises SheetConflictError for
    the same key with other figures or a draft that somebody else saved meanwhile, and what `record_sheet`
    and `read` raise.
    """
    drafts = ksm.drafts.filter(kind=which.kind, scheduled_on=which.scheduled_on)
    sendings = ksm.submissions.filter(key=key)
    locked = lock_for_sheet(ksm.pk, which.held_on, was_sent=sendings, has_draft=drafts)
    ksm = locked.ksm
    sent = find_sent(ksm, key, payload) if locked.holds["was_sent"] else None
    if sent:
        return sent
    draft = drafts.select_related("saved_by").first() if locked.holds["has_draft"] else None
    if draft and draft.saved_by_id != by.pk:
        _refuse_if_newer(draft, revision, payload)
    basis = prepare_sheet(
        ksm=ksm, kind=which.kind, scheduled_on=which.scheduled_on, held_on=which.held_on, locked=locked
    )
    meeting = record_sheet(
        basis=basis, sheet=read(basis), by=by, facilitator=facilitator, now=now, today=today
    )
    if draft:
        draft.delete()
    SheetSubmission.objects.create(
        ksm=ksm, key=key, action="close", payload_hash=fingerprint(payload), payload=payload, meeting=meeting
    )
    return meeting


def find_sent(ksm: Ksm, key: str, payload: Mapping[str, list[str]]) -> Meeting | None:
    """The meeting that this very sending recorded, None if it is new. Raises SheetConflictError."""
    sent = SheetSubmission.objects.select_related("meeting").filter(ksm=ksm, key=key).first()
    if sent is None:
        return None
    if sent.payload_hash != fingerprint(payload) and not _same_but_for_nik(sent.payload, payload):
        raise SheetConflictError(
            "Lembar ini sudah terkirim dengan angka yang lain. Isian yang baru tidak disimpan: "
            "buka lembar yang sudah tersimpan, lalu buka kembali bila ada yang perlu diperbaiki."
        )
    return sent.meeting


def _same_but_for_nik(before: Mapping[str, list[str]], payload: Mapping[str, list[str]]) -> bool:
    """A phone keeps no NIK (domain.md 10): what it sends again lacks those that were typed the first time."""
    typed = {name for name, values in payload.items() if name.endswith("-nik") and any(values)}
    rest = [
        {name: value for name, value in one.items() if not name.endswith("-nik")} for one in (before, payload)
    ]
    return not typed and rest[0] == rest[1]


def _refuse_if_newer(draft: SheetDraft, revision: int, payload: Mapping[str, list[str]]) -> None:
    """What was typed from an older draft would replace what somebody typed since."""
    if draft.revision != revision and draft.payload != payload:
        raise SheetConflictError(
            f"{draft.saved_by} sudah menyimpan draf yang lebih baru. Isian Anda masih ada di ponsel ini; "
            "buka draf itu dulu, lalu cocokkan."
        )


@transaction.atomic
def save_draft(
    *,
    ksm: Ksm,
    kind: str,
    scheduled_on: datetime.date,
    payload: Mapping[str, list[str]],
    revision: int,
    by: User,
) -> SheetDraft:
    """Keep a sheet exactly as typed; it posts and counts nothing (J8). `revision` is the one it began from.

    Raises SheetConflictError when somebody else saved a newer draft, or the meeting is closed already.
    """
    ksm = lock_ksm(ksm.pk)
    closed = ksm.meetings.filter(
        kind=kind, scheduled_on=scheduled_on, state__in=[Meeting.State.CLOSED, Meeting.State.HOLIDAY]
    )
    if closed.exists():
        raise SheetConflictError("Lembar ini sudah ditutup atau dinyatakan libur; draf tidak disimpan lagi.")
    draft = SheetDraft.objects.filter(ksm=ksm, kind=kind, scheduled_on=scheduled_on).first()
    if draft is None:
        draft = SheetDraft(ksm=ksm, kind=kind, scheduled_on=scheduled_on, revision=0)
    else:
        _refuse_if_newer(draft, revision, payload)
    draft.payload, draft.saved_by = dict(payload), by
    draft.revision += 1
    draft.save()
    return draft
