"""Stages of groups and the status of their community, as people decide them (I1)."""

import datetime

from django.db import transaction

from groups.days import require_day
from groups.models import Bkm, CommunityStatus, GrowthStage, Ksm, User
from groups.path.travelling import keep_attachment
from groups.refusals import GroupError


@transaction.atomic
def set_stage(
    *,
    ksm: Ksm,
    stage: str,
    decided_on: datetime.date,
    reason: str,
    today: datetime.date,
    by: User,
    file: tuple[str, str, bytes] | None = None,
) -> GrowthStage:
    """Give a group its stage. Raises GroupError: a future day, or the stage it has already."""
    require_day(decided_on, today=today, field="decided_on")
    newest = ksm.stages.first()
    if newest and newest.decided_on > decided_on:
        raise GroupError("Sudah ada penetapan tahap yang lebih baru.", "decided_on")
    if newest and newest.stage == stage:
        raise GroupError(f"KSM ini sudah pada tahap {newest.get_stage_display()}.", "stage")
    row = GrowthStage(ksm=ksm, stage=stage, decided_on=decided_on, reason=reason, decided_by=by)
    if file:
        row.attachment = keep_attachment(*file)
    row.save()
    return row


@transaction.atomic
def set_community_status(
    *,
    bkm: Bkm,
    status: str,
    assessed_on: datetime.date,
    source: str,
    assessor: str,
    reason: str,
    today: datetime.date,
    by: User,
) -> CommunityStatus:
    """Record how empowered the community is, from a document. Raises GroupError for a future day."""
    require_day(assessed_on, today=today, field="assessed_on")
    return CommunityStatus.objects.create(
        bkm=bkm,
        status=status,
        assessed_on=assessed_on,
        source=source,
        assessor=assessor,
        reason=reason,
        recorded_by=by,
    )
