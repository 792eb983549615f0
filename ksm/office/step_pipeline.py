"""The path of many groups step by step: how many did each, how many lag there, and the weeks it took."""

import datetime
import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import QuerySet

from assessment.eligibility.status import Decided, decided_by_ksm
from assessment.models import Assessment
from groups.models import Ksm, StepRecord
from groups.path.steps import BY_CODE, STEPS, Level, PathStep, Step, StepState, path_of
from ksm.office.pipeline import WEEK, Walker, median

Group = Walker | Ksm  # what is read of a group: one lean row, or the whole of it
NONE: frozenset[str] = frozenset()
NAMED = 8  # groups named beside a step; a longer list says nothing more


def _by_name(ksm: Group) -> tuple[str, int]:
    return ksm.name, ksm.pk


@dataclass(slots=True)
class StepRow:
    """One step over all groups whose path has it. `weeks` are those since the step before, per group."""

    step: Step
    done: int = 0
    now: int = 0
    lagging: int = 0
    behind: list[Group] = field(default_factory=list)  # in no order, but those to be named are among them
    weeks: Counter[int] = field(default_factory=Counter)

    @property
    def first_behind(self) -> list[Group]:
        return heapq.nsmallest(NAMED, self.behind, key=_by_name)

    @property
    def more_behind(self) -> int:
        return max(self.lagging - NAMED, 0)

    @property
    def median_weeks(self) -> Fraction | None:
        return median(self.weeks)


def later_steps_done(ksm_ids: Iterable[int] | QuerySet) -> dict[int, frozenset[str]]:
    """Steps that decisions and money show as done, {ksm id: codes}: layak, and the first tranche paid."""
    return {pk: _later_steps(decided) for pk, decided in decided_by_ksm(ksm_ids).items()}


def _later_steps(decided: Decided) -> frozenset[str]:
    if decided.accessed_on:
        return frozenset({"eligibility", "blm"})
    return frozenset({"eligibility"}) if decided.outcome == Assessment.Outcome.ELIGIBLE else NONE


def step_rows(ksms: Iterable[Group], ids: QuerySet | None = None) -> list[StepRow]:
    """Every step of the programme over these groups; four queries however many they are.

    `ids` is the query that finds their ids, where they are very many.
    """
    ksms = sorted(ksms, key=_by_name)
    own, shared = _records(ksms)
    later = later_steps_done([ksm.pk for ksm in ksms] if ids is None else ids)
    rows = {step.code: StepRow(step) for step in STEPS}
    paths: dict[tuple, list[PathStep]] = {}  # groups with the same steps behind them have the same path
    alike: dict[tuple, list[Group]] = defaultdict(list)  # with nothing of their own: one walk for all of them
    for ksm in ksms:
        began, done_later = ksm.mentoring_started_on is not None, later.get(ksm.pk, NONE)
        if ksm.pk not in own:
            alike[ksm.bkm_id, ksm.origin, began, done_later].append(ksm)
            continue
        days = shared[ksm.bkm_id] | own[ksm.pk]
        facts = (ksm.origin, frozenset(days), began, done_later)
        if facts not in paths:
            paths[facts] = path_of(ksm.origin, days, mentoring_began=began, later_done=done_later)
        _walk(rows, [ksm], paths[facts], days)
    for (bkm_id, origin, began, done_later), group in alike.items():
        days = shared[bkm_id]
        path = path_of(origin, days, mentoring_began=began, later_done=done_later)
        _walk(rows, group, path, days)
    return list(rows.values())


def _walk(
    rows: dict[str, StepRow],
    ksms: list[Group],
    path: Iterable[PathStep],
    days: Mapping[str, Sequence[datetime.date]],
) -> None:
    """Count the steps of groups on the same path that did each on the same day."""
    before: datetime.date | None = None
    for item in path:
        before = _count(rows[item.step.code], ksms, item.state, days.get(item.step.code, ()), before)


def _records(ksms: list[Group]):
    """First days of steps as {owner id: {code: [day]}}: of the groups, and of their BKM for all groups."""
    own: dict[int, dict] = defaultdict(dict)
    shared: dict[int, dict] = defaultdict(dict)
    rows = StepRecord.objects.filter(bkm__in={ksm.bkm_id for ksm in ksms}).order_by("done_on", "pk")
    for bkm_id, ksm_id, code, day in rows.values_list("bkm", "ksm", "code", "done_on"):
        if ksm_id:
            own[ksm_id].setdefault(code, [day])
        elif code in BY_CODE and BY_CODE[code].level == Level.BKM:
            shared[bkm_id].setdefault(code, [day])
    return own, shared


def _count(
    row: StepRow,
    ksms: list[Group],
    state: StepState,
    days: Sequence[datetime.date],
    before: datetime.date | None,
) -> datetime.date | None:
    """Count one step of some groups, in the order of their names.

    Returns the day it was first done, or that of the newest step before it.
    """
    if state == StepState.NEXT:
        row.now += len(ksms)
    elif state == StepState.BEHIND:
        row.lagging += len(ksms)
        row.behind += ksms[:NAMED]
    elif state == StepState.DONE:
        row.done += len(ksms)
    if not days:
        return before
    day = days[-1]
    if before and day >= before:
        row.weeks[(day - before).days // WEEK] += len(ksms)
    return max(day, before) if before else day
