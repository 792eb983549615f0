"""The money of a workbook in the group's books: an entry for each meeting and each other day with money."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from groups.models import Ksm, Member, User
from groups.papers.register import issue
from ksm.certain import certain
from ksm.dates import date_in_words
from ksm.money import percent_of
from ledger import chart
from ledger.journal.posting import Line, NewEntry, post_all
from ledger.loans.lending import (
    PlannedRepayment,
    opening_loans,
    plan_disbursement,
    plan_free_repayment,
    store_disbursements,
    store_repayments,
    terms_of,
)
from ledger.loans.records import application_act
from ledger.models import JournalEntry, Loan
from ledger.policy.allocation import Due, allocate, reduce_dues
from meetings.workbook import content as facts_of
from meetings.workbook.accounts import account_for
from meetings.workbook.content import LoanFacts, WorkbookContent, known
from savings.saving import Movement, store_movements

# A meeting is named by its Jadwal, another day by None: (day the money moved, Jadwal).
Occasion = tuple[datetime.date, datetime.date | None]


@dataclass(slots=True)
class Planned:
    """What one entry will hold."""

    kind: str = JournalEntry.Kind.OTHER
    memo: str = ""
    movements: list[Movement] = field(default_factory=list)
    repayments: list[PlannedRepayment] = field(default_factory=list)
    other: list[Line] = field(default_factory=list)
    loans: list[Loan] = field(default_factory=list)

    def lines(self) -> list[Line]:
        against = chart.MODAL_AWAL if self.kind == JournalEntry.Kind.OPENING else chart.KAS
        paid = [line for item in self.repayments for line in item.lines()]
        saved = [item.line(against) for item in self.movements]
        lent = [_opening_line(loan) if loan.is_opening else plan_disbursement(loan) for loan in self.loans]
        return saved + paid + self.other + lent


def _opening_line(loan: Loan) -> Line:
    return Line(
        chart.PIUTANG_ANGGOTA,
        chart.MODAL_AWAL,
        loan.principal,
        member_id=loan.member_id,
        loan_id=loan.pk,
        memo="Saldo awal pinjaman",
    )


def store_money(
    *, ksm: Ksm, content: WorkbookContent, members: Mapping[int, Member], by: User | None
) -> dict[datetime.date, JournalEntry]:
    """Post everything with an amount; returns the entries of meetings by Jadwal. The group is locked."""
    plan = _Plan(ksm, content, members)
    occasions = sorted(plan.entries, key=lambda occasion: (occasion[0], occasion[1] or datetime.date.min))
    new = [
        NewEntry(occasion[0], plan.entries[occasion].kind, plan.entries[occasion].memo, lines)
        for occasion in occasions
        if (lines := plan.entries[occasion].lines())
    ]
    moved = [occasion for occasion in occasions if plan.entries[occasion].lines()]
    posted = dict(zip(moved, post_all(ksm=ksm, entries=new, by=by), strict=True)) if new else {}
    _store_subledgers(ksm, plan.entries, posted)
    return {scheduled: entry for (_, scheduled), entry in posted.items() if scheduled}


class _Plan:
    """Sorts the money of a workbook into entries."""

    def __init__(self, ksm: Ksm, content: WorkbookContent, members: Mapping[int, Member]):
        self.content, self.members = content, members
        self.entries: dict[Occasion, Planned] = defaultdict(Planned)
        self.meeting_on: dict[datetime.date, datetime.date] = {}
        self._name_meetings()
        self._plan_openings(ksm)
        self._plan_deposits()
        self._plan_other_cash()
        loans = self._plan_loans(ksm)
        self._plan_repayments(loans)

    def _name_meetings(self) -> None:
        """Money of a day on which two meetings were held goes to the first, a routine one before another."""
        held = [
            (meeting.kind != facts_of.ROUTINE, known(meeting.scheduled), meeting.held)
            for meeting in self.content.meetings
            if meeting.held
        ]
        for is_extra, scheduled, day in sorted(held, key=lambda one: one[:2]):
            self.meeting_on.setdefault(day, scheduled)
            entry = self.entries[day, scheduled]
            entry.kind = JournalEntry.Kind.MEETING
            label = "insidental" if is_extra else "rutin"
            entry.memo = f"Pertemuan {label} {scheduled:%d-%m-%Y}"

    def _on(self, day: datetime.date) -> Planned:
        entry = self.entries[day, self.meeting_on.get(day)]
        entry.memo = entry.memo or f"Uang di luar pertemuan, {date_in_words(day)}"
        return entry

    def _plan_openings(self, ksm: Ksm) -> None:
        openings = [(one, one.amount) for one in self.content.openings if one.amount]
        if not openings:
            return
        entry = self.entries[known(self.content.opening_date), None]
        entry.kind, entry.memo = JournalEntry.Kind.OPENING, "Saldo awal"
        lent = {}
        for opening, amount in openings:
            if opening.kind == facts_of.CASH:
                entry.other.append(Line(chart.KAS, chart.MODAL_AWAL, amount, memo="Saldo awal kas"))
                continue
            member = self.members[known(opening.member)]
            if opening.kind == facts_of.LOAN:
                lent[member] = amount
            else:
                entry.movements.append(Movement(member.pk, known(opening.kind), amount))
        entry.loans = opening_loans(ksm=ksm, principals=lent)

    def _plan_deposits(self) -> None:
        held = {meeting.scheduled: meeting.held for meeting in self.content.meetings}
        for deposit in self.content.deposits:
            entry = self.entries[known(held[deposit.scheduled]), deposit.scheduled]
            member = self.members[known(deposit.member)]
            entry.movements.append(Movement(member.pk, known(deposit.kind), deposit.amount))

    def _plan_other_cash(self) -> None:
        for item in self.content.other_cash:
            memo = item.memo or item.account or "Kas lain"
            if item.money_in:
                account = account_for(known(item.account), incoming=True)
                line = Line(chart.KAS, account, item.money_in, memo=memo)
            else:
                account = account_for(known(item.account), incoming=False)
                line = Line(account, chart.KAS, known(item.money_out), memo=memo)
            self._on(known(item.date)).other.append(line)

    def _plan_loans(self, ksm: Ksm) -> dict[str, Loan]:
        """The loans by number in small letters, opening loans too."""
        rows = [self._loan(ksm, facts) for facts in self.content.loans]
        loans = Loan.objects.bulk_create(rows)
        for loan in sorted(loans, key=_decided_on):
            self._on(_decided_on(loan)).loans.append(loan)
        day = self.content.opening_date
        opening = self.entries[day, None].loans if day else []
        return {loan.number.casefold(): loan for loan in (*loans, *opening)}

    def _loan(self, ksm: Ksm, facts: LoanFacts) -> Loan:
        return Loan(
            ksm=ksm,
            member=self.members[known(facts.member)],
            number=known(facts.number),
            purpose=known(facts.purpose),
            priority=facts.priority,
            applied_on=facts.disbursed,
            decided_on=facts.disbursed,
            principal=known(facts.principal),
            rate_percent=percent_of(known(facts.rate)),
            method=known(facts.method),
            periods=known(facts.periods),
            unit=known(facts.unit),
            rounding_step=known(facts.step),
            state=Loan.State.APPROVED,
        )

    def _plan_repayments(self, loans: Mapping[str, Loan]) -> None:
        """By date, then row: a payment is spread over what the ones before it left."""
        dues = {
            number: tuple(
                Due(row.sequence, row.due, row.principal, row.jasa)
                for row in terms_of(loan).schedule(_decided_on(loan))
            )
            for number, loan in loans.items()
            if not loan.is_opening
        }
        left = {number: loan.principal for number, loan in loans.items() if loan.is_opening}
        for facts in sorted(self.content.repayments, key=lambda one: known(one.date)):
            number, day, paid_from = known(facts.loan).casefold(), known(facts.date), known(facts.paid_from)
            loan, entry = loans[number], self._on(day)
            if facts.amount and number in left:
                planned = plan_free_repayment(
                    loan=loan,
                    principal=facts.amount,
                    jasa=0,
                    outstanding=left[number],
                    paid_from=paid_from,
                )
                left[number] -= facts.amount
                entry.repayments.append(planned)
            elif facts.amount:
                parts = allocate(dues[number], facts.amount, day)
                dues[number] = reduce_dues(dues[number], parts)
                entry.repayments.append(_spread(loan, parts, paid_from))
            if facts.fine:
                entry.other.append(_fine(loan, facts.fine))


def _decided_on(loan: Loan) -> datetime.date:
    return certain(loan.decided_on, "written by _loan")


def _spread(loan: Loan, parts, paid_from: str) -> PlannedRepayment:
    return PlannedRepayment(
        loan,
        principal=sum(part.principal for part in parts),
        jasa=sum(part.jasa for part in parts),
        parts=parts,
        paid_from=paid_from,
    )


def _fine(loan: Loan, amount: int) -> Line:
    return Line(chart.KAS, chart.DENDA, amount, member_id=loan.member_id, loan_id=loan.pk, memo="Denda")


def _store_subledgers(
    ksm: Ksm, entries: Mapping[Occasion, Planned], posted: Mapping[Occasion, JournalEntry]
) -> None:
    """Savings, loans and repayments beside the entries that hold their money."""
    movements: list[tuple[Movement, JournalEntry]] = []
    repayments: list[tuple[PlannedRepayment, JournalEntry]] = []
    loans: dict[Loan, JournalEntry] = {}
    for occasion, entry in posted.items():
        planned = entries[occasion]
        movements += [(item, entry) for item in planned.movements]
        repayments += [(item, entry) for item in planned.repayments]
        loans |= dict.fromkeys(planned.loans, entry)
    store_movements(
        ksm=ksm,
        entry_of=dict(enumerate(entry for _, entry in movements)),
        movements=[item for item, _ in movements],
    )
    asked = [(loan, loan.applied_on) for loan in loans if not loan.is_opening]
    issue(ksm, [application_act(loan, day) for loan, day in asked if day])
    store_disbursements(entry_of={loan.pk: entry for loan, entry in loans.items()}, loans=loans)
    store_repayments(
        entry_of=dict(enumerate(entry for _, entry in repayments)),
        planned=[item for item, _ in repayments],
    )
