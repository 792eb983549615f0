"""The meetings behind the figures as a table row each, on screen and on paper."""

from dataclasses import dataclass

from assessment.graduation.evidence import KsmFacts, MeetingFact, MemberFact, Thresholds

CODES = {"UNRECORDED": "MISSED", "OPEN": "DRAFT"}


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One scheduled meeting of the window, its counts written out ("10 dari 12")."""

    week: int
    scheduled_on: object
    held_on: object
    in_week: bool
    code: str
    attendance: str
    savings: str
    books: str
    agenda: str
    absent: tuple[int, ...]  # member numbers (J15)
    not_saving: tuple[int, ...]
    absent_names: tuple[str, ...]  # on screen only
    not_saving_names: tuple[str, ...]
    cash_difference: int


def evidence_rows(facts: KsmFacts, thresholds: Thresholds) -> list[EvidenceRow]:
    """The evidence of a judgement, oldest week first."""
    members = {member.id: member for member in facts.members}
    return [_row(meeting, members, thresholds.grace_days) for meeting in facts.meetings]


def _known(ids: frozenset[int], members: dict[int, MemberFact]) -> list[MemberFact]:
    return [member for pk, member in members.items() if pk in ids]


def _row(meeting: MeetingFact, members: dict[int, MemberFact], grace_days: int) -> EvidenceRow:
    absent = _known(meeting.active - meeting.present, members)
    not_saving = _known(meeting.active - meeting.savers, members)
    finished = [book.finished_on for book in meeting.books if book.finished_on]
    on_time = sum((day - meeting.day).days <= grace_days for day in finished)
    met = sum(1 for item in meeting.agenda if item.met)
    size = len(meeting.active)
    held = meeting.was_held
    return EvidenceRow(
        week=meeting.week,
        scheduled_on=meeting.scheduled_on,
        held_on=meeting.held_on,
        in_week=meeting.in_week,
        code=CODES.get(meeting.state, meeting.state),
        attendance=f"{len(meeting.present)} dari {size}" if held else "–",
        savings=f"{len(meeting.savers)} dari {size}" if held else "–",
        books=f"{on_time} dari {len(meeting.books)}" if held else "–",
        agenda=f"{met} dari {meeting.agenda_size}" if held else "–",
        absent=tuple(member.number for member in absent),
        not_saving=tuple(member.number for member in not_saving),
        absent_names=tuple(member.name for member in absent),
        not_saving_names=tuple(member.name for member in not_saving),
        cash_difference=meeting.cash_difference,
    )
