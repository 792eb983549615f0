"""Loans for tests: lent from cash that an opening entry brought, paid on days after it."""

import datetime

from ledger import chart
from ledger.acts.act import Decision
from ledger.journal.balances import balances
from ledger.journal.posting import Line, post
from ledger.loans.lending import plan_disbursement, plan_repayments, store_disbursements, store_repayments
from ledger.loans.owed import money_by_ksm
from ledger.models import JournalEntry, Loan
from tests.support.factories import make_ksm, make_member

LENT = datetime.date(2027, 1, 6)  # a Wednesday
WEEK = datetime.timedelta(weeks=1)


def make_group(bkm=None, cash=5_000_000):
    """A group with three members and cash from its beginning on."""
    ksm = make_ksm(bkm, founded_on=LENT - 4 * WEEK)
    for _ in range(3):
        make_member(ksm)
    enter(ksm, [Line(chart.KAS, chart.MODAL_AWAL, cash)], LENT - 2 * WEEK)
    return ksm


def enter(ksm, lines, day):
    return post(ksm=ksm, date=day, kind=JournalEntry.Kind.OTHER, memo="Uji", lines=lines, by=None)


def arrears_by_ksm(ksm_ids, as_of):
    """What members owe too late, per group that has any."""
    return {pk: money.arrears for pk, money in money_by_ksm(ksm_ids, as_of).items() if money.arrears}


def cash_on_hand(ksm, as_of):
    """Rupiah in the box at the end of the day."""
    return balances(ksm, as_of).get(chart.KAS, 0)


def lend(ksm, day=LENT, **fields):
    facts = {"principal": 1_000_000, "periods": 10, "rate_percent": 0, "unit": "WEEK", "number": "P-01"}
    facts |= {"member": ksm.members.first(), "state": Loan.State.APPROVED} | fields
    loan = Loan.objects.create(ksm=ksm, **facts)
    store_disbursements(entry_of={loan.pk: enter(ksm, [plan_disbursement(loan)], day)}, loans=[loan])
    loan.refresh_from_db()
    return loan


def pay(loan, amount, day, paid_from="MEMBER"):
    loan.refresh_from_db()
    planned = plan_repayments(payments=[(loan, amount, paid_from)], on=day)
    entry = enter(loan.ksm, planned[0].lines(), day)
    return store_repayments(entry_of={0: entry}, planned=planned)[0]


def decide(day, by=None, **fields):
    return Decision(**({"on": day, "today": day, "minutes": "Notulen minggu 6", "by": by} | fields))
