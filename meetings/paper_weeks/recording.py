"""Past weeks copied from paper, many at once: each is recorded as its sheet would be, all of them or none."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from groups.locking import lock_ksm
from groups.models import Ksm, User
from meetings.corrections.reopening import record_not_held
from meetings.models import AgendaItem, Meeting
from meetings.paper_weeks.cells import Cell
from meetings.refusals import MeetingError
from meetings.sheet.basis import SheetBasis, prepare_sheet
from meetings.sheet.recording import record_sheet
from meetings.sheet.values import (
    AgendaMark,
    BookMark,
    Fault,
    MemberRow,
    Sheet,
    SheetConflictError,
    SheetError,
)

COPIED = "Disalin dari catatan kertas."
NO_MINIMUM = "Belum ada tabungan wajib yang disepakati pada hari itu; tulis jumlahnya."
# What a later week says only because an earlier one was refused, and so was not written down.
FOLLOWS = {("closing", "difference_reason"), ("closing", "gaps_reason")}


@dataclass(frozen=True, slots=True)
class PaperWeek:
    """One column of the table. `counted_cash` None: the box held what the book says, as somebody declared."""

    scheduled_on: datetime.date
    held_on: datetime.date | None  # None: not held
    cells: Mapping[int, Cell]  # by member id
    agenda_done: bool = False
    books_done: bool = False
    counted_cash: int | None = None


@dataclass(frozen=True, slots=True)
class WeekFault:
    """What is wrong with a week: `name` is held_on, cash, agenda, books, checked_by, cell or ""."""

    scheduled_on: datetime.date
    name: str
    sentence: str
    member_id: int | None = None


class PaperWeeksError(MeetingError):
    """Nothing was stored; every fault is named."""

    def __init__(self, faults: Sequence[WeekFault]):
        super().__init__("Belum ada minggu yang disimpan. Perbaiki yang ditandai.")
        self.faults = faults

    @property
    def sentences(self) -> list[str]:
        return [fault.sentence for fault in self.faults]


@dataclass(frozen=True, slots=True)
class Copying:
    """Who copies: `reason` tells of all weeks that were not held, `checked_by` who looked at the books."""

    by: User
    facilitator: bool
    reason: str
    checked_by: str
    now: datetime.datetime
    today: datetime.date


@transaction.atomic
def record_weeks(*, ksm: Ksm, weeks: Sequence[PaperWeek], copying: Copying) -> list[Meeting]:
    """Record the weeks, which stand in the order of their days. Raises PaperWeeksError.

    After a week that is refused the later ones are still looked at, so that faults come in one round. Each
    week takes as many statements as its sheet does.
    """
    ksm = lock_ksm(ksm.pk)
    meetings: list[Meeting] = []
    faults: list[WeekFault] = []
    for week in weeks:
        try:
            with transaction.atomic():
                meetings.append(_record(ksm, week, copying, after_fault=bool(faults)))
        except SheetError as error:
            told = [one for one in error.faults if not faults or (one.part, one.name) not in FOLLOWS]
            faults += [_placed(week, one) for one in told]
        except (MeetingError, SheetConflictError) as error:
            faults.append(WeekFault(week.scheduled_on, "", str(error)))
    if faults:
        raise PaperWeeksError(faults)
    return meetings


def _record(ksm: Ksm, week: PaperWeek, copying: Copying, *, after_fault: bool) -> Meeting:
    if week.held_on is None:
        day, today = week.scheduled_on, copying.today
        return record_not_held(ksm=ksm, day=day, reason=copying.reason, today=today, by=copying.by)
    kind = Meeting.Kind.ROUTINE
    basis = prepare_sheet(ksm=ksm, kind=kind, scheduled_on=week.scheduled_on, held_on=week.held_on)
    return record_sheet(
        basis=basis,
        sheet=_sheet_of(basis, week, copying, gaps_reason=COPIED if after_fault else ""),
        by=copying.by,
        facilitator=copying.facilitator,
        now=copying.now,
        today=copying.today,
    )


def _sheet_of(basis: SheetBasis, week: PaperWeek, copying: Copying, *, gaps_reason: str) -> Sheet:
    """The sheet that this column stands for. What the product proposes as "tidak berlaku" stays so (J11)."""
    rows = _rows(basis, week)
    counted = week.counted_cash
    if counted is None:
        counted = basis.opening_cash + sum(row.wajib for row in rows)
    agreed = basis.ksm.rhythm_on(basis.scheduled_on)
    state = AgendaItem.State.DONE if week.agenda_done else AgendaItem.State.NOT_DONE
    finished = basis.held_on if week.books_done else None
    return Sheet(
        kind=basis.kind,
        scheduled_on=basis.scheduled_on,
        held_on=basis.held_on,
        rows=rows,
        agenda=tuple(
            AgendaMark(item.code, AgendaItem.State.NOT_APPLICABLE, item.proposed_reason)
            if item.proposed_reason
            else AgendaMark(item.code, state)
            for item in basis.agenda
        ),
        books=tuple(
            BookMark(book.code, None, not_applicable=True, reason=book.proposed_reason)
            if book.proposed_reason
            else BookMark(book.code, finished)
            for book in basis.books
        ),
        counted_cash=counted,
        gaps_reason=gaps_reason,
        checked_by=copying.checked_by if week.books_done else "",
        details={"minutes": COPIED, "place": agreed.place, "start_time": agreed.time},
    )


def _rows(basis: SheetBasis, week: PaperWeek) -> tuple[MemberRow, ...]:
    """Raises SheetError where the agreed saving is meant and none was agreed."""
    unknown = [pk for pk, cell in week.cells.items() if cell.wajib is None]
    if unknown and basis.minimum_saving is None:
        raise SheetError([Fault("row", "wajib", NO_MINIMUM, pk) for pk in unknown])
    agreed = basis.minimum_saving or 0
    return tuple(
        MemberRow(pk, cell.mark, wajib=agreed if cell.wajib is None else cell.wajib)
        for pk, cell in week.cells.items()
    )


def _placed(week: PaperWeek, fault: Fault) -> WeekFault:
    """Where in the table a fault of a sheet stands."""
    if fault.part in ("row", "new") and isinstance(fault.key, int):
        return WeekFault(week.scheduled_on, "cell", fault.sentence, fault.key)
    names = {"header": "held_on", "agenda": "agenda", "book": "books"}
    closing = {"counted_cash": "cash", "difference_reason": "cash", "checked_by": "checked_by"}
    name = closing.get(fault.name, "") if fault.part == "closing" else names.get(fault.part, "")
    return WeekFault(week.scheduled_on, name, fault.sentence)
