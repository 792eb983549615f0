"""The demo's loans outside meetings: from UPK, paid and received; a shortfall covered; a new schedule."""

import datetime
from decimal import Decimal
from fractions import Fraction

from groups.models import Ksm, User
from ksm.demo.cast import GroupPlan
from ksm.demo.clock import evening_of
from ledger import chart
from ledger.acts.act import Decision, mark_of
from ledger.acts.rescheduling import NewTerms, reschedule
from ledger.joint.covering import cover_shortfall, give_back
from ledger.loans.owed import unpaid_installments
from ledger.models import Loan, TanggungRentengCase
from ledger.outside.borrowing import (
    OutsideTerms,
    outside_loans,
    outside_standings,
    pay_outside,
    receive,
    record_contract,
)
from ledger.upk.receipts import record_receipt

DAY = datetime.timedelta(days=1)
MINUTES = "Notulen pertemuan"


def after_meeting(
    ksm: Ksm, plan: GroupPlan, week: int, met_on: datetime.date, users: dict[str, User]
) -> None:
    """What a group of the plan does about loans on the day after a meeting."""
    day = met_on + DAY
    if plan.upk_week and week <= plan.closed_weeks:
        with evening_of(day):
            if week == plan.upk_week:
                _borrow(ksm, day, users["sari"])
            elif plan.upk_week < week <= plan.upk_week + plan.upk_payments:
                _pay(ksm, week - plan.upk_week, day, users)
    if week == plan.closed_weeks and plan.skips_repayment:
        with evening_of(day):
            _cover(ksm, day, users["sari"])
    if week == plan.closed_weeks and plan.reschedules:
        with evening_of(day):
            _reschedule(ksm, day, users["sari"])


def _borrow(ksm: Ksm, day: datetime.date, by: User) -> None:
    """1.600.000 from UPK, to be paid back in sixteen weeks."""
    terms = OutsideTerms(
        lender=Loan.Lender.UPK,
        lender_name=f"UPK {ksm.bkm.name}",
        contract=f"UPK/{ksm.code}/{day:%Y}",
        agreed_on=day,
        principal=1_600_000,
        rate_percent=Decimal(1),
        method=Loan.Method.FLAT,
        periods=16,
        unit=Loan.Unit.WEEK,
        purpose="Modal pinjaman anggota",
        limit_reason="Dana bergulir tersedia dan anggota sudah mengantre",
    )
    loan = record_contract(ksm=ksm, terms=terms, today=day)
    receive(loan=loan, seen=mark_of(loan), account=chart.KAS, on=day, today=day, by=by)


def _pay(ksm: Ksm, time: int, day: datetime.date, users: dict[str, User]) -> None:
    """The instalment that is due; what UPK writes down of it differs now and then, as it happens."""
    [standing] = outside_standings(ksm, list(outside_loans(ksm)), day)
    loan, amount = standing.loan, standing.due
    pay_outside(
        loan=loan, amount=amount, seen=mark_of(loan), account=chart.KAS, on=day, today=day, by=users["sari"]
    )
    if time == 3:
        amount -= 10_000
    if time != 4:
        number = f"{ksm.code[-2:]}-{time:03d}"
        record_receipt(
            loan=loan,
            received_on=day,
            amount=amount,
            number=number,
            note="",
            today=day,
            by=users["joko"],
        )


def _cover(ksm: Ksm, day: datetime.date, by: User) -> None:
    """The others pay what one borrower owes, and get a part of it back."""
    loans = list(ksm.loans.filter(state=Loan.State.DISBURSED, borrower="MEMBER", is_free=False))
    dues = unpaid_installments(loans, day)
    late = {loan: sum(due.principal + due.jasa for due in dues[loan.pk] if due.due <= day) for loan in loans}
    loan, owed = max(late.items(), key=lambda one: one[1])
    payers = [member for member in ksm.members.active_on(day) if member.pk != loan.member_id]
    decision = Decision(on=day, today=day, minutes=MINUTES, reason="Usaha sedang sepi", by=by)
    method = TanggungRentengCase.Method.ALL
    case = cover_shortfall(loan=loan, amount=owed, method=method, payers=payers, decision=decision)
    back = owed // 2 // 1_000 * 1_000
    give_back(case=case, amount=back, seen_owed=owed, on=day, today=day, by=by)


def _reschedule(ksm: Ksm, day: datetime.date, by: User) -> None:
    """The newest loan is spread over ten weeks more."""
    loans = ksm.loans.filter(state=Loan.State.DISBURSED, borrower="MEMBER", is_free=False)
    decision = Decision(on=day, today=day, minutes=MINUTES, reason="Panen mundur", by=by)
    reschedule(
        loan=loans.latest("pk"),
        terms=NewTerms(Fraction(1, 100), Loan.Method.FLAT, 10, Loan.Unit.WEEK, rounding_step=500),
        first_due=day + 7 * DAY,
        waive_jasa=False,
        decision=decision,
    )
