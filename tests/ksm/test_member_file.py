"""A member's file tells of each group what the reader may see there, whatever may be seen elsewhere."""

import io
import zipfile
from unittest import mock

import pytest
from django.test import Client

from groups.models import Export, Member, Posting, User, Welfare
from ksm.office.member_file import files_about
from tests.support.factories import START, make_bkm, make_ksm, make_member, make_posting, make_unit_staff
from tests.support.kept_world import noon_of_the_world, put_world
from tests.support.listings import is_listing
from tests.support.world import addresses

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


MARKS = {
    "birth_place": "Tempat Lahirnya",
    "occupation": "Pekerjaannya",
    "heir": "Ahli Warisnya",
    "address": "Jalan Rumahnya",
}


def told_by(client, path, papers) -> str:
    """All that a file says; of a paper as it was before it was laid out."""
    papers.clear()
    answer = client.get(path, {"unduh": "csv"} if is_listing(path) else {})
    if answer.status_code != 200 or answer.headers["Content-Type"].startswith("text/html"):
        return ""
    content = b"".join(answer) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            content = b"".join(whole.read(name) for name in whole.namelist())
    return "".join(papers) + content.decode(errors="replace")


@pytest.mark.once
def test_every_file_that_tells_who_a_member_is_stands_in_that_members_file():
    """What a member agreed to promises it: who ever opened what is kept."""
    ids, papers = put_world(), []
    member = Member.objects.select_related("ksm").get(pk=ids["member_id"])
    for name, mark in MARKS.items():
        setattr(member, name, mark)
    member.save()
    client = Client()
    client.force_login(User.objects.get(username="sari"))
    telling = []
    with (
        noon_of_the_world(),
        mock.patch("ksm.pdf.html_to_pdf", lambda html, *_: papers.append(html) or b"%PDF"),
    ):
        for _, _, path in addresses(ids):
            if path.startswith(("/ksm/", "/bkm/")) and (is_listing(path) or not path.endswith("/")):
                words = told_by(client, path, papers)
                telling += [path] if any(mark in words for mark in MARKS.values()) else []
    told = set(files_about([member]).values_list("address", flat=True))
    assert [path for path in telling if path not in told] == []
    assert len(telling) > 8
    assert Export.objects.count() > len(told) > 8
