"""What is decided about a proposal for BLM Sosial: verified, decided, agreed (domain.md 3.3)."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from groups.days import require_day
from groups.models import User
from groups.papers.register import issue, withdraw
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.money import decimal_words, format_number, format_rupiah
from ledger.blm.proposing import budget_sums, lock_grant, note_event
from ledger.blm.records import PROPOSAL, VERIFICATION, agreement_act, verification_act
from ledger.models import BlmGrant, GrantMember, Tranche

State = BlmGrant.State
WHOLE = Decimal(100)


@transaction.atomic
def verify_grant(
    *,
    grant: BlmGrant,
    visited_on: datetime.date,
    feasible: bool,
    amount: int,
    recommended: Mapping[int, tuple[int, str]],
    note: str,
    by: User,
    today: datetime.date,
) -> BlmGrant:
    """UP-UP's verification after its visit (5.17): an amount and a note per member, layak or tidak layak.

    `recommended` maps ids of the grant's members to rupiah and note. Raises GroupError naming the field.
    """
    grant = lock_grant(grant, State.PROPOSED)
    require_day(visited_on, today=today, field="visited_on")
    if visited_on < certain(grant.proposed_on, "PROPOSED"):
        raise GroupError("Kunjungan ini sebelum usulan dikirim.", "visited_on")
    if grant.proposed_by_id == by.pk:
        raise GroupError("Yang mengusulkan tidak boleh memverifikasi sendiri.")
    if not feasible and not note.strip():
        raise GroupError("Tulis mengapa tidak layak.", "note")
    members = _every_member(grant, recommended)
    total = _amounts(grant, members, {pk: given for pk, (given, _) in recommended.items()}, "recommended")
    _check_amount(grant, amount, total, can_be_nothing=not feasible)
    for member in members:
        member.recommended, member.note = recommended[member.pk]
    GrantMember.objects.bulk_update(members, ["recommended", "note"])
    grant.state, grant.visited_on, grant.feasible = State.VERIFIED, visited_on, feasible
    grant.recommended_amount, grant.verification_note, grant.verified_by = amount, note.strip(), by
    grant.save()
    issue(grant.ksm, [verification_act(grant, today)])
    # The note stays with the verification: not everybody who reads the history may see it (domain.md 10).
    note_event(grant, "Diverifikasi UP-UP: " + ("layak" if feasible else "tidak layak"), by)
    return grant


def _every_member(grant: BlmGrant, given: Mapping[int, object]) -> list[GrantMember]:
    members = list(grant.members.select_related("member"))
    if {member.pk for member in members} != set(given):
        raise GroupError("Daftar anggota berubah. Buka lagi halaman ini.")
    return members


def _amounts(grant: BlmGrant, members: Sequence[GrantMember], given: Mapping[int, int], prefix: str) -> int:
    """The sum given to members; nobody gets more than they asked for. Raises GroupError at the member."""
    for member in members:
        if given[member.pk] > member.requested:
            raise GroupError(
                f"{member.member.name} meminta {format_rupiah(member.requested)}.", f"{prefix}_{member.pk}"
            )
    return sum(given.values())


def _check_amount(grant: BlmGrant, amount: int, members: int, *, can_be_nothing: bool = False) -> None:
    _, asked = budget_sums(grant)
    if amount == 0 and not can_be_nothing:
        raise GroupError("Jumlah harus lebih dari nol.", "amount")
    if amount > asked:
        raise GroupError(f"BLM dalam RAB {format_rupiah(asked)}.", "amount")
    if members > amount:
        raise GroupError(
            f"Untuk anggota {format_rupiah(members)}, melebihi jumlah BLM {format_rupiah(amount)}.", "amount"
        )


@transaction.atomic
def return_grant(*, grant: BlmGrant, reason: str, by: User, today: datetime.date) -> BlmGrant:
    """Hand a proposal back to the group for repair, by UP-UP or by the coordinator. GroupError: no reason.

    What was sent is no longer asked: sent again, it is another letter.
    """
    grant = lock_grant(grant, State.PROPOSED, State.VERIFIED)
    if not reason.strip():
        field = "note" if grant.state == State.PROPOSED else "reason"
        raise GroupError("Tulis apa yang harus diperbaiki.", field)
    grant.state = State.DRAFT
    grant.visited_on = grant.feasible = grant.recommended_amount = grant.verified_by = None
    grant.verification_note = ""
    grant.save()
    grant.members.update(recommended=None, note="")
    for kind in (PROPOSAL, VERIFICATION):
        withdraw(grant.ksm, kind, [str(grant.pk)], today, "Usulan dikembalikan untuk diperbaiki")
    note_event(grant, "Dikembalikan untuk diperbaiki", by, reason.strip())
    return grant


@transaction.atomic
def decide_grant(
    *,
    grant: BlmGrant,
    approve: bool,
    decided_on: datetime.date,
    amount: int,
    decided: Mapping[int, int],
    reason: str,
    by: User,
    today: datetime.date,
) -> BlmGrant:
    """The coordinator's decision, by another person than who proposed and who verified.

    `decided` maps ids of the grant's members to rupiah. Refusing, and deciding otherwise than UP-UP
    recommended, want a reason. Raises GroupError naming the field.
    """
    grant = lock_grant(grant, State.VERIFIED)
    if by.pk in (grant.verified_by_id, grant.proposed_by_id):
        raise GroupError("Yang mengusulkan atau memverifikasi tidak boleh memutuskan.")
    require_day(decided_on, today=today, field="decided_on")
    if decided_on < certain(grant.visited_on, "VERIFIED"):
        raise GroupError("Keputusan ini sebelum kunjungan verifikasi.", "decided_on")
    if not approve:
        if not reason.strip():
            raise GroupError("Tulis alasan penolakan.", "reason")
        return _store_decision(grant, State.REJECTED, decided_on, None, reason, by)
    members = _every_member(grant, decided)
    _check_amount(grant, amount, _amounts(grant, members, decided, "decided"))
    differs = amount != grant.recommended_amount or any(decided[one.pk] != one.recommended for one in members)
    if (differs or not grant.feasible) and not reason.strip():
        raise GroupError("Berbeda dari rekomendasi UP-UP: tulis alasannya.", "reason")
    for member in members:
        member.decided = decided[member.pk]
    GrantMember.objects.bulk_update(members, ["decided"])
    return _store_decision(grant, State.APPROVED, decided_on, amount, reason, by)


def _store_decision(
    grant: BlmGrant, state: str, on: datetime.date, amount: int | None, reason: str, by: User
):
    grant.state, grant.decided_on, grant.approved_amount = state, on, amount
    grant.decision_reason, grant.decided_by = reason.strip(), by
    grant.save()
    words = "Ditolak" if amount is None else f"Disetujui {format_rupiah(amount)}"
    note_event(grant, words, by, reason)
    return grant


def split_amount(amount: int, percents: Sequence[Decimal]) -> list[int]:
    """Rupiah per tranche: each floored to whole rupiah, the remainder goes into the last (H3).

    Raises GroupError unless the percents are above zero and sum to exactly 100.
    """
    if not percents or any(percent <= 0 for percent in percents):
        raise GroupError("Tulis persen tiap tahap, misalnya 60, 40.", "percents")
    total = sum(percents, Decimal(0))
    if total != WHOLE:
        words = decimal_words(total)
        raise GroupError(f"Persen tahap berjumlah {words}, harus tepat 100.", "percents")
    parts = [int(amount * percent // WHOLE) for percent in percents[:-1]]
    parts.append(amount - sum(parts))
    if not all(parts):
        raise GroupError(
            f"Jumlah {format_number(amount)} terlalu kecil untuk tahap sebanyak ini.", "percents"
        )
    return parts


@transaction.atomic
def agree_grant(
    *,
    grant: BlmGrant,
    agreed_on: datetime.date,
    signers: str,
    percents: Sequence[Decimal],
    principal_returns: str,
    return_installments: int | None,
    return_note: str,
    report_days: int,
    by: User,
    today: datetime.date,
) -> BlmGrant:
    """The signed agreement: tranches, within how many days after each its LPJ is due, and whether and how
    principal goes back to the BKM (H2).

    Raises GroupError: a day out of order, a RAB that is not what was approved, percents not 100.
    """
    grant = lock_grant(grant, State.APPROVED)
    require_day(agreed_on, today=today, field="agreed_on")
    if agreed_on < certain(grant.decided_on, "APPROVED"):
        raise GroupError("Perjanjian ini sebelum keputusan BKM.", "agreed_on")
    _, planned = budget_sums(grant)
    approved = certain(grant.approved_amount, "APPROVED")
    if planned != approved:
        raise GroupError(
            f"BLM dalam RAB {format_rupiah(planned)}, yang disetujui {format_rupiah(approved)}. "
            "Sesuaikan RAB lebih dulu."
        )
    returns = principal_returns == BlmGrant.Returns.RETURNS
    if returns and not return_installments:
        raise GroupError("Tulis berapa kali dikembalikan.", "return_installments")
    amounts = split_amount(approved, percents)
    Tranche.objects.bulk_create(
        Tranche(grant=grant, sequence=number, percent=percent, amount=amount)
        for number, (percent, amount) in enumerate(zip(percents, amounts, strict=True), start=1)
    )
    grant.state, grant.agreed_on, grant.signers, grant.agreed_by = State.AGREED, agreed_on, signers, by
    grant.principal_returns, grant.return_note = principal_returns, return_note
    grant.return_installments = return_installments if returns else None
    grant.report_days = report_days
    grant.save()
    issue(grant.ksm, [agreement_act(grant, today)])
    note_event(grant, "Perjanjian dicatat", by, signers)
    return grant
