"""When time alone will change what is known of a group: a week that turns, a meeting that becomes late, an
instalment that falls due, a row dated later than today.

Nothing here computes a standing; `assessment/standings.py` keeps the day with each, and leaves alone until
then what nobody saved anew.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Min, QuerySet

from assessment.eligibility.criteria import EligibilityFacts, Limits
from assessment.models import EligibilityCheck
from groups.models import GroupRule, Ksm, Member, ProgramRule, Training, VisitLog
from ksm.sets import among
from ledger.models import Installment, JournalEntry, Repayment
from meetings.models import Meeting
from meetings.schedule import LAGS_AFTER, Slot, SlotState, lags

NEVER = datetime.date.max
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
# Rows that count from their own day on, by the group they belong to.
DATED: tuple[tuple[type, str], ...] = (
    (Member, "joined_on"),
    (Member, "left_on"),
    (GroupRule, "agreed_on"),
    (Training, "held_on"),
    (Meeting, "held_on"),
    (JournalEntry, "date"),
    (Repayment, "date"),
    (Installment, "in_force_from"),
    (Installment, "in_force_until"),
    (EligibilityCheck, "seen_on"),
    (VisitLog, "visited_on"),
)


def next_changes(
    ksms: Sequence[Ksm], as_of: datetime.date, past: Mapping[int, Iterable[Slot]]
) -> dict[int, datetime.date]:
    """The first day after `as_of` on which each group's standing may differ without any save; NEVER if none.

    `past` are the routine meetings so far of the groups whose late meetings count. A day on which nothing
    changes after all does no harm: it is looked at once more. Three queries however many groups.
    """
    found = _dated_later([ksm.pk for ksm in ksms], as_of)
    rule = ProgramRule.objects.filter(effective_from__gt=as_of).aggregate(first=Min("effective_from"))
    return {
        ksm.pk: min(
            found.get(ksm.pk, NEVER),
            rule["first"] or NEVER,
            _week_turns(ksm, as_of),
            *(_late_from(slot) for slot in past.get(ksm.pk, ()) if _will_lag(slot, as_of)),
        )
        for ksm in ksms
    }


def arrears_grow_old(facts: EligibilityFacts, limits: Limits) -> datetime.date:
    """The day on which arrears that are known of become too old for eligibility; NEVER where none will."""
    late = (
        (facts.lending.oldest_arrears, limits.arrears_days),
        (facts.lending.upk_overdue, limits.upk_overdue_days),
    )
    return min(
        (facts.as_of + DAY * (limit + 1 - days) for days, limit in late if 0 < days <= limit), default=NEVER
    )


def _week_turns(ksm: Ksm, as_of: datetime.date) -> datetime.date:
    """The first day of the next programme week; weeks, windows and what is still reachable turn with it."""
    start = ksm.mentoring_started_on
    if start is None:
        return NEVER
    return start if as_of < start else start + ((as_of - start) // WEEK + 1) * WEEK


def _will_lag(slot: Slot, as_of: datetime.date) -> bool:
    return slot.state == SlotState.UNRECORDED and not lags(slot, as_of)


def _late_from(slot: Slot) -> datetime.date:
    return slot.scheduled_on + LAGS_AFTER + DAY


def _dated_later(ids: list[int], as_of: datetime.date) -> dict[int, datetime.date]:
    """Per group the first day after `as_of` from which a row counts, or an instalment is late."""
    rows = [_first_after(model, field, ids, as_of) for model, field in DATED]
    late = _first_after(Installment, "due_on", ids, as_of - DAY)  # due today is late from tomorrow on
    found: dict[int, datetime.date] = {}
    for ksm_id, day in rows[0].union(*rows[1:], all=True):
        found[ksm_id] = min(day, found.get(ksm_id, NEVER))
    for ksm_id, day in late:
        found[ksm_id] = min(day + DAY, found.get(ksm_id, NEVER))
    return found


def _first_after(model, field: str, ids: list[int], day: datetime.date) -> QuerySet:
    """(group, first day) of the rows of each group that are dated after a day."""
    later = model.objects.filter(among(ids), **{f"{field}__gt": day})
    return later.order_by().values_list("ksm_id").annotate(first=Min(field))
