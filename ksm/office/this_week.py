"""What waits this week over the groups of a user's area: first what waits for the user, then what for others.

Each heading shows its first rows and says how many there are; all of them stand on pages of its own. What is
read is counted and cut in the database, so that a wide area costs no more than a small one.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, QuerySet

from assessment.models import Standing
from groups.access import Role, access_among
from groups.models import Ksm, Posting, User
from groups.pages import ShownRows
from ksm.office.area_filter import visible
from ksm.office.tasks import DOERS, GRANT_ACTS, GRANTS, HEADINGS, Heading, Rows, Standings, Task, grant_task
from ledger.blm.reading import WaitingGrant, waiting_grants

FIRST = 10  # rows under a heading


@dataclass(frozen=True, slots=True)
class Section:
    """The first tasks under one heading; `total` of them there are, and `who` does them."""

    code: str
    title: str
    button: str
    who: str
    tasks: Sequence[Task]
    total: int

    @property
    def has_more(self) -> bool:
        return self.total > len(self.tasks)


@dataclass(frozen=True, slots=True)
class ThisWeek:
    """What waits for a user, and what for others in the user's area."""

    own: list[Section]
    others: list[Section]

    @property
    def is_empty(self) -> bool:
        return not self.own and not self.others


class Area:
    """The open groups that a user sees on a day, and those of them in which the user acts in some role."""

    def __init__(self, user: User, today: datetime.date):
        self.user, self.today = user, today
        self.postings: list[Posting] = list(user.postings.on(today))
        ksms, standings = visible(user, today)
        self.ksms = ksms.exclude(phase=Ksm.Phase.CLOSED)
        self.standings = standings.exclude(ksm__phase=Ksm.Phase.CLOSED)

    def part(self, roles: frozenset[Role], *, own: bool) -> "Part | None":
        """Those of the groups, or the others; None where there can be none, all where nobody is left out."""
        acting = [posting for posting in self.postings if posting.role in roles]
        if len(acting) in (0, len(self.postings)):
            return Part(self.ksms, self.standings) if own == bool(acting) else None
        ksms = reduce(or_, (posting.area("bkm__") for posting in acting))
        standings = reduce(or_, (posting.area("ksm__bkm__", "ksm") for posting in acting))
        if own:
            return Part(self.ksms.filter(ksms), self.standings.filter(standings))
        return Part(self.ksms.exclude(ksms), self.standings.exclude(standings))

    def rows(self, heading: Heading, *, own: bool) -> Rows | None:
        """All rows of a heading, not yet told; None where there can be none."""
        part = self.part(DOERS[heading.who], own=own)
        return heading.of(part.ksms, part.standings, self.today) if part else None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some groups of an area, and the standings of the same groups, found without looking for them twice."""

    ksms: QuerySet[Ksm]
    standings: QuerySet[Standing]


def week_of(user: User, today: datetime.date) -> ThisWeek:
    """The first rows of every heading over the user's open groups, from their standings; a few queries."""
    area = Area(user, today)
    grants = waiting_grants(area.ksms.values("pk"))
    return ThisWeek(*(list(_sections(area, grants, own=own)) for own in (True, False)))


def _sections(area: Area, grants: Sequence[WaitingGrant], *, own: bool) -> Iterator[Section]:
    counts = _counts(area, own=own)
    for code, heading in HEADINGS.items():
        if counts.get(code) == 0:
            continue
        rows = area.rows(heading, own=own)
        if rows is None:
            continue
        shown = list(_cut(rows)[: FIRST + 1])
        if not shown:
            continue
        total = counts.get(code, len(shown))
        if code not in counts and total > FIRST:
            total = rows.count() if isinstance(rows, QuerySet) else len(rows)
        tasks = list(heading.told(shown[:FIRST], area.today))
        yield Section(code, heading.title, heading.button, heading.who.value, tasks, total)
    if found := _grants(area, grants, own=own):
        yield _of_grants([grant_task(one) for one in found[:FIRST]], len(found))


def _cut(rows: Rows):
    return ShownRows(rows) if isinstance(rows, QuerySet) else rows


def _of_grants(tasks: list[Task], total: int) -> Section:
    return Section(GRANTS, "BLM Sosial yang menunggu", "Kerjakan", "", tasks, total)


def _grants(area: Area, grants: Sequence[WaitingGrant], *, own: bool) -> list[WaitingGrant]:
    """The grants whose next act is the user's, or those whose is not."""
    accesses = access_among(area.user, [one.grant.ksm for one in grants], area.today) if grants else {}
    return [one for one in grants if accesses[one.grant.ksm_id].has(GRANT_ACTS[one.act.code][0]) == own]


def _counts(area: Area, *, own: bool) -> dict[str, int]:
    """How many rows each heading has that is read from standings; one query for each part of the area."""
    parts: dict[int, tuple[QuerySet[Standing], dict[str, Standings]]] = {}
    known: dict[frozenset[Role], Part | None] = {}
    for code, heading in HEADINGS.items():
        roles = DOERS[heading.who]
        if roles not in known:
            known[roles] = area.part(roles, own=own)
        part = known[roles]
        if part is not None and isinstance(heading.rows, Standings):
            parts.setdefault(id(part.standings), (part.standings, {}))[1][code] = heading.rows
    found: dict[str, int] = {}
    for standings, named in parts.values():
        wanted = {
            f"heading_{place}": Count("pk", filter=rows.condition(area.today))
            for place, rows in enumerate(named.values())
        }
        sums = standings.aggregate(**wanted)
        found |= {code: sums[f"heading_{place}"] for place, code in enumerate(named)}
    return found


def rows_of(code: str, user: User, today: datetime.date, *, own: bool) -> Rows:
    """All rows of one heading, not yet told."""
    area = Area(user, today)
    if code == GRANTS:
        return _grants(area, waiting_grants(area.ksms.values("pk")), own=own)
    rows = area.rows(HEADINGS[code], own=own)
    return area.ksms.none() if rows is None else rows


def part_of(code: str, shown: Sequence, today: datetime.date) -> Section:
    """Some rows of one heading."""
    if code == GRANTS:
        return _of_grants([grant_task(one) for one in shown], len(shown))
    heading: Heading = HEADINGS[code]
    tasks: Iterable[Task] = heading.told(shown, today)
    return Section(code, heading.title, heading.button, heading.who.value, list(tasks), len(shown))


def is_heading(code: str) -> bool:
    return code == GRANTS or code in HEADINGS
