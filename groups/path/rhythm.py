"""The meetings are agreed anew from a day on; the weeks before it keep the rhythm they had (J21)."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Max, Q

from groups.models import Ksm
from groups.models.rhythm import FIELDS
from groups.refusals import GroupError
from ksm.dates import date_in_words

DAY = datetime.timedelta(days=1)


def first_possible_day(ksm: Ksm) -> datetime.date | None:
    """The first day from which meetings may be agreed anew: after every week that is told of. One query.

    None while no week of the group is told of. A sheet that is open again counts as told.
    """
    told = Q(meetings__kind="ROUTINE")
    last = Ksm.objects.filter(pk=ksm.pk).aggregate(last=Max("meetings__scheduled_on", filter=told))["last"]
    return last + DAY if last else None


def agree_rhythm(
    ksm: Ksm, facts: Mapping[str, Any], since: datetime.date | None, today: datetime.date | None
) -> dict:
    """The fields of Ksm to save with new meeting facts; the group is locked. Empty where nothing changes.

    Before mentoring begins, and in its first week while no meeting is told of, the agreement is simply put
    right. Without a day the new one counts from today on, or from the first day that nothing is told of.
    Raises GroupError beside `rhythm_since` for a day that is told of already.
    """
    changed = {name for name in FIELDS if name in facts and facts[name] != getattr(ksm, name)}
    if not changed:
        return {}
    first = first_possible_day(ksm)
    if first is None and (today is None or (ksm.week_on(today) or 0) <= 1):
        return {}
    earliest = max(filter(None, (first, ksm.rhythm_since, ksm.mentoring_started_on)))
    since = since or max(today or earliest, earliest)
    if since < earliest:
        words = f"Minggu sebelumnya sudah tercatat atau disepakati. Paling awal {date_in_words(earliest)}."
        raise GroupError(words, "rhythm_since")
    if since == ksm.rhythm_since:  # what was agreed from that day on is put right
        return {}
    earlier = [*ksm.earlier_rhythms, ksm.rhythms[-1].stored()]
    return {"rhythm_since": since, "earlier_rhythms": earlier}
