"""Which meetings are judged, for a group as it stands: the first four, or a rolling window (A10, F3, F4)."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from itertools import tee
from typing import NamedTuple

from assessment.graduation.criteria import Finding, judge
from assessment.graduation.evidence import KsmFacts, Thresholds
from assessment.graduation.facts import (
    Window,
    collect_facts,
    first_weeks,
    is_complete,
    latest_known,
    thresholds_on,
    up_to_week,
    window_days,
)
from assessment.graduation.figures import Figure, Judgement, reckon
from assessment.graduation.tallies import collect_tallies
from assessment.models import Assessment, Kind
from groups.models import Ksm
from ksm.sets import among
from meetings.calendar import ahead_of, past_of, slots_by_ksm
from meetings.schedule import Slot


class JudgedGroup(NamedTuple):
    """One group in one window: what happened, how it stands, and the thresholds it was held against."""

    facts: KsmFacts
    judgement: Judgement[Finding]
    thresholds: Thresholds


def extended_ids(ksms: Sequence[Ksm]) -> frozenset[int]:
    """Groups whose first weeks were decided on: an extension or a revocation opens the rolling window."""
    rows = Assessment.objects.filter(
        among(ksm.pk for ksm in ksms),
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
) -> tuple[Mapping[int, KsmFacts], Mapping[int, Judgement[Finding]], Thresholds]:
    """Facts and judgement of each group in the window that counts on `as_of`; a fixed number of queries."""
    thresholds = thresholds_on(as_of)
    extended = extended_ids(ksms)
    windows = current_windows(extended, as_of)
    facts = collect_facts(ksms, as_of=as_of, window_of=windows, thresholds=thresholds)
    judged = {pk: judge(found, thresholds, rolling=pk in extended) for pk, found in facts.items()}
    return facts, judged, thresholds


class Latest(NamedTuple):
    """The last four known meetings of one group, whatever its phase (F3): do the rules still perform?"""

    slots: tuple[Slot, ...]  # all its meetings, of week 1 to the week after the day asked for
    first: datetime.date | None  # the planned day of the oldest of the four, or of the fewer that there are
    judgement: Judgement[Figure] | None  # None: fewer than four


class Reckoned(NamedTuple):
    """One group in the window that counts, in figures alone, and its meetings until the day asked for."""

    judgement: Judgement[Figure]
    first: datetime.date | None
    last: datetime.date | None
    past: tuple[Slot, ...]
    latest: Latest


Windows = dict[int, tuple[Slot, ...]]


def reckon_all(ksms: Sequence[Ksm], as_of: datetime.date) -> dict[int, Reckoned]:
    """What `judge_all` finds, as figures without words, and the last four known meetings.

    Nine queries for any number of groups, and four more where those are other meetings than those judged.
    """
    thresholds = thresholds_on(as_of)
    extended = extended_ids(ksms)
    window_of = current_windows(extended, as_of)
    all_slots = slots_by_ksm(ksms, as_of)
    windows: Windows = {}
    slots: Windows = {}
    for ksm in ksms:
        for_window, for_past = tee(all_slots[ksm.pk])
        windows[ksm.pk] = window_of(ksm)(ksm, for_window, thresholds)
        slots[ksm.pk] = ahead_of(ksm, for_past, as_of)
    tallies = collect_tallies(ksms, windows, as_of=as_of, thresholds=thresholds)
    judged = {ksm.pk: reckon(tallies[ksm.pk], thresholds, rolling=ksm.pk in extended) for ksm in ksms}
    latest = _latest(ksms, slots, as_of, thresholds, windows, judged)
    return {
        ksm.pk: Reckoned(
            judged[ksm.pk],
            *window_days(ksm, windows[ksm.pk]),
            past_of(ksm, iter(slots[ksm.pk]), as_of),
            latest[ksm.pk],
        )
        for ksm in ksms
    }


def latest_all(ksms: Sequence[Ksm], as_of: datetime.date) -> dict[int, Latest]:
    """The last four known meetings of each group in figures; a fixed number of queries."""
    all_slots = slots_by_ksm(ksms, as_of)
    slots = {ksm.pk: ahead_of(ksm, all_slots[ksm.pk], as_of) for ksm in ksms}
    return _latest(ksms, slots, as_of, thresholds_on(as_of), {}, {})


def _latest(
    ksms: Sequence[Ksm],
    slots: Windows,
    as_of: datetime.date,
    thresholds: Thresholds,
    known: Windows,
    judged: Mapping[int, Judgement[Figure]],
) -> dict[int, Latest]:
    """Count those windows that are full and not `known`, with their judgement, already."""
    rolling = latest_known(as_of)
    windows = {ksm.pk: rolling(ksm, iter(slots[ksm.pk]), thresholds) for ksm in ksms}
    full = [ksm for ksm in ksms if is_complete(windows[ksm.pk], thresholds)]
    anew = [ksm for ksm in full if windows[ksm.pk] != known.get(ksm.pk)]
    tallies = collect_tallies(
        anew, {ksm.pk: windows[ksm.pk] for ksm in anew}, as_of=as_of, thresholds=thresholds
    )
    told = {ksm.pk: judged[ksm.pk] for ksm in full if ksm.pk not in tallies}
    told |= {pk: reckon(tally, thresholds) for pk, tally in tallies.items()}
    return {
        pk: Latest(slots[pk], min((slot.scheduled_on for slot in window), default=None), told.get(pk))
        for pk, window in windows.items()
    }


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
