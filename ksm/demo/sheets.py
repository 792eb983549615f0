"""Meeting sheets of the demo, closed through the same use case as the screen's."""

import datetime
from decimal import Decimal

from django.utils import timezone

from groups.models import Ksm, User
from ksm.demo.cast import PURPOSES, GroupPlan
from ledger import chart
from ledger.loans.lending import LoanTerms
from ledger.models import Loan
from meetings.agenda import LOANS
from meetings.models import Meeting
from meetings.sheet.basis import SheetBasis, prepare_sheet
from meetings.sheet.recording import close_sheet
from meetings.sheet.values import AgendaMark, BookMark, CashItem, Disbursement, LoanPayment, MemberRow, Sheet

INITIAL_SAVING, MINIMUM_SAVING = 10_000, 5_000


def close_week(ksm: Ksm, plan: GroupPlan, week: int, day: datetime.date, by: User) -> Meeting:
    """Close the sheet of one week as the plan tells it."""
    basis = prepare_sheet(ksm=ksm, kind=Meeting.Kind.ROUTINE, scheduled_on=day, held_on=day)
    rows = tuple(_row(basis, plan, week, member) for member in basis.members)
    loans = _loans(basis, plan, week, rows)
    items = (CashItem(0, "Buku tulis dan pulpen", chart.BIAYA_ATK, -12_000),) if week == 1 else ()
    loans += tuple(
        Disbursement(len(loans) + place, loan.pk, None) for place, loan in enumerate(basis.approved)
    )
    lent = sum(loan.terms.principal for loan in loans if loan.terms)
    lent += sum(loan.principal for loan in basis.approved)
    cash = basis.opening_cash + sum(_paid(row) for row in rows) + sum(item.amount for item in items) - lent
    sheet = Sheet(
        kind=Meeting.Kind.ROUTINE,
        scheduled_on=day,
        held_on=day,
        rows=rows,
        agenda=tuple(
            AgendaMark(item.code, "DONE")
            if not item.proposed_reason or (loans and item.code == LOANS)
            else AgendaMark(item.code, "NA", item.proposed_reason)
            for item in basis.agenda
        ),
        books=tuple(
            BookMark(book.code, None, True, book.proposed_reason)
            if book.proposed_reason and not loans
            else BookMark(book.code, day)
            for book in basis.books
        ),
        counted_cash=cash,
        disbursements=loans,
        cash_items=items,
        checked_by="Sekretaris",
        details=_details(ksm, basis, week, any(row.attendance in "SA" for row in rows)),
    )
    evening = datetime.datetime.combine(day, datetime.time(17, 30))
    return close_sheet(
        ksm=ksm, sheet=sheet, by=by, facilitator=True, now=timezone.make_aware(evening), today=day
    )


def _details(ksm: Ksm, basis: SheetBasis, week: int, is_missed: bool) -> dict:
    names = [member.name for member in basis.members]
    return {
        "start_time": ksm.meeting_time,
        "end_time": datetime.time(17, 0),
        "place": ksm.meeting_place,
        "chair": names[0],
        "minute_taker": names[1],
        "minutes": "Notulen pertemuan lalu dibacakan dan disetujui." if week > 1 else "Perkenalan anggota.",
        "decisions": "Urutan peminjam disepakati bersama." if week >= 4 else "Aturan dipatuhi bersama.",
        "follow_up": "Ketua mengunjungi anggota yang tidak hadir." if is_missed else "",
    }


def _row(basis: SheetBasis, plan: GroupPlan, week: int, member) -> MemberRow:
    if (week, member.number) in plan.absent:
        return MemberRow(member.pk, "S" if member.number % 2 else "A")
    dues = [] if plan.skips_repayment and week >= plan.closed_weeks - 1 else basis.dues.get(member.pk, [])
    return MemberRow(
        member.pk,
        "T" if (week + member.number) % 13 == 0 else "H",
        pokok=INITIAL_SAVING if week == 1 and not plan.old else 0,
        wajib=MINIMUM_SAVING,
        sukarela=5_000 if (week * 7 + member.number) % 17 == 0 else 0,
        payments=tuple(_payment(due) for due in dues if due.suggested or due.is_opening),
    )


def _payment(due) -> LoanPayment:
    if due.is_opening:
        return LoanPayment(due.loan_id, min(20_000, due.outstanding), jasa=1_000)
    return LoanPayment(due.loan_id, due.suggested)


def _paid(row: MemberRow) -> int:
    return row.pokok + row.wajib + row.sukarela + sum(paid.amount + paid.jasa for paid in row.payments)


def _loans(basis: SheetBasis, plan: GroupPlan, week: int, rows) -> tuple[Disbursement, ...]:
    """From week 3 one loan every other week, to whoever has none, within the cash of the day."""
    if not plan.lends or week < 3 or week % 2 == 0:
        return ()
    free = [member for member in basis.members if member.pk not in basis.dues]
    cash = basis.opening_cash + sum(_paid(row) for row in rows)
    principal = min(150_000, cash // 2 // 10_000 * 10_000)
    if not free or principal < 40_000:
        return ()
    borrower = free[week % len(free)]
    terms = LoanTerms(
        member_id=borrower.pk,
        principal=principal,
        rate_percent=Decimal(1),
        method=Loan.Method.DECLINING if week % 4 == 1 else Loan.Method.FLAT,
        periods=8,
        unit=Loan.Unit.WEEK,
        rounding_step=500,
        purpose=PURPOSES[week % len(PURPOSES)],
        priority=1,
    )
    return (Disbursement(0, None, terms),)
