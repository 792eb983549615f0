"""The group's funds are kept apart: a loan from the BLM fund takes from it and gives back to it."""

import datetime

import pytest

from ledger import chart
from ledger.lending import plan_disbursement, plan_repayments, store_disbursements
from ledger.models import Fund, JournalEntry, Loan
from ledger.posting import Line, post
from ledger.reports import cash_by_fund
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 4, 1)


def enter(ksm, lines, day=DAY):
    return post(ksm=ksm, date=day, kind=JournalEntry.Kind.OTHER, memo="Uji", lines=lines, by=None)


def test_it_takes_a_blm_loan_from_the_blm_fund_and_earns_its_jasa_for_the_kas():
    ksm = factories.make_ksm()
    member = factories.make_member(ksm)
    enter(ksm, [Line(chart.KAS, chart.DANA_BLM, 3_000_000)])
    loan = Loan.objects.create(
        ksm=ksm,
        member=member,
        number="P-01",
        principal=1_000_000,
        rate_percent="1.5",
        periods=10,
        unit=Loan.Unit.MONTH,
        fund=Fund.BLM,
        state=Loan.State.APPROVED,
    )
    store_disbursements(entry_of={loan.pk: enter(ksm, [plan_disbursement(loan)])}, loans=[loan])
    assert cash_by_fund(ksm, DAY) == {Fund.BLM: 2_000_000}

    later = datetime.date(2026, 5, 1)
    [paid] = plan_repayments(payments=[(loan, 115_000, "MEMBER")], on=later)
    enter(ksm, paid.lines(), later)
    assert cash_by_fund(ksm, later) == {Fund.BLM: 2_100_000, Fund.KAS: 15_000}
