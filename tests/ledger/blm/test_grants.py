"""BLM Sosial from the draft to the agreement: what each step refuses, just on each side of its line."""

import datetime
from decimal import Decimal

import pytest

from groups.models import Ksm, Member
from groups.refusals import GroupError
from ledger.blm.granting import return_grant, split_amount
from ledger.blm.proposing import create_grant, delete_line, save_line, save_member, send_proposal
from ledger.models import BlmGrant
from tests.support.blm import ASKED, DAY, agree, agreed, decide, make_draft, sent, verify
from tests.support.factories import make_members, make_user

pytestmark = pytest.mark.django_db
TOMORROW = DAY + datetime.timedelta(days=1)
YESTERDAY = DAY - datetime.timedelta(days=1)


@pytest.fixture
def mawar(mawar):
    make_members(mawar, 5)
    return mawar


def refused(sentence, field=None):
    return pytest.raises(GroupError, match=sentence, check=lambda error: error.field == field)


def line(grant, **changes):
    facts = {"description": "Etalase", "volume": Decimal("2.5"), "unit": "m", "unit_price": 100_000}
    return save_line(grant=grant, line=None, **facts | {"swadaya": 50_000, "blm": 200_000} | changes)


def test_a_line_of_the_rab_is_volume_times_price_borne_by_two(mawar, sari):
    grant = make_draft(mawar, sari)
    written = line(grant)
    assert (written.sequence, written.total, written.volume_words) == (3, 250_000, "2,5")
    with refused("berjumlah Rp250.001, padahal volume kali harga satuan Rp250.000", "blm"):
        line(grant, blm=200_001)
    with refused("rupiah utuh", "unit_price"):
        line(grant, unit_price=100_001)
    with refused("lebih dari nol", "volume"):
        line(grant, volume=Decimal(0), swadaya=0, blm=0)


def test_a_member_is_proposed_once_with_an_order_of_their_own(mawar, sari):
    grant = make_draft(mawar, sari)
    first, third = mawar.members.get(number=1), mawar.members.get(number=3)
    facts = {"grant": grant, "proposed": None, "purpose": "Warung", "requested": 1, "today": DAY}
    money = {"income": 500_000, "cost": 600_000}
    with refused("sudah diusulkan", "member"):
        save_member(member=first, priority=3, **facts, **money)
    with refused("Urutan ini sudah dipakai", "priority"):
        save_member(member=third, priority=2, **facts, **money)
    assert save_member(member=third, priority=3, **facts, **money).capacity == -100_000
    fourth = mawar.members.get(number=4)
    Member.objects.filter(pk=fourth.pk).update(left_on=DAY)
    with refused("masih aktif", "member"):
        save_member(member=fourth, priority=4, **facts, **money)


def test_it_sends_no_proposal_without_rab_or_members_or_asking_for_more_than_the_rab(mawar, sari):
    grant = create_grant(ksm=mawar, background="A", plan="B", by=sari)
    with refused("Isi dulu RAB"):
        send_proposal(grant=grant, by=sari, today=DAY)
    line(grant)
    with refused("paling sedikit satu anggota"):
        send_proposal(grant=grant, by=sari, today=DAY)
    facts = {"grant": grant, "member": mawar.members.first(), "priority": 1, "purpose": "Warung"}
    asked = save_member(proposed=None, requested=200_001, income=1, cost=0, today=DAY, **facts)
    with refused("meminta Rp200.001, melebihi BLM dalam RAB Rp200.000"):
        send_proposal(grant=grant, by=sari, today=DAY)
    save_member(proposed=asked, requested=200_000, income=1, cost=0, today=DAY, **facts)
    assert send_proposal(grant=grant, by=sari, today=DAY).state == "PROPOSED"
    with refused("berstatus diajukan"):
        line(grant)


def test_one_grant_of_a_group_runs_at_a_time(mawar, sari, joko, ratna):
    grant = sent(mawar, sari)
    with refused("BLM-01 belum selesai"):
        make_draft(mawar, sari)
    decide(verify(grant, joko), ratna, approve=False, reason="Di luar daftar usaha")
    assert make_draft(mawar, sari).number == "BLM-02"


def test_it_verifies_after_a_visit_by_another_than_the_writer(mawar, sari, joko):
    grant = sent(mawar, sari)
    with refused("tidak boleh memverifikasi sendiri"):
        verify(grant, sari)
    with refused("sesudah hari ini", "visited_on"):
        verify(grant, joko, visited_on=TOMORROW)
    with refused("sebelum usulan dikirim", "visited_on"):
        verify(grant, joko, visited_on=YESTERDAY)
    with refused("Tulis mengapa tidak layak", "note"):
        verify(grant, joko, feasible=False)
    first, second = grant.members.all()
    too_much = {first.pk: (400_001, ""), second.pk: (0, "")}
    with refused("meminta Rp400.000", f"recommended_{first.pk}"):
        verify(grant, joko, recommended=too_much)
    with refused("Untuk anggota Rp800.000, melebihi jumlah BLM Rp799.999", "amount"):
        verify(grant, joko, amount=799_999)
    with refused("BLM dalam RAB Rp1.000.000", "amount"):
        verify(grant, joko, amount=ASKED + 1)
    with refused("Daftar anggota berubah"):
        verify(grant, joko, recommended={first.pk: (0, "")})
    assert verify(grant, joko, amount=800_000).recommended_amount == 800_000


