import datetime

import pytest

from groups.forms.members import MemberFilter
from groups.models import Member, OfficerTerm
from tests.support.factories import make_ksm, make_member, make_members, make_officer

NIK = "9999015203850001"


@pytest.fixture
def address(mawar):
    return f"/ksm/{mawar.pk}/anggota/"


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_the_same_number_of_queries_for_one_member_and_for_three(
    as_user, sari, mawar, address, number, django_assert_num_queries
):
    for member in make_members(mawar, number):
        role = list(OfficerTerm.Role)[member.number - 1]
        make_officer(member, role)
    client = as_user(sari)
    with django_assert_num_queries(8):
        response = client.get(address)
    assert [member.office for member in response.context["page"]] == ["Ketua", "Sekretaris", "Bendahara"][
        :number
    ]


def test_it_is_404_for_strangers_and_a_login_for_the_anonymous(client, as_user, budi, address):
    """BUG-106"""
    assert client.get(address).url == f"/masuk/?next={address}"
    assert as_user(budi).get(address).status_code == 404


def test_it_masks_the_nik_for_everybody(as_user, sari, admin, mawar, address):
    member = make_member(mawar, nik=NIK)
    for user in (sari, admin):
        for page in (address, f"{address}{member.pk}/"):
            html = as_user(user).get(page).content.decode()
            assert "9999********0001" in html
            assert NIK not in html
    assert NIK not in as_user(sari).get(f"{address}{member.pk}/ubah/").content.decode()


def test_it_shows_ps2_only_to_those_who_may_see_it(as_user, sari, tini, joko, ratna, admin, mawar, address):
    """domain.md J15"""
    member = make_member(mawar, ps2=Member.Ps2.YES, ps2_priority=1)
    for page in (address, f"{address}{member.pk}/"):
        for user in (sari, tini, joko):
            assert "prioritas 1" in as_user(user).get(page).content.decode()
        for user in (ratna, admin):
            assert "prioritas 1" not in as_user(user).get(page).content.decode()


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2, 3]),
        ("cari=wayan", [2]),
        ("cari=3", [3]),
        ("cari=%C2%B2", []),
        ("status=aktif", [1, 3]),
        ("status=keluar", [2]),
        ("urut=nama", [3, 2, 1]),
        ("status=xxx&urut=nik&page=abc", [1, 2, 3]),
        ("cari=99999999999999999999", []),
    ],
)
def test_it_searches_filters_and_sorts(as_user, sari, mawar, address, query, numbers):
    make_members(mawar, 3)
    mawar.members.filter(number=2).update(left_on=datetime.date(2025, 7, 1))
    page = as_user(sari).get(f"{address}?{query}").context["page"]
    assert [member.number for member in page] == numbers


def test_it_tells_apart_three_members_of_one_name(as_user, sari, mawar, address):
    """BUG-065"""
    for _ in range(3):
        make_member(mawar, name="Siti Aminah")
    make_member(mawar, name="Siti Aminah", left_on=mawar.founded_on)
    page = as_user(sari).get(f"{address}?status=aktif").context["page"]
    assert [(member.number, member.name) for member in page] == [(n, "Siti Aminah") for n in (1, 2, 3)]
    for place, name in (("pengurus/baru/", "ketua"), ("pinjaman/ajukan/", "member")):
        field = as_user(sari).get(f"/ksm/{mawar.pk}/{place}").context["form"].fields[name]
        labels = [label for value, label in field.choices if value]
        assert labels == ["1. Siti Aminah", "2. Siti Aminah", "3. Siti Aminah"], place


def test_it_does_not_show_a_member_through_another_group(as_user, sari, mawar):
    """BUG-106"""
    other = make_ksm(mawar.bkm)
    member = make_member(mawar)
    for page in ("", "ubah/", "keluar/"):
        assert as_user(sari).get(f"/ksm/{other.pk}/anggota/{member.pk}/{page}").status_code == 404


def test_it_opens_the_pages_of_somebody_in_two_groups(as_user, sari, mawar):
    """BUG-071"""
    other = make_ksm(mawar.bkm, name="KSM Melati")
    for ksm in (mawar, other):
        member = make_member(ksm, nik=NIK)
    html = as_user(sari).get(f"/ksm/{other.pk}/anggota/{member.pk}/").content.decode()
    assert "NIK ini juga tercatat sebagai anggota KSM Mawar." in html
    for ksm in (mawar, other):
        [member] = ksm.members.all()
        mine = f"anggota/{member.pk}/"
        for place in ("", "anggota/", mine, f"{mine}buku/", f"{mine}ubah/", "pertemuan/catat/"):
            assert as_user(sari).get(f"/ksm/{ksm.pk}/{place}").status_code == 200, place
    assert as_user(sari).get("/dasbor/").status_code == 200


def test_equal_ones_are_ordered_by_their_key_and_an_order_of_nothing_is_none(mawar):
    """Else a member might stand on two pages of a long list, and another on none."""
    rows, today = mawar.members.order_by("number"), mawar.today()
    orders = [
        MemberFilter({"urut": urut}, rows, today=today).qs.query.order_by for urut in ("-masuk", ",", "")
    ]
    assert orders == [("-joined_on", "pk"), ("number",), ("number",)]
