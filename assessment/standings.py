"""The derived row per group that dashboards filter and sort by: always equal to a recomputation."""

import datetime
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, QuerySet

from assessment.due import arrears_grow_old, next_changes
from assessment.eligibility.criteria import SAVING_WEEKS, Verdict, judge_eligibility, letters_of
from assessment.eligibility.facts import Known, Members, collect_all, limits_on, members_by_ksm
from assessment.eligibility.status import UNDECIDED, Decided, decided_by_ksm, eligibility_of
from assessment.graduation.figures import Figure, Judgement, State
from assessment.graduation.freezing import freeze_figures
from assessment.graduation.windows import Reckoned, reckon_all
from assessment.models import Standing
from assessment.next_steps import next_step
from assessment.stale import stale, todays
from groups.consents.standing import unasked_by_ksm
from groups.models import Ksm, ProgramRule
from groups.path.training import trained_by_ksm
from groups.registers.visiting import next_visits
from ksm.certain import certain
from ksm.sets import among
from ledger.loans.owed import MoneySummary, money_by_ksm
from meetings.calendar import lagging
from meetings.models import Meeting
from meetings.schedule import Slot

CHUNK = 1000
# How many groups one request recomputes: all that wait, or so many of those shown and so many others.
AT_ONCE, SOME = 200, 50
Status = Standing.Status
Eligibility = Standing.Eligibility
MENTORED = (Ksm.Phase.CANDIDATE, Ksm.Phase.MODEL)
# Which column says of each criterion of graduation whether it holds so far.
MET_FIELDS = {
    "five_rules": "rules_met",
    "attendance": "attendance_met",
    "routine_savings": "savings_met",
    "timely_books": "books_met",
    "agenda": "agenda_met",
}
# What needs attention first: higher is more urgent.
CALM, DECIDE, WATCH, URGENT = 0, 1, 2, 3


def compute_standings(ksms: Sequence[Ksm], as_of: datetime.date) -> list[Standing]:
    """The standing of each group as of a day, unsaved; a fixed number of queries for any number of groups."""
    reckoned = reckon_all(ksms, as_of)
    ids = [ksm.pk for ksm in ksms]
    mentored = [ksm for ksm in ksms if ksm.phase in MENTORED]
    money = money_by_ksm(ids, as_of)
    rule = ProgramRule.objects.in_force_on(as_of)
    last = _last_meetings(ids, as_of)
    past = {ksm.pk: reckoned[ksm.pk].past for ksm in mentored}
    trained = trained_by_ksm(mentored, as_of)
    due_on = next_changes(ksms, as_of, past)
    members = members_by_ksm(ids, as_of)
    decided = decided_by_ksm(ids)
    visits = next_visits(ksms, as_of, datetime.timedelta(rule.visit_every_days))
    unasked = unasked_by_ksm(ids, as_of)
    standings = [
        _standing(
            ksm,
            as_of,
            reckoned=reckoned[ksm.pk],
            money=money[ksm.pk],
            last_meeting_on=last.get(ksm.pk),
            lagging=lagging(past.get(ksm.pk, ()), as_of),
            members=members.get(ksm.pk, Members()),
            eligibility_week=rule.eligibility_from_week,
            decided=decided.get(ksm.pk, UNDECIDED),
        )
        for ksm in ksms
    ]
    for standing in standings:
        pk = standing.ksm_id
        standing.due_on = due_on[pk]
        standing.unasked = unasked.get(pk, 0)
        if visit := visits.get(pk):
            standing.visited_on, standing.visit_due_on = visit.came_on, visit.due_on
        standing.meets_on = _meets_on(past.get(pk, ()), standing.week)
        if pk in trained and (standing.week or 0) >= rule.training_due_week:
            standing.trainings_short = trained[pk].short(rule.trained_min_percent)
    owing = [pk for pk in past if money[pk].arrears or money[pk].outside_arrears]
    latest = {pk: reckoned[pk].latest for pk in past}
    _judge_eligibility(standings, mentored, as_of, Known(latest, members, trained, owing))
    return standings


