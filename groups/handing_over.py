"""A facilitator leaves an area: who may read what is left there, and whose word it is to take it over."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from groups.models import Handover, Posting, User
from groups.refusals import GroupError
from ksm.dates import date_in_words

Role = Posting.Role
# How long after its end a posting that nobody took over is still told of.
WAITS_FOR = datetime.timedelta(days=120)


def successors(posting: Posting, on: datetime.date) -> QuerySet[Posting]:
    """Postings of that day of other facilitators over the same area or one that holds it."""
    code = posting.region_id or ""
    above = [code[:length] for length in (2, 5, 8, 13) if len(code) >= length]
    found = Posting.objects.on(on).filter(role=Role.FACILITATOR, region__in=above)
    return found.exclude(user=posting.user_id)


def may_take_over(user: User, posting: Posting, on: datetime.date) -> bool:
    return successors(posting, on).filter(user=user).exists()


def left_posting_or_404(user: User, posting_id: int, on: datetime.date) -> Posting:
    """A facilitator's posting over an area, for the leaver while it runs, for who follows there, and for an
    administrator; 404 for everybody else.
    """
    rows = Posting.objects.filter(role=Role.FACILITATOR).select_related("user", "region", "handover")
    posting = rows.filter(pk=posting_id).first()
    if posting is None:
        raise Http404
    is_own = posting.user_id == user.pk and user.postings.on(on).filter(pk=posting.pk).exists()
    is_administrator = user.postings.on(on).filter(role=Role.ADMINISTRATOR).exists()
    if not (is_own or is_administrator or may_take_over(user, posting, on)):
        raise Http404
    return posting


def require_successor(user: User, posting: Posting, on: datetime.date) -> None:
    """403 for who may only read."""
    if not may_take_over(user, posting, on):
        raise PermissionDenied


def open_handovers(user: User, on: datetime.date) -> list[Posting]:
    """Areas that were or will be left and that nobody took over yet: the user's own while it runs, and those
    in which the user follows. The earliest end first; one query for each posting as a facilitator.
    """
    mine = [one for one in user.postings.on(on) if one.role == Role.FACILITATOR]
    below = [Q(region=one.region_id) | Q(region__code__startswith=f"{one.region_id}.") for one in mine]
    left = Posting.objects.filter(
        role=Role.FACILITATOR, end__isnull=False, end__gte=on - WAITS_FOR, handover=None
    ).select_related("user", "region")
    found = {one.pk: one for area in below for one in left.filter(area)}
    own = {one.pk for one in mine}
    shown = (one for one in found.values() if one.user_id != user.pk or one.pk in own)
    return sorted(shown, key=lambda one: (one.end, one.pk))


@transaction.atomic
def confirm_handover(
    *, posting: Posting, content: Sequence[dict], note: str, by: User, today: datetime.date
) -> Handover:
    """The successor's word that what is left was read and taken over. Once and for good.

    Raises GroupError where the posting has no end yet, or somebody confirmed already.
    """
    posting = Posting.objects.select_for_update(of=["self"]).select_related("user").get(pk=posting.pk)
    if posting.end is None:
        raise GroupError("Penugasan ini belum diakhiri. Minta administrator mencatat kapan ia berakhir.")
    done = Handover.objects.filter(posting=posting).first()
    if done:
        raise GroupError(f"Serah terima ini sudah dikonfirmasi {done.confirmed_by_name}.")
    if posting.start > today:
        raise GroupError(f"Penugasan ini baru mulai {date_in_words(posting.start)}.")
    return Handover.objects.create(
        posting=posting,
        as_of=today,
        content=list(content),
        note=note.strip(),
        left_by_name=posting.user.full_name,
        confirmed_by=by,
        confirmed_by_name=by.full_name,
    )
