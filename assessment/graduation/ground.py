"""Did the ground of a decision move? Facts of its window that were changed after it was made (J23).

Sheets are told of by their own corrections and reopenings (`decisions.was_corrected`); here are the facts
that carry a day and a history: membership, rules, offices, rhythm and start of mentoring; of eligibility
also trainings and what people saw. What takes effect after the window alone moves nothing.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Model

from assessment.models import Assessment, EligibilityCheck, Kind
from groups.models import GroupRule, Ksm, Member, OfficerTerm, Training


def _until(day: datetime.date | None, last: datetime.date) -> datetime.date | None:
    return day if day and day <= last else None


def _membership(member: Member, last: datetime.date) -> Any:
    if member.joined_on > last:
        return None
    return member.joined_on, _until(member.left_on, last)


def _rule(rule: GroupRule, last: datetime.date) -> Any:
    if rule.agreed_on and rule.agreed_on > last:
        return None
    return rule.kind, rule.text, rule.agreed_on, rule.signed, rule.minimum_saving


def _office(term: OfficerTerm, last: datetime.date) -> Any:
    if term.start > last:
        return None
    return term.member_id, term.role, term.start, _until(term.end, last)


def _rhythm(ksm: Ksm, last: datetime.date) -> Any:
    agreed = [one.stored() for one in ksm.rhythms if one.since is None or one.since <= last]
    return ksm.mentoring_started_on, agreed


def _training(training: Training, last: datetime.date) -> Any:
    if training.held_on > last or training.withdrawn_on:
        return None
    return training.topic, training.held_on


def _person(member: Member, last: datetime.date) -> Any:
    days = _membership(member, last)
    return days and (*days, member.sex, member.ps2)


# What of each row counts in a window that ends on a day: the same value before and after means nothing moved.
Ground = tuple[tuple[type[Model], str, Callable[[Any, datetime.date], Any]], ...]
GROUND: Ground = (
    (Member, "ksm_id", _membership),
    (GroupRule, "ksm_id", _rule),
    (OfficerTerm, "ksm_id", _office),
    (Ksm, "id", _rhythm),
)
# Eligibility counts women, poor families and trained members too, as of its own day.
OF_ELIGIBILITY: Ground = ((Member, "ksm_id", _person), (Training, "ksm_id", _training))


def ground_moved(decision: Assessment) -> bool:
    """Was a fact of the decision's window changed after it? A query for each kind, two more if touched."""
    last = decision.window_last or decision.as_of
    if any(_moved(decision, last, *kind) for kind in GROUND):
        return True
    if decision.kind != Kind.ELIGIBILITY:
        return False
    counted_otherwise = any(_moved(decision, decision.as_of, *kind) for kind in OF_ELIGIBILITY)
    return counted_otherwise or _seen_otherwise(decision)


def _seen_otherwise(decision: Assessment) -> bool:
    """Does what people saw by the day of the decision, as it counts now, differ from what it froze?"""
    by_then = EligibilityCheck.objects.filter(ksm_id=decision.ksm_id, seen_on__lte=decision.as_of)
    now = {one.code: (one.met, one.seen_on.isoformat()) for one in by_then.order_by("pk")}
    frozen = decision.facts.get("judged", {})
    return now != {code: (seen["met"], seen["on"]) for code, seen in frozen.items()}


def _moved(decision: Assessment, last: datetime.date, model: Any, group: str, counted: Callable) -> bool:
    rows = {group: decision.ksm_id}
    touched = model.history.filter(history_date__gt=decision.decided_at, **rows)
    ids = set(touched.values_list("id", flat=True))
    if not ids:
        return False
    before = model.history.as_of(decision.decided_at).filter(id__in=ids, **rows)
    then = {row.pk: counted(row, last) for row in before}
    now = {row.pk: counted(row, last) for row in model.objects.filter(pk__in=ids)}
    return any(then.get(pk) != now.get(pk) for pk in ids)
