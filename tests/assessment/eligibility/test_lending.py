"""Rules four and five of a group as its books tell them (domain.md J24), worked out by hand."""

import datetime

import pytest

from assessment.eligibility.criteria import LendingFacts
from assessment.eligibility.lending import lending_by_ksm
from ledger.models import Loan
from tests.support.lending import LENT, WEEK, lend, make_group, pay

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TERMS = {"principal": 300_000, "periods": 3, "rate_percent": 0}


def lending_facts(ksm, first, as_of):
    return lending_by_ksm({ksm.pk: first}, as_of)[ksm.pk]


@pytest.fixture
def ksm(bkm):
    return make_group(bkm)


def test_a_group_without_loans_has_nothing_to_judge(ksm):
    assert lending_facts(ksm, LENT, LENT + 4 * WEEK) == LendingFacts()


def test_an_instalment_is_on_time_when_all_of_it_came_by_its_day(ksm):
    """Rp100.000 due in weeks 1, 2, 3 after LENT: in full, short by Rp1 until a day later, never."""
    loan = lend(ksm, **TERMS)
    pay(loan, 100_000, LENT + WEEK)
    pay(loan, 99_999, LENT + 2 * WEEK)
    pay(loan, 1, LENT + 2 * WEEK + DAY)
    facts = lending_facts(ksm, LENT, LENT + 3 * WEEK + DAY)
    assert (facts.due, facts.due_on_time, facts.lent) == (3, 1, 1)


def test_only_what_was_due_in_the_window_and_before_the_day_counts(ksm):
    loan = lend(ksm, **TERMS)
    pay(loan, 100_000, LENT + WEEK)
    facts = lending_facts(ksm, LENT + WEEK + DAY, LENT + 3 * WEEK)
    assert (facts.due, facts.due_on_time, facts.lent) == (1, 0, 0)
    assert lending_facts(ksm, None, LENT + 3 * WEEK).due == 0


def test_arrears_are_as_old_as_the_oldest_unpaid_instalment(ksm):
    lend(ksm, **TERMS)
    assert lending_facts(ksm, None, LENT + WEEK).oldest_arrears == 0
    assert lending_facts(ksm, None, LENT + WEEK + 30 * DAY).oldest_arrears == 30
    Loan.objects.update(written_off_on=LENT + 2 * WEEK)
    assert lending_facts(ksm, None, LENT + WEEK + 30 * DAY).oldest_arrears == 0


def test_whoever_came_before_a_waiting_member_without_a_reason_is_named(ksm):
    first, second, _ = ksm.members.all()
    asked = {"number": "P-01", "applied_on": LENT, "priority": 1, "principal": 100_000, "periods": 1}
    Loan.objects.create(ksm=ksm, member=first, **asked)
    loan = lend(ksm, number="P-02", member=second, priority=2, applied_on=LENT)
    assert lending_facts(ksm, LENT, LENT + WEEK).passed_over == ("P-02",)
    Loan.objects.filter(pk=loan.pk).update(decision_note="Anak sakit")
    assert lending_facts(ksm, LENT, LENT + WEEK).passed_over == ()
    Loan.objects.filter(pk=loan.pk).update(decision_note="", priority=1)
    assert lending_facts(ksm, LENT, LENT + WEEK).passed_over == ()


def test_what_the_group_owes_upk_is_apart_from_what_members_owe(ksm):
    contract = lend(ksm, **TERMS)
    Loan.objects.filter(pk=contract.pk).update(borrower="GROUP", lender="UPK", member=None)
    facts = lending_facts(ksm, LENT, LENT + WEEK + 2 * DAY)
    assert (facts.upk_overdue, facts.oldest_arrears, facts.due, facts.lent) == (2, 0, 0, 0)
