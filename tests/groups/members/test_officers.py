import datetime

import pytest
from django.utils import timezone

from groups.members.offices import elect_officer
from groups.models import OfficerTerm
from groups.refusals import GroupError
from tests.support.factories import make_ksm, make_member, make_officer

TODAY = datetime.date(2025, 9, 1)


@pytest.fixture
def address(mawar):
    return f"/ksm/{mawar.pk}/pengurus/"


@pytest.fixture
def siti(mawar):
    return make_member(mawar, name="Siti")


@pytest.fixture
def wayan(mawar):
    return make_member(mawar, name="Wayan")


def test_it_elects_and_the_one_before_steps_down(as_user, sari, siti, wayan, mawar, address):
    before = make_officer(siti, OfficerTerm.Role.KETUA)
    sent = {"ketua": wayan.pk, "start": "2025-08-04"}
    assert as_user(sari).post(f"{address}baru/", sent).url == address
    before.refresh_from_db()
    assert before.end == datetime.date(2025, 8, 4)
    now = mawar.officers.get(end=None)
    assert (now.member, now.role, now.history.get().history_user) == (wayan, "KETUA", sari)
    context = as_user(sari).get(address).context
    assert (context["current"], context["past"]) == ([now], [before])


def test_it_offers_active_members_of_the_group_only(as_user, sari, mawar, siti, address):
    """BUG-070"""
    make_member(mawar, name="Almarhumah", left_on=datetime.date(2025, 7, 1))
    make_member(make_ksm(mawar.bkm), name="Orang lain")
    members = as_user(sari).get(f"{address}baru/").context["form"].fields["ketua"].queryset
    assert [member.name for member in members] == ["Siti"]
    for place, name in (("pinjaman/ajukan/", "member"), ("pelatihan/baru/", "members")):
        form = as_user(sari).get(f"/ksm/{mawar.pk}/{place}").context["form"]
        assert [member.name for member in form.fields[name].queryset] == ["Siti"], place


def test_it_refuses_a_member_of_another_group(as_user, sari, mawar, address):
    """BUG-106"""
    other = make_member(make_ksm(mawar.bkm))
    sent = {"ketua": other.pk, "start": "2025-08-04"}
    response = as_user(sari).post(f"{address}baru/", sent)
    assert response.context["form"].errors["ketua"] == ["Pilih salah satu dari daftar."]


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"start": "2199-01-01"}, "start", "Tanggal mulai menjabat tidak boleh sesudah hari ini."),
        ({"start": "2020-01-01"}, "ketua", "Wayan bukan anggota pada tanggal itu."),
        ({"ketua": "0"}, "ketua", "Pilih salah satu dari daftar."),
        ({"start": "2025-06-03"}, "start", "Siti menjabat sejak 01-07-2025."),
    ],
)
def test_it_explains_refusals(as_user, sari, siti, wayan, mawar, address, sent, field, sentence):
    make_officer(siti, OfficerTerm.Role.KETUA, start=datetime.date(2025, 7, 1))
    facts = {"ketua": wayan.pk, "start": "2025-08-04"} | sent
    response = as_user(sari).post(f"{address}baru/", facts)
    assert response.context["form"].errors[field] == [sentence]
    assert mawar.officers.count() == 1


def test_it_elects_three_in_one_form(as_user, sari, siti, wayan, mawar, address):
    bere = make_member(mawar, name="Bere")
    sent = {"ketua": siti.pk, "sekretaris": wayan.pk, "bendahara": bere.pk, "start": "2025-08-04"}
    as_user(sari).post(f"{address}baru/", sent)
    terms = list(mawar.officers.order_by("pk"))
    assert [(term.role, term.member) for term in terms] == [
        ("KETUA", siti),
        ("SEKRETARIS", wayan),
        ("BENDAHARA", bere),
    ]
    assert {term.history.get().history_user for term in terms} == {sari}


