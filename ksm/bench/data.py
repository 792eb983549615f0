"""Scratch data: one group about to close a full sheet, and a whole city of groups with their meetings."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from groups.models import Bkm, GroupRule, Ksm, Member, Posting, Region, User
from ksm.bench.filling import constants, insert_from, without_key_checks
from ksm.bench.payload import WAJIB
from ksm.certain import certain
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
GROUPS_OF_A_BKM, KELURAHAN_OF_A_KECAMATAN = 25, 16
BATCH = 2000
BOOKS = ("attendance", "minutes", "cash", "savings")
LOANS = 8


def make_area() -> tuple[Bkm, User]:
    """A made-up kelurahan with a BKM, and its facilitator, who is also its coordinator."""
    parent = _place(KELURAHAN)
    bkm, _ = Bkm.objects.get_or_create(name="BKM Uji", kelurahan=parent)
    user, made = User.objects.get_or_create(username="penguji", defaults={"full_name": "Penguji"})
    if made:
        start = datetime.date(2000, 1, 1)
        Posting.objects.create(user=user, role=Posting.Role.FACILITATOR, region=parent, start=start)
        Posting.objects.create(user=user, role=Posting.Role.BKM_COORDINATOR, bkm=bkm, start=start)
    return bkm, user


def _place(kelurahan: str) -> Region:
    """A made-up kelurahan with all regions above it."""
    parent = None
    for level, length in enumerate((2, 5, 8, 13), start=1):
        words = {"name": "Uji", "level": level, "parent": parent, "full_name": f"Uji {kelurahan[:length]}"}
        parent, _ = Region.objects.get_or_create(code=kelurahan[:length], defaults=words)
    return certain(parent, "four levels")


def make_bkms(city: str, groups: int) -> list[Bkm]:
    """As many BKM as so many groups of a made-up city ("99.98") have, each in a kelurahan of its own."""
    bkms = []
    for number in range(-(-groups // GROUPS_OF_A_BKM)):
        kecamatan, kelurahan = divmod(number, KELURAHAN_OF_A_KECAMATAN)
        place = _place(f"{city}.{kecamatan + 1:02d}.{kelurahan + 1001}")
        bkms.append(Bkm(name=f"BKM Uji {place.pk}", kelurahan=place))
    return Bkm.objects.bulk_create(bkms)


def make_hidden_bkm() -> Bkm:
    """A BKM outside the tester's area, to put groups out of sight."""
    region, _ = Region.objects.get_or_create(
        code="98", defaults={"name": "Lain", "level": 1, "full_name": "Lain"}
    )
    return Bkm.objects.get_or_create(name="BKM Lain", kelurahan=region)[0]


def make_group(bkm: Bkm, code: str, members: int, start: datetime.date) -> Ksm:
    """A candidate group with five signed rules."""
    ksm = _group(bkm, code, start)
    ksm.save()
    Member.objects.bulk_create(_members(ksm, members, start))
    GroupRule.objects.bulk_create(_rules(ksm, start))
    return ksm


def _group(bkm: Bkm, code: str, start: datetime.date) -> Ksm:
    return Ksm(
        bkm=bkm,
        code=code,
        name=f"KSM {code}",
        phase=Ksm.Phase.CANDIDATE,
        founded_on=start,
        mentoring_started_on=start,
        meeting_weekday=start.weekday(),
    )


def _members(ksm: Ksm, members: int, start: datetime.date) -> Iterator[Member]:
    for number in range(1, members + 1):
        yield Member(ksm=ksm, number=number, name=f"Anggota {number}", sex="P", joined_on=start)


def _rules(ksm: Ksm, start: datetime.date) -> Iterator[GroupRule]:
    for kind in GroupRule.Kind:
        yield GroupRule(
            ksm=ksm, kind=kind, text="Sepakat", agreed_on=start, signed=True, minimum_saving=WAJIB
        )


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
    bkms: Sequence[Bkm], groups: int, meetings: int, members: int, start: datetime.date, prefix: str = "K"
) -> None:
    """So many groups of these BKM by turns, each with so many closed weekly meetings, written set by set."""
    named = ((bkms[number % len(bkms)], f"{prefix}{number:05d}") for number in range(groups))
    ksms = Ksm.objects.bulk_create((_group(bkm, code, start) for bkm, code in named), BATCH)
    Member.objects.bulk_create((one for ksm in ksms for one in _members(ksm, members, start)), BATCH)
    GroupRule.objects.bulk_create((one for ksm in ksms for one in _rules(ksm, start)), BATCH)
    Book.objects.bulk_create((Book(ksm=ksm) for ksm in ksms), BATCH)
    with without_key_checks():
        for week in range(meetings):
            _week(ksms, week, start + datetime.timedelta(weeks=week))


def make_long_group(bkm: Bkm, code: str, weeks: int, members: int, start: datetime.date) -> Ksm:
    """A group that met and saved every week for so long."""
    ksm = make_group(bkm, code, members, start)
    Book.objects.create(ksm=ksm)
    for week in range(weeks):
        _week([ksm], week, start + datetime.timedelta(weeks=week))
    return ksm


def _week(ksms: list[Ksm], week: int, day: datetime.date) -> None:
    """One closed meeting of each group, with all that a sheet holds."""
    entries = JournalEntry.objects.bulk_create(
        (
            JournalEntry(ksm=ksm, number=week + 1, date=day, kind=JournalEntry.Kind.MEETING, memo="Pertemuan")
            for ksm in ksms
        ),
        BATCH,
    )
    held = Meeting.objects.bulk_create(
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
    _fill(held[0].pk, held[-1].pk, week)


def _fill(first: int, last: int, week: int) -> None:
    """What a sheet holds, for the meetings between two ids."""
    these = "m.id BETWEEN %s AND %s"
    people = f"meetings_meeting m JOIN groups_member p ON p.ksm_id = m.ksm_id WHERE {these}"
    saved = {"date": "m.held_on", "entry_id": "m.entry_id", "member_id": "p.id", "amount": str(WAJIB)}
    absent = f"CASE WHEN MOD(p.number + {week}, 9) = 0 THEN 'A' ELSE 'H' END"
    of_meeting = {"ksm_id": "m.ksm_id", "meeting_id": "m.id"}
    insert_from(Attendance, people, first, last, **of_meeting, member_id="p.id", status=absent)
    insert_from(Saving, people, first, last, ksm_id="m.ksm_id", kind="'WAJIB'", **saved)
    accounts = {"debit_id": f"'{chart.KAS}'", "credit_id": f"'{chart.TABUNGAN_WAJIB}'"}
    insert_from(JournalLine, people, first, last, ksm_id="m.ksm_id", **accounts, **saved)
    planned = constants(
        [{"n": n, "code": code, "label": SHORT_LABELS[code]} for n, code in enumerate(CODES, start=1)]
    )
    item = {"sequence": "c.n", "code": "c.code"}
    agenda = f"meetings_meeting m CROSS JOIN ({planned}) c WHERE {these}"
    insert_from(AgendaItem, agenda, first, last, **of_meeting, **item, label="c.label", state="'DONE'")
    kept = constants([{"n": n, "code": code} for n, code in enumerate(BOOKS, start=1)])
    books = f"meetings_meeting m CROSS JOIN ({kept}) c WHERE {these}"
    insert_from(BookCheck, books, first, last, **of_meeting, **item, label="c.code", finished_on="m.held_on")
