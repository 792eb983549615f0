"""A BKM whose kelurahan got another code (pemekaran) moves there with everything below it."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Bkm, Posting, Region, RegionChange, User
from groups.models.places import zone_of
from groups.people import end_posting, give_posting
from groups.places.bkm import refuse_ended, refuse_same_name
from groups.refusals import GroupError


@transaction.atomic
def move_bkm(
    *, bkm: Bkm, kelurahan: Region, on: datetime.date, reason: str, today: datetime.date, by: User
) -> RegionChange:
    """Give a BKM and its groups the code of another kelurahan from the day `on`. Raises GroupError.

    What was decided before keeps the old name. A facilitator of the old kelurahan is posted to the new one
    today, and leaves the old one when no BKM is left there.
    """
    for pk in bkm.ksms.order_by("pk").values_list("pk", flat=True):
        lock_ksm(pk)  # before the BKM, as those do who number its papers (groups/papers/register.py)
    bkm = Bkm.objects.select_for_update().select_related("kelurahan").get(pk=bkm.pk)
    old = bkm.kelurahan
    if kelurahan == old:
        raise GroupError("BKM ini sudah di kelurahan itu.", "kelurahan")
    require_day(on, today=today, what="Tanggal berlaku tidak boleh")
    if bkm.moves.filter(on__gt=on).exists():
        raise GroupError("BKM ini sudah pindah lagi sesudah tanggal itu.", "on")
    refuse_ended(kelurahan)
    refuse_same_name(bkm.name, kelurahan, bkm)
    bkm.kelurahan = kelurahan
    bkm._history_user, bkm._change_reason = by, reason[:100]
    bkm.save(update_fields=["kelurahan"])
    _keep_time(bkm, old)
    _post_facilitators(bkm, old, today, by)
    return RegionChange.objects.create(
        region=kelurahan,
        kind=RegionChange.Kind.MOVED,
        on=on,
        old_name=old.name,
        old_full_name=old.full_name,
        old_region=old,
        bkm=bkm,
        reason=reason,
        by=by,
    )


def _keep_time(bkm: Bkm, old: Region) -> None:
    """Groups go by the clock of their province; every one is told that something about it changed."""
    for pk in bkm.ksms.order_by("pk").values_list("pk", flat=True):
        ksm = lock_ksm(pk)
        if ksm.timezone == zone_of(old.code) != zone_of(bkm.kelurahan_id):
            ksm.timezone = zone_of(bkm.kelurahan_id)
            ksm.save(update_fields=["timezone"])


def _post_facilitators(bkm: Bkm, old: Region, today: datetime.date, by: User) -> None:
    running = Posting.objects.filter(role=Posting.Role.FACILITATOR, end__isnull=True).select_related("user")
    there = {posting.user_id for posting in running.filter(region=bkm.kelurahan)}
    is_empty = not old.bkms.exists()
    for posting in running.filter(region=old):
        if posting.user_id not in there:
            start = max(today, posting.start)
            give_posting(user=posting.user, role=posting.role, region=bkm.kelurahan, start=start, by=by)
        if is_empty:
            end_posting(posting=posting, end=max(today, posting.start), by=by)


def left_behind(bkm: Bkm, old: Region, today: datetime.date) -> Iterable[tuple[Posting, Region]]:
    """Postings over a region above the old code that do not cover the new one, for somebody to look at."""
    running = Posting.objects.on(today).filter(region__isnull=False).select_related("user", "region")
    return [
        (posting, posting.region)
        for posting in running
        if posting.region
        and posting.region_id != old.code
        and posting.covers_kelurahan(old.code)
        and not posting.covers_kelurahan(bkm.kelurahan_id)
    ]
