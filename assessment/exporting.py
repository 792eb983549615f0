"""A whole group as a workbook, with what was decided about it here: in another system that is only read."""

import datetime
from collections.abc import Iterator

from groups.models import ForeignDecision, Ksm
from ksm.dates import local_day
from meetings.exporting.workbook import export_workbook


def whole_workbook(ksm: Ksm, today: datetime.date) -> bytes:
    """The file that import takes. Raises MeetingError for a group whose mentoring has not begun."""
    return export_workbook(ksm, today, tuple(decisions_to_tell(ksm)))


def decisions_to_tell(ksm: Ksm) -> Iterator[ForeignDecision]:
    """The decisions of this system, oldest first, as another one will know them. Not stored. One query."""
    for one in ksm.assessments.select_related("revokes").order_by("number"):
        yield ForeignDecision(
            ksm=ksm,
            kind=one.kind,
            outcome=one.outcome,
            number=one.number,
            revokes=one.revokes.number if one.revokes else None,
            window_first=one.window_first,
            window_last=one.window_last,
            as_of=one.as_of,
            decided_on=local_day(one.decided_at, ksm.timezone),
            decided_by_name=one.decided_by_name,
            decided_by_role=one.decided_by_role,
            second_name=one.second_name,
            overruled=one.overruled,
            reason=one.reason,
        )
