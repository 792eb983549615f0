"""Meetings as pages show them: every week with its state, and the money of one sheet. Reads only."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from groups.models import Ksm
from ledger import chart
from meetings.calendar import schedule_of
from meetings.models import Attendance, Meeting
from meetings.schedule import Slot, SlotState


@dataclass(frozen=True, slots=True)
class Week:
    """One scheduled meeting with what the list says of it; `code` is a state of ksm/statuses.py."""

    slot: Slot
    code: str
    meeting: Meeting | None = None
    present: int = 0
    marked: int = 0

    @property
    def reason(self) -> str:
        return self.meeting.reason if self.meeting else ""


def weeks_of(ksm: Ksm, as_of: datetime.date) -> list[Week]:
    """Every routine meeting from week 1 to the week after `as_of`, oldest first. Four queries."""
    meetings = {meeting.pk: meeting for meeting in ksm.meetings.filter(kind=Meeting.Kind.ROUTINE)}
    present: dict[int, int] = defaultdict(int)
    marked: dict[int, int] = defaultdict(int)
    marks = Attendance.objects.filter(ksm=ksm).values_list("meeting_id", "status")
    for meeting_id, status in marks:
        marked[meeting_id] += 1
        present[meeting_id] += status in Attendance.PRESENT
    return [
        Week(
            slot,
            _code(slot, as_of),
            meetings.get(slot.meeting_id or 0),
            present[slot.meeting_id or 0],
            marked[slot.meeting_id or 0],
        )
        for slot in schedule_of(ksm, as_of)
    ]


def backlog_of(ksm: Ksm, weeks: Iterable[Week]) -> list[Week]:
    """The weeks that went by and are still to be recorded; none of a closed group, where nobody records."""
    return [] if ksm.closed_on else [week for week in weeks if week.code == "MISSED"]


def _code(slot: Slot, as_of: datetime.date) -> str:
    if slot.state == SlotState.OPEN:
        return "REOPENED" if slot.meeting_id else "DRAFT"
    if slot.state == SlotState.HELD:
        return "HELD" if slot.held_on == slot.scheduled_on else "RESCHEDULED"
    if slot.state == SlotState.HELD_LATE:
        return "RESCHEDULED"
    if slot.state == SlotState.UNRECORDED:
        return "MISSED"
    if slot.state == SlotState.TO_COME:
        return "DUE" if slot.scheduled_on <= as_of else "TO_COME"
    return slot.state.value


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One member's money in a sheet, in rupiah."""

    pokok: int = 0
    wajib: int = 0
    sukarela: int = 0
    withdrawal: int = 0
    repaid: int = 0
    fine: int = 0
    lent: int = 0

    @property
    def saved(self) -> int:
        return self.pokok + self.wajib + self.sukarela

    @property
    def total(self) -> int:
        """What the member brought, less what they took along."""
        return self.saved + self.repaid + self.fine - self.withdrawal - self.lent


COLUMN_OF = {
    chart.TABUNGAN_POKOK: "pokok",
    chart.TABUNGAN_WAJIB: "wajib",
    chart.TABUNGAN_SUKARELA: "sukarela",
    chart.PIUTANG_ANGGOTA: "repaid",
    chart.JASA: "repaid",
    chart.DENDA: "fine",
}
OUT_COLUMN_OF = {chart.TABUNGAN_SUKARELA: "withdrawal", chart.PIUTANG_ANGGOTA: "lent"}


@dataclass(frozen=True, slots=True)
class MeetingMoney:
    """The money of one sheet out of its journal entry: per member, in all, and other cash lines."""

    by_member: dict[int, MoneyRow]
    total: MoneyRow
    other: list  # (description, rupiah: in +, out -)
    incoming: int
    outgoing: int


def meeting_money(meeting: Meeting) -> MeetingMoney:
    """What moved in the box in this meeting, in rupiah; one query. All zero where no money moved."""
    columns: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    total: dict[str, int] = defaultdict(int)
    other, incoming, outgoing = [], 0, 0
    for line in meeting.entry.lines.all() if meeting.entry else ():
        if chart.KAS not in (line.debit_id, line.credit_id):
            continue
        is_in = line.debit_id == chart.KAS
        contra = line.credit_id if is_in else line.debit_id
        incoming += line.amount if is_in else 0
        outgoing += 0 if is_in else line.amount
        column = (COLUMN_OF if is_in else OUT_COLUMN_OF).get(contra)
        if column and line.member_id:
            columns[line.member_id][column] += line.amount
            total[column] += line.amount
        else:
            label = line.memo or chart.BY_CODE[contra].cash_label
            other.append((label, line.amount if is_in else -line.amount))
    return MeetingMoney(
        by_member={pk: MoneyRow(**values) for pk, values in columns.items()},
        total=MoneyRow(**total),
        other=other,
        incoming=incoming,
        outgoing=outgoing,
    )
