"""Eligibility for BLM Sosial: seen by people, recommended by UP-UP, decided by BKM's coordinator (J12)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from assessment.eligibility.criteria import PEOPLE_ITEMS, POLICY_VERSION, recommends
from assessment.eligibility.facts import assess_eligibility, limits_on
from assessment.eligibility.freezing import SCHEMA_VERSION, freeze_eligibility
from assessment.eligibility.status import standing_decisions
from assessment.graduation.decisions import recorded_by
from assessment.models import (
    ELIGIBILITY_OUTCOMES,
    Assessment,
    EligibilityCheck,
    EligibilityProposal,
    Kind,
)
from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Ksm, Posting, User
from groups.papers.register import Act, issue, withdraw
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.dates import date_in_words

Outcome = Assessment.Outcome
State = EligibilityProposal.State
REASON_WANTED = "Tulis alasannya."
REPORT = "BA-LAYAK"


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that a visit saw: does it hold, and a note, wanted where it does not."""

    code: str
    met: bool
    note: str = ""


@transaction.atomic
def record_visit(
    *, ksm: Ksm, seen: Sequence[Seen], seen_on: datetime.date, by: User, today: datetime.date
) -> list[EligibilityCheck]:
    """Write down what somebody saw on one day, all or none; earlier ones stay readable.

    Raises GroupError naming the field: `seen_on`, or the note of a code.
    """
    ksm = lock_ksm(ksm.pk)
    if not seen:
        raise GroupError("Jawab paling sedikit satu hal yang dilihat.")
    if ksm.phase == Ksm.Phase.CLOSED:
        raise GroupError("KSM ini sudah ditutup.")
    require_day(seen_on, today=today, field="seen_on")
    if ksm.founded_on and seen_on < ksm.founded_on:
        raise GroupError("Tanggal ini sebelum kelompok berdiri.", "seen_on")
    for one in seen:
        if one.code not in PEOPLE_ITEMS:
            raise GroupError("Butir ini tidak ada.")
        if not one.met and not one.note.strip():
            raise GroupError("Tulis apa yang dilihat bila jawabannya tidak.", note_of(one.code))
    return EligibilityCheck.objects.bulk_create(
        EligibilityCheck(ksm=ksm, code=one.code, met=one.met, seen_on=seen_on, note=one.note.strip(), by=by)
        for one in seen
    )


def note_of(code: str) -> str:
    """The field of the note on one thing that a visit saw."""
    return f"note_{code}"


def refusal_of(ksm: Ksm, as_of: datetime.date) -> str:
    """Why this group is not assessed today, as a sentence; empty when it may be (G2)."""
    if ksm.phase != Ksm.Phase.MODEL:
        return "Kelayakan hanya dinilai untuk KSM Percontohan."
    week, from_week = ksm.week_on(as_of), limits_on(as_of).from_week
    if week is None or week < from_week:
        return f"Belum waktunya: baru minggu {week or 0}, dinilai mulai minggu {from_week}."
    return ""


def _require_time(ksm: Ksm, as_of: datetime.date) -> None:
    refused = refusal_of(ksm, as_of)
    if refused:
        raise GroupError(refused)


@transaction.atomic
def propose_eligibility(
    *, ksm: Ksm, outcome: str, reason: str, by: User, as_of: datetime.date
) -> EligibilityProposal:
    """UP-UP's recommendation. A reason is needed unless it is layak and the findings say so too.

    Raises GroupError: not yet time, one waits already, nothing would change, no reason.
    """
    ksm = lock_ksm(ksm.pk)
    _require_time(ksm, as_of)
    if outcome not in ELIGIBILITY_OUTCOMES:
        raise GroupError("Pilih salah satu dari daftar.", "outcome")
    if ksm.eligibility_proposals.filter(state=State.WAITING).exists():
        raise GroupError("Rekomendasi sebelumnya masih menunggu keputusan koordinator BKM.")
    latest = standing_decisions([ksm.pk]).last()
    if outcome == Outcome.ELIGIBLE and latest and latest.outcome == Outcome.ELIGIBLE:
        raise GroupError("KSM ini sudah dinyatakan layak.", "outcome")
    if not reason.strip():
        if outcome != Outcome.ELIGIBLE:
            raise GroupError(REASON_WANTED, "reason")
        if not recommends(assess_eligibility(ksm, as_of)[1]):
            raise GroupError("Belum semua syarat terpenuhi: tulis mengapa tetap layak.", "reason")
    return EligibilityProposal.objects.create(
        ksm=ksm,
        outcome=outcome,
        reason=reason.strip(),
        proposed_by=by,
        proposed_role=_unit_of(by, ksm, as_of),
    )


