"""Scratch data: one group about to close a full sheet, and a whole city of groups with their meetings."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from groups.models import Bkm, GroupRule, Ksm, Member, Posting, Region, User
from ksm.bench.payload import WAJIB
from ledger import chart
from ledger.loans.lending import LoanTerms
from ledger.models import Book, JournalEntry, JournalLine, Loan
from meetings.agenda import CODES, SHORT_LABELS
from meetings.models import AgendaItem, Attendance, BookCheck, Meeting
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.recording import close_sheet
from meetings.sheet.values import NO_DECISION, AgendaMark, BookMark, Disbursement, MemberRow, Sheet
from savings.models import Saving

KELURAHAN = "99.99.99.1001"
BATCH = 2000
LOANS = 8


def make_area() -> tuple[Bkm, User]:
    """A made-up kelurahan with a BKM, and its facilitator, who is also its coordinator."""
    parent = None
    for level, code in enumerate((KELURAHAN[:2], KELURAHAN[:5], KELURAHAN[:8], KELURAHAN), start=1):
        parent, _ = Region.objects.get_or_create(
            code=code, defaults={"name": "Uji", "level": level, "parent": parent, "full_name": "Uji"}
        )
    bkm, _ = Bkm.objects.get_or_create(name="BKM Uji", kelurahan=parent)
    user, made = User.objects.get_or_create(username="penguji", defaults={"full_name": "Penguji"})
    if made:
        start = datetime.date(2000, 1, 1)
        Posting.objects.create(user=user, role=Posting.Role.FACILITATOR, region=parent, start=start)
        Posting.objects.create(user=user, role=Posting.Role.BKM_COORDINATOR, bkm=bkm, start=start)
    return bkm, user


def make_hidden_bkm() -> Bkm:
    """A BKM outside the tester's area, to put groups out of sight."""
    region, _ = Region.objects.get_or_create(
        code="98", defaults={"name": "Lain", "level": 1, "full_name": "Lain"}
    )
    return Bkm.objects.get_or_create(name="BKM Lain", kelurahan=region)[0]


def make_group(bkm: Bkm, code: str, members: int, start: datetime.date) -> Ksm:
    """A candidate group with five signed rules."""
    ksm = Ksm.objects.create(
        bkm=bkm,
        code=code,
        name=f"KSM {code}",
        phase=Ksm.Phase.CANDIDATE,
        founded_on=start,
        mentoring_started_on=start,
        meeting_weekday=start.weekday(),
    )
    Member.objects.bulk_create(
        Member(ksm=ksm, number=n, name=f"Anggota {n}", sex="P", joined_on=start)
        for n in range(1, members + 1)
    )
    GroupRule.objects.bulk_create(
        GroupRule(ksm=ksm, kind=kind, text="Sepakat", agreed_on=start, signed=True, minimum_saving=WAJIB)
        for kind in GroupRule.Kind
    )
    return ksm


def make_group_with_loans(
    bkm: Bkm, by: User, code: str, members: int, start: datetime.date
) -> tuple[Ksm, datetime.date]:
    """A group of so many members with eight running loans; also the day of its next sheet."""
    ksm = make_group(bkm, code, members, start)
    basis = prepare_sheet(ksm=ksm, kind=Meeting.Kind.ROUTINE, scheduled_on=start, held_on=start)
    terms = [
        LoanTerms(member.pk, 10_000, Decimal(1), Loan.Method.FLAT, 10, Loan.Unit.WEEK, purpose="Modal")
        for member in basis.members[:LOANS]
    ]
    sheet = Sheet(
        kind=Meeting.Kind.ROUTINE,
        scheduled_on=start,
        held_on=start,
        rows=tuple(MemberRow(member.pk, "H", wajib=50_000) for member in basis.members),
        agenda=tuple(AgendaMark(code, "DONE") for code in CODES),
        books=tuple(BookMark(book.code, start) for book in basis.books),
        disbursements=tuple(Disbursement(index, None, item) for index, item in enumerate(terms)),
        counted_cash=members * 50_000 - LOANS * 10_000,
        checked_by="Sekretaris",
    )
    sheet = replace(sheet, details={"place": "Balai", "decisions": NO_DECISION})
    close_sheet(ksm=ksm, sheet=sheet, by=by, facilitator=True, now=timezone.now(), today=start)
    return ksm, start + datetime.timedelta(weeks=1)


