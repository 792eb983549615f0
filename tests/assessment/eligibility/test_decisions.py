"""Seen by people, recommended by UP-UP, decided by the BKM's coordinator: two persons, reasons, frozen."""

import datetime

import pytest
from django.utils import timezone

from assessment.eligibility.decisions import answer_eligibility, propose_eligibility
from assessment.eligibility.status import decided_by_ksm
from assessment.graduation.decisions import (
    answer_request,
    declare_passed,
    latest_decision,
    request_revocation,
)
from assessment.models import Assessment, EligibilityCheck, EligibilityProposal, Standing
from assessment.standings import compute_standings
from groups.models import Ksm
from groups.refusals import GroupError
from tests.support.eligible import WEEK_13, make_eligible, record_check, see
from tests.support.factories import START

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def eligible(mawar, sari):
    return make_eligible(mawar, sari)


def propose(ksm, by, outcome="ELIGIBLE", reason="", as_of=WEEK_13):
    return propose_eligibility(ksm=ksm, outcome=outcome, reason=reason, by=by, as_of=as_of)


def answer(proposal, by, approve=True, note="", as_of=WEEK_13):
    return answer_eligibility(
        proposal=proposal, approve=approve, by=by, as_of=as_of, now=timezone.now(), note=note
    )


def standing_of(ksm, on=WEEK_13):
    ksm.refresh_from_db()
    return compute_standings([ksm], on)[0]


def test_it_freezes_what_the_decision_rested_on_with_both_names(eligible, joko, ratna):
    decision = answer(propose(eligible, joko), ratna).result
    assert (decision.kind, decision.outcome, decision.all_met) == ("ELIGIBILITY", "ELIGIBLE", True)
    assert (decision.decided_by, decision.second, decision.overruled) == (ratna, joko, False)
    assert decision.thresholds == {
        "min_members": 5,
        "min_women": "3/10",
        "from_week": 13,
        "trained_share": "1",
        "ps2_share": "1",
        "repaid_share": "4/5",
        "arrears_days": 30,
        "upk_overdue_days": 0,
        "loans_in_order": True,
    }
    assert decision.facts["saving_weeks"] == 12
    assert {row["verdict"] for row in decision.findings} == {"MET", "NOTHING"}  # nothing was lent
    assert (decision.window_first, decision.window_last) == (START, WEEK_13)
    assert decision.proposal.proposed_role == "Petugas UPK"
    assert latest_decision(eligible).outcome == "PASSED"  # graduation still stands by itself


def test_nothing_happens_by_itself_and_a_recommendation_is_no_decision(eligible, joko):
    assert standing_of(eligible).eligibility == Standing.Eligibility.WAITING
    propose(eligible, joko)
    assert not Assessment.objects.filter(kind="ELIGIBILITY").exists()
    assert standing_of(eligible).eligibility == Standing.Eligibility.PROPOSED


def test_nobody_decides_on_their_own_recommendation(eligible, joko):
    proposal = propose(eligible, joko)
    with pytest.raises(GroupError, match="tidak boleh memutuskan sendiri"):
        answer(proposal, joko)
    assert not Assessment.objects.filter(kind="ELIGIBILITY").exists()


def test_it_is_refused_before_week_13_and_allowed_on_its_first_day(eligible, joko):
    with pytest.raises(GroupError, match="Belum waktunya: baru minggu 12, dinilai mulai minggu 13"):
        propose(eligible, joko, as_of=WEEK_13 - DAY)
    assert propose(eligible, joko).state == "WAITING"


def test_only_a_model_group_is_assessed(mawar, joko):
    with pytest.raises(GroupError, match="hanya dinilai untuk KSM Percontohan"):
        propose(mawar, joko)


@pytest.mark.parametrize("outcome", ["NOT_ELIGIBLE", "SUSPENDED"])
def test_belum_layak_and_ditangguhkan_always_want_a_reason(eligible, joko, outcome):
    with pytest.raises(GroupError, match="Tulis alasannya") as refused:
        propose(eligible, joko, outcome, " ")
    assert refused.value.field == "reason"
    assert propose(eligible, joko, outcome, "Ketua pindah").reason == "Ketua pindah"


def test_layak_against_the_findings_wants_a_reason_and_is_marked(eligible, joko, ratna, sari):
    see(eligible, sari, family_consents=False)
    with pytest.raises(GroupError, match="Belum semua syarat terpenuhi: tulis mengapa tetap layak"):
        propose(eligible, joko)
    decision = answer(propose(eligible, joko, reason="Suami setuju lewat telepon"), ratna).result
    assert (decision.outcome, decision.all_met, decision.overruled) == ("ELIGIBLE", False, True)


