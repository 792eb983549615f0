"""One box finds groups, members and papers of the reader's own area, and nothing of any other."""

import pytest

from groups.models import Ksm, Paper
from ledger.models import BlmGrant, Loan
from tests.support.factories import START, make_ksm, make_member

pytestmark = pytest.mark.django_db


def look(client, text):
    return client.get("/cari/", {"q": text}).context["found"]


def names(rows):
    return [row.name for row in rows]


@pytest.fixture
def three(bkm, mawar, budi):
    """Mawar with two members, Melati with one, and a group far away of the same names."""
    melati = make_ksm(bkm, name="KSM Melati", code="MLT")
    for ksm in (mawar, melati, Ksm.objects.get(name="KSM Kenanga")):
        make_member(ksm, name="Bu Ju'ariyah")
    make_member(mawar, name="Bu Tumini")
    return mawar, melati


def make_paper(ksm, number, code, **facts):
    return Paper.objects.create(
        bkm=ksm.bkm,
        ksm=ksm,
        issuer="KSM",
        kind="SPP",
        year=2025,
        number=number,
        code=code,
        ksm_name=ksm.name,
        bkm_name=ksm.bkm.name,
        day=START,
        title="Perjanjian pinjaman P-01",
        subject="1",
        **facts,
    )


def test_it_finds_groups_by_name_or_code_and_members_however_an_apostrophe_is_typed(three, sari, as_user):
    client = as_user(sari)
    assert names(look(client, "melat").ksms) == ["KSM Melati"]
    assert names(look(client, "mlt").ksms) == ["KSM Melati"]
    found = look(client, "JU\u2019ARIYAH")
    assert [member.ksm.name for member in found.members] == ["KSM Mawar", "KSM Melati"]
    page = client.get("/cari/", {"q": "tumini"}).content.decode()
    member = three[0].members.get(name="Bu Tumini")
    assert f'href="/ksm/{three[0].pk}/anggota/{member.pk}/"' in page


def test_a_number_finds_the_member_in_the_group_that_is_named_beside_it(three, sari, as_user):
    client = as_user(sari)
    assert names(look(client, "mawar 2").members) == ["Bu Tumini"]
    assert names(look(client, "2").members) == ["Bu Tumini"]
    assert look(client, "melati 2").members == []


def test_a_paper_is_found_by_its_number_or_its_code_and_leads_to_its_page(three, sari, as_user):
    mawar, melati = three
    make_paper(mawar, "03/SPP/MWR/2025", "AB12CD34EF56", serial=3)
    make_paper(melati, "07/SPP/MLT/2025", "ZZ99ZZ99ZZ99", serial=7)
    client = as_user(sari)
    [(paper, address)] = look(client, "03/spp").papers
    assert (paper.number, address) == ("03/SPP/MWR/2025", f"/ksm/{mawar.pk}/pinjaman/1/perjanjian.pdf")
    assert [paper.number for paper, _ in look(client, "zz99 zz").papers] == ["07/SPP/MLT/2025"]


def test_a_loan_and_a_proposal_are_found_by_their_numbers(three, sari, budi, as_user):
    mawar, melati = three
    for ksm in (mawar, melati):
        Loan.objects.create(ksm=ksm, number="P-01", member=ksm.members.first(), principal=100_000, periods=1)
    BlmGrant.objects.create(ksm=melati, number="B-01", background="Modal", plan="Dipinjamkan")
    client = as_user(sari)
    assert [loan.ksm for loan in look(client, "p-01").loans] == [mawar, melati]
    [loan] = look(client, "mawar P-01").loans
    page = client.get("/cari/", {"q": "mawar P-01"}).content.decode()
    assert f'href="/ksm/{mawar.pk}/pinjaman/{loan.pk}/"' in page
    assert [grant.ksm for grant in look(client, "b-01").grants] == [melati]
    assert look(as_user(budi), "p-01").is_empty


def test_nobody_finds_anything_outside_the_own_area(three, budi, tini, as_user):
    mawar, melati = three
    make_paper(melati, "07/SPP/MLT/2025", "ZZ99ZZ99ZZ99", serial=7)
    volunteer = as_user(tini)  # of Mawar alone
    assert names(look(volunteer, "ksm").ksms) == ["KSM Mawar"]
    assert [member.ksm for member in look(volunteer, "ariyah").members] == [mawar]
    assert look(volunteer, "07/SPP").is_empty
    stranger = as_user(budi)
    assert names(look(stranger, "ksm").ksms) == ["KSM Kenanga"]
    assert look(stranger, "tumini").is_empty


def test_a_number_of_nik_finds_nobody(three, sari, as_user):
    assert look(as_user(sari), "3374051001800001").is_empty


def test_nothing_typed_and_too_little_typed_are_told_apart_from_nothing_found(three, sari, as_user):
    client = as_user(sari)
    assert client.get("/cari/").context["found"] is None
    assert "Ketik paling sedikit dua huruf." in client.get("/cari/?q=a").content.decode()
    assert "Tidak ada yang cocok" in client.get("/cari/?q=entah").content.decode()
    assert client.get("/cari/?q=%00%00").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_the_same_queries_however_much_it_finds(
    bkm, ratna, as_user, number, django_assert_num_queries
):
    for _ in range(number):
        make_member(make_ksm(bkm, name="KSM Mawar"), name="Bu Mawar")
    client = as_user(ratna)
    client.get("/cari/")
    with django_assert_num_queries(9):
        found = look(client, "mawar")
    assert (len(found.ksms), len(found.members)) == (number, number)