def test_it_leaves_alone_who_stays_and_lets_two_change_places(as_user, sari, siti, wayan, mawar, address):
    bere = make_member(mawar, name="Bere")
    for member, role in ((siti, "KETUA"), (wayan, "SEKRETARIS"), (bere, "BENDAHARA")):
        make_officer(member, role)
    shown = as_user(sari).get(f"{address}baru/").context["form"]
    assert [shown[name].value() for name in ("ketua", "sekretaris", "bendahara")] == [
        siti.pk,
        wayan.pk,
        bere.pk,
    ]
    sent = {"ketua": wayan.pk, "sekretaris": siti.pk, "bendahara": bere.pk, "start": "2025-08-04"}
    as_user(sari).post(f"{address}baru/", sent)
    now = dict(mawar.officers.filter(end=None).values_list("role", "member__name"))
    assert now == {"KETUA": "Wayan", "SEKRETARIS": "Siti", "BENDAHARA": "Bere"}
    assert mawar.officers.filter(role="BENDAHARA").count() == 1


def test_one_name_in_two_offices_elects_nobody(as_user, sari, siti, wayan, mawar, address):
    make_officer(siti, OfficerTerm.Role.BENDAHARA)
    client = as_user(sari)
    for sent in ({"ketua": wayan.pk, "sekretaris": wayan.pk}, {"ketua": siti.pk}):
        form = client.post(f"{address}baru/", sent | {"start": "2025-08-04"}).context["form"]
        assert form.errors["ketua"][0].endswith(("juga menjabat Sekretaris.", "juga menjabat Bendahara."))
        assert form["ketua"].value() == str(sent["ketua"])
    assert mawar.officers.count() == 1


def test_it_gives_nobody_two_offices(sari, siti):
    make_officer(siti, OfficerTerm.Role.KETUA)
    for role, sentence in (
        ("BENDAHARA", "Siti masih menjabat Ketua."),
        ("KETUA", "Siti sudah menjabat Ketua."),
    ):
        with pytest.raises(GroupError) as error:
            elect_officer(member=siti, role=role, start=TODAY, today=TODAY, by=sari)
        assert str(error.value) == sentence


def test_it_lets_no_two_terms_of_one_office_overlap(sari, siti, wayan):
    make_officer(siti, OfficerTerm.Role.KETUA, end=datetime.date(2025, 8, 1))
    with pytest.raises(GroupError, match="menjabat sejak 19-05-2025 sampai 01-08-2025"):
        elect_officer(member=wayan, role="KETUA", start=datetime.date(2025, 7, 1), today=TODAY, by=sari)
    elect_officer(member=wayan, role="KETUA", start=datetime.date(2025, 8, 1), today=TODAY, by=sari)


def test_it_ends_a_term(as_user, sari, siti, address):
    term = make_officer(siti)
    today = timezone.localdate()
    as_user(sari).post(f"{address}{term.pk}/berhenti/", {"end": today.isoformat()})
    term.refresh_from_db()
    assert term.end == today
    assert as_user(sari).get(f"{address}{term.pk}/berhenti/").status_code == 404


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ("2199-01-01", "Tanggal selesai tidak boleh sesudah hari ini."),
        ("2020-01-01", "Tanggal selesai tidak boleh sebelum mulai menjabat."),
    ],
)
def test_it_refuses_an_impossible_end(as_user, sari, siti, address, end, sentence):
    term = make_officer(siti)
    response = as_user(sari).post(f"{address}{term.pk}/berhenti/", {"end": end})
    assert response.context["form"].errors["end"] == [sentence]


def test_it_is_the_facilitators_act(client, as_user, budi, tini, ratna, siti, address):
    """BUG-106"""
    term = make_officer(siti)
    for page in ("baru/", f"{term.pk}/berhenti/"):
        assert client.get(address + page).status_code == 302
        assert as_user(budi).get(address + page).status_code == 404
        for reader in (tini, ratna):
            assert as_user(reader).post(address + page).status_code == 403
        client.logout()
    assert as_user(ratna).get(address).context["current"] == [term]
    assert as_user(budi).get(address).status_code == 404
