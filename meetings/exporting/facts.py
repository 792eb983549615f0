"""A group's records as the facts of a workbook: the other way of `meetings.importing`. Reads only."""

from collections import defaultdict
from collections.abc import Iterable

from groups.models import GroupRule, Ksm
from ledger import chart
from ledger.models import JournalEntry, JournalLine, Loan
from meetings.models import AgendaItem, Attendance, BookCheck, Meeting
from meetings.workbook import content
from meetings.workbook.accounts import OWN_SHEETS
from meetings.workbook.content import (
    AgendaResult,
    BookResult,
    CashFacts,
    Deposit,
    GroupFacts,
    LoanFacts,
    Mark,
    MeetingFacts,
    MemberFacts,
    OpeningFacts,
    RepaymentFacts,
    RuleFacts,
    WorkbookContent,
)
from savings.models import Saving


def content_of(ksm: Ksm) -> WorkbookContent:
    """What stands today, reversals left out; a fixed number of queries."""
    meetings = list(ksm.meetings.select_related("entry").order_by("scheduled_on", "kind", "pk"))
    held = {meeting.pk: meeting.scheduled_on for meeting in meetings if meeting.held_on}
    return WorkbookContent(
        group=_group(ksm),
        members=_members(ksm),
        rules=_rules(ksm),
        meetings=tuple(_meeting(meeting, order) for order, meeting in enumerate(meetings, start=1)),
        attendance=_marks(ksm, held),
        deposits=_deposits(ksm, meetings),
        agenda=tuple(
            AgendaResult(held[row.meeting_id], row.label, row.state, row.reason)
            for row in AgendaItem.objects.filter(ksm=ksm, meeting__in=held).order_by("meeting", "sequence")
        ),
        books=tuple(
            BookResult(held[row.meeting_id], row.label, row.required, row.finished_on)
            for row in BookCheck.objects.filter(ksm=ksm, meeting__in=held).order_by("meeting", "sequence")
        ),
        loans=_loans(ksm),
        repayments=_repayments(ksm),
        other_cash=_other_cash(ksm),
        openings=_openings(ksm),
    )


def _group(ksm: Ksm) -> GroupFacts:
    return GroupFacts(
        code=ksm.code,
        name=ksm.name,
        kelurahan=ksm.bkm.kelurahan_id,
        bkm=ksm.bkm.name,
        bidang=tuple(ksm.bidang),
        origin=ksm.origin,
        founded=ksm.founded_on,
        started=ksm.mentoring_started_on,
        weekday=ksm.meeting_weekday,
        frequency=ksm.meeting_frequency,
        time=ksm.meeting_time,
        place=ksm.meeting_place,
        purpose=ksm.purpose,
        vision=ksm.vision,
        mission=ksm.mission,
    )


def _members(ksm: Ksm) -> tuple[MemberFacts, ...]:
    offices = dict(ksm.officers.filter(end=None).values_list("member_id", "role"))
    return tuple(
        MemberFacts(
            number=one.number,
            name=one.name,
            nik=one.nik,
            sex=one.sex,
            birth=one.birth_date,
            address=one.address,
            rt=one.rt,
            rw=one.rw,
            phone=one.phone,
            occupation=one.occupation,
            ps2=one.ps2,
            priority=one.ps2_priority,
            office=offices.get(one.pk, ""),
            joined=one.joined_on,
            left=one.left_on,
        )
        for one in ksm.members.order_by("number")
    )


def _rules(ksm: Ksm) -> tuple[RuleFacts, ...]:
    """The newest of each kind."""
    newest: dict[str, GroupRule] = {}
    for rule in ksm.rules.order_by("pk"):
        newest[rule.kind] = rule
    return tuple(
        RuleFacts(kind=rule.kind, text=rule.text, minimum=rule.minimum_saving, agreed=rule.agreed_on)
        for kind in GroupRule.Kind.values
        if (rule := newest.get(kind))
    )


def _meeting(meeting: Meeting, order: int) -> MeetingFacts:
    kind = content.HOLIDAY if meeting.state == Meeting.State.HOLIDAY else meeting.kind
    return MeetingFacts(
        order=order,
        kind=kind,
        scheduled=meeting.scheduled_on,
        held=meeting.held_on,
        place=meeting.place,
        chair=meeting.chair,
        minute_taker=meeting.minute_taker,
        counted=meeting.counted_cash,
        minutes=meeting.minutes,
    )


def _marks(ksm: Ksm, held: dict) -> tuple[Mark, ...]:
    rows = Attendance.objects.filter(ksm=ksm, meeting__in=held)
    found = rows.order_by("meeting__scheduled_on", "member__number")
    return tuple(
        Mark(held[meeting_id], number, status)
        for meeting_id, number, status in found.values_list("meeting_id", "member__number", "status")
    )


