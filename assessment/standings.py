"""The derived row per group that dashboards filter and sort by: always equal to a recomputation."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from assessment.eligibility.status import UNDECIDED, Decided, decided_by_ksm, eligibility_of
from assessment.graduation.criteria import Judgement, State
from assessment.graduation.evidence import KsmFacts
from assessment.graduation.freezing import freeze_findings
from assessment.graduation.windows import judge_all
from assessment.models import Standing
from groups.models import Ksm, Member, ProgramRule
from groups.models.groups import TIMEZONES
from ledger.loans.owed import MoneySummary, money_by_ksm
from meetings.calendar import lagging_by_ksm
from meetings.models import Meeting
from meetings.schedule import Slot

CHUNK = 1000
Status = Standing.Status
Eligibility = Standing.Eligibility
MENTORED = (Ksm.Phase.CANDIDATE, Ksm.Phase.MODEL)
NAMED_WEEKS = 4
# What needs attention first: higher is more urgent.
CALM, DECIDE, WATCH, URGENT = 0, 1, 2, 3


def chunks(rows: Iterable, size: int) -> Iterator[list]:
    """The rows in lists of at most `size`."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk


def compute_standings(ksms: Sequence[Ksm], as_of: datetime.date) -> list[Standing]:
    """The standing of each group as of a day, unsaved; a fixed number of queries for any number of groups."""
    facts, judgements, _ = judge_all(ksms, as_of)
    ids = [ksm.pk for ksm in ksms]
    money = money_by_ksm(ids, as_of)
    rule = ProgramRule.objects.in_force_on(as_of)
    last = _last_meetings(ids, as_of)
    lagging = lagging_by_ksm([ksm for ksm in ksms if ksm.phase in MENTORED], as_of)
    members = _member_counts(ids, as_of)
    decided = decided_by_ksm(ids)
    return [
        _standing(
            ksm,
            as_of,
            facts=facts[ksm.pk],
            judgement=judgements[ksm.pk],
            money=money[ksm.pk],
            last_meeting_on=last.get(ksm.pk),
            lagging=lagging.get(ksm.pk, ()),
            members=members.get(ksm.pk, (0, 0)),
            eligibility_week=rule.eligibility_from_week,
            decided=decided.get(ksm.pk, UNDECIDED),
        )
        for ksm in ksms
    ]


def _last_meetings(ids: list[int], as_of: datetime.date) -> dict[int, datetime.date]:
    rows = Meeting.objects.filter(ksm_id__in=ids, state=Meeting.State.CLOSED, held_on__lte=as_of)
    return dict(rows.order_by().values_list("ksm_id").annotate(last=Max("held_on")))


def _member_counts(ids: list[int], as_of: datetime.date) -> dict[int, tuple[int, int]]:
    counts: dict[int, tuple[int, int]] = {}
    rows = Member.objects.filter(ksm_id__in=ids).active_on(as_of).order_by().values_list("ksm_id", "sex")
    for ksm_id, sex in rows:
        members, women = counts.get(ksm_id, (0, 0))
        counts[ksm_id] = (members + 1, women + (sex == Member.Sex.FEMALE))
    return counts


def _standing(
    ksm: Ksm,
    as_of: datetime.date,
    *,
    facts: KsmFacts,
    judgement: Judgement,
    money: MoneySummary,
    last_meeting_on: datetime.date | None,
    lagging: Sequence[Slot],
    members: tuple[int, int],
    eligibility_week: int,
    decided: Decided,
) -> Standing:
    week = ksm.week_on(as_of)
    status = status_of(ksm, lagging, judgement)
    eligibility = eligibility_of(ksm, week, eligibility_week, decided)
    met = {finding.code: finding.on_track for finding in judgement.findings}
    return Standing(
        ksm=ksm,
        as_of=as_of,
        data_version=ksm.data_version,
        status=status,
        eligibility=eligibility,
        eligibility_missing=decided.missing,
        blm_since=decided.accessed_on,
        attention=_attention(status, lagging, judgement, money, eligibility),
        week=week,
        members=members[0],
        women=members[1],
        state=judgement.state.value,
        window_first=facts.first,
        window_last=facts.last,
        findings=freeze_findings(judgement),
        rules_met=met["five_rules"],
        attendance_met=met["attendance"],
        savings_met=met["routine_savings"],
        books_met=met["timely_books"],
        agenda_met=met["agenda"],
        missing_count=len(judgement.unmet),
        last_meeting_on=last_meeting_on,
        unrecorded_since=lagging[0].scheduled_on if lagging else None,
        unrecorded_count=len(lagging),
        cash=money.cash,
        savings_total=money.savings,
        loans_outstanding=money.loans_outstanding,
        arrears=money.arrears,
        owed_outside=money.owed_outside,
        outside_arrears=money.outside_arrears,
        next_step=next_step(status, lagging, judgement, week, eligibility),
    )