def make_city(
    bkm: Bkm, groups: int, meetings: int, members: int, start: datetime.date, prefix: str = "K"
) -> None:
    """So many groups, each with so many closed weekly meetings, written in bulk."""
    ksms = [make_group(bkm, f"{prefix}{number:05d}", members, start) for number in range(groups)]
    Book.objects.bulk_create(Book(ksm=ksm) for ksm in ksms)
    by_group: dict[int, list[Member]] = {}
    for member in Member.objects.filter(ksm__in=Ksm.objects.filter(code__startswith=prefix)):
        by_group.setdefault(member.ksm_id, []).append(member)
    for week in range(meetings):
        _week(ksms, by_group, week, start + datetime.timedelta(weeks=week))


def make_long_group(bkm: Bkm, code: str, weeks: int, members: int, start: datetime.date) -> Ksm:
    """A group that met and saved every week for so long."""
    ksm = make_group(bkm, code, members, start)
    Book.objects.create(ksm=ksm)
    everybody = {ksm.pk: list(ksm.members.all())}
    for week in range(weeks):
        _week([ksm], everybody, week, start + datetime.timedelta(weeks=week))
    return ksm


def _week(ksms: list[Ksm], by_group: dict[int, list[Member]], week: int, day: datetime.date) -> None:
    entries = JournalEntry.objects.bulk_create(
        (
            JournalEntry(ksm=ksm, number=week + 1, date=day, kind=JournalEntry.Kind.MEETING, memo="Pertemuan")
            for ksm in ksms
        ),
        BATCH,
    )
    meetings = Meeting.objects.bulk_create(
        (
            Meeting(
                ksm=ksm,
                state=Meeting.State.CLOSED,
                scheduled_on=day,
                held_on=day,
                entry=entry,
                counted_cash=0,
            )
            for ksm, entry in zip(ksms, entries, strict=True)
        ),
        BATCH,
    )
    held = [(meeting, by_group[meeting.ksm_id]) for meeting in meetings]
    Attendance.objects.bulk_create(_attendance(held, week), BATCH)
    Saving.objects.bulk_create(_savings(held, day), BATCH)
    JournalLine.objects.bulk_create(_lines(held, day), BATCH)
    AgendaItem.objects.bulk_create(_agenda(held), BATCH)
    BookCheck.objects.bulk_create(_books(held, day), BATCH)


def _attendance(held: Iterable, week: int):
    for meeting, members in held:
        for member in members:
            status = "A" if (member.number + week) % 9 == 0 else "H"
            yield Attendance(ksm_id=meeting.ksm_id, meeting=meeting, member=member, status=status)


def _savings(held: Iterable, day: datetime.date):
    for meeting, members in held:
        for member in members:
            yield Saving(
                ksm_id=meeting.ksm_id,
                member=member,
                kind="WAJIB",
                amount=WAJIB,
                date=day,
                entry_id=meeting.entry_id,
            )


def _lines(held: Iterable, day: datetime.date):
    for meeting, members in held:
        for member in members:
            yield JournalLine(
                ksm_id=meeting.ksm_id,
                entry_id=meeting.entry_id,
                date=day,
                debit_id=chart.KAS,
                credit_id=chart.TABUNGAN_WAJIB,
                amount=WAJIB,
                member=member,
            )


def _agenda(held: Iterable):
    for meeting, _ in held:
        for sequence, code in enumerate(CODES, start=1):
            yield AgendaItem(
                ksm_id=meeting.ksm_id,
                meeting=meeting,
                sequence=sequence,
                code=code,
                label=SHORT_LABELS[code],
                state="DONE",
            )


def _books(held: Iterable, day: datetime.date):
    for meeting, _ in held:
        for sequence, code in enumerate(("attendance", "minutes", "cash", "savings"), start=1):
            yield BookCheck(
                ksm_id=meeting.ksm_id,
                meeting=meeting,
                sequence=sequence,
                code=code,
                label=code,
                finished_on=day,
            )
