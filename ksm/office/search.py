"""One box that finds groups, members, loans, proposals and papers within a user's area. Reads only."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from groups.models import Ksm, Member, Paper, User
from groups.papers.agenda import agenda_rows, papers_within
from ksm.text import sought
from ledger.models import BlmGrant, Loan

SHOWN = 20  # of each kind
SHORTEST = 2  # letters; a number of a member may be shorter
LONGEST_NUMBER = 5  # digits: more are no member's


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of each kind, the first `SHOWN`; `has_more` where any kind has more."""

    ksms: Sequence[Ksm] = ()
    members: Sequence[Member] = ()
    loans: Sequence[Loan] = ()
    grants: Sequence[BlmGrant] = ()
    papers: Sequence[tuple[Paper, str]] = ()  # each with where it is opened, "" for nowhere
    has_more: bool = False
    is_too_short: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.ksms or self.members or self.loans or self.grants or self.papers)


def find(text: str, user: User, today: datetime.date) -> Found:
    """Groups by name or code, members by name or number, loans, proposals and papers by number, of what the
    user may read; one query each.

    A number is looked for beside words of the group: "mawar 12" is member 12 of KSM Mawar.
    """
    wanted = sought(text)
    if not wanted or (len(wanted) < SHORTEST and not wanted.isdigit()):
        return Found(is_too_short=bool(wanted))
    seen = Ksm.objects.visible_to(user, today)
    ksms = seen.filter(Q(name__plain__icontains=wanted) | Q(code__plain__icontains=wanted))
    *words, last = wanted.split()
    numbered = Q(number__iexact=last) & _of_group(words)
    rows = (
        _cut(ksms.select_related("bkm__kelurahan").order_by("name", "pk")),
        _cut(_members(wanted, words, last, seen)),
        _cut(_rows(Loan, numbered, seen).select_related("ksm", "member")),
        _cut(_rows(BlmGrant, numbered, seen).select_related("ksm")),
        _cut(papers_within(seen, wanted)),
    )
    ksms_found, members, loans, grants, papers = (found[:SHOWN] for found in rows)
    more = any(len(found) > SHOWN for found in rows)
    return Found(ksms_found, members, loans, grants, agenda_rows(papers), has_more=more)


def _cut(rows: QuerySet) -> list:
    return list(rows[: SHOWN + 1])


def _of_group(words: Sequence[str]) -> Q:
    """Rows of a group whose name or code holds each of these words; of any where there is none."""
    found = Q()
    for word in words:
        found &= Q(ksm__name__plain__icontains=word) | Q(ksm__code__plain__icontains=word)
    return found


def _rows(model: type[Any], condition: Q, seen: QuerySet[Ksm]) -> QuerySet:
    return model.objects.filter(condition, ksm__in=seen).order_by("ksm__name", "pk")


def _members(wanted: str, words: Sequence[str], last: str, seen: QuerySet[Ksm]) -> QuerySet[Member]:
    """By name; or by the number that stands last, with what stands before it out of the name of the group."""
    is_number = last.isdecimal() and len(last) < LONGEST_NUMBER
    by = Q(number=int(last)) & _of_group(words) if is_number else Q(name__plain__icontains=wanted)
    return Member.objects.filter(by, ksm__in=seen).select_related("ksm").order_by("name", "pk")
