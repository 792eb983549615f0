"""People decide: lulus, perpanjangan, pembatalan; each frozen with what it rested on (F1-F3, J12-J13)."""

import datetime

from django.db import transaction
from django.db.models import Max

from assessment.graduation.criteria import POLICY_VERSION
from assessment.graduation.figures import State
from assessment.graduation.freezing import SCHEMA_VERSION, freeze_facts, freeze_findings, freeze_thresholds
from assessment.graduation.ground import ground_moved
from assessment.graduation.windows import JudgedGroup, judge_one
from assessment.models import Assessment, DecisionRequest, Kind
from groups.locking import lock_ksm
from groups.models import Ksm, User
from groups.papers.register import Act, issue, withdraw
from groups.refusals import GroupError
from ksm.certain import certain
from ksm.dates import date_in_words, local_day
from meetings.models import Correction, Meeting, SheetRevision

Outcome = Assessment.Outcome
Action = DecisionRequest.Action
REPORT = "BA-LULUS"


class DecisionError(GroupError):
    """A refused decision on graduation."""


def latest_decision(ksm: Ksm) -> Assessment | None:
    """The decision on graduation that stands: the newest one."""
    return ksm.assessments.filter(kind=Kind.GRADUATION).order_by("-number").first()


def recorded_by(ksm: Ksm, user: User, first: datetime.date, last: datetime.date) -> bool:
    """Did this person close a sheet of the window? A plain lulus then carries a warning (J12)."""
    closed = ksm.meetings.filter(state=Meeting.State.CLOSED, closed_by=user)
    return closed.filter(scheduled_on__gte=first, scheduled_on__lte=last).exists()


def was_corrected(assessment: Assessment) -> bool:
    """Were data of the window changed after the decision? Such a decision is marked, never rewritten (J1)."""
    window = {
        "meeting__scheduled_on__gte": assessment.window_first,
        "meeting__scheduled_on__lte": assessment.window_last,
    }
    corrected = Correction.objects.filter(
        ksm_id=assessment.ksm_id,
        state=Correction.State.APPLIED,
        decided_at__gt=assessment.decided_at,
        **window,
    )
    reopened = SheetRevision.objects.filter(
        ksm_id=assessment.ksm_id, reopened_at__gt=assessment.decided_at, **window
    )
    return corrected.exists() or reopened.exists() or ground_moved(assessment)


def _freeze(
    ksm: Ksm,
    outcome: str,
    *,
    by: User,
    role: str,
    as_of: datetime.date,
    judged: JudgedGroup,
    reason: str = "",
    second: User | None = None,
    **extra,
) -> Assessment:
    facts, judgement, thresholds = judged
    first = certain(facts.first, "decided only with enough data")
    last = certain(facts.last, "decided only with enough data")
    number = (ksm.assessments.aggregate(last=Max("number"))["last"] or 0) + 1
    decision = Assessment.objects.create(
        ksm=ksm,
        kind=Kind.GRADUATION,
        outcome=outcome,
        number=number,
        window_first=first,
        window_last=last,
        as_of=as_of,
        policy_version=POLICY_VERSION,
        schema_version=SCHEMA_VERSION,
        thresholds=freeze_thresholds(thresholds),
        facts=freeze_facts(facts),
        findings=freeze_findings(judgement),
        all_met=judgement.all_met,
        same_person=recorded_by(ksm, by, first, last),
        reason=reason,
        ksm_name=ksm.name,
        ksm_code=ksm.code,
        bkm_name=ksm.bkm.name,
        region_code=ksm.bkm.kelurahan_id,
        region_name=ksm.bkm.kelurahan.full_name,
        decided_by=by,
        decided_by_name=by.full_name,
        decided_by_role=role,
        second=second,
        second_name=second.full_name if second else "",
        **extra,
    )
    issue(ksm, [decision_act(decision, ksm)])
    return decision


def decision_act(decision: Assessment, ksm: Ksm) -> Act:
    """The berita acara of a decision on graduation."""
    day = local_day(decision.decided_at, ksm.timezone)
    return Act(
        REPORT, str(decision.number), day, f"Berita acara kelulusan: {decision.get_outcome_display().lower()}"
    )


def _set_phase(ksm: Ksm, phase: str, since: datetime.date | None, by: User) -> None:
    ksm.phase, ksm.model_since, ksm._history_user = phase, since, by
    ksm.save(update_fields=["phase", "model_since"])


def _require_candidate(ksm: Ksm) -> None:
    if ksm.phase == Ksm.Phase.MODEL:
        raise DecisionError("KSM ini sudah dinyatakan lulus.")
    if ksm.phase != Ksm.Phase.CANDIDATE:
        raise DecisionError("Hanya calon KSM Percontohan yang dapat dinilai kelulusannya.")


@transaction.atomic
def declare_passed(*, ksm: Ksm, by: User, role: str, as_of: datetime.date, note: str = "") -> Assessment:
    """Declare lulus on figures that meet all five criteria; freezes facts, figures, thresholds and names.

    Raises DecisionError when data are insufficient or a criterion is not met (that needs a second person).
    """
    ksm = lock_ksm(ksm.pk)
    _require_candidate(ksm)
    judged = judge_one(ksm, as_of)
    state = judged.judgement.state
    if state == State.INSUFFICIENT:
        raise DecisionError("Data belum cukup: empat pertemuan rutin belum selesai dicatat.")
    if state == State.NOT_MET:
        raise DecisionError(
            "Belum semua syarat terpenuhi. Usulkan perpanjangan, atau minta persetujuan koordinator BKM "
            "dengan alasan."
        )
    assessment = _freeze(ksm, Outcome.PASSED, by=by, role=role, as_of=as_of, judged=judged, reason=note)
    _set_phase(ksm, Ksm.Phase.MODEL, as_of, by)
    return assessment


