"""A member's file tells of each group what the reader may see there, whatever may be seen elsewhere."""

import pytest

from groups.models import Posting, Welfare
from tests.support.factories import START, make_bkm, make_ksm, make_member, make_posting, make_unit_staff

pytestmark = pytest.mark.django_db
NIK = "9999014506800001"


@pytest.fixture
def both(mawar):
    """One person in Mawar and in a group of another BKM, poor in both."""
    facts = {"nik": NIK, "ps2": "PS2", "ps2_priority": 1}
    other = make_ksm(make_bkm("BKM Pusat Pasar", "12.71.01.1001"), name="KSM Kenanga")
    return make_member(mawar, **facts), make_member(other, address="Jalan Pasar 5", **facts)


def file_of(client, member) -> str:
    return client.get(f"/ksm/{member.ksm_id}/anggota/{member.pk}/berkas/").content.decode()


def test_a_group_that_the_reader_serves_otherwise_keeps_its_files_to_itself(both, tini, as_user):
    """Tini is volunteer of Mawar, and of the office of houses in the other BKM (J15)."""
    here, there = both
    make_posting(tini, Posting.Role.UNIT_STAFF, bkm=there.ksm.bkm, unit="UPL", start=START)
    page = file_of(as_user(tini), here)
    assert "<dt>PS-2</dt>" in page
    assert "KSM Kenanga" not in page
    assert "Jalan Pasar 5" not in page


def test_ps2_is_shown_of_the_groups_alone_where_the_reader_sees_it(both, tini, as_user):
    here, there = both
    make_posting(tini, Posting.Role.BKM_COORDINATOR, bkm=there.ksm.bkm, start=START)
    page = file_of(as_user(tini), here)
    assert "Jalan Pasar 5" in page
    assert page.count("<dt>PS-2</dt>") == 1


def test_an_office_that_keeps_no_files_opens_none(both, as_user):
    lina = make_unit_staff("lina", both[0].ksm.bkm, "UPL")
    assert as_user(lina).get(f"/ksm/{both[0].ksm_id}/anggota/{both[0].pk}/berkas/").status_code == 403


@pytest.mark.parametrize("agrees", [True, False])
def test_how_a_member_fares_is_told_while_the_member_agrees(both, sari, agrees, as_user, monkeypatch):
    member = both[0]
    facts = {"status": "STILL_POOR", "period_first": START, "by": sari}
    Welfare.objects.create(ksm=member.ksm, member=member, **facts)
    silent = frozenset(() if agrees else (member.pk,))
    monkeypatch.setattr("ksm.office.member_file.not_to_be_named", lambda ksm: silent)
    told = as_user(sari).get(f"/ksm/{member.ksm_id}/anggota/{member.pk}/berkas/").context["files"][0].welfare
    assert len(told) == agrees
