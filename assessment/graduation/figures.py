"""The five criteria of graduation as figures (domain.md 1, A-E). Pure: a tally in, figures out; exact.

A figure says the exact fraction, whether the threshold is met, and whether it can still be reached if
everything that remains in the window goes perfectly. Not enough data is its own state. What is missing, in
words and with names, is `assessment/graduation/criteria.py`.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from assessment.graduation.evidence import Thresholds
from assessment.graduation.tally import MeetingTally, Tally, known

FIVE_RULES = "five_rules"
ATTENDANCE = "attendance"
ROUTINE_SAVINGS = "routine_savings"
TIMELY_BOOKS = "timely_books"
AGENDA = "agenda"
CODES = (FIVE_RULES, ATTENDANCE, ROUTINE_SAVINGS, TIMELY_BOOKS, AGENDA)
LABELS = {
    FIVE_RULES: "Lima aturan dasar",
    ATTENDANCE: "Kehadiran rata-rata",
    ROUTINE_SAVINGS: "Tabungan rutin",
    TIMELY_BOOKS: "Pembukuan tepat waktu",
    AGENDA: "Agenda terpenuhi",
}
RULES = 5


class State(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    INSUFFICIENT = "insufficient_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One criterion. `met` is None while data are not enough; `on_track` is the comparison so far."""

    code: str
    met: bool | None
    on_track: bool
    actual: Fraction | None
    numerator: int
    denominator: int
    threshold: Fraction
    strict: bool = False  # above the threshold, not just at it
    reachable: bool | None = None  # None once it is decided or met

    @property
    def label(self) -> str:
        return LABELS[self.code]


F_co = TypeVar("F_co", bound=Figure, covariant=True)


@dataclass(frozen=True, slots=True)
class Judgement(Generic[F_co]):
    """All five criteria of one group in one window, and what follows from them."""

    findings: tuple[F_co, ...]
    state: State
    rolling: bool = False  # an extension or a revocation opened the rolling window (F3)

    @property
    def all_met(self) -> bool:
        return self.state == State.MET

    @property
    def unmet(self) -> tuple[F_co, ...]:
        """Criteria that do not hold, or do not hold so far."""
        return tuple(finding for finding in self.findings if not finding.on_track)

    @property
    def within_reach(self) -> tuple[F_co, ...]:
        """Of the unmet criteria those that can still be helped: the window is not over, or it rolls on."""
        is_over = not self.rolling and self.state == State.NOT_MET
        return () if is_over else tuple(one for one in self.unmet if one.reachable is not False)

    @property
    def may_extend(self) -> bool:
        """Not passed, or no longer able to pass in the first window: time to propose an extension (F3)."""
        stuck = self.state == State.INSUFFICIENT and any(one.reachable is False for one in self.findings)
        return not self.rolling and (self.state == State.NOT_MET or stuck)

    def finding(self, code: str) -> F_co:
        return next(finding for finding in self.findings if finding.code == code)


def judgement_of(findings: tuple[F_co, ...], *, complete: bool, rolling: bool = False) -> Judgement[F_co]:
    """What follows from five criteria: a judgement only on enough data (A10)."""
    if not complete:
        return Judgement(findings, State.INSUFFICIENT, rolling)
    return Judgement(findings, State.MET if all(one.met for one in findings) else State.NOT_MET, rolling)


def reckon(tally: Tally, thresholds: Thresholds, *, rolling: bool = False) -> Judgement[Figure]:
    """All five figures of one group in one window, and what follows from them."""
    figures = tuple(figure(tally, thresholds) for figure in FIGURES)
    return judgement_of(figures, complete=tally.complete, rolling=rolling)


def _decided(tally: Tally, *, holds: bool, known: bool) -> bool | None:
    """A judgement only on enough data; a window without any held meeting fails what it cannot show."""
    return (holds and known) if tally.complete else None


