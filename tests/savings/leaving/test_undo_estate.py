"""The exit of somebody who died taken back, and what was taken from an heir."""

import datetime
from fractions import Fraction

import pytest

from groups.refusals import GroupError
from ledger.acts.heirs import receive_from_heir
from ledger.acts.rescheduling import NewTerms, reschedule
from ledger.joint.covering import cover_shortfall
from ledger.journal.balances import balances
from ledger.journal.posting import LedgerError
from ledger.loans.owed import outstanding_principal
from ledger.undoing.loan_acts import Retraction, undo_act
from ledger.undoing.money import undo_payment
from savings.leaving.settling import settlements
from savings.undoing import undo_exit
from tests.savings.leaving.test_estate import LEFT, WEEK, all_agrees, begin, die, leave
from tests.support.factories import START
from tests.support.lending import decide

pytestmark = pytest.mark.django_db
BACK = LEFT + datetime.timedelta(days=2)


@pytest.fixture
def loan(mawar, sari):
    """200.000 owed, 107.000 saved; the heir goes on with what is left."""
    loan = begin(mawar, sari, 200_000)
    die(loan)
    leave(loan, sari)
    return loan


def back(by, on=BACK):
    return Retraction(on=on, today=on, reason="Ternyata masih hidup", by=by)


def test_an_exit_taken_back_leaves_no_heir_and_the_debt_as_before(mawar, sari, loan):
    assert loan.heir == "Sumiati"
    undo_exit(member=loan.member, retraction=back(sari))
    loan.refresh_from_db()
    loan.member.refresh_from_db()
    assert (loan.heir, loan.member.left_on) == ("", None)
    retraction = settlements(mawar, [loan.member], BACK)[loan.member]
    assert (retraction.saved, retraction.debts[0][1].principal) == (107_000, 200_000)
    assert balances(mawar, BACK)["1101"] == 307_000
    with pytest.raises(LedgerError, match="masih anggota"):
        receive_from_heir(loan=loan, amount=1, decision=decide(BACK))
    assert all_agrees(mawar)


def test_what_the_heir_paid_is_taken_back_before_the_exit(mawar, sari, loan):
    receive_from_heir(loan=loan, amount=20_000, decision=decide(LEFT, sari))
    with pytest.raises(LedgerError, match="Sesudahnya sudah ada angsuran"):
        undo_exit(member=loan.member, retraction=back(sari))
    undo_payment(loan=loan, retraction=back(sari))
    # 107.000 paid 2.000 jasa and principal of two instalments, and 2.000 and 1.000 of the third.
    assert outstanding_principal(mawar, BACK) == {loan.pk: 99_000}
    undo_exit(member=loan.member, retraction=back(sari))
    assert outstanding_principal(mawar, BACK) == {loan.pk: 200_000}
    assert all_agrees(mawar)


def test_what_was_decided_with_the_heir_is_taken_back_alone_but_not_the_death(mawar, sari, loan):
    terms = NewTerms(Fraction(0), "FLAT", 3, "WEEK")
    event = reschedule(
        loan=loan, terms=terms, first_due=LEFT + WEEK, waive_jasa=False, decision=decide(LEFT, sari)
    )
    undo_act(event=event, retraction=back(sari))
    for kind in ("DEATH", "SET_OFF"):
        with pytest.raises(LedgerError, match="sudah keluar"):
            undo_act(event=loan.events.get(kind=kind), retraction=back(sari))
    assert all_agrees(mawar)


def test_a_death_taken_back_counts_no_more(mawar, sari):
    loan = begin(mawar, sari, 200_000)
    undo_act(event=die(loan, by=sari), retraction=back(sari))
    with pytest.raises(GroupError, match="Catat dulu kematian"):
        leave(loan, sari, on=BACK)


def test_an_exit_that_gave_back_tanggung_renteng_stays(mawar, sari):
    loan = begin(mawar, sari, 80_000)
    facts = {"method": "ALL", "payers": list(mawar.members.all())}
    cover_shortfall(loan=loan, amount=20_800, decision=decide(START + WEEK, sari), **facts)
    die(loan)
    leave(loan, sari)
    with pytest.raises(GroupError, match="keluarnya tidak dapat dibatalkan"):
        undo_exit(member=loan.member, retraction=back(sari))
    loan.member.refresh_from_db()
    assert loan.member.left_on == LEFT