def _unit_of(user: User, ksm: Ksm, on: datetime.date) -> str:
    """ "Petugas UPK": the unit for which somebody recommends, as it is kept with the decision."""
    staff = user.postings.on(on).filter(role=Posting.Role.UNIT_STAFF, bkm_id=ksm.bkm_id)
    units = sorted(posting.unit for posting in staff if posting.unit)
    return f"Petugas {'/'.join(units)}" if units else Posting.Role.UNIT_STAFF.label


@transaction.atomic
def answer_eligibility(
    *,
    proposal: EligibilityProposal,
    approve: bool,
    by: User,
    as_of: datetime.date,
    now: datetime.datetime,
    note: str = "",
) -> EligibilityProposal:
    """The coordinator's decision; approving freezes it, otherwise it goes back to UP-UP with a note.

    Raises GroupError: answered already, by the same person, not time any more, no note when handed back.
    """
    ksm = lock_ksm(proposal.ksm_id)
    proposal = EligibilityProposal.objects.select_related("proposed_by").get(pk=proposal.pk)
    if proposal.state != State.WAITING:
        raise GroupError("Rekomendasi ini sudah dijawab.")
    if proposal.proposed_by_id == by.pk:
        raise GroupError("Yang merekomendasikan tidak boleh memutuskan sendiri.")
    if not approve and not note.strip():
        raise GroupError("Tulis alasan mengapa dikembalikan.", "note")
    if approve:
        proposal.result = _freeze(ksm, proposal, by, as_of)
    proposal.state = State.APPROVED if approve else State.REFUSED
    proposal.answered_by, proposal.answered_at, proposal.answer_note = by, now, note.strip()
    proposal.save()
    return proposal


def _freeze(ksm: Ksm, proposal: EligibilityProposal, by: User, as_of: datetime.date) -> Assessment:
    _require_time(ksm, as_of)
    facts, findings, limits = assess_eligibility(ksm, as_of)
    all_met = recommends(findings)
    if proposal.outcome == Outcome.ELIGIBLE and not all_met and not proposal.reason:
        raise GroupError(
            "Sejak direkomendasikan ada syarat yang tidak lagi terpenuhi. Kembalikan kepada UP-UP."
        )
    first = certain(ksm.mentoring_started_on, "asked after three months of mentoring only")
    before = standing_decisions([ksm.pk]).last()
    decision = Assessment.objects.create(
        ksm=ksm,
        kind=Kind.ELIGIBILITY,
        outcome=proposal.outcome,
        number=(ksm.assessments.aggregate(last=Max("number"))["last"] or 0) + 1,
        window_first=first,
        window_last=as_of,
        as_of=as_of,
        policy_version=POLICY_VERSION,
        schema_version=SCHEMA_VERSION,
        **freeze_eligibility(facts, findings, limits),
        all_met=all_met,
        overruled=proposal.outcome == Outcome.ELIGIBLE and not all_met,
        same_person=recorded_by(ksm, proposal.proposed_by, first, as_of),
        reason=proposal.reason,
        ksm_name=ksm.name,
        ksm_code=ksm.code,
        bkm_name=ksm.bkm.name,
        region_code=ksm.bkm.kelurahan_id,
        region_name=ksm.bkm.kelurahan.full_name,
        decided_by=by,
        decided_by_name=by.full_name,
        decided_by_role=Posting.Role.BKM_COORDINATOR.label,
        second=proposal.proposed_by,
        second_name=proposal.proposed_by.full_name,
    )
    if before and before.outcome == Outcome.ELIGIBLE:
        reason = f"Digantikan keputusan {date_in_words(as_of)}"
        withdraw(ksm, REPORT, [str(before.number)], as_of, reason)
    issue(ksm, [decision_act(decision)])
    return decision


def decision_act(decision: Assessment) -> Act:
    """The berita acara of a decision on eligibility."""
    outcome = decision.get_outcome_display().lower()
    return Act(REPORT, str(decision.number), decision.as_of, f"Berita acara kelayakan: {outcome}")