def _deposits(ksm: Ksm, meetings: Iterable[Meeting]) -> tuple[Deposit, ...]:
    """What members put in at a meeting; one cell holds all of a kind."""
    scheduled = {meeting.entry_id: meeting.scheduled_on for meeting in meetings if meeting.entry_id}
    sums: dict[tuple, int] = defaultdict(int)
    rows = ksm.savings.filter(entry__in=scheduled, direction=Saving.Direction.DEPOSIT)
    for entry_id, number, kind, amount in rows.order_by("date", "member__number", "kind").values_list(
        "entry_id", "member__number", "kind", "amount"
    ):
        sums[scheduled[entry_id], number, kind] += amount
    return tuple(Deposit(day, number, kind, amount) for (day, number, kind), amount in sums.items())


def _loans(ksm: Ksm) -> tuple[LoanFacts, ...]:
    """What members were lent, with its terms of that day."""
    loans = ksm.loans.filter(borrower=Loan.Borrower.MEMBER, is_opening=False, state=Loan.State.DISBURSED)
    return tuple(
        LoanFacts(
            number=one.number,
            member=one.member.number if one.member else None,
            disbursed=one.disbursed_on,
            principal=one.principal,
            rate=one.rate,
            method=one.method,
            periods=one.periods,
            unit=one.unit,
            step=one.rounding_step,
            purpose=one.purpose,
            priority=one.priority,
        )
        for one in loans.select_related("member").order_by("pk")
    )


def _repayments(ksm: Ksm) -> tuple[RepaymentFacts, ...]:
    """Payments that stand, each with the fine of its loan and day; fines paid alone after them."""
    effective = JournalEntry.objects.filter(ksm=ksm, reverses=None, reversed_by=None)
    fines: dict[tuple, int] = defaultdict(int)
    lines = JournalLine.objects.filter(ksm=ksm, entry__in=effective, credit_id=chart.DENDA)
    for day, number, amount in lines.filter(loan__isnull=False).values_list("date", "loan__number", "amount"):
        fines[day, number] += amount
    paid = ksm.repayments.filter(undone_by=None, entry__in=effective, loan__borrower=Loan.Borrower.MEMBER)
    found = []
    for one in paid.select_related("loan").order_by("date", "pk"):
        fine = fines.pop((one.date, one.loan.number), 0)
        found.append(RepaymentFacts(0, one.date, one.loan.number, one.total, fine, one.paid_from))
    alone = [RepaymentFacts(0, day, number, 0, fine, content.MEMBER) for (day, number), fine in fines.items()]
    return (*found, *alone)


def _other_cash(ksm: Ksm) -> tuple[CashFacts, ...]:
    """What moved the box and belongs to no member, loan or opening balance."""
    lines = JournalLine.objects.filter(ksm=ksm, entry__reverses=None, entry__reversed_by=None)
    lines = lines.exclude(entry__kind=JournalEntry.Kind.OPENING)
    found = []
    for line in lines.select_related("debit", "credit").order_by("date", "entry", "pk"):
        is_in = line.debit_id == chart.KAS
        contra = line.credit if is_in else line.debit
        if chart.KAS not in (line.debit_id, line.credit_id) or contra.code in OWN_SHEETS:
            continue
        if contra.code == chart.DENDA and line.loan_id:
            continue
        amounts = (line.amount, 0) if is_in else (0, line.amount)
        found.append(CashFacts(0, line.date, line.memo, contra.name, *amounts))
    return tuple(found)


def _openings(ksm: Ksm) -> tuple[OpeningFacts, ...]:
    """What an old group brought along."""
    entries = JournalEntry.objects.filter(ksm=ksm, kind=JournalEntry.Kind.OPENING, reversed_by=None)
    lines = JournalLine.objects.filter(ksm=ksm, entry__in=entries, debit_id=chart.KAS, member=None)
    box = lines.order_by("pk")
    saved = ksm.savings.filter(entry__in=entries).order_by("member__number", "kind")
    lent = ksm.loans.filter(is_opening=True, entry__in=entries).order_by("member__number")
    return (
        *(OpeningFacts(0, day, content.CASH, None, sum_) for day, sum_ in box.values_list("date", "amount")),
        *(OpeningFacts(0, *row) for row in saved.values_list("date", "kind", "member__number", "amount")),
        *(
            OpeningFacts(0, day, content.LOAN, number, amount)
            for day, number, amount in lent.values_list("disbursed_on", "member__number", "principal")
        ),
    )