@transaction.atomic
def extend(*, ksm: Ksm, by: User, role: str, as_of: datetime.date, reason: str) -> Assessment:
    """Not passed: mentoring goes on and the last four scheduled meetings are judged from now on (F3)."""
    ksm = lock_ksm(ksm.pk)
    _require_candidate(ksm)
    judged = judge_one(ksm, as_of)
    judgement = judged.judgement
    unreachable = any(finding.reachable is False for finding in judgement.findings)
    if judgement.state == State.MET:
        raise DecisionError("Semua syarat terpenuhi: tetapkan lulus, bukan perpanjangan.")
    if judgement.state == State.INSUFFICIENT and not unreachable:
        raise DecisionError("Belum waktunya: semua syarat masih dapat tercapai dalam masa penilaian ini.")
    latest = latest_decision(ksm)
    if latest and latest.outcome == Outcome.EXTENDED:
        raise DecisionError("Perpanjangan sudah berjalan: empat pertemuan terakhir yang dinilai.")
    return _freeze(ksm, Outcome.EXTENDED, by=by, role=role, as_of=as_of, judged=judged, reason=reason)


@transaction.atomic
def request_overruling(*, ksm: Ksm, by: User, as_of: datetime.date, reason: str) -> DecisionRequest:
    """Ask the BKM's coordinator to pass a group whose figures do not (F2); never on too few data."""
    ksm = lock_ksm(ksm.pk)
    _require_candidate(ksm)
    state = judge_one(ksm, as_of).judgement.state
    if state == State.INSUFFICIENT:
        raise DecisionError("Data belum cukup: tidak ada yang dapat dilampaui.")
    if state == State.MET:
        raise DecisionError("Semua syarat terpenuhi: tetapkan lulus tanpa persetujuan kedua.")
    return _request(ksm, Action.OVERRULE, by, reason)


@transaction.atomic
def request_revocation(*, ksm: Ksm, by: User, reason: str) -> DecisionRequest:
    """Ask the coordinator of the BKM to revoke the standing lulus (J13)."""
    ksm = lock_ksm(ksm.pk)
    target = latest_decision(ksm)
    if target is None or target.outcome != Outcome.PASSED:
        raise DecisionError("Tidak ada keputusan lulus yang dapat dibatalkan.")
    return _request(ksm, Action.REVOKE, by, reason, target)


def _request(ksm: Ksm, action: str, by: User, reason: str, target: Assessment | None = None):
    if not reason.strip():
        raise DecisionError("Tulis alasannya.")
    if ksm.decision_requests.filter(action=action, state=DecisionRequest.State.WAITING).exists():
        raise DecisionError("Permintaan yang sama masih menunggu persetujuan.")
    return DecisionRequest.objects.create(
        ksm=ksm, action=action, target=target, reason=reason, requested_by=by
    )


@transaction.atomic
def answer_request(
    *,
    request: DecisionRequest,
    approve: bool,
    by: User,
    as_of: datetime.date,
    now: datetime.datetime,
    note: str = "",
) -> DecisionRequest:
    """The second person's answer; approving freezes the decision. The asker never answers (J12)."""
    ksm = lock_ksm(request.ksm_id)
    request = DecisionRequest.objects.select_related("requested_by", "target").get(pk=request.pk)
    if request.state != DecisionRequest.State.WAITING:
        raise DecisionError("Permintaan ini sudah dijawab.")
    if request.requested_by_id == by.pk:
        raise DecisionError("Yang mengajukan tidak boleh menyetujui sendiri.")
    if approve:
        carry_out = _pass_over if request.action == Action.OVERRULE else _revoke
        request.result = carry_out(ksm, request, by, as_of)
    request.state = DecisionRequest.State.APPROVED if approve else DecisionRequest.State.REFUSED
    request.answered_by, request.answered_at, request.answer_note = by, now, note
    request.save()
    return request


def _pass_over(ksm: Ksm, request: DecisionRequest, second: User, as_of: datetime.date) -> Assessment:
    _require_candidate(ksm)
    judged = judge_one(ksm, as_of)
    if judged.judgement.state == State.INSUFFICIENT:
        raise DecisionError("Data belum cukup: tidak ada yang dapat dilampaui.")
    assessment = _freeze(
        ksm,
        Outcome.PASSED,
        by=request.requested_by,
        role="Pengusul",
        as_of=as_of,
        judged=judged,
        reason=request.reason,
        second=second,
        overruled=not judged.judgement.all_met,
    )
    _set_phase(ksm, Ksm.Phase.MODEL, as_of, request.requested_by)
    return assessment


def _revoke(ksm: Ksm, request: DecisionRequest, second: User, as_of: datetime.date) -> Assessment:
    if latest_decision(ksm) != request.target:
        raise DecisionError("Keputusan itu sudah digantikan keputusan lain.")
    assessment = _freeze(
        ksm,
        Outcome.REVOKED,
        by=request.requested_by,
        role="Pengusul",
        as_of=as_of,
        judged=judge_one(ksm, as_of),
        reason=request.reason,
        second=second,
        revokes=request.target,
    )
    target, revoked = certain(request.target, "asked of a decision"), decision_act(assessment, ksm)
    reason = f"Dibatalkan dengan keputusan {date_in_words(revoked.day)}"
    withdraw(ksm, REPORT, [str(target.number)], revoked.day, reason)
    if ksm.phase == Ksm.Phase.MODEL:  # a group closed meanwhile stays closed
        _set_phase(ksm, Ksm.Phase.CANDIDATE, None, request.requested_by)
    return assessment
