"""Who may enter BLM Sosial: a group that stands decided as layak, when it proposes and when it is paid."""

import datetime

import pytest

from assessment.blm.access import blm_refusal, disburse_tranche, propose_grant, start_proposal
from assessment.eligibility.decisions import propose_eligibility
from groups.refusals import GroupError
from ledger.models import BlmGrant, GrantMovement
from tests.support.blm import DAY, agree, agreed, decide, make_draft, tranche, verify
from tests.support.eligible import WEEK_13, decided, make_eligible, make_layak

pytestmark = pytest.mark.django_db


@pytest.fixture
def eligible(mawar, sari, joko, ratna):
    return make_layak(mawar, sari, joko, ratna)


def start(ksm, by, today=DAY):
    return start_proposal(ksm=ksm, background="A", plan="B", by=by, today=today)


def disburse(grant, by):
    facts = {"on": DAY, "place": "CASH", "note": "", "today": DAY}
    return disburse_tranche(tranche=tranche(grant, 1), by=by, **facts)


def test_a_group_that_is_layak_proposes_and_is_paid(eligible, sari, joko, ratna):
    assert blm_refusal(eligible, DAY) == ""
    grant = propose_grant(grant=make_draft(eligible, sari), by=sari, today=DAY)
    assert disburse(agree(decide(verify(grant, joko), ratna), sari), ratna).amount == 600_000


def test_nobody_proposes_before_week_13_or_before_the_decision(mawar, sari):
    make_eligible(mawar, sari)
    day = WEEK_13 - datetime.timedelta(days=1)
    with pytest.raises(GroupError, match="Belum waktunya: baru minggu 12"):
        start(mawar, sari, day)
    with pytest.raises(GroupError, match="belum diputuskan"):
        start(mawar, sari, WEEK_13)
    assert not BlmGrant.objects.exists()


def test_a_candidate_has_no_access(mawar, sari):
    with pytest.raises(GroupError, match="hanya untuk KSM Percontohan"):
        start(mawar, sari)


@pytest.mark.parametrize(
    ("outcome", "sentence"), [("SUSPENDED", "sedang ditangguhkan"), ("NOT_ELIGIBLE", "belum layak")]
)
def test_a_group_no_longer_layak_neither_sends_nor_is_paid(eligible, sari, joko, ratna, outcome, sentence):
    grant = agreed(eligible, sari, joko, ratna)
    decided(eligible, joko, ratna, outcome, "Kas tidak cocok")
    with pytest.raises(GroupError, match=sentence):
        disburse(grant, ratna)
    assert not GrantMovement.objects.exists()
    BlmGrant.objects.filter(pk=grant.pk).update(state="DRAFT")
    with pytest.raises(GroupError, match=sentence):
        propose_grant(grant=grant, by=sari, today=DAY)
    grant.refresh_from_db()
    assert grant.state == "DRAFT"


def test_an_assessment_that_waits_takes_nothing_away(eligible, sari, joko, ratna):
    grant = agreed(eligible, sari, joko, ratna)
    propose_eligibility(ksm=eligible, outcome="SUSPENDED", reason="Ragu", by=joko, as_of=WEEK_13)
    assert disburse(grant, ratna).amount == 600_000