def test_what_changed_since_a_silent_recommendation_sends_it_back(eligible, joko, ratna, sari):
    proposal = propose(eligible, joko)
    see(eligible, sari, homes_visited=False)
    with pytest.raises(GroupError, match="Kembalikan kepada UP-UP"):
        answer(proposal, ratna)
    returned = answer(proposal, ratna, approve=False, note="Kunjungi dulu")
    assert (returned.state, returned.result) == ("REFUSED", None)
    assert standing_of(eligible).eligibility == Standing.Eligibility.WAITING


def test_handing_back_wants_a_note_and_an_answer_is_given_once(eligible, joko, ratna):
    proposal = propose(eligible, joko)
    with pytest.raises(GroupError, match="mengapa dikembalikan") as refused:
        answer(proposal, ratna, approve=False, note=" ")
    assert refused.value.field == "note"
    answer(proposal, ratna)
    with pytest.raises(GroupError, match="sudah dijawab"):
        answer(proposal, ratna)


def test_one_recommendation_waits_at_a_time_and_layak_is_not_given_twice(eligible, joko, ratna):
    first = propose(eligible, joko)
    with pytest.raises(GroupError, match="masih menunggu"):
        propose(eligible, joko, "SUSPENDED", "Ragu")
    answer(first, ratna)
    with pytest.raises(GroupError, match="sudah dinyatakan layak"):
        propose(eligible, joko)
    with pytest.raises(GroupError, match="Pilih salah satu"):
        propose(eligible, joko, "PASSED", "Salah pilih")
    answer(propose(eligible, joko, "SUSPENDED", "Kas tidak cocok"), ratna)
    assert standing_of(eligible).eligibility == Standing.Eligibility.SUSPENDED


def test_belum_layak_says_what_is_missing_without_any_note(eligible, joko, ratna, sari):
    see(eligible, sari, family_consents=False)
    answer(propose(eligible, joko, "NOT_ELIGIBLE", "Keluarga belum setuju"), ratna)
    standing = standing_of(eligible)
    assert standing.eligibility_word == "Belum layak: keluarga anggota menyetujui"
    assert standing.next_step == "Lengkapi syarat kelayakan, lalu nilai lagi"
    assert standing_of(eligible, WEEK_13 - DAY).eligibility == Standing.Eligibility.NOT_YET


def test_eligibility_falls_with_the_title_and_is_not_inherited_by_a_new_one(eligible, sari, joko, ratna):
    answer(propose(eligible, joko), ratna)
    asked = request_revocation(ksm=eligible, by=sari, reason="Salah kelompok")
    answer_request(request=asked, approve=True, by=ratna, as_of=WEEK_13, now=timezone.now())
    assert standing_of(eligible).eligibility == Standing.Eligibility.NOT_YET
    declare_passed(ksm=eligible, by=sari, role="Fasilitator", as_of=WEEK_13)
    assert standing_of(eligible).eligibility == Standing.Eligibility.WAITING
    assert decided_by_ksm([eligible.pk]) == {}


def test_every_verb_counts_as_a_change_of_the_group(eligible, sari, joko, ratna):
    versions = [eligible.data_version]

    def rise():
        eligible.refresh_from_db()
        versions.append(eligible.data_version)

    see(eligible, sari)
    rise()
    proposal = propose(eligible, joko)
    rise()
    answer(proposal, ratna)
    rise()
    assert versions == sorted(set(versions))


def test_a_check_wants_a_note_when_the_answer_is_no_and_a_believable_day(mawar, sari):
    facts = {"ksm": mawar, "by": sari, "today": WEEK_13}
    good = {"code": "homes_visited", "met": True, "seen_on": WEEK_13, "note": ""}
    for change, sentence, field in (
        ({"met": False, "note": " "}, "Tulis apa yang dilihat", "note_homes_visited"),
        ({"seen_on": WEEK_13 + DAY}, "sesudah hari ini", "seen_on"),
        ({"seen_on": mawar.founded_on - DAY}, "sebelum kelompok berdiri", "seen_on"),
        ({"code": "tidak_ada"}, "tidak ada", None),
    ):
        with pytest.raises(GroupError, match=sentence) as refused:
            record_check(**facts, **good | change)
        assert refused.value.field == field
    record_check(**facts, **good)
    record_check(**facts, **good | {"met": False, "note": "Pindah rumah"})
    assert EligibilityCheck.objects.count() == 2
    Ksm.objects.filter(pk=mawar.pk).update(phase=Ksm.Phase.CLOSED, closed_on=WEEK_13)
    with pytest.raises(GroupError, match="sudah ditutup"):
        record_check(**facts, **good)


def test_a_decision_never_changes_when_data_change_afterwards(eligible, sari, joko, ratna):
    decision = answer(propose(eligible, joko), ratna).result
    before = (decision.findings, decision.facts)
    see(eligible, sari, homes_visited=False)
    decision.refresh_from_db()
    assert (decision.findings, decision.facts) == before
    assert EligibilityProposal.objects.get().state == "APPROVED"
