"""The monthly report of a group (domain.md 5, form 18): people, meetings, money, problems. Reads only.

A closed month says for ever what it said when it was closed. Money, marks and membership of its days stay
(ledger/journal/posting.py, meetings/corrections/correcting.py, groups/closed_months.py); what may still be
put right about people and problems is read as known at the closing; and its meetings are those that were
recorded by then.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessment.graduation.criteria import attendance, routine_savings
from assessment.graduation.evidence import Thresholds
from assessment.graduation.facts import Window, collect_facts, thresholds_on
from groups.models import Concern, Ksm, Member
from ledger import chart
from ledger.books.statements import results_by_account
from ledger.journal.months import Month, closing_of
from ledger.loans.owed import MoneySummary, money_by_ksm
from meetings.schedule import Slot, SlotState, until


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """One month as of its last day, or of today while it runs. Money in rupiah, shares as exact fractions."""

    month: Month
    as_of: datetime.date
    members: int
    women: int
    scheduled: int
    held: int
    attendance: Fraction | None  # None where no meeting is known yet
    savers: Fraction | None
    saver_words: str  # "" where nobody can be judged
    money: MoneySummary
    jasa: int
    fines: int
    income: int
    costs: int
    concerns: Sequence[Concern]
    closed_at: datetime.datetime | None = None  # when the month was closed; None while it is open


def month_window(month: Month, settled: datetime.date, *, is_closed: bool = False) -> Window:
    """The routine meetings scheduled within a calendar month, libur left out.

    Of the running month those until `settled`, after which something may still come, and what was held after.
    Every meeting of a closed month is recorded: a rhythm that the group takes later adds none.
    """

    def window(ksm: Ksm, all_slots: Iterator[Slot], thresholds: Thresholds) -> tuple[Slot, ...]:
        last_week = ksm.week_on(month.last) or 0
        return tuple(
            slot
            for slot in until(all_slots, last_week)
            if month.first <= slot.scheduled_on <= month.last
            and slot.state != SlotState.HOLIDAY
            and (slot.is_known or slot.scheduled_on <= settled)
            and (slot.meeting_id or not is_closed)
        )

    return window


def monthly_report(ksm: Ksm, month: Month, today: datetime.date) -> MonthlyReport:
    """Gather a month's report from every book; a fixed number of queries.

    Attendance and routine savers follow the criteria's own rules (A2, A8, B1) over the month's meetings.
    """
    as_of = min(month.last, today)
    closing = closing_of(ksm, month)
    thresholds = thresholds_on(as_of)
    settled = month.last if today > month.last else today - datetime.timedelta(days=1)
    window = month_window(month, settled, is_closed=closing is not None)
    facts = collect_facts([ksm], as_of=as_of, window_of=lambda _: window, thresholds=thresholds)[ksm.pk]
    present, saving = attendance(facts, thresholds), routine_savings(facts, thresholds)
    results = results_by_account(ksm, month.first, as_of)
    known_at = closing.recorded_at if closing else None
    members = _sexes(ksm, as_of, known_at)
    kinds = {code: chart.BY_CODE[code].kind for code in results}
    return MonthlyReport(
        month=month,
        as_of=as_of,
        members=len(members),
        women=members.count("P"),
        scheduled=len(facts.meetings),
        held=len(facts.held),
        attendance=present.actual,
        savers=saving.actual if saving.denominator else None,
        saver_words=f"{saving.numerator} dari {saving.denominator} anggota" if saving.denominator else "",
        money=money_by_ksm([ksm.pk], as_of).get(ksm.pk, MoneySummary()),
        jasa=-results.get(chart.JASA, 0),
        fines=-results.get(chart.DENDA, 0),
        income=-sum(total for code, total in results.items() if kinds[code] == chart.INCOME),
        costs=sum(total for code, total in results.items() if kinds[code] == chart.COST),
        concerns=_concerns(ksm, month.first, as_of, known_at),
        closed_at=known_at,
    )


def _sexes(ksm: Ksm, as_of: datetime.date, known_at: datetime.datetime | None) -> list[str]:
    """The sex of each member of a day, as known at a moment (None = now). At most two queries."""
    found = dict(ksm.members.active_on(as_of).values_list("pk", "sex"))
    if known_at:
        known = Member.history.as_of(known_at).filter(ksm=ksm)
        found |= {member.pk: member.sex for member in known if member.pk in found}
    return list(found.values())


def _concerns(
    ksm: Ksm, first: datetime.date, last: datetime.date, known_at: datetime.datetime | None
) -> list[Concern]:
    """What was raised between two days, with its solution as known at a moment (None = now). One query."""
    rows = Concern.history.as_of(known_at).filter(ksm=ksm) if known_at else ksm.concerns.all()
    raised = [row for row in rows if first <= row.raised_on <= last and row.withdrawn_on is None]
    return sorted(raised, key=lambda row: (row.raised_on, row.pk))
