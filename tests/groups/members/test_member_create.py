import datetime

import pytest
from django.contrib.messages import get_messages

from groups.models import Member
from ksm.keys import keyed_hash
from tests.support.factories import make_bkm, make_ksm, make_member

NIK = "9999015203850001"
FACTS = {
    "number": "1",
    "name": "Siti Aminah",
    "sex": "P",
    "nik": NIK,
    "family_card": "9999010102030001",
    "birth_place": "Semarang",
    "birth_date": "1985-03-12",
    "address": "Jl. Raya 5",
    "rt": "3",
    "rw": "5",
    "phone": "0812 3456 7890",
    "occupation": "Warung",
    "heir": "Budi",
    "joined_on": "2025-06-02",
    "statement_on": "2025-06-01",
    "ps2": "YA",
    "ps2_priority": "1",
}


@pytest.fixture
def address(mawar):
    return f"/ksm/{mawar.pk}/anggota/baru/"


def test_it_enrols_a_member_with_every_fact(as_user, sari, mawar, address):
    assert as_user(sari).post(address, FACTS).url == f"/ksm/{mawar.pk}/anggota/"
    made = mawar.members.get()
    assert (made.number, made.name, made.nik, made.family_card) == (1, "Siti Aminah", NIK, "9999010102030001")
    assert (made.nik_hash, made.rt, made.ps2, made.ps2_priority) == (keyed_hash(NIK), "003", "YA", 1)
    assert (made.birth_date, made.joined_on) == (datetime.date(1985, 3, 12), datetime.date(2025, 6, 2))
    assert made.history.get().history_user == sari
    assert not hasattr(made.history.get(), "nik")


def test_a_volunteer_may_add_a_member(as_user, tini, mawar, address):
    as_user(tini).post(address, FACTS)
    assert mawar.members.get().name == "Siti Aminah"


def test_it_is_404_for_strangers_and_403_for_readers(
    client, as_user, budi, ratna, joko, admin, mawar, address
):
    """BUG-106"""
    assert client.post(address, FACTS).url == f"/masuk/?next={address}"
    assert as_user(budi).post(address, FACTS).status_code == 404
    for reader in (ratna, joko, admin):
        assert as_user(reader).get(address).status_code == 403
        assert as_user(reader).post(address, FACTS).status_code == 403
    assert not mawar.members.exists()


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"name": ""}, "name", "Wajib diisi."),
        ({"name": "x" * 10_000}, "name", "Paling banyak 120 huruf; yang ditulis 10000."),
        ({"sex": ""}, "sex", "Pilih salah satu dari daftar."),
        ({"sex": "X"}, "sex", "Pilih salah satu dari daftar."),
        ({"number": "satu"}, "number", "Tulis dengan angka saja, misalnya 12."),
        ({"number": "0"}, "number", "Paling sedikit 1."),
        ({"number": "99999999999999999999"}, "number", "Paling banyak 999."),
        ({"nik": "123"}, "nik", "NIK harus 16 angka; yang ditulis 3 angka."),
        ({"nik": "9" * 10_000}, "nik", "Paling banyak 40 huruf; yang ditulis 10000."),
        ({"family_card": "12"}, "family_card", "Nomor KK harus 16 angka."),
        ({"joined_on": "2199-01-01"}, "joined_on", "Tanggal masuk tidak boleh sesudah hari ini."),
        ({"joined_on": ""}, "joined_on", "Wajib diisi."),
        ({"birth_date": "2199-01-01"}, "birth_date", "Tanggal lahir tidak boleh sesudah hari ini."),
        ({"birth_date": "2025-06-02"}, "birth_date", "Tanggal lahir harus sebelum tanggal masuk."),
        (
            {"statement_on": "2199-01-01"},
            "statement_on",
            "Tanggal surat pernyataan tidak boleh sesudah hari ini.",
        ),
        ({"phone": "<b>"}, "phone", "Nomor telepon berisi angka, misalnya 0812-3456-7890."),
        ({"ps2_priority": "9"}, "ps2_priority", "Pilih salah satu dari daftar."),
        ({"rw": "RW5"}, "rw", "RW ditulis dengan angka, misalnya 003."),
    ],
)
def test_it_explains_bad_input_and_keeps_it(as_user, sari, mawar, address, sent, field, sentence):
    response = as_user(sari).post(address, FACTS | sent)
    form = response.context["form"]
    assert form.errors[field] == [sentence]
    assert form["occupation"].value() == "Warung"
    assert not mawar.members.exists()