def five_rules(tally: Tally, thresholds: Thresholds) -> Figure:
    """Five texts agreed, dated and signed by the window's last day (E1)."""
    met = tally.rules == RULES
    return Figure(
        code=FIVE_RULES,
        met=met,
        on_track=met,
        actual=Fraction(tally.rules, RULES),
        numerator=tally.rules,
        denominator=RULES,
        threshold=Fraction(1),
        reachable=None if met else tally.last is None or tally.as_of <= tally.last,
    )


def attendance(tally: Tally, thresholds: Thresholds) -> Figure:
    """Mean of the meetings' attendance rates, strictly above the threshold (A2-A8, A10)."""
    counted = known(tally.meetings)
    total = _sum_of_rates(counted)
    actual = total / len(counted) if counted else None
    above = thresholds.attendance_above
    holds = actual is not None and actual > above
    open_yet = len(tally.meetings) - len(counted)
    decided = tally.complete or holds or not tally.meetings
    return Figure(
        code=ATTENDANCE,
        met=_decided(tally, holds=holds, known=True),
        on_track=holds or actual is None,
        actual=actual,
        numerator=sum(meeting.present for meeting in counted if meeting.in_week),
        denominator=sum(meeting.active for meeting in counted if meeting.in_week),
        threshold=above,
        strict=True,
        reachable=None if decided else (total + open_yet) / len(tally.meetings) > above,
    )


def _sum_of_rates(meetings: Iterable[MeetingTally]) -> Fraction:
    """Present of the members of each day, summed; a meeting not held in its own week counts as zero (A8)."""
    present: dict[int, int] = defaultdict(int)
    for meeting in meetings:
        if meeting.in_week and meeting.active:
            present[meeting.active] += meeting.present
    return sum((Fraction(number, size) for size, number in present.items()), Fraction(0))


def routine_savings(tally: Tally, thresholds: Thresholds) -> Figure:
    """Share of members who saved the minimum at every held meeting of the window they were in (B1-B5, J4)."""
    actual = Fraction(tally.savers, tally.members) if tally.members else None
    if actual is None and tally.complete:
        actual = Fraction(0)
    holds = actual is not None and actual >= thresholds.savers_min
    short = tally.members > 0 and not holds
    return Figure(
        code=ROUTINE_SAVINGS,
        met=_decided(tally, holds=holds, known=tally.members > 0),
        on_track=holds or not tally.members,
        actual=actual,
        numerator=tally.savers,
        denominator=tally.members,
        threshold=thresholds.savers_min,
        # A meeting missed stays missed (B4): what is short now stays short in this window.
        reachable=None if tally.complete or not short else False,
    )


def savers_short(figure: Figure) -> int:
    """How many more members would have had to save at every meeting."""
    return math.ceil(figure.threshold * figure.denominator) - figure.numerator


def timely_books(tally: Tally, thresholds: Thresholds) -> Figure:
    """Required books finished by the cut-off, over the held meetings of the window (C1-C3, J5)."""
    on_time = sum(meeting.books_on_time for meeting in tally.meetings)
    return _exact(tally, TIMELY_BOOKS, on_time, sum(meeting.books for meeting in tally.meetings))


def agenda(tally: Tally, thresholds: Thresholds) -> Figure:
    """Agenda items done or rightly not applicable, over all scheduled meetings (D1, A8, J5)."""
    counted = known(tally.meetings)
    met = sum(meeting.agenda_met for meeting in counted if meeting.in_week)
    return _exact(tally, AGENDA, met, sum(meeting.agenda for meeting in counted))


def _exact(tally: Tally, code: str, done: int, total: int) -> Figure:
    """A criterion that wants all of it: one entry short stays short in this window."""
    actual = Fraction(done, total) if total else None
    if actual is None and tally.complete:
        actual = Fraction(0)
    holds = total > 0 and done == total
    return Figure(
        code=code,
        met=_decided(tally, holds=holds, known=total > 0),
        on_track=holds or not total,
        actual=actual,
        numerator=done,
        denominator=total,
        threshold=Fraction(1),
        reachable=None if tally.complete or holds or not total else False,
    )


FIGURES = (five_rules, attendance, routine_savings, timely_books, agenda)
