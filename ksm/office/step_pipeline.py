"""The path of many groups step by step: how many did each, how many lag there, and the weeks it took."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from assessment.eligibility.status import Decided, decided_by_ksm
from assessment.models import Assessment
from groups.models import Ksm, StepRecord
from groups.path.steps import BY_CODE, STEPS, Level, PathStep, Step, StepState, path_of
from ksm.office.pipeline import WEEK, median

NONE: frozenset[str] = frozenset()
NAMED = 8  # groups named beside a step; a longer list says nothing more


@dataclass(slots=True)
class StepRow:
    """One step over all groups whose path has it. `weeks` are those since the step before, per group."""

    step: Step
    done: int = 0
    now: list[Ksm] = field(default_factory=list)
    behind: list[Ksm] = field(default_factory=list)
    weeks: list[int] = field(default_factory=list)

    @property
    def first_behind(self) -> list[Ksm]:
        return self.behind[:NAMED]

    @property
    def more_behind(self) -> int:
        return max(len(self.behind) - NAMED, 0)

    @property
    def median_weeks(self) -> Fraction | None:
        return median(self.weeks)


def later_steps_done(ksm_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Steps that decisions and money show as done, {ksm id: codes}: layak, and the first tranche paid."""
    return {pk: _later_steps(decided) for pk, decided in decided_by_ksm(ksm_ids).items()}


def _later_steps(decided: Decided) -> frozenset[str]:
    if decided.accessed_on:
        return frozenset({"eligibility", "blm"})
    return frozenset({"eligibility"}) if decided.outcome == Assessment.Outcome.ELIGIBLE else NONE


def step_rows(ksms: Iterable[Ksm]) -> list[StepRow]:
    """Every step of the programme over these groups; four queries however many they are."""
    ksms = list(ksms)
    own, shared = _records(ksms)
    later = later_steps_done([ksm.pk for ksm in ksms])
    rows = {step.code: StepRow(step) for step in STEPS}
    paths: dict[tuple, list[PathStep]] = {}  # groups with the same steps behind them have the same path
    for ksm in ksms:
        days = shared[ksm.bkm_id] | own[ksm.pk]
        facts = (ksm.origin, frozenset(days), ksm.mentoring_started_on is not None, later.get(ksm.pk, NONE))
        if facts not in paths:
            paths[facts] = path_of(ksm.origin, days, mentoring_began=facts[2], later_done=facts[3])
        before: datetime.date | None = None
        for item in paths[facts]:
            before = _count(rows[item.step.code], ksm, item.state, days.get(item.step.code, ()), before)
    return list(rows.values())


def _records(ksms: list[Ksm]):
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
    ksm: Ksm,
    state: StepState,
    days: Sequence[datetime.date],
    before: datetime.date | None,
) -> datetime.date | None:
    """Count one step of one group; the day it was first done, or that of the newest step before it."""
    if state == StepState.NEXT:
        row.now.append(ksm)
    elif state == StepState.BEHIND:
        row.behind.append(ksm)
    elif state == StepState.DONE:
        row.done += 1
    if not days:
        return before
    day = days[-1]
    if before and day >= before:
        row.weeks.append((day - before).days // WEEK)
    return max(day, before) if before else day
