"""Loans as evidence of growth: PAR by hand, and loans repaid more than once."""

import datetime
from fractions import Fraction

import pytest

from ksm.group.loan_health import (
    borrowers_of_repeat_cycles,
    kept_at_low_risk,
    month_ends,
    par_of_months,
    surpluses_shared,
)
from ledger import chart
from ledger.journal.posting import Line, post
from ledger.loans.lending import PlannedRepayment, plan_disbursement, store_disbursements, store_repayments
from ledger.loans.owed import unpaid_installments
from ledger.models import Book, JournalEntry, Loan
from ledger.policy.allocation import allocate
from ledger.policy.surplus import Percentages
from ledger.sharing import share_surplus, undo_sharing
from tests.support.factories import START, make_members

DAY = datetime.date(2025, 9, 30)


def test_month_ends_are_those_that_have_passed():
    assert month_ends(datetime.date(2025, 9, 29)) == [
        datetime.date(2025, 8, 31),
        datetime.date(2025, 7, 31),
        datetime.date(2025, 6, 30),
    ]
    assert month_ends(DAY)[0] == DAY
    assert month_ends(datetime.date(2026, 1, 15), 2) == [
        datetime.date(2025, 12, 31),
        datetime.date(2025, 11, 30),
    ]


def test_ten_percent_at_risk_is_too_much_and_a_month_without_loans_shows_nothing():
    assert not kept_at_low_risk([Fraction(1, 10), Fraction(0), Fraction(0)])
    assert kept_at_low_risk([Fraction(9, 100), Fraction(0), Fraction(0)])
    assert not kept_at_low_risk([None, Fraction(0), Fraction(0)])


def lend(ksm, member, number, principal, *, repaid=False, unit="WEEK"):
    """A loan of four instalments handed out on 2 June 2025, and paid back whole that day if asked."""
    loan = Loan.objects.create(
        ksm=ksm, member=member, number=number, principal=principal, periods=4, unit=unit, state="APPROVED"
    )
    facts = {"ksm": ksm, "date": START, "kind": JournalEntry.Kind.OTHER, "memo": "Uji", "by": None}
    store_disbursements(entry_of={loan.pk: post(lines=[plan_disbursement(loan)], **facts)}, loans=[loan])
    if repaid:
        dues = unpaid_installments([loan], START)[loan.pk]
        ids = {due.sequence: due.id for due in dues}
        planned = PlannedRepayment(loan, principal, 0, allocate(dues, principal, START), "MEMBER", ids)
        store_repayments(entry_of={0: post(lines=planned.lines(), **facts)}, planned=[planned])
    return loan


@pytest.fixture
def lent(mawar):
    """Two members; money enough in the box."""
    members = make_members(mawar, 2)
    line = Line(chart.KAS, chart.SUMBANGAN, 1_000_000)
    post(ksm=mawar, date=START, kind=JournalEntry.Kind.OTHER, memo="Uji", lines=[line], by=None)
    return members


@pytest.mark.django_db
def test_the_books_say_what_was_at_risk_at_each_months_end(mawar, lent):
    """Due on 9, 16, 23 and 30 June: three are late at the end of June, none is lent in May."""
    lend(mawar, lent[0], "P-01", 100_000)
    assert par_of_months(mawar, datetime.date(2025, 8, 1)) == [1, 1, None]
    lend(mawar, lent[1], "P-02", 900_000, unit="MONTH")  # one instalment late in July, none in June
    assert par_of_months(mawar, datetime.date(2025, 8, 1)) == [Fraction(1, 10), Fraction(1, 10), None]
    assert par_of_months(mawar, datetime.date(2025, 6, 29)) == [None, None, None]


@pytest.mark.django_db
def test_a_second_loan_repaid_is_a_repeat_cycle_and_a_first_one_is_not(mawar, lent):
    first, second = lent
    lend(mawar, first, "P-01", 100_000, repaid=True)
    lend(mawar, second, "P-02", 100_000, repaid=True)
    lend(mawar, first, "P-03", 100_000)
    assert borrowers_of_repeat_cycles(mawar, START) == 0
    lend(mawar, second, "P-04", 100_000, repaid=True)
    assert borrowers_of_repeat_cycles(mawar, START) == 1


@pytest.mark.django_db
def test_a_surplus_counts_once_shared_and_until_that_is_undone(mawar, lent, sari):
    year_end, decided = datetime.date(2025, 12, 31), datetime.date(2026, 1, 12)
    Book.objects.filter(ksm=mawar).update(months_closed_through=year_end)
    sharing = share_surplus(
        ksm=mawar,
        year=2025,
        percentages=Percentages(*[Fraction(0)] * 3, reserve=Fraction(1), social=Fraction(0)),
        decided_on=decided,
        minutes="Rapat akhir tahun",
        by=sari,
    )
    assert surpluses_shared(mawar, decided - datetime.timedelta(days=1)) == []
    assert surpluses_shared(mawar, decided) == [2025]
    undo_sharing(sharing=sharing, date=decided, reason="Salah hitung", by=sari)
    assert surpluses_shared(mawar, decided) == []
