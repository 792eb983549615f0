"""Did the ground of a decision move? Facts of its window that were changed after it was made (J23).

Sheets are told of by their own corrections and reopenings (`decisions.was_corrected`); here are the facts
that carry a day and a history: membership, rules, offices, rhythm and start of mentoring. What takes effect
after the window alone moves nothing.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Model

from assessment.models import Assessment
from groups.models import GroupRule, Ksm, Member, OfficerTerm


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


# What of each row counts in a window that ends on a day: the same value before and after means nothing moved.
GROUND: tuple[tuple[type[Model], str, Callable[[Any, datetime.date], Any]], ...] = (
    (Member, "ksm_id", _membership),
    (GroupRule, "ksm_id", _rule),
    (OfficerTerm, "ksm_id", _office),
    (Ksm, "id", _rhythm),
)


def ground_moved(decision: Assessment) -> bool:
    """Was a fact of the decision's window changed after it? Four queries, two more for each kind touched."""
    return any(_moved(decision, *kind) for kind in GROUND)


def _moved(decision: Assessment, model: Any, group: str, counted: Callable) -> bool:
    rows = {group: decision.ksm_id}
    touched = model.history.filter(history_date__gt=decision.decided_at, **rows)
    ids = set(touched.values_list("id", flat=True))
    if not ids:
        return False
    last = decision.window_last or decision.as_of
    before = model.history.as_of(decision.decided_at).filter(id__in=ids, **rows)
    then = {row.pk: counted(row, last) for row in before}
    now = {row.pk: counted(row, last) for row in model.objects.filter(pk__in=ids)}
    return any(then.get(pk) != now.get(pk) for pk in ids)
