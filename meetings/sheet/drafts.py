"""Drafts of sheets: which there are, moved to a planned day, or discarded; all typed is kept (J8, J21)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import Ksm, User
from ksm.dates import date_in_words
from meetings.calendar import OPEN_STATES, schedule_of
from meetings.models import DiscardedDraft, Meeting, SheetDraft
from meetings.refusals import MeetingError


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as the list shows it: is its day a planned one, does it hold a sheet that is open again?"""

    draft: SheetDraft
    planned: bool
    reopened: bool
    may_discard: bool


def drafts_of(ksm: Ksm, today: datetime.date, user: User, *, facilitator: bool) -> list[DraftRow]:
    """The drafts of a group as one user sees them, the oldest day first. Five queries."""
    planned = {slot.scheduled_on for slot in schedule_of(ksm, today)}
    open_again = set(
        ksm.meetings.filter(state=Meeting.State.REOPENED).values_list("kind", "scheduled_on").order_by()
    )
    rows = []
    for draft in ksm.drafts.select_related("saved_by").order_by("scheduled_on", "kind"):
        reopened = (draft.kind, draft.scheduled_on) in open_again
        mine = facilitator or draft.saved_by_id == user.pk
        is_planned = draft.kind == Meeting.Kind.EXTRA or reopened or draft.scheduled_on in planned
        rows.append(DraftRow(draft, is_planned, reopened, mine and not reopened))
    return rows


def days_to_move_to(ksm: Ksm, today: datetime.date) -> Sequence[datetime.date]:
    """Planned days about which no sheet is closed and that hold no draft of their own."""
    taken = set(ksm.drafts.filter(kind=Meeting.Kind.ROUTINE).values_list("scheduled_on", flat=True))
    slots = schedule_of(ksm, today)
    return [
        slot.scheduled_on
        for slot in slots
        if slot.state in OPEN_STATES and not slot.meeting_id and slot.scheduled_on not in taken
    ]


@transaction.atomic
def move_draft(*, draft: SheetDraft, to: datetime.date, today: datetime.date) -> SheetDraft:
    """Put a routine draft on another planned day, as typed. Raises MeetingError where it is not free."""
    ksm, draft = _locked(draft)
    if draft.kind != Meeting.Kind.ROUTINE:
        raise MeetingError("Draf pertemuan tambahan tetap pada harinya.", "to")
    if to not in days_to_move_to(ksm, today):
        raise MeetingError(f"{date_in_words(to)} bukan hari pertemuan yang masih kosong.", "to")
    draft.scheduled_on = to
    draft.save(update_fields=["scheduled_on"])
    return draft


@transaction.atomic
def discard_draft(*, draft: SheetDraft, reason: str, by: User, facilitator: bool) -> DiscardedDraft:
    """Take a draft off the list; what was typed stays with who typed it, who discarded it and why.

    Raises MeetingError: somebody else's draft for who is no facilitator, no reason, a sheet open again.
    """
    ksm, draft = _locked(draft)
    if draft.saved_by_id != by.pk and not facilitator:
        raise MeetingError("Draf ini diketik orang lain; fasilitator dapat membuangnya.")
    if not reason.strip():
        raise MeetingError("Tulis alasannya.", "reason")
    same = ksm.meetings.filter(kind=draft.kind, scheduled_on=draft.scheduled_on)
    if same.filter(state=Meeting.State.REOPENED).exists():
        raise MeetingError("Lembar ini sedang dibuka kembali; tutup lagi lembarnya.")
    kept = DiscardedDraft.objects.create(
        ksm=ksm,
        kind=draft.kind,
        scheduled_on=draft.scheduled_on,
        payload=draft.payload,
        saved_at=draft.saved_at,
        saved_by=draft.saved_by,
        discarded_by=by,
        reason=reason.strip()[:300],
    )
    draft.delete()
    return kept


def _locked(draft: SheetDraft) -> tuple[Ksm, SheetDraft]:
    ksm = lock_ksm(draft.ksm_id)
    found = ksm.drafts.select_related("saved_by").filter(pk=draft.pk).first()
    if found is None:
        raise MeetingError("Draf ini sudah ditutup atau dibuang.")
    return ksm, found
