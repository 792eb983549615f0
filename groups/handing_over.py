"""A facilitator leaves an area: who may read what is left there, and whose word it is to take it over."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from groups.models import Bkm, Handover, Posting, User
from groups.refusals import GroupError
from ksm.dates import date_in_words

Role = Posting.Role
COORDINATORS = (Role.BKM_COORDINATOR, Role.CITY_COORDINATOR)
MOST_SHOWN = 20
# How long after its end a posting that nobody took over is still told of.
WAITS_FOR = datetime.timedelta(days=120)


def successors(posting: Posting, on: datetime.date) -> QuerySet[Posting]:
    """Postings of that day of other facilitators over the same area or one that holds it."""
    above = _areas_above(posting.region_id or "")
    found = Posting.objects.on(on).filter(role=Role.FACILITATOR, region__in=above)
    return found.exclude(user=posting.user_id)


def may_take_over(user: User, posting: Posting, on: datetime.date) -> bool:
    return successors(posting, on).filter(user=user).exists()


def left_posting_or_404(user: User, posting_id: int, on: datetime.date) -> Posting:
    """A facilitator's posting over an area, for the leaver while it runs, for who follows there, for an
    administrator, and once it has an end for coordinators of a part of it; 404 for everybody else.
    """
    rows = Posting.objects.filter(role=Role.FACILITATOR).select_related("user", "region", "handover")
    posting = rows.filter(pk=posting_id).first()
    if posting is None:
        raise Http404
    if not (reads_all_of(user, posting, on) or coordinates(user, posting, on)):
        raise Http404
    return posting


def reads_all_of(user: User, posting: Posting, on: datetime.date) -> bool:
    """Every group of the area: the leaver, who follows, an administrator. A coordinator reads their own."""
    own = user.postings.on(on)
    if posting.user_id == user.pk and own.filter(pk=posting.pk).exists():
        return True
    return may_take_over(user, posting, on) or own.filter(role=Role.ADMINISTRATOR).exists()


def coordinates(user: User, posting: Posting, on: datetime.date) -> bool:
    """Does the user coordinate a BKM within an area that was or will be left?"""
    own = user.postings.on(on).filter(role__in=COORDINATORS).area()
    return posting.end is not None and Bkm.objects.filter(posting.area()).filter(own).exists()


def handovers_of(bkm: Bkm, user: User, on: datetime.date) -> list[Posting]:
    """The facilitators who left or will leave the kelurahan of a BKM, as far as the user may read what they
    left, the newest first.
    """
    found = Posting.objects.filter(
        role=Role.FACILITATOR, end__isnull=False, region__in=_areas_above(bkm.kelurahan_id)
    ).select_related("user", "region", "handover")
    rows = found.order_by("-end", "-pk")[:MOST_SHOWN]
    return [one for one in rows if reads_all_of(user, one, on) or coordinates(user, one, on)]


def _areas_above(code: str) -> list[str]:
    return [code[:length] for length in (2, 5, 8, 13) if len(code) >= length]


def require_successor(user: User, posting: Posting, on: datetime.date) -> None:
    """403 for who may only read."""
    if not may_take_over(user, posting, on):
        raise PermissionDenied


def open_handovers(user: User, on: datetime.date) -> list[Posting]:
    """Areas that were or will be left and that nobody took over yet: the user's own while it runs, and those
    in which the user follows or coordinates. The earliest end first; one query for each such posting.
    """
    roles = {Role.FACILITATOR, *COORDINATORS}
    mine = [one for one in user.postings.on(on).select_related("bkm") if one.role in roles]
    below = [_touched_by(one) for one in mine]
    left = Posting.objects.filter(
        role=Role.FACILITATOR, end__isnull=False, end__gte=on - WAITS_FOR, handover=None
    ).select_related("user", "region")
    found = {one.pk: one for area in below for one in left.filter(area)}
    own = {one.pk for one in mine}
    shown = (one for one in found.values() if one.user_id != user.pk or one.pk in own)
    return sorted(shown, key=lambda one: (one.end, one.pk))


def _touched_by(posting: Posting) -> Q:
    """The areas that a facilitator follows in, or a coordinator has a part of: in it, or around one's BKM."""
    if posting.bkm:
        return Q(region__in=_areas_above(posting.bkm.kelurahan_id))
    below = Q(region=posting.region_id) | Q(region__code__startswith=f"{posting.region_id}.")
    is_wide = posting.role in COORDINATORS
    return below | Q(region__in=_areas_above(posting.region_id or "")) if is_wide else below


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
