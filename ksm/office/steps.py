"""What comes next for each group of a list, who does it, and the page where this user does or sees it."""

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse

from assessment.models import Standing
from assessment.next_steps import WHO, Act
from groups.access import Access, access_among
from groups.models import User
from ledger.blm.reading import WaitingGrant, waiting_grants


class Step(NamedTuple):
    """The next step in words, who does it, and the address of its page; "" where there is nothing to do."""

    words: str
    who: str
    url: str


PAGES: dict[Act, str] = {
    Act.START: "ksm_detail",
    Act.RECORD: "meetings:list",
    Act.MEET: "meetings:list",
    Act.CHASE: "assessment:list",
    Act.EXTEND: "assessment:list",
    Act.DECLARE: "assessment:list",
    Act.ASSESS: "assessment:eligibility",
    Act.DECIDE: "assessment:eligibility",
    Act.COMPLETE: "assessment:eligibility",
    Act.GRANT: "blm:list",
}
FORMS: dict[Act, str] = {Act.EXTEND: "assessment:extend", Act.DECLARE: "assessment:declare"}


def steps_of(standings: Sequence[Standing], user: User, today: datetime.date) -> dict[int, Step]:
    """The next step of each group, by group; a fixed number of queries. Their BKM are at hand."""
    accesses = access_among(user, [one.ksm for one in standings], today)
    granted = [one.ksm_id for one in standings if one.next_act == Act.GRANT]
    waiting: dict[int, WaitingGrant] = {}
    for one in waiting_grants(granted) if granted else ():
        waiting.setdefault(one.grant.ksm_id, one)
    return {one.ksm_id: _step(one, accesses[one.ksm_id], waiting) for one in standings}


def _step(standing: Standing, access: Access, waiting: Mapping[int, WaitingGrant]) -> Step:
    act = Act(standing.next_act)
    if act == Act.GRANT and (grant := waiting.get(standing.ksm_id)):
        url = reverse("blm:detail", args=[standing.ksm_id, grant.grant.pk])
        return Step(grant.act.words, grant.act.who.value, url)
    return Step(standing.next_step, WHO[act].value, _page(act, standing, access))


def _page(act: Act, standing: Standing, access: Access) -> str:
    """The form itself for who may fill it, else the page where it is seen that it waits."""
    day = standing.unrecorded_since or standing.meets_on
    if act == Act.RECORD and day and access.can_record:
        return f"{reverse('meetings:record', args=[standing.ksm_id])}?tanggal={day:%Y-%m-%d}"
    name = FORMS.get(act) if access.can_decide else None
    name = name or PAGES.get(act)
    return reverse(name, args=[standing.ksm_id]) if name else ""
