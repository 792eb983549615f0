"""What the five criteria count, as plain numbers: nobody named, no day of a book told. Pure.

A tally is all that figures need; `tally_of` counts it from the facts of one group, and
`assessment/graduation/tallies.py` lets the database count it for thousands.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.graduation.evidence import STANDARD_AGENDA, BookFact, KsmFacts, MeetingFact, Thresholds


@dataclass(frozen=True, slots=True)
class MeetingTally:
    """One scheduled routine meeting of the window; a meeting that was not held has agenda items alone."""

    known: bool
    in_week: bool = False
    active: int = 0
    present: int = 0
    books: int = 0  # required
    books_on_time: int = 0
    agenda: int = STANDARD_AGENDA
    agenda_met: int = 0  # counted where it was held, in whatever week


@dataclass(frozen=True, slots=True)
class Tally:
    """One group in one window: how many rules, members, presences, savers, books and agenda items."""

    as_of: datetime.date
    last: datetime.date | None  # the last day of the window
    complete: bool
    rules: int  # of five, agreed and signed
    members: int  # of whom savings are judged
    savers: int  # who saved the minimum at every held meeting they were members at
    meetings: tuple[MeetingTally, ...]


def tally_of(facts: KsmFacts, thresholds: Thresholds) -> Tally:
    """The facts of one group counted."""
    held = facts.held
    judged = [member.id for member in facts.members if any(member.id in one.active for one in held)]
    savers = sum(all(pk in one.savers for one in held if pk in one.active) for pk in judged)
    return Tally(
        as_of=facts.as_of,
        last=facts.last,
        complete=facts.complete,
        rules=len(facts.rules_agreed),
        members=len(judged),
        savers=savers,
        meetings=tuple(_counted(meeting, thresholds) for meeting in facts.meetings),
    )


def _counted(meeting: MeetingFact, thresholds: Thresholds) -> MeetingTally:
    if not meeting.was_held:
        return MeetingTally(known=meeting.known)
    return MeetingTally(
        known=meeting.known,
        in_week=meeting.in_week,
        active=len(meeting.active),
        present=len(meeting.present),
        books=len(meeting.books),
        books_on_time=sum(is_on_time(book, meeting, thresholds) for book in meeting.books),
        agenda=meeting.agenda_size,
        agenda_met=sum(item.met for item in meeting.agenda),
    )


def is_on_time(book: BookFact, meeting: MeetingFact, thresholds: Thresholds) -> bool:
    """Was a book finished by the cut-off after its meeting (C1)?"""
    return book.finished_on is not None and (book.finished_on - meeting.day).days <= thresholds.grace_days


def known(meetings: Iterable[MeetingTally]) -> list[MeetingTally]:
    """The meetings about which nothing is open any more."""
    return [meeting for meeting in meetings if meeting.known]
