"""What a meeting sheet starts from: who is a member, what they owe, what the group agreed. Reads only."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, FilteredRelation, Q, QuerySet

from groups.locking import take_lock
from groups.models import GroupRule, Ksm, Member
from groups.models.groups import BOOKS
from ledger.blm.spending import Spendable, spendable_lines
from ledger.loans.owed import cash_and_debts, payable_installments
from ledger.models import Book, Fund, Loan
from ledger.policy.allocation import Due
from meetings.agenda import NO_LOAN_YET, PlannedItem, planned_agenda
from meetings.calendar import rhythm_of, routine_rows
from meetings.models import Meeting
from meetings.schedule import RecordedMeeting, Slot, SlotState, slots, until


@dataclass(frozen=True, slots=True)
class LoanDue:
    """A running loan on a member's row: what falls due by this meeting, arrears included, in rupiah."""

    loan: Loan
    label: str
    suggested: int
    arrears: int
    outstanding: int
    debt: int

    @property
    def loan_id(self) -> int:
        return self.loan.pk

    @property
    def loan_number(self) -> str:
        return self.loan.number

    @property
    def is_opening(self) -> bool:
        return self.loan.is_free


@dataclass(frozen=True, slots=True)
class PlannedBook:
    code: str
    label: str
    proposed_reason: str = ""


@dataclass(frozen=True, slots=True)
class SheetBasis:
    """Everything a sheet needs to know of the group, read in a fixed number of queries."""

    ksm: Ksm
    book: Book | None  # None before anything was posted
    kind: str
    scheduled_on: datetime.date
    held_on: datetime.date
    week: int | None
    members: Sequence[Member]
    running: Sequence[Loan]
    unpaid: dict[int, list[Due]]  # by loan id: every instalment as it stands on the day
    dues: dict[int, list[LoanDue]]  # by member id
    approved: Sequence[Loan]
    opening_cash: int
    opening_funds: dict[str, int]  # box and bank together, per fund
    rules: dict[str, GroupRule]
    agenda: Sequence[PlannedItem]
    books: Sequence[PlannedBook]
    stored: RecordedMeeting | None = None  # the routine meeting's own row, if it has one
    on_plan: bool = True  # is this a day of the schedule of routine meetings?
    budget: Sequence[Spendable] = ()  # what may be bought of the BLM, each with its rest
    spent_later: int = 0  # rupiah that acts of later days took out of the box already
    unresolved: Sequence[Slot] = field(default=())  # earlier weeks nobody recorded

    @property
    def minimum_saving(self) -> int | None:
        rule = self.rules.get(GroupRule.Kind.SAVING)
        return rule.minimum_saving if rule else None

    @property
    def initial_saving(self) -> int | None:
        rule = self.rules.get(GroupRule.Kind.SAVING)
        return rule.initial_saving if rule else None

    def fine(self, name: str) -> int | None:
        """A fine agreed by the group, in rupiah: fine_late, fine_absent (rule of meetings)."""
        rule = self.rules.get(GroupRule.Kind.MEETING)
        return getattr(rule, name) if rule else None


def rules_in_force(ksm: Ksm, day: datetime.date) -> dict[str, GroupRule]:
    """The text of each of the five rules that counts on `day`: the newest agreed on or before it."""
    return _newest_of_each_kind(ksm.rules.in_force_on(day))


def _newest_of_each_kind(newest_first: Iterable[GroupRule]) -> dict[str, GroupRule]:
    chosen: dict[str, GroupRule] = {}
    for rule in newest_first:
        chosen.setdefault(rule.kind, rule)
    return chosen


@dataclass(frozen=True, slots=True)
class LockedKsm:
    """A group under its lock, with the rows of a sheet that one query reads beside it."""

    ksm: Ksm
    book: Book | None
    rules: dict[str, GroupRule]
    holds: dict[str, bool]


def lock_for_sheet(ksm_id: int, held_on: datetime.date, **asked: QuerySet) -> LockedKsm:
    """Take the group's lock, then read it with its book and rules. Raises Ksm.DoesNotExist.

    `holds` tells of each set that is asked for whether there is a row in it.
    """
    take_lock(ksm_id)
    in_force = FilteredRelation("rules", condition=Q(rules__agreed_on__lte=held_on))
    answers = {name: Exists(rows) for name, rows in asked.items()}
    rows = list(
        Ksm.objects.filter(pk=ksm_id)
        .annotate(rule=in_force, **answers)
        .select_related("bkm", "book", "rule")
        .order_by("rule__kind", "-rule__agreed_on", "-rule__pk")
    )
    ksm = rows[0]
    return LockedKsm(
        ksm=ksm,
        book=getattr(ksm, "book", None),  # the one row of a relation that may have none
        rules=_newest_of_each_kind(row.rule for row in rows if hasattr(row, "rule")),
        holds={name: getattr(ksm, name) for name in asked},
    )


