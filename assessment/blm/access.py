"""The way into BLM Sosial: only a group that stands decided as layak may propose and be paid."""

import datetime

from django.db import transaction

from assessment.eligibility.decisions import refusal_of
from assessment.eligibility.status import standing_decisions
from assessment.models import Assessment
from groups.models import Ksm, User
from groups.refusals import GroupError
from ledger.blm.proposing import create_grant, send_proposal
from ledger.blm.tranches import pay_tranche
from ledger.models import BlmGrant, GrantMovement, Tranche

Outcome = Assessment.Outcome
REFUSALS: dict[str, str] = {
    Outcome.NOT_ELIGIBLE: "KSM ini belum layak menurut keputusan terakhir.",
    Outcome.SUSPENDED: "Kelayakan KSM ini sedang ditangguhkan.",
}


def blm_refusal(ksm: Ksm, as_of: datetime.date) -> str:
    """Why this group has no access to BLM Sosial today, as a sentence; empty when it has."""
    if ksm.phase != Ksm.Phase.MODEL:
        return "BLM Sosial hanya untuk KSM Percontohan."
    refused = refusal_of(ksm, as_of)
    if refused:
        return refused
    latest = standing_decisions([ksm.pk]).last()
    if latest is None:
        return "Kelayakan KSM ini belum diputuskan."
    return REFUSALS.get(latest.outcome, "")


def _require_access(ksm: Ksm, as_of: datetime.date) -> None:
    refused = blm_refusal(Ksm.objects.get(pk=ksm.pk), as_of)
    if refused:
        raise GroupError(refused)


@transaction.atomic
def start_proposal(*, ksm: Ksm, background: str, plan: str, by: User, today: datetime.date) -> BlmGrant:
    """Begin a proposal of a group that is layak; see ledger.blm.proposing.create_grant. Raises GroupError."""
    grant = create_grant(ksm=ksm, background=background, plan=plan, by=by)
    _require_access(ksm, today)
    return grant


@transaction.atomic
def propose_grant(*, grant: BlmGrant, by: User, today: datetime.date) -> BlmGrant:
    """Send a draft while the group is layak; see ledger.blm.proposing.send_proposal. Raises GroupError."""
    sent = send_proposal(grant=grant, by=by, today=today)
    _require_access(grant.ksm, today)
    return sent


@transaction.atomic
def disburse_tranche(
    *, tranche: Tranche, on: datetime.date, place: str, note: str, by: User, today: datetime.date
) -> GrantMovement:
    """Pay a tranche while the group is still layak; see ledger.blm.tranches.pay_tranche. Raises GroupError.

    The gate is asked after the verb took the group's lock; a refusal undoes everything.
    """
    movement = pay_tranche(tranche=tranche, on=on, place=place, note=note, by=by, today=today)
    _require_access(tranche.grant.ksm, today)
    return movement
