"""A day before a borrower's exit knows of no heir, and the exit is proposed on a day that is open."""

import datetime

import pytest

from groups.letterhead import Signer
from ledger.acts.papers import event_context
from ledger.acts.settling import waive_jasa
from ledger.books.loan_book import loan_book
from ledger.loans.quality import loan_quality
from ledger.models import Book
from savings.leaving.estate import first_day_without
from tests.savings.leaving.test_estate import DIED, LEFT, begin, die, leave
from tests.support.lending import decide

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(weeks=1)


def test_what_is_told_of_a_day_before_the_exit_names_no_heir(mawar, sari):
    loan = begin(mawar, sari, 200_000)
    before = waive_jasa(loan=loan, amount=1_000, decision=decide(DIED - DAY, sari))
    die(loan)
    leave(loan, sari)
    name, heir = loan.member.name, f"{loan.member.name} (ahli waris Sumiati)"
    for day, debtor in ((LEFT - DAY, name), (LEFT, heir)):
        assert [row.debtor for row in loan_book(mawar, day, day)] == [debtor]
        assert [row.debtor for row in loan_quality(mawar, day)] == [debtor]
    # A decision of an earlier day is signed by who borrowed, also when it is printed later.
    paper = event_context(loan.events.get(pk=before.pk), mawar)
    assert (paper["debtor"], paper["signers"][0]) == (name, Signer("", "Peminjam", name))
    paper = event_context(loan.events.get(kind="SET_OFF"), mawar)
    assert (paper["debtor"], paper["signers"][0]) == (heir, Signer("", "Ahli waris", "Sumiati"))


def test_the_exit_is_proposed_on_the_first_day_that_is_open(mawar, sari):
    begin(mawar, sari, 80_000)
    assert first_day_without(mawar, DIED) == DIED
    Book.objects.filter(ksm=mawar).update(months_closed_through=DIED + DAY)
    assert first_day_without(mawar, DIED) == DIED + 2 * DAY
    assert first_day_without(mawar, DIED + WEEK) == DIED + WEEK
