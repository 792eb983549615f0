"""A group's proposal for BLM Sosial: text, RAB and members, until it is sent (domain.md 5.12, 5.13)."""

import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import Count, F, Max, Q, Sum

from groups.locking import lock_ksm
from groups.models import Ksm, Member, User
from groups.papers.register import issue
from groups.refusals import GroupError
from ksm.money import format_rupiah
from ledger.blm.records import proposal_act
from ledger.models import AccountabilityReport, BlmGrant, BudgetLine, GrantEvent, GrantMember

State = BlmGrant.State


def lock_grant(grant: BlmGrant, *states: str) -> BlmGrant:
    """Lock the group and read its grant anew. Raises GroupError for a closed group or another state."""
    ksm = lock_ksm(grant.ksm_id)
    fresh = BlmGrant.objects.get(pk=grant.pk)
    fresh.ksm = ksm
    if ksm.phase == Ksm.Phase.CLOSED:
        raise GroupError("KSM ini sudah ditutup.")
    if states and fresh.state not in states:
        raise GroupError(f"{fresh.number} berstatus {fresh.get_state_display().lower()}; ini tidak berlaku.")
    return fresh


def note_event(grant: BlmGrant, act: str, by: User | None, note: str = "") -> None:
    """Keep what somebody did for the grant's own history."""
    GrantEvent.objects.create(grant=grant, act=act, by=by, note=note[:1000])


def unfinished_grants(ksm: Ksm):
    """Grants of a group that still run: not refused, and not accounted for to the last tranche."""
    accepted = Q(tranches__reports__state=AccountabilityReport.State.ACCEPTED)
    counted = ksm.grants.exclude(state=State.REJECTED).annotate(
        stages=Count("tranches", distinct=True), done=Count("tranches", filter=accepted, distinct=True)
    )
    return counted.exclude(state=State.AGREED, stages=F("done"))


@transaction.atomic
def create_grant(*, ksm: Ksm, background: str, plan: str, by: User) -> BlmGrant:
    """A new proposal, still a draft. Raises GroupError while an earlier one still runs."""
    ksm = lock_ksm(ksm.pk)
    if ksm.phase == Ksm.Phase.CLOSED:
        raise GroupError("KSM ini sudah ditutup.")
    running = unfinished_grants(ksm).first()
    if running:
        raise GroupError(
            f"{running.number} belum selesai. Usulan baru dibuat sesudah LPJ terakhirnya diterima."
        )
    grant = BlmGrant.objects.create(
        ksm=ksm, number=f"BLM-{ksm.grants.count() + 1:02d}", background=background, plan=plan
    )
    note_event(grant, "Usulan mulai ditulis", by)
    return grant


@transaction.atomic
def edit_grant(*, grant: BlmGrant, background: str, plan: str) -> BlmGrant:
    """Write the texts of a draft anew. Raises GroupError once it was sent."""
    grant = lock_grant(grant, State.DRAFT)
    grant.background, grant.plan = background, plan
    grant.save(update_fields=["background", "plan"])
    return grant


def may_change_rab(grant: BlmGrant) -> bool:
    """A draft's RAB may change, and an approved one until it asks for just what was approved."""
    if grant.state == State.APPROVED:
        return budget_sums(grant)[1] != grant.approved_amount
    return grant.state == State.DRAFT


def _lock_for_rab(grant: BlmGrant) -> BlmGrant:
    grant = lock_grant(grant, State.DRAFT, State.APPROVED)
    if not may_change_rab(grant):
        raise GroupError("RAB sudah sesuai jumlah yang disetujui.")
    return grant


def line_total(volume: Decimal, unit_price: int) -> Fraction:
    """Volume times unit price, exactly."""
    return Fraction(volume) * unit_price


