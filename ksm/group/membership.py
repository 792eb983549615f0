"""A correction of membership as asked for: with the five figures before and after it (J22)."""

import datetime
from typing import Any

from django.db import transaction

from assessment.graduation.windows import judge_one
from groups.models import Ksm, User
from meetings.corrections.membership import apply_membership, request_membership
from meetings.models import MembershipCorrection


@transaction.atomic
def ask_membership(*, by: User, today: datetime.date, **facts: Any) -> MembershipCorrection:
    """See meetings.corrections.membership.request_membership; notes what it would do to the criteria."""
    correction = request_membership(by=by, today=today, **facts)
    before = _figures(correction.ksm_id, today)
    tried = transaction.savepoint()
    apply_membership(correction, by, today)
    after = _figures(correction.ksm_id, today)
    transaction.savepoint_rollback(tried)
    correction.removed = {}
    correction.figures = [[label, before[label], after[label]] for label in before]
    correction.save(update_fields=["figures"])
    return correction


def _figures(ksm_id: int, today: datetime.date) -> dict[str, str]:
    judgement = judge_one(Ksm.objects.get(pk=ksm_id), today).judgement
    return {finding.label: finding.arithmetic for finding in judgement.findings}
