"""The frozen values that facts are handed over in. Pure: no database, no judgement."""

import datetime
from dataclasses import dataclass
from fractions import Fraction

from ksm.certain import certain

STANDARD_AGENDA = 8  # items of a meeting that was not held (J5)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The programme's values in force, as exact fractions of one and days."""

    attendance_above: Fraction
    savers_min: Fraction
    grace_days: int
    window_size: int
    max_holidays: int


@dataclass(frozen=True, slots=True)
class MemberFact:
    id: int
    number: int
    name: str
    joined_on: datetime.date
    left_on: datetime.date | None

    def is_active_on(self, day: datetime.date) -> bool:
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)


@dataclass(frozen=True, slots=True)
class BookFact:
    label: str
    finished_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class AgendaFact:
    label: str
    met: bool


@dataclass(frozen=True, slots=True)
class MeetingFact:
    """One scheduled routine meeting of the window. Member ids in `active`, `present`, `savers`.

    `in_week` says that it was held in its own programme week: only then attendance and agenda count (A8).
    """

    week: int
    scheduled_on: datetime.date
    state: str
    known: bool
    held_on: datetime.date | None = None
    in_week: bool = False
    active: frozenset[int] = frozenset()
    present: frozenset[int] = frozenset()
    savers: frozenset[int] = frozenset()
    collected: int = 0
    due: int = 0
    books: tuple[BookFact, ...] = ()
    agenda: tuple[AgendaFact, ...] = ()
    agenda_size: int = STANDARD_AGENDA
    cash_difference: int = 0

    @property
    def day(self) -> datetime.date:
        """The day it was held; only asked of a meeting that was."""
        return certain(self.held_on, "was_held")

    @property
    def was_held(self) -> bool:
        """Closed, in its own week or another: savings and books are judged (A8, A11)."""
        return self.held_on is not None


@dataclass(frozen=True, slots=True)
class KsmFacts:
    """Everything the five criteria need of one group in one window."""

    ksm_id: int
    as_of: datetime.date
    first: datetime.date | None  # the window: first day of its first week, seventh day of its last
    last: datetime.date | None
    meetings: tuple[MeetingFact, ...]
    members: tuple[MemberFact, ...]  # active on the window's last day
    rules_agreed: frozenset[str]
    rules_unsigned: frozenset[str]
    complete: bool  # enough data to decide (A10)

    @property
    def held(self) -> tuple[MeetingFact, ...]:
        return tuple(meeting for meeting in self.meetings if meeting.was_held)
