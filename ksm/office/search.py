"""One box that finds groups, members and papers within a user's area. Reads only; four queries."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from groups.models import Ksm, Member, Paper, User
from groups.papers.agenda import agenda_rows, papers_within
from ksm.text import sought

SHOWN = 20  # of each kind
SHORTEST = 2  # letters; a number of a member may be shorter


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of each kind, the first `SHOWN`; `has_more` where any kind has more."""

    ksms: Sequence[Ksm] = ()
    members: Sequence[Member] = ()
    papers: Sequence[tuple[Paper, str]] = ()  # each with where it is opened, "" for nowhere
    has_more: bool = False
    is_too_short: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.ksms or self.members or self.papers)


def find(text: str, user: User, today: datetime.date) -> Found:
    """Groups by name or code, members by name or number, papers by number or code of what the user may read.

    A number is looked for beside words of the group: "mawar 12" is member 12 of KSM Mawar.
    """
    wanted = sought(text)
    if not wanted or (len(wanted) < SHORTEST and not wanted.isdigit()):
        return Found(is_too_short=bool(wanted))
    seen = Ksm.objects.visible_to(user, today)
    ksms = seen.filter(Q(name__plain__icontains=wanted) | Q(code__plain__icontains=wanted))
    rows = (
        _cut(ksms.select_related("bkm__kelurahan").order_by("name", "pk")),
        _cut(_members(wanted, seen)),
        _cut(papers_within(seen, wanted)),
    )
    ksms_found, members, papers = (found[:SHOWN] for found in rows)
    more = any(len(found) > SHOWN for found in rows)
    return Found(ksms_found, members, agenda_rows(papers), has_more=more)


def _cut(rows: QuerySet) -> list:
    return list(rows[: SHOWN + 1])


def _members(wanted: str, seen: QuerySet[Ksm]) -> QuerySet[Member]:
    """By name; or by the number that stands last, with what stands before it out of the name of the group."""
    rows = Member.objects.filter(ksm__in=seen).select_related("ksm").order_by("name", "pk")
    *words, last = wanted.split()
    if not (last.isdecimal() and len(last) < 5):
        return rows.filter(name__plain__icontains=wanted)
    numbered = Q(number=int(last))
    for word in words:
        numbered &= Q(ksm__name__plain__icontains=word) | Q(ksm__code__plain__icontains=word)
    return rows.filter(numbered)
