"""Who issues a paper, who signs it, and that nobody signs on both sides."""

import datetime

import pytest

from groups.letterhead import (
    ACKNOWLEDGED,
    Office,
    Signer,
    coordinator_name,
    facilitator_name,
    furniture,
    group_signers,
    kop_of,
    representatives,
    unit_officer,
    village_head,
    village_named,
)
from groups.models import Posting
from tests.support.factories import (
    START,
    make_coordinator,
    make_facilitator,
    make_members,
    make_officer,
    make_unit_staff,
)

WEEK = datetime.timedelta(weeks=1)
KETUA, SEKRETARIS, BENDAHARA = Office.KETUA, Office.SEKRETARIS, Office.BENDAHARA


@pytest.fixture
def officers(mawar):
    """The first three members as ketua, sekretaris and bendahara; the fourth holds no office."""
    members = make_members(mawar, 4)
    for member, role in zip(members, Office.values, strict=False):
        make_officer(member, role)
    return members


def test_a_paper_of_the_group_bears_its_name_and_whose_it_is(mawar):
    mawar.address, mawar.rt, mawar.rw = "Jl. Melati 3", "003", "005"
    kop = kop_of(mawar, START)
    assert (kop.name, kop.note) == (
        "KSM Mawar",
        "Kelompok swadaya masyarakat binaan BKM Sembungharjo Sejahtera · Kode MWR",
    )
    home = "Jl. Melati 3, RT 003/RW 005"
    assert kop.place == f"{home}, Kel. Sembungharjo, Kec. Genuk, Kota Semarang, Jawa Tengah"


def test_a_paper_of_the_bkm_bears_the_name_of_the_bkm(bkm):
    bkm.address, bkm.phone = "Balai kelurahan", "024 123"
    kop = kop_of(bkm, START)
    assert (kop.name, kop.note, kop.address) == (bkm.name, "", "Balai kelurahan · Telepon 024 123")


@pytest.mark.parametrize(
    ("borrower", "acting"),
    [
        (0, ["Sekretaris", "Bendahara"]),
        (1, ["Ketua", "Bendahara"]),
        (2, ["Ketua", "Sekretaris"]),
        (3, ["Ketua", "Bendahara"]),
    ],
)
def test_the_officer_who_is_the_other_party_does_not_act_for_the_group(mawar, officers, borrower, acting):
    opposite = officers[borrower]
    found = representatives(mawar, START, KETUA, BENDAHARA, opposite=[opposite.pk])
    assert [office for office, _ in found] == acting
    assert opposite not in [member for _, member in found]


def test_one_office_is_stood_in_for_where_its_holder_is_the_other_party(mawar, officers):
    chair, secretary, treasurer, _ = officers
    for holder, office, stand_in in (
        (chair, KETUA, secretary),
        (secretary, SEKRETARIS, chair),
        (treasurer, BENDAHARA, secretary),
    ):
        [(_, member)] = representatives(mawar, START, office, opposite=[holder.pk])
        assert member == stand_in


def test_a_group_whose_officers_are_all_on_the_other_side_is_represented_by_a_member(mawar, officers):
    everybody = [member.pk for member in officers]
    assert representatives(mawar, START, KETUA, BENDAHARA, opposite=everybody) == [("Wakil anggota", None)]


def test_an_office_that_nobody_holds_keeps_its_line(mawar):
    assert group_signers(mawar, START, KETUA, BENDAHARA, lead="Dibuat oleh,") == [
        Signer("Dibuat oleh,", "Ketua KSM"),
        Signer("", "Bendahara KSM"),
    ]


def test_officers_are_those_of_the_day(mawar):
    first, second = make_members(mawar, 2)
    make_officer(first, KETUA, end=START)
    make_officer(second, KETUA, start=START)
    assert representatives(mawar, START - WEEK, KETUA) == [("Ketua", first)]
    assert representatives(mawar, START, KETUA) == [("Ketua", second)]


def test_the_coordinator_is_the_one_of_the_day_and_nobody_where_there_are_two(bkm, ratna):
    ratna.postings.update(end=START)
    dodi = make_coordinator("dodi", bkm)
    dodi.postings.update(start=START)
    assert [coordinator_name(bkm, day) for day in (START - WEEK, START)] == ["Ratna", "Dodi"]
    ratna.postings.update(end=None)
    assert coordinator_name(bkm, START) == ""


def test_the_officer_of_a_unit_is_named_where_there_is_one(bkm, joko):
    assert unit_officer(bkm, START, "UPK", "Dibuat oleh,") == Signer("Dibuat oleh,", "Petugas UPK", "Joko")
    assert unit_officer(bkm, START, "UPS", "").name == ""
    make_unit_staff("eko", bkm, "UPK")
    assert unit_officer(bkm, START, "UPK", "").name == ""


def test_the_facilitator_is_the_nearest_one_of_the_day(bkm, sari):
    make_facilitator("korkot", "33.74")
    make_facilitator("tetangga", "33.74.05.1002")
    assert facilitator_name(bkm, START) == "Sari"
    Posting.objects.filter(user=sari).update(end=START)
    assert facilitator_name(bkm, START) == "Korkot"


@pytest.mark.parametrize(
    ("full_name", "title", "head"),
    [
        ("Kel. Sembungharjo, Kec. Genuk", "Kelurahan Sembungharjo", "Lurah Sembungharjo"),
        ("Desa Kalisari, Kec. Sayung", "Desa Kalisari", "Kepala Desa Kalisari"),
        ("Desa Adat Jimbaran, Kec. Kuta", "Desa Adat Jimbaran", "Kepala Desa Adat Jimbaran"),
    ],
)
def test_the_head_of_a_village_is_lurah_or_kepala_desa(full_name, title, head):
    assert village_named(full_name) == (title, head)


def test_the_head_of_the_village_has_a_line_to_sign_on(bkm):
    assert village_head(bkm, START) == Signer(ACKNOWLEDGED, "Lurah Sembungharjo")


def test_who_acknowledges_stands_on_the_left_and_below_the_others_where_they_fill_a_line(bkm):
    maker, other, third = Signer("", "A"), Signer("", "B"), Signer("", "C")
    seen = Signer(ACKNOWLEDGED, "Koordinator BKM")
    assert furniture(bkm, START, [maker, seen, other])["signers"] == [seen, maker, other]
    assert furniture(bkm, START, [seen, maker, other, third])["signers"] == [maker, other, third, seen]