@transaction.atomic
def save_line(
    *,
    grant: BlmGrant,
    line: BudgetLine | None,
    description: str,
    volume: Decimal,
    unit: str,
    unit_price: int,
    swadaya: int,
    blm: int,
    is_lent: bool = False,
) -> BudgetLine:
    """Add or change a line of the RAB; after the decision only to bring it down to what was approved.

    Raises GroupError unless swadaya + BLM = volume x unit price (domain.md 5.12).
    """
    grant = _lock_for_rab(grant)
    total = line_total(volume, unit_price)
    if total.denominator != 1:
        raise GroupError("Volume kali harga satuan harus rupiah utuh.", "unit_price")
    if total == 0:
        raise GroupError("Volume dan harga satuan harus lebih dari nol.", "volume")
    if swadaya + blm != total:
        raise GroupError(
            f"Swadaya dan BLM berjumlah {format_rupiah(swadaya + blm)}, "
            f"padahal volume kali harga satuan {format_rupiah(int(total))}.",
            "blm",
        )
    if line is None:
        last = grant.lines.aggregate(last=Max("sequence"))["last"] or 0
        line = BudgetLine(grant=grant, sequence=last + 1)
    line.description, line.volume, line.unit = description, volume, unit
    line.unit_price, line.swadaya, line.blm, line.is_lent = unit_price, swadaya, blm, is_lent
    line.save()
    return line


@transaction.atomic
def delete_line(*, grant: BlmGrant, line: BudgetLine) -> None:
    """Take a line out of the RAB. Raises GroupError when the RAB may not change any more."""
    grant = _lock_for_rab(grant)
    grant.lines.filter(pk=line.pk).delete()


@transaction.atomic
def save_member(
    *,
    grant: BlmGrant,
    proposed: GrantMember | None,
    member: Member,
    priority: int,
    purpose: str,
    requested: int,
    income: int,
    cost: int,
    today: datetime.date,
) -> GrantMember:
    """Propose a member to borrow from the fund, or change that. Raises GroupError naming the field."""
    grant = lock_grant(grant, State.DRAFT)
    others = grant.members.exclude(pk=proposed.pk) if proposed else grant.members.all()
    if not grant.ksm.members.active_on(today).filter(pk=member.pk).exists():
        raise GroupError("Hanya anggota yang masih aktif yang dapat diusulkan.", "member")
    if others.filter(member=member).exists():
        raise GroupError("Anggota ini sudah diusulkan.", "member")
    if others.filter(priority=priority).exists():
        raise GroupError("Urutan ini sudah dipakai anggota lain.", "priority")
    proposed = proposed or GrantMember(grant=grant)
    proposed.member, proposed.priority, proposed.purpose = member, priority, purpose
    proposed.requested, proposed.income, proposed.cost = requested, income, cost
    proposed.save()
    return proposed


@transaction.atomic
def delete_member(*, grant: BlmGrant, proposed: GrantMember) -> None:
    """Take a member out of a draft. Raises GroupError once it was sent."""
    grant = lock_grant(grant, State.DRAFT)
    grant.members.filter(pk=proposed.pk).delete()


def budget_sums(grant: BlmGrant) -> tuple[int, int]:
    """Rupiah of the whole RAB borne by swadaya and by the BLM."""
    sums = grant.lines.aggregate(swadaya=Sum("swadaya", default=0), blm=Sum("blm", default=0))
    return sums["swadaya"], sums["blm"]


@transaction.atomic
def send_proposal(*, grant: BlmGrant, by: User, today: datetime.date) -> BlmGrant:
    """Hand a draft to UP-UP. Raises GroupError: no RAB, no members, more asked for than the RAB's BLM."""
    grant = lock_grant(grant, State.DRAFT)
    _, blm = budget_sums(grant)
    requested = grant.members.aggregate(total=Sum("requested", default=0))["total"]
    if not blm:
        raise GroupError("Isi dulu RAB; paling sedikit satu baris dibiayai BLM.")
    if not requested:
        raise GroupError("Usulkan paling sedikit satu anggota.")
    if requested > blm:
        raise GroupError(
            f"Anggota meminta {format_rupiah(requested)}, melebihi BLM dalam RAB {format_rupiah(blm)}."
        )
    grant.state, grant.proposed_on, grant.proposed_by = State.PROPOSED, today, by
    grant.save(update_fields=["state", "proposed_on", "proposed_by"])
    issue(grant.ksm, [proposal_act(grant, today)])
    note_event(grant, "Usulan dikirim kepada UP-UP", by)
    return grant
