"""Which share of instalments on time is enough stands in one dated place, for rapor and kelayakan."""

import datetime
from fractions import Fraction

import pytest

from assessment.eligibility.facts import limits_on
from assessment.eligibility.lending import lending_by_ksm
from groups.models import ProgramRule
from groups.path.aims import Period
from ksm.group.scorecard import computed_answers
from ledger.loans.punctuality import Punctuality, punctuality
from tests.support.lending import LENT, WEEK, lend, make_group, pay

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TWO_DUE = LENT + 2 * WEEK + DAY  # one of two instalments was paid by its day


def lending_facts(ksm, first, as_of):
    return lending_by_ksm({ksm.pk: first}, as_of)[ksm.pk]


@pytest.fixture
def ksm():
    ksm = make_group()
    pay(lend(ksm), 100_000, LENT + WEEK)
    return ksm


def told(ksm):
    return computed_answers(ksm, Period.of(TWO_DUE), TWO_DUE)["loans_returned"][0]


def test_the_scorecard_reads_the_line_of_the_day_from_the_programme(ksm):
    assert told(ksm) is False
    ProgramRule.objects.create(effective_from=TWO_DUE - DAY, repaid_min_percent=50)
    assert told(ksm) is True
    assert limits_on(TWO_DUE - 2 * DAY).repaid_share == Fraction(80, 100)


def test_a_line_that_begins_later_changes_no_quarter_before_it(ksm):
    ProgramRule.objects.create(effective_from=TWO_DUE, repaid_min_percent=50)
    assert told(ksm) is False


def test_kelayakan_counts_the_same_instalments_as_the_scorecard(ksm):
    facts = lending_facts(ksm, LENT, TWO_DUE)
    assert (facts.due, facts.due_on_time) == (2, 1)
    assert punctuality(ksm, LENT, TWO_DUE - DAY) == Punctuality(1, 2)