def _judge_eligibility(
    standings: Sequence[Standing], mentored: Sequence[Ksm], as_of: datetime.date, known: Known
) -> None:
    """Write into the standings of mentored groups what holds of the criteria of eligibility."""
    limits = limits_on(as_of)
    facts = collect_all(mentored, as_of, known, SAVING_WEEKS)
    for standing in standings:
        told = facts.get(standing.ksm_id)
        if told is None:
            continue
        findings = judge_eligibility(told, limits)
        standing.verdicts = letters_of(findings)
        standing.eligibility_met = sum(one.verdict == Verdict.MET for one in findings)
        standing.eligibility_asked = sum(one.verdict != Verdict.NOTHING for one in findings)
        standing.due_on = min(certain(standing.due_on, "just reckoned"), arrears_grow_old(told, limits))


def _meets_on(past: Sequence[Slot], week: int | None) -> datetime.date | None:
    """The day of this week's routine meeting that nobody closed, or recorded as not held or libur."""
    waiting = (slot for slot in past if slot.week == week and slot.waits_for_its_sheet)
    return next((slot.scheduled_on for slot in waiting), None)


def _last_meetings(ids: list[int], as_of: datetime.date) -> dict[int, datetime.date]:
    rows = Meeting.objects.filter(among(ids), state=Meeting.State.CLOSED, held_on__lte=as_of)
    return dict(rows.order_by().values_list("ksm_id").annotate(last=Max("held_on")))


def _standing(
    ksm: Ksm,
    as_of: datetime.date,
    *,
    reckoned: Reckoned,
    money: MoneySummary,
    last_meeting_on: datetime.date | None,
    lagging: Sequence[Slot],
    members: Members,
    eligibility_week: int,
    decided: Decided,
) -> Standing:
    week, judgement = ksm.week_on(as_of), reckoned.judgement
    status = status_of(ksm, lagging, judgement)
    eligibility = eligibility_of(ksm, week, eligibility_week, decided)
    met = {finding.code: finding.on_track for finding in judgement.findings}
    step = next_step(status, lagging, judgement, week, eligibility)
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
        members=members.number,
        women=members.women,
        state=judgement.state.value,
        window_first=reckoned.first,
        window_last=reckoned.last,
        figures=freeze_figures(judgement),
        **{field: met[code] for code, field in MET_FIELDS.items()},
        missing_count=len(judgement.unmet),
        reachable_count=len(judgement.within_reach),
        last_meeting_on=last_meeting_on,
        unrecorded_since=lagging[0].scheduled_on if lagging else None,
        unrecorded_count=len(lagging),
        cash=money.cash,
        savings_total=money.savings,
        loans_outstanding=money.loans_outstanding,
        arrears=money.arrears,
        owed_outside=money.owed_outside,
        outside_arrears=money.outside_arrears,
        next_step=step.words,
        next_act=step.act.value,
        eligibility_met=0,
        eligibility_asked=0,
    )


def status_of(ksm: Ksm, lagging: Sequence[Slot], judgement: Judgement[Figure]) -> str:
    """Where a group stands: decisions first, then meetings nobody recorded (J30), then its window."""
    if ksm.phase != Ksm.Phase.CANDIDATE:
        return {"FORMING": Status.FORMING, "MODEL": Status.MODEL, "CLOSED": Status.CLOSED}[ksm.phase]
    if lagging:
        return Status.LAGGING
    if judgement.state == State.MET:
        return Status.READY
    return Status.MISSING if judgement.unmet else Status.CANDIDATE


def _attention(
    status: str, lagging: Sequence[Slot], judgement: Judgement[Figure], money: MoneySummary, eligibility: str
) -> int:
    if status in (Status.CLOSED, Status.FORMING):
        return CALM
    if lagging or (status == Status.MODEL and judgement.unmet):
        return URGENT
    if status == Status.MISSING or money.arrears or money.outside_arrears:
        return WATCH
    waits = eligibility in (Eligibility.WAITING, Eligibility.PROPOSED)
    return DECIDE if status == Status.READY or waits else CALM


def refresh_standings(
    ksms: QuerySet[Ksm],
    *,
    now: datetime.datetime,
    every: bool = False,
    done: Callable[[int], object] = lambda written: None,
) -> int:
    """Recompute what is stale (or all) set-based, in chunks; returns how many rows were written.

    Each chunk is stored before the next is read, and `done` told how many rows were written so far: memory
    does not grow with the number of groups, and what was interrupted goes on where it stopped.
    """
    wanted = (ksms if every else stale(ksms, now)).order_by("pk").values_list("pk", flat=True)
    written = last = 0
    while chunk := list(wanted.filter(pk__gt=last)[:CHUNK]):
        written += _recompute(chunk, now, every=every)
        last = chunk[-1]
        done(written)
    return written


