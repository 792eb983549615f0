"""Which meetings are judged, for a group as it stands: the first four, or a rolling window (A10, F3, F4)."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from assessment.graduation.criteria import judge
from assessment.graduation.evidence import KsmFacts, Thresholds
from assessment.graduation.facts import (
    Window,
    collect_facts,
    first_weeks,
    latest_known,
    thresholds_on,
    up_to_week,
)
from assessment.graduation.figures import Judgement
from assessment.models import Assessment, Kind
from groups.models import Ksm


class JudgedGroup(NamedTuple):
    """One group in one window: what happened, how it stands, and the thresholds it was held against."""

    facts: KsmFacts
    judgement: Judgement
    thresholds: Thresholds


def extended_ids(ksms: Sequence[Ksm]) -> frozenset[int]:
    """Groups whose first weeks were decided on: an extension or a revocation opens the rolling window."""
    rows = Assessment.objects.filter(
        ksm__in=ksms,
        kind=Kind.GRADUATION,
        outcome__in=[Assessment.Outcome.EXTENDED, Assessment.Outcome.REVOKED],
    )
    return frozenset(rows.order_by().values_list("ksm_id", flat=True))


def current_windows(extended: frozenset[int], as_of: datetime.date) -> Callable[[Ksm], Window]:
    """The window that counts today for each group: candidates their first weeks until they are extended."""
    rolling = latest_known(as_of)

    def window_of(ksm: Ksm) -> Window:
        if ksm.phase == Ksm.Phase.MODEL or ksm.pk in extended:
            return rolling
        return first_weeks

    return window_of


def judge_all(
    ksms: Sequence[Ksm], as_of: datetime.date
) -> tuple[Mapping[int, KsmFacts], Mapping[int, Judgement], Thresholds]:
    """Facts and judgement of each group in the window that counts on `as_of`; a fixed number of queries."""
    thresholds = thresholds_on(as_of)
    extended = extended_ids(ksms)
    windows = current_windows(extended, as_of)
    facts = collect_facts(ksms, as_of=as_of, window_of=windows, thresholds=thresholds)
    judged = {pk: replace(judge(found, thresholds), rolling=pk in extended) for pk, found in facts.items()}
    return facts, judged, thresholds


def judge_one(ksm: Ksm, as_of: datetime.date) -> JudgedGroup:
    """Facts and judgement of one group in the window that counts on `as_of`."""
    facts, judgements, thresholds = judge_all([ksm], as_of)
    return JudgedGroup(facts[ksm.pk], judgements[ksm.pk], thresholds)


def judge_latest(ksm: Ksm, as_of: datetime.date) -> JudgedGroup:
    """One group in its last four known meetings, whatever its phase: do the rules still perform (F3)?"""
    thresholds = thresholds_on(as_of)
    rolling = latest_known(as_of)
    facts = collect_facts([ksm], as_of=as_of, window_of=lambda _: rolling, thresholds=thresholds)[ksm.pk]
    return JudgedGroup(facts, judge(facts, thresholds), thresholds)


def judge_weeks(ksm: Ksm, as_of: datetime.date, last_week: int | None) -> JudgedGroup:
    """One group in its first four weeks, or in the four up to `last_week`, as known on `as_of`."""
    thresholds = thresholds_on(as_of)
    window = first_weeks if last_week is None else up_to_week(last_week)
    facts = collect_facts([ksm], as_of=as_of, window_of=lambda _: window, thresholds=thresholds)[ksm.pk]
    return JudgedGroup(facts, judge(facts, thresholds), thresholds)
