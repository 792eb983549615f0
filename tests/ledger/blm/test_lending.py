"""Loans from the BLM fund: by the decided order, to active members, within the fund's money."""

from decimal import Decimal

import pytest

from groups.models import Member
from ksm.refusals import RefusalError
from ledger import chart
from ledger.blm.lending import FundTerms, lend_from_fund, lendable, waiting_members
from ledger.journal.posting import Line, post
from ledger.journal.verification import differences_of
from ledger.loans.lending import plan_disbursement
from ledger.models import Fund, Loan
from tests.support.blm import DAY, agreed, make_paid, pay
from tests.support.factories import make_ksm, make_members

pytestmark = pytest.mark.django_db
TERMS = FundTerms(Decimal(1), "FLAT", 8, "WEEK", 500)


@pytest.fixture
def mawar(mawar):
    make_members(mawar, 5)
    return mawar


@pytest.fixture
def grant(mawar, sari, joko, ratna):
    """Two members decided with Rp400.000 each; Rp600.000 of the first tranche is there."""
    grant = agreed(mawar, sari, joko, ratna)
    pay(grant, 1, ratna)
    return grant


def refused(sentence, field=None):
    return pytest.raises(RefusalError, match=sentence, check=lambda error: error.field == field)


def lend(grant, by, *chosen, note="", terms=TERMS):
    ids = [one.pk for one in chosen]
    return lend_from_fund(grant=grant, chosen=ids, terms=terms, note=note, by=by, today=DAY)


def test_it_makes_an_approved_loan_of_the_fund_with_the_decided_amount(grant, mawar, sari):
    first, second = grant.members.all()
    [loan] = lend(grant, sari, first)
    facts = (loan.fund, loan.state, loan.principal, loan.priority, loan.purpose, loan.member_id)
    assert facts == (Fund.BLM, Loan.State.APPROVED, 400_000, 1, "Warung", first.member_id)
    assert waiting_members(grant, DAY) == [second]
    assert lendable(mawar, DAY) == 200_000
    with refused("sudah dipinjami", "members"):
        lend(grant, sari, first)


def test_taking_somebody_out_of_order_wants_a_reason_that_is_kept(grant, sari):
    first, second = grant.members.select_related("member")
    with refused(f"Lebih dulu dalam urutan: 1. {first.member.name}", "note"):
        lend(grant, sari, second)
    [loan] = lend(grant, sari, second, note="Siti menunggu panen")
    assert loan.decision_note == "Siti menunggu panen"


def test_it_lends_no_rupiah_beyond_the_fund_less_what_was_promised(grant, sari):
    first, second = grant.members.all()
    with refused("Berjumlah Rp800.000; dana BLM yang dapat dipinjamkan Rp600.000", "members"):
        lend(grant, sari, first, second)
    lend(grant, sari, first)
    grant.members.filter(pk=second.pk).update(decided=200_001)
    with refused("Rp200.001; dana BLM yang dapat dipinjamkan Rp200.000", "members"):
        lend(grant, sari, second)
    grant.members.filter(pk=second.pk).update(decided=200_000)
    assert lend(grant, sari, second)[0].principal == 200_000


def test_whoever_left_is_not_lent_to_and_holds_up_nobody(grant, sari):
    first, second = grant.members.all()
    Member.objects.filter(pk=first.member_id).update(left_on=DAY)
    with refused("sudah keluar", "members"):
        lend(grant, sari, first)
    assert lend(grant, sari, second)


def test_who_got_nothing_is_not_lent_to(grant, sari):
    first, second = grant.members.all()
    grant.members.filter(pk=first.pk).update(decided=0)
    with refused("tidak mendapat bagian", "members"):
        lend(grant, sari, first)
    assert lend(grant, sari, second)


def test_a_loan_refused_in_the_meeting_may_be_made_anew(grant, sari):
    first, _ = grant.members.all()
    [loan] = lend(grant, sari, first)
    Loan.objects.filter(pk=loan.pk).update(state="REJECTED")
    [again] = lend(grant, sari, first)
    first.refresh_from_db()
    assert first.loan == again


def test_terms_without_a_schedule_and_nobody_chosen_are_refused(grant, sari):
    first, _ = grant.members.all()
    with refused("Jangka harus antara", "periods"):
        lend(grant, sari, first, terms=FundTerms(Decimal(1), "FLAT", 0, "WEEK", 500))
    with refused("Pilih paling sedikit satu anggota", "members"):
        lend(grant, sari)


def test_check_ledger_names_principal_that_went_to_another_fund(grant, mawar, sari):
    first, _ = grant.members.all()
    [loan] = lend(grant, sari, first)
    lines = [plan_disbursement(loan)]
    post(ksm=mawar, date=DAY, kind="OTHER", memo="Cair", lines=lines, by=sari)
    assert [one.subject for one in differences_of(mawar)] == [f"Pinjaman {loan.number}"]  # no card says so
    wrong = Line(chart.KAS, chart.PIUTANG_ANGGOTA, 1_000, loan_id=loan.pk)
    post(ksm=mawar, date=DAY, kind="OTHER", memo="Salah dana", lines=[wrong], by=sari)
    assert f"Pinjaman {loan.number} di dana lain" in [one.subject for one in differences_of(mawar)]


def test_members_of_another_grant_are_not_taken(grant, bkm, sari):
    from_elsewhere = make_paid_elsewhere(bkm).members.first()
    with refused("Anggota itu tidak dapat dipinjami", "members"):
        lend(grant, sari, from_elsewhere)


def make_paid_elsewhere(bkm):
    other = make_ksm(bkm, name="KSM Kenanga")
    make_members(other, 3)
    return make_paid(other)