def test_it_refuses_a_number_that_is_taken(as_user, sari, mawar, address):
    make_member(mawar, name="Sumarni")
    response = as_user(sari).post(address, FACTS)
    assert response.context["form"].errors["number"] == ["Nomor 1 sudah dipakai Sumarni."]


def test_it_suggests_the_next_number_even_after_somebody_left(as_user, sari, mawar, address):
    make_member(mawar, number=7, left_on=datetime.date(2025, 7, 1))
    assert as_user(sari).get(address).context["form"]["number"].value() == 8


def test_it_refuses_the_nik_of_an_active_member_of_the_same_group(as_user, sari, mawar, address):
    """BUG-109: the sentence is visible beside the field and names who has it."""
    make_member(mawar, nik=NIK, name="Sumarni")
    response = as_user(sari).post(address, FACTS | {"number": "2"})
    assert response.context["form"].errors["nik"] == ["NIK ini sudah dipakai anggota nomor 1, Sumarni."]
    assert "NIK ini sudah dipakai anggota nomor 1, Sumarni." in response.content.decode()


def test_it_lets_somebody_come_back_as_a_new_membership(as_user, sari, mawar, address):
    """domain.md J14"""
    make_member(mawar, nik=NIK, left_on=datetime.date(2025, 7, 1))
    as_user(sari).post(address, FACTS | {"number": "2", "joined_on": "2025-08-04", "sure": "on"})
    assert mawar.members.filter(nik_hash=keyed_hash(NIK)).count() == 2


def warnings(response):
    return [str(message) for message in get_messages(response.wsgi_request) if message.level_tag == "warning"]


def test_it_warns_about_the_same_nik_in_another_group(as_user, sari, mawar, address):
    make_member(make_ksm(mawar.bkm, name="KSM Melati"), nik=NIK)
    assert warnings(as_user(sari).post(address, FACTS)) == [
        "NIK ini juga tercatat sebagai anggota KSM Melati."
    ]


def test_it_does_not_name_a_group_that_the_user_may_not_see(as_user, sari, mawar, address):
    stranger = make_ksm(make_bkm("BKM Medan", "12.71.01.1001"), name="KSM Rahasia")
    make_member(stranger, nik=NIK)
    assert warnings(as_user(sari).post(address, FACTS)) == ["NIK ini juga tercatat sebagai anggota KSM lain."]


def test_it_allows_no_nik_and_says_so(as_user, sari, mawar, address):
    response = as_user(sari).post(address, FACTS | {"nik": "", "family_card": ""})
    assert warnings(response) == ["NIK belum diisi. Boleh menyusul bila suratnya sudah ada."]
    assert mawar.members.get().masked_nik == "tanpa NIK"


def test_it_warns_about_a_nik_that_disagrees(as_user, sari, mawar, address):
    response = as_user(sari).post(address, FACTS | {"sex": "L", "birth_date": "1985-03-13"})
    assert warnings(response) == [
        "Tanggal lahir pada NIK berbeda dengan tanggal lahir yang ditulis.",
        "Jenis kelamin menurut NIK berbeda dengan yang ditulis.",
    ]


def test_it_takes_no_ps2_from_somebody_who_may_not_see_it(as_user, sari, mawar):
    member = make_member(mawar)
    assert member.ps2 == Member.Ps2.UNKNOWN
    form = as_user(sari).get(f"/ksm/{mawar.pk}/anggota/baru/").context["form"]
    assert "ps2" in form.fields