def _members_and_loans(ksm: Ksm, held_on: datetime.date) -> tuple[list[Member], list[Loan]]:
    """Who is a member on the day, and each loan of anybody that is approved or was paid out. One query.

    NIK and No KK stay encrypted: no sheet shows them.
    """
    states = [Loan.State.DISBURSED, Loan.State.APPROVED]
    wanted = Q(loans__borrower=Loan.Borrower.MEMBER, loans__state__in=states)
    rows = (
        ksm.members.annotate(loan=FilteredRelation("loans", condition=wanted))
        .filter(Q(pk__in=ksm.members.active_on(held_on)) | Q(loan__isnull=False))
        .select_related("loan")  # type: ignore[misc]  # The stubs know no filtered relation.
        .defer("nik", "family_card")
    )
    members: dict[int, Member] = {}
    loans = []
    for row in rows:
        member = members.setdefault(row.pk, row)
        if loan := getattr(row, "loan", None):  # set where there is one
            loan.member = member
            loans.append(loan)
    active = [one for one in members.values() if one.is_active_on(held_on)]
    return active, sorted(loans, key=lambda loan: loan.pk)


def prepare_sheet(
    *,
    ksm: Ksm,
    kind: str,
    scheduled_on: datetime.date,
    held_on: datetime.date,
    locked: LockedKsm | None = None,
) -> SheetBasis:
    """Read what the sheet of one meeting starts from; `locked` holds what was read with the lock already."""
    book = locked.book if locked else Book.objects.filter(ksm=ksm).first()
    closed = book.months_closed_through if book else None
    members, loans = _members_and_loans(ksm, held_on)
    running = [loan for loan in loans if loan.state == Loan.State.DISBURSED and loan.paid_out_on <= held_on]
    approved = [loan for loan in loans if loan.state == Loan.State.APPROVED]
    money = cash_and_debts(ksm, held_on)
    unpaid = payable_installments([loan for loan in running if not loan.is_free], on=held_on)
    week = ksm.week_on(scheduled_on)
    rows = routine_rows(ksm)
    rhythm = rhythm_of(ksm)
    slots_so_far = until(slots(rhythm, rows, held_on), week) if rhythm and week else []
    first_meeting = not any(row.scheduled_on < scheduled_on and row.held_on for row in rows)
    return SheetBasis(
        ksm=ksm,
        book=book,
        kind=kind,
        scheduled_on=scheduled_on,
        held_on=held_on,
        week=week,
        members=members,
        running=running,
        unpaid=unpaid,
        dues=_dues_by_member(running, unpaid, money.owed, held_on),
        approved=approved,
        opening_cash=money.cash,
        opening_funds=money.funds,
        spent_later=money.spent_later,
        # No tranche was ever paid where nothing of its fund was in box or bank.
        budget=spendable_lines(ksm) if Fund.BLM in money.funds else (),
        rules=locked.rules if locked else rules_in_force(ksm, held_on),
        agenda=planned_agenda(
            week=week,
            first_meeting=first_meeting,
            loans_began=bool(running),
            loans_decided=any(loan.decided_on and loan.decided_on <= held_on for loan in approved),
        ),
        books=_planned_books(ksm, loans_began=bool(running)),
        stored=next((row for row in rows if row.scheduled_on == scheduled_on), None),
        on_plan=any(slot.scheduled_on == scheduled_on for slot in slots_so_far),
        unresolved=_unresolved(slots_so_far, scheduled_on, closed) if kind == Meeting.Kind.ROUTINE else (),
    )


def _planned_books(ksm: Ksm, *, loans_began: bool) -> list[PlannedBook]:
    return [
        PlannedBook(code, label, NO_LOAN_YET if code == "loans" and not loans_began else "")
        for code, label in BOOKS.items()
        if code in ksm.required_books
    ]


def _unresolved(
    slots_so_far: Sequence[Slot], scheduled_on: datetime.date, months_closed: datetime.date | None
) -> list[Slot]:
    """Earlier routine weeks that are neither closed nor recorded as not held or libur (J6).

    In a closed month every meeting is recorded; what a rhythm taken later plans there was never to be held.
    """
    open_states = (SlotState.UNRECORDED, SlotState.TO_COME, SlotState.OPEN)
    return [
        slot
        for slot in slots_so_far
        if slot.scheduled_on < scheduled_on
        and slot.state in open_states
        and (slot.meeting_id or months_closed is None or slot.scheduled_on > months_closed)
    ]


def _dues_by_member(
    running: Sequence[Loan], unpaid: dict[int, list[Due]], outstanding: dict[int, int], on: datetime.date
) -> dict[int, list[LoanDue]]:
    result: dict[int, list[LoanDue]] = {}
    for loan in running:
        owed = outstanding.get(loan.pk, 0)
        dues = [due for due in unpaid.get(loan.pk, []) if due.principal + due.jasa]
        if owed or dues:
            result.setdefault(loan.of_member.pk, []).append(_loan_due(loan, dues, owed, on))
    return result


def _loan_due(loan: Loan, dues: list[Due], outstanding: int, on: datetime.date) -> LoanDue:
    reached = [due for due in dues if due.due <= on]
    late = sum(due.principal + due.jasa for due in reached if due.due < on)
    shown = reached[-1] if reached else (dues[0] if dues else None)
    return LoanDue(
        loan=loan,
        label=f"ke-{shown.sequence} dari {dues[-1].sequence}" if shown else "tanpa jadwal",
        suggested=sum(due.principal + due.jasa for due in reached),
        arrears=late,
        outstanding=outstanding,
        debt=sum(due.principal + due.jasa for due in dues),
    )
