"""Where grants stand and who is next: after every step, and in the same number of queries for any number."""

import pytest

from groups.refusals import GroupError
from ledger.blm.accountability import answer_report
from ledger.blm.granting import return_grant
from ledger.blm.proposing import create_grant, send_proposal
from ledger.blm.reading import next_act, waiting_grants, with_stages
from ledger.models import BlmGrant
from tests.support.blm import DAY, accept, agree, decide, make_draft, make_paid, pay, report, verify
from tests.support.factories import make_ksm, make_members, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mawar(mawar):
    make_members(mawar, 3)
    return mawar


def words(grant):
    act = next_act(with_stages(BlmGrant.objects.filter(pk=grant.pk)).get())
    return act.words, str(act.who)


def test_it_names_what_comes_next_and_by_whom_after_every_step(mawar, sari, joko, ratna):
    grant = make_draft(mawar, sari)
    assert words(grant) == ("Lengkapi usulan, lalu kirim kepada UP-UP", "Fasilitator atau relawan")
    send_proposal(grant=grant, by=sari, today=DAY)
    assert words(grant) == ("Verifikasi usulan", "UP-UP")
    return_grant(grant=grant, reason="RAB kurang rinci", by=joko, today=DAY)
    assert words(grant)[0] == "Perbaiki usulan yang dikembalikan, lalu kirim lagi"
    send_proposal(grant=grant, by=sari, today=DAY)
    verify(grant, joko)
    assert words(grant) == ("Putuskan usulan", "Koordinator BKM")
    decide(grant, ratna)
    assert words(grant) == ("Catat perjanjian", "Fasilitator atau koordinator BKM")
    agree(grant, sari)
    assert words(grant) == ("Cairkan tahap 1", "Koordinator BKM atau UPK")
    pay(grant, 1, ratna)
    assert words(grant) == ("Kirim LPJ tahap 1, paling lambat 1 Oktober 2025", "Fasilitator atau relawan")
    written = report(grant, 1, sari)
    assert words(grant) == ("Periksa LPJ tahap 1", "UP-UP")
    answer_report(report=written, accept=False, reason="Kurang", by=joko, today=DAY)
    assert words(grant) == (
        "Perbaiki dan kirim lagi LPJ tahap 1, paling lambat 1 Oktober 2025",
        "Fasilitator atau relawan",
    )
    accept(report(grant, 1, sari), joko)
    assert words(grant) == ("Cairkan tahap 2", "Koordinator BKM atau UPK")
    pay(grant, 2, ratna)
    with pytest.raises(GroupError, match="belum selesai"):
        create_grant(ksm=mawar, background="A", plan="B", by=sari)
    accept(report(grant, 2, sari, blm=400_000), joko)
    assert words(grant) == ("Semua tahap dipertanggungjawabkan", "")
    assert waiting_grants([mawar.pk]) == []
    assert create_grant(ksm=mawar, background="A", plan="B", by=sari).number == "BLM-02"


def test_it_asks_the_same_queries_for_one_group_and_three(bkm, django_assert_num_queries):
    groups = [make_ksm(bkm) for _ in range(3)]
    for ksm in groups:
        make_members(ksm, 3)
        report(make_paid(ksm), 1, make_user())
    for some in (groups[:1], groups):
        with django_assert_num_queries(4):
            found = waiting_grants([ksm.pk for ksm in some])
        assert [one.act.code for one in found] == ["check"] * len(some)