def test_it_goes_back_for_repair_and_forgets_the_old_verification(mawar, sari, joko, ratna):
    grant = verify(sent(mawar, sari), joko)
    with refused("Tulis apa yang harus diperbaiki", "reason"):
        return_grant(grant=grant, reason=" ", by=ratna, today=DAY)
    grant = return_grant(grant=grant, reason="RAB kurang rinci", by=ratna, today=DAY)
    assert (grant.state, grant.verified_by, grant.feasible) == ("DRAFT", None, None)
    assert set(grant.members.values_list("recommended", flat=True)) == {None}
    assert grant.events.first().note == "RAB kurang rinci"


def test_a_third_person_decides_and_says_why_where_it_differs(mawar, sari, joko, ratna):
    grant = verify(sent(mawar, sari), joko)
    for person in (sari, joko):
        with refused("tidak boleh memutuskan"):
            decide(grant, person)
    with refused("Tulis alasan penolakan", "reason"):
        decide(grant, ratna, approve=False)
    with refused("sebelum kunjungan", "decided_on"):
        decide(grant, ratna, decided_on=YESTERDAY)
    first, second = grant.members.all()
    less = {first.pk: 399_999, second.pk: 400_000}
    with refused("tulis alasannya", "reason"):
        decide(grant, ratna, decided=less)
    with refused("tulis alasannya", "reason"):
        decide(grant, ratna, amount=ASKED - 1)
    approved = decide(grant, ratna, decided=less, reason="Usaha pertama kecil dulu")
    assert (approved.state, approved.approved_amount) == ("APPROVED", ASKED)
    first.refresh_from_db()
    assert first.decided == 399_999
    with refused("berstatus disetujui"):
        decide(grant, ratna)


def test_a_decision_as_recommended_needs_no_reason_but_against_tidak_layak_it_does(mawar, sari, joko, ratna):
    grant = verify(sent(mawar, sari), joko, feasible=False, note="Usaha belum jalan")
    with refused("tulis alasannya", "reason"):
        decide(grant, ratna)
    assert decide(grant, ratna, reason="Sudah dikunjungi lagi").state == "APPROVED"


def test_percents_sum_to_exactly_100(mawar, sari, joko, ratna):
    grant = decide(verify(sent(mawar, sari), joko), ratna)
    for last, words in ((Decimal(39), "99"), (Decimal(41), "101"), (Decimal("39.99"), "99,99")):
        with refused(f"berjumlah {words}, harus tepat 100", "percents"):
            agree(grant, sari, percents=(Decimal(60), last))
    with refused("Tulis persen tiap tahap", "percents"):
        agree(grant, sari, percents=(Decimal(100), Decimal(0)))
    agree(grant, sari)
    assert list(grant.tranches.values_list("sequence", "amount")) == [(1, 600_000), (2, 400_000)]


def test_tranches_are_floored_and_the_last_takes_the_remainder():
    thirds = (Decimal("33.33"), Decimal("33.33"), Decimal("33.34"))
    assert split_amount(1_000_001, thirds) == [333_300, 333_300, 333_401]
    assert split_amount(7, (Decimal(50), Decimal(50))) == [3, 4]
    with refused("terlalu kecil", "percents"):
        split_amount(1, (Decimal(50), Decimal(50)))


def test_the_agreement_fixes_whether_and_how_principal_returns(mawar, sari, joko, ratna):
    grant = decide(verify(sent(mawar, sari), joko), ratna)
    with refused("Tulis berapa kali dikembalikan", "return_installments"):
        agree(grant, sari, principal_returns="RETURNS")
    with refused("sebelum keputusan", "agreed_on"):
        agree(grant, sari, agreed_on=YESTERDAY)
    grant = agree(grant, sari, principal_returns="RETURNS", return_installments=10)
    assert (grant.state, grant.principal_returns, grant.return_installments) == ("AGREED", "RETURNS", 10)


def test_the_rab_is_brought_down_to_what_was_approved_before_the_agreement(mawar, sari, joko, ratna):
    grant = decide(verify(sent(mawar, sari), joko), ratna, amount=800_000, reason="Dana terbatas")
    with refused("BLM dalam RAB Rp1.000.000, yang disetujui Rp800.000"):
        agree(grant, sari)
    delete_line(grant=grant, line=grant.lines.last())
    with refused("RAB sudah sesuai jumlah yang disetujui"):
        delete_line(grant=grant, line=grant.lines.last())
    with refused("RAB sudah sesuai jumlah yang disetujui"):
        line(grant)
    assert agree(grant, sari).state == "AGREED"


def test_a_closed_group_changes_nothing(mawar, sari, joko):
    grant = sent(mawar, sari)
    Ksm.objects.filter(pk=mawar.pk).update(phase=Ksm.Phase.CLOSED, closed_on=DAY)
    with refused("sudah ditutup"):
        verify(grant, joko)


def test_every_step_is_kept_in_order_with_who_did_it(mawar, sari, joko, ratna):
    grant = agreed(mawar, sari, joko, ratna)
    acts = [(event.act, event.by) for event in reversed(grant.events.select_related("by"))]
    assert acts == [
        ("Usulan mulai ditulis", sari),
        ("Usulan dikirim kepada UP-UP", sari),
        ("Diverifikasi UP-UP: layak", joko),
        ("Disetujui Rp1.000.000", ratna),
        ("Perjanjian dicatat", sari),
    ]
    assert BlmGrant.objects.get().proposed_on == DAY
    assert make_user().pk not in {by.pk for _, by in acts}
