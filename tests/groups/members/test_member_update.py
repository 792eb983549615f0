import datetime

import pytest
from django.utils import timezone

from groups.models import OfficerTerm
from tests.support.factories import make_member, make_officer

NIK = "9999015203850001"
FACTS = {"number": "1", "name": "Siti Aminah binti Ali", "sex": "P", "joined_on": "2025-06-02"}


@pytest.fixture
def siti(mawar):
    return make_member(mawar, nik=NIK, family_card="9999010102030001", ps2="YA", ps2_priority=2)


@pytest.fixture
def address(siti):
    return f"/ksm/{siti.ksm_id}/anggota/{siti.pk}/"


def test_it_corrects_facts_and_leaves_an_untyped_nik_alone(as_user, sari, siti, address):
    response = as_user(sari).post(f"{address}ubah/", FACTS | {"ps2": "YA", "ps2_priority": "2"})
    assert response.url == address
    siti.refresh_from_db()
    assert (siti.name, siti.nik, siti.family_card) == ("Siti Aminah binti Ali", NIK, "9999010102030001")
    assert [record.history_user for record in siti.history.all()] == [sari, None]


def test_it_replaces_a_typed_nik(as_user, sari, siti, address):
    as_user(sari).post(f"{address}ubah/", FACTS | {"nik": "9999015203850002"})
    siti.refresh_from_db()
    assert siti.nik == "9999015203850002"


def test_it_is_the_facilitators_act(client, as_user, budi, tini, ratna, siti, address):
    """BUG-106"""
    for page in ("ubah/", "keluar/"):
        assert client.post(address + page, FACTS).url == f"/masuk/?next={address}{page}"
        assert as_user(budi).post(address + page, FACTS).status_code == 404
        for reader in (tini, ratna):
            assert as_user(reader).post(address + page, FACTS).status_code == 403
        client.logout()
    siti.refresh_from_db()
    assert (siti.name, siti.left_on) == ("Siti Aminah", None)


def test_it_keeps_its_own_number_and_refuses_another_members(as_user, sari, mawar, siti, address):
    make_member(mawar, name="Sumarni")
    response = as_user(sari).post(f"{address}ubah/", FACTS | {"number": "2"})
    assert response.context["form"].errors["number"] == ["Nomor 2 sudah dipakai Sumarni."]
    assert as_user(sari).post(f"{address}ubah/", FACTS).status_code == 302


def test_it_refuses_a_joining_after_the_leaving(as_user, sari, siti, address):
    siti.left_on = datetime.date(2025, 7, 1)
    siti.save()
    response = as_user(sari).post(f"{address}ubah/", FACTS | {"joined_on": "2025-07-02"})
    assert response.context["form"].errors["joined_on"] == [
        "Tanggal masuk tidak boleh sesudah tanggal keluar."
    ]


def test_it_records_leaving_with_reason_and_ends_the_office(as_user, sari, siti, address):
    term = make_officer(siti, OfficerTerm.Role.KETUA)
    today = timezone.localdate()
    as_user(sari).post(f"{address}keluar/", {"left_on": today.isoformat(), "reason": "Pindah ke Demak"})
    siti.refresh_from_db()
    term.refresh_from_db()
    assert (siti.left_on, siti.leave_reason, term.end) == (today, "Pindah ke Demak", today)
    assert (siti.history.first().history_user, term.history.first().history_user) == (sari, sari)
    again = as_user(sari).get(f"{address}keluar/")
    assert (again.status_code, again.url) == (302, f"/ksm/{siti.ksm_id}/anggota/")
    assert "Pindah ke Demak" in as_user(sari).get(address).content.decode()


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"left_on": "2199-01-01"}, "left_on", "Tanggal keluar tidak boleh sesudah hari ini."),
        ({"left_on": "2020-01-01"}, "left_on", "Tanggal keluar tidak boleh sebelum tanggal masuk."),
        ({"reason": ""}, "reason", "Wajib diisi."),
        ({"reason": "x" * 10_000}, "reason", "Paling banyak 300 huruf; yang ditulis 10000."),
    ],
)
def test_it_refuses_to_leave_without_date_or_reason(as_user, sari, siti, address, sent, field, sentence):
    facts = {"left_on": "2025-08-01", "reason": "Pindah"} | sent
    response = as_user(sari).post(f"{address}keluar/", facts)
    assert response.context["form"].errors[field] == [sentence]
    siti.refresh_from_db()
    assert siti.left_on is None


def test_it_has_no_way_to_delete_a_member(as_user, sari, address):
    assert as_user(sari).delete(address).status_code == 405
    assert as_user(sari).post(address).status_code == 405