@dataclass(frozen=True, slots=True)
class Waiting:
    """Standings still to be recomputed: how many, and the oldest day they are of; None: not even one."""

    number: int
    since: datetime.date | None


def refresh_some(
    ksms: QuerySet[Ksm], *, now: datetime.datetime, shown: Callable[[], Iterable[int]] = tuple
) -> Waiting | None:
    """Recompute for one request: all that is stale, or of very many only those `shown` and the oldest few.

    Returns what is left for the next request or for the night, None if nothing is: nobody waits for other
    people's groups.
    """
    waiting = stale(ksms, now)
    oldest = waiting.order_by(F("standing__as_of").asc(nulls_first=True), "pk").values_list("pk", flat=True)
    found = list(oldest[: AT_ONCE + 1])
    if len(found) <= AT_ONCE:
        _recompute(found, now)
        return None
    seen = waiting.filter(pk__in=list(shown())[:SOME]).values_list("pk", flat=True)
    _recompute({*seen, *found[:SOME]}, now)
    left = waiting.aggregate(number=Count("pk"), since=Min("standing__as_of"))
    return Waiting(**left)


def _recompute(ids: Collection[int], now: datetime.datetime, *, every: bool = False) -> int:
    """Store the standings of these groups as of today where each of them is; how many were written.

    Whoever comes while others have some of them at hand does the rest, and waits for those instead of doing
    them once more: a crowd that opens the same area costs what one reader costs.
    Asked outside of any transaction: nothing is kept between the two claims, or two readers who share an
    area between them would each wait for the other.
    """
    if not ids:
        return 0
    written, mine = _claim_and_store(ids, now, every=every, wait=False)
    others = set(ids) - mine
    return written + (_claim_and_store(others, now, every=every, wait=True)[0] if others else 0)


def _claim_and_store(
    ids: Collection[int], now: datetime.datetime, *, every: bool, wait: bool
) -> tuple[int, set[int]]:
    """How many standings were written, and which groups nobody else had at hand."""
    with _locking():
        mine = _claimed(ids, wait=wait)
        these = Ksm.objects.filter(among(mine, "pk"))
        by_zone: dict[str, list[Ksm]] = {}
        for ksm in (these if every else stale(these, now)).order_by("pk"):
            by_zone.setdefault(ksm.timezone, []).append(ksm)
        written = sum(
            _store(compute_standings(by_zone[zone], today)) for zone, today in todays(now) if zone in by_zone
        )
    return written, mine


def _locking() -> AbstractContextManager:
    """A transaction that keeps rows locked. SQLite locks none; its transaction would keep out all writers."""
    return transaction.atomic() if connection.features.has_select_for_update_skip_locked else nullcontext()


def _claimed(ids: Collection[int], *, wait: bool) -> set[int]:
    """Those of the groups whose standings nobody else recomputes, theirs alone until the transaction ends.

    What is locked is the standing, which no verb writes: nobody who saves a sheet waits for it. A group that
    has none yet is locked itself. In the order of their keys, so that two never wait for each other.
    """
    kept = Standing.objects.filter(among(ids)).order_by("pk").select_for_update(skip_locked=not wait)
    mine = set(kept.values_list("pk", flat=True))
    if len(mine) < len(ids):
        new = Ksm.objects.filter(among(set(ids) - mine, "pk"), standing__isnull=True).order_by("pk")
        new = new.select_for_update(of=("self",), no_key=True, skip_locked=not wait)
        mine |= set(new.values_list("pk", flat=True))
    return mine


def _store(standings: list[Standing]) -> int:
    fields = [field.name for field in Standing._meta.concrete_fields if field.name != "ksm"]
    Standing.objects.bulk_create(
        standings, update_conflicts=True, unique_fields=["ksm"], update_fields=fields
    )
    _settle([standing.ksm_id for standing in standings])
    return len(standings)


def _settle(ids: Collection[int]) -> None:
    """Lower the marks of groups whose standing is of what they hold now.

    A group that somebody changes at this moment keeps its mark, and nobody waits for that.
    """
    current = Exists(Standing.objects.filter(ksm=OuterRef("pk"), data_version=OuterRef("data_version")))
    marked = Ksm.objects.filter(among(ids, "pk"), current, standing_outdated=True)
    free = marked.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)
    Ksm.objects.filter(pk__in=free.values("pk")).update(standing_outdated=False)
