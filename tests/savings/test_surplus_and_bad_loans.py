"""Beside a year's surplus stands what its loans ask to be kept (domain.md 3.5), worked out by hand."""

import datetime

import pytest

from ledger import chart
from ledger.journal.posting import Line
from ledger.loans.quality import limits_on
from ledger.sharing import BadLoans, bad_loans, share_surplus
from savings.surplus_paper import sharing_context
from tests.support.lending import LENT, WEEK, enter, lend, make_group, pay
from tests.support.surplus import FACTS, make_year

pytestmark = pytest.mark.django_db
YEAR_END = datetime.date(2027, 12, 31)


def test_a_group_without_arrears_keeps_nothing_for_them(bkm):
    assert bad_loans(make_group(bkm), 2027) == BadLoans(set_aside=0, held=0, arrears=0)


def test_a_loan_past_its_last_day_asks_for_all_that_is_left_of_it(bkm):
    """Rp1.000.000 in ten weeks, three instalments paid: Rp700.000 are past maturity, so macet."""
    ksm = make_group(bkm)
    loan = lend(ksm)
    for week in (1, 2, 3):
        pay(loan, 100_000, LENT + week * WEEK)
    enter(ksm, [Line(chart.KAS, chart.CADANGAN, 300_000)], LENT)
    assert limits_on(YEAR_END).reserves[4] == 1
    found = bad_loans(ksm, 2027)
    assert (found.set_aside, found.held, found.arrears, found.short) == (700_000, 300_000, 700_000, 400_000)


def test_what_was_paid_after_the_year_does_not_change_the_year(bkm):
    ksm = make_group(bkm)
    loan = lend(ksm)
    pay(loan, 1_000_000, YEAR_END + WEEK)
    assert bad_loans(ksm, 2027).arrears == 1_000_000


def test_the_page_that_shares_a_surplus_shows_it(mawar, sari, as_user):
    ksm = make_year(mawar)
    page = as_user(sari).get(f"/ksm/{ksm.pk}/shu/2025/bagi/")
    assert page.context["bad_loans"] == bad_loans(ksm, 2025)


def test_every_page_of_a_surplus_shows_what_stands_against_it(mawar, sari, as_user):
    ksm, client = make_year(mawar), as_user(sari)
    told = "Cadangan pinjaman menurut kolektibilitas"
    assert told in client.get(f"/ksm/{ksm.pk}/shu/").content.decode()
    sharing = share_surplus(ksm=ksm, by=sari, **FACTS)
    assert told in client.get(f"/ksm/{ksm.pk}/shu/{sharing.pk}/").content.decode()


def test_the_paper_of_a_sharing_tells_it(mawar, sari):
    ksm = make_year(mawar)
    sharing = share_surplus(ksm=ksm, by=sari, **FACTS)
    assert sharing_context(ksm, sharing)["bad_loans"] == bad_loans(ksm, 2025)
