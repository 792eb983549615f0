"""A year with a surplus of 1.000.000 for tests, its months closed."""

import datetime

from ledger import chart
from ledger.journal.posting import Line, post
from ledger.journal.verification import differences_of
from ledger.loans.lending import PlannedRepayment, plan_disbursement, store_disbursements, store_repayments
from ledger.models import Book, JournalEntry, Loan
from ledger.policy.surplus import Percentages
from savings.models import Saving
from savings.saving import Movement, store_movements
from savings.verification import savings_differences
from tests.support.factories import make_members, make_officer

YEAR_END = datetime.date(2025, 12, 31)
DECIDED = datetime.date(2026, 1, 12)
FACTS = {"year": 2025, "percentages": Percentages(), "decided_on": DECIDED, "minutes": "Rapat akhir tahun"}


def enter(ksm, lines, day=datetime.date(2025, 11, 3)):
    return post(ksm=ksm, date=day, kind=JournalEntry.Kind.OTHER, memo="Uji", lines=lines, by=None)


def save(ksm, member, amount):
    movement = Movement(member.pk, Saving.Kind.WAJIB, amount)
    store_movements(ksm=ksm, entry_of={0: enter(ksm, [movement.line()])}, movements=[movement])


def lend_and_repay(ksm, member, *, principal, jasa):
    """A loan without a schedule (J19), paid back the same day."""
    state = Loan.State.APPROVED
    loan = Loan.objects.create(
        ksm=ksm, member=member, number="SA-2", principal=principal, is_opening=True, is_free=True, state=state
    )
    store_disbursements(entry_of={loan.pk: enter(ksm, [plan_disbursement(loan)])}, loans=[loan])
    paid = PlannedRepayment(loan, principal, jasa, (), "MEMBER")
    store_repayments(entry_of={0: enter(ksm, paid.lines())}, planned=[paid])


def make_year(ksm):
    """Savings of 100.000 and 200.000; jasa 1.000.500 of the second, 500 spent: SHU 1.000.000."""
    first, second = make_members(ksm, 2)
    for member in (first, second):
        make_officer(member, role="KETUA" if member is first else "BENDAHARA")
    save(ksm, first, 100_000)
    save(ksm, second, 200_000)
    lend_and_repay(ksm, second, principal=100, jasa=1_000_500)
    enter(ksm, [Line(chart.BIAYA_ATK, chart.KAS, 500)])
    Book.objects.filter(ksm=ksm).update(months_closed_through=YEAR_END)
    return ksm


def all_agrees(ksm):
    return [*differences_of(ksm), *savings_differences(ksm)] == []