def status_of(ksm: Ksm, lagging: Sequence[Slot], judgement: Judgement) -> str:
    """Where a group stands: decisions first, then meetings nobody recorded (J30), then its window."""
    if ksm.phase != Ksm.Phase.CANDIDATE:
        return {"FORMING": Status.FORMING, "MODEL": Status.MODEL, "CLOSED": Status.CLOSED}[ksm.phase]
    if lagging:
        return Status.LAGGING
    if judgement.state == State.MET:
        return Status.READY
    return Status.MISSING if judgement.unmet else Status.CANDIDATE


def _attention(
    status: str, lagging: Sequence[Slot], judgement: Judgement, money: MoneySummary, eligibility: str
) -> int:
    if status in (Status.CLOSED, Status.FORMING):
        return CALM
    if lagging or (status == Status.MODEL and judgement.unmet):
        return URGENT
    if status == Status.MISSING or money.arrears or money.outside_arrears:
        return WATCH
    waits = eligibility in (Eligibility.WAITING, Eligibility.PROPOSED)
    return DECIDE if status == Status.READY or waits else CALM


def next_step(
    status: str, lagging: Sequence[Slot], judgement: Judgement, week: int | None, eligibility: str
) -> str:
    """What somebody should do next for this group, in a few words."""
    if lagging and status in (Status.LAGGING, Status.MODEL):
        return _catch_up(lagging)
    if status == Status.MODEL:
        return _step_of_model(judgement, week, eligibility)
    if status == Status.MISSING:
        if judgement.may_extend:
            return "Usulkan perpanjangan"
        return f"Kejar {judgement.unmet[0].label.lower()}"
    steps: dict[str, str] = {
        Status.FORMING: "Lengkapi profil dan aturan, lalu mulai pendampingan",
        Status.CLOSED: "Sudah ditutup",
        Status.READY: "Tetapkan lulus",
        Status.CANDIDATE: f"Catat pertemuan minggu {week}" if week else "Tunggu pertemuan pertama",
    }
    return steps[status]


def _catch_up(lagging: Sequence[Slot]) -> str:
    """ "Catat pertemuan minggu 1, 2"; a long row of weeks by its number and where it begins."""
    if len(lagging) > NAMED_WEEKS:
        return f"Catat {len(lagging)} pertemuan yang tertinggal, mulai minggu {lagging[0].week}"
    return f"Catat pertemuan minggu {', '.join(str(slot.week) for slot in lagging)}"


STEPS_OF_ELIGIBILITY: dict[str, str] = {
    Eligibility.WAITING: "Nilai kelayakan BLM Sosial",
    Eligibility.PROPOSED: "Putuskan kelayakan BLM Sosial (koordinator BKM)",
    Eligibility.ELIGIBLE: "Urus usulan BLM Sosial",
    Eligibility.ACCESSED: "Kelola dana BLM dan kirim LPJ-nya",
    Eligibility.NOT_ELIGIBLE: "Lengkapi syarat kelayakan, lalu nilai lagi",
    Eligibility.SUSPENDED: "Selesaikan sebab penangguhan, lalu nilai lagi",
}


def _step_of_model(judgement: Judgement, week: int | None, eligibility: str) -> str:
    if judgement.unmet:
        who = "Penerima BLM turun" if eligibility == Eligibility.ACCESSED else "Turun"
        return f"{who} dalam empat pertemuan terakhir: {judgement.unmet[0].label.lower()}"
    return STEPS_OF_ELIGIBILITY.get(eligibility) or f"Pertemuan dan pelatihan minggu {week}"


def stale(ksms: QuerySet[Ksm], now: datetime.datetime) -> QuerySet[Ksm]:
    """Groups whose standing is missing, of an older day where they live, or of older data."""
    fresh = Q(pk__in=[])
    for zone, _ in TIMEZONES:
        today = timezone.localdate(now, timezone=ZoneInfo(zone))
        fresh |= Q(timezone=zone, standing__as_of=today)
    counted = Q(standing__unrecorded_count__isnull=False, standing__owed_outside__isnull=False)
    return ksms.exclude(fresh & counted & Q(standing__data_version=F("data_version")))


def refresh_standings(ksms: QuerySet[Ksm], *, now: datetime.datetime, every: bool = False) -> int:
    """Recompute what is stale (or all) set-based, in chunks; returns how many rows were written."""
    wanted = (ksms if every else stale(ksms, now)).select_related(None).order_by("pk")
    written = 0
    for chunk in chunks(list(wanted), CHUNK):
        for zone, _ in TIMEZONES:
            here = [ksm for ksm in chunk if ksm.timezone == zone]
            if here:
                today = timezone.localdate(now, timezone=ZoneInfo(zone))
                written += _store(compute_standings(here, today))
    return written


def _store(standings: list[Standing]) -> int:
    fields = [field.name for field in Standing._meta.concrete_fields if field.name != "ksm"]
    Standing.objects.bulk_create(
        standings, update_conflicts=True, unique_fields=["ksm"], update_fields=fields
    )
    return len(standings)
