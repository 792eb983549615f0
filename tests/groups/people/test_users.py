import datetime

import pytest

from groups.models import Posting, User
from groups.people import create_user
from groups.refusals import GroupError
from tests.support.factories import (
    PASSWORD,
    make_administrator,
    make_ksm,
    make_posting,
    make_region,
    make_user,
)

URL = "/pengguna/"
TODAY = datetime.date(2025, 9, 1)
FACTS = {
    "full_name": "Ni Wayan Sari",
    "username": "wayan.sari",
    "phone": "0812-3456-7890",
    "email": "",
    "password": "genuk-raya-77",
}


@pytest.mark.parametrize(
    "path", ["", "baru/", "{id}/", "{id}/ubah/", "{id}/kata-sandi/", "{id}/tugas/relawan/"]
)
def test_it_is_for_administrators_only(client, as_user, sari, ratna, path):
    """BUG-106"""
    address = URL + path.format(id=sari.pk)
    assert client.get(address).url == f"/masuk/?next={address}"
    for user in (sari, ratna):
        assert as_user(user).get(address).status_code == 403
        assert as_user(user).post(address, FACTS).status_code in {403, 405}


@pytest.mark.parametrize("number", [1, 3])
def test_it_lists_users_with_their_duties_in_a_fixed_number_of_queries(
    as_user, admin, number, django_assert_num_queries
):
    for _ in range(number):
        make_posting(make_user(), Posting.Role.FACILITATOR, region=make_region())
    client = as_user(admin)
    with django_assert_num_queries(7 + 5):  # and what is to be done first, and how old the newest backup is
        response = client.get(f"{URL}?cari=Pengguna")
    assert len(response.context["page"]) == number


def test_it_makes_a_user_with_a_first_password(as_user, admin):
    response = as_user(admin).post(f"{URL}baru/", FACTS)
    made = User.objects.get(username="wayan.sari")
    assert response.url == f"{URL}{made.pk}/"
    assert made.check_password(FACTS["password"])
    assert made.must_change_password is True
    assert made.history.get().history_user == admin


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"username": "ADMIN"}, "username", "Nama pengguna ini sudah dipakai orang lain."),
        ({"username": "a b"}, "username", "Hanya huruf, angka, titik, garis bawah dan tanda hubung."),
        ({"username": "sari\n"}, "username", None),
        ({"full_name": ""}, "full_name", "Wajib diisi."),
        ({"full_name": "x" * 10_000}, "full_name", "Paling banyak 120 huruf; yang ditulis 10000."),
        ({"full_name": "a\x00b"}, "full_name", "Ada huruf yang tidak dapat disimpan. Ketik ulang isian ini."),
        ({"phone": "<script>"}, "phone", "Nomor telepon berisi angka, misalnya 0812-3456-7890."),
        ({"email": "bukan"}, "email", "Alamat e-mail belum benar, misalnya nama@contoh.id."),
    ],
)
def test_it_explains_bad_input_and_keeps_what_was_typed(as_user, admin, sent, field, sentence):
    response = as_user(admin).post(f"{URL}baru/", FACTS | sent)
    if sentence is None:
        assert User.objects.filter(username="sari").exists()
        return
    form = response.context["form"]
    assert form.errors[field] == [sentence]
    assert form["email"].value() == (FACTS | sent)["email"]
    assert User.objects.count() == 1


def test_it_refuses_a_weak_first_password(as_user, admin):
    response = as_user(admin).post(f"{URL}baru/", FACTS | {"password": "12345678"})
    assert response.context["form"].errors["password"]
    assert not User.objects.filter(username="wayan.sari").exists()


@pytest.mark.django_db
def test_it_records_nobody_when_a_command_makes_a_user():
    """BUG-105: without a person behind it the history shows "sistem"."""
    made = create_user(username="demo", full_name="Demo", password="genuk-raya-77", by=None)
    assert made.history.get().history_user is None


def test_it_corrects_a_users_name(as_user, admin, sari):
    facts = {name: FACTS[name] for name in ("full_name", "username", "phone", "email")}
    as_user(admin).post(f"{URL}{sari.pk}/ubah/", facts)
    sari.refresh_from_db()
    assert (sari.full_name, sari.username, sari.phone) == ("Ni Wayan Sari", "wayan.sari", "0812-3456-7890")
    assert sari.check_password(PASSWORD)


def test_it_deactivates_and_activates(as_user, admin, sari, mawar):
    client = as_user(admin)
    client.post(f"{URL}{sari.pk}/aktif/", {"aktif": "tidak"})
    sari.refresh_from_db()
    assert sari.is_active is False
    client.post(f"{URL}{sari.pk}/aktif/", {"aktif": "ya"})
    sari.refresh_from_db()
    assert sari.is_active is True


def test_it_keeps_the_last_administrator(as_user, admin):
    response = as_user(admin).post(f"{URL}{admin.pk}/aktif/", {"aktif": "tidak"}, follow=True)
    admin.refresh_from_db()
    assert admin.is_active is True
    assert "Administrator terakhir tidak dapat dinonaktifkan." in response.content.decode()
    make_administrator("admin2")
    as_user(admin).post(f"{URL}{admin.pk}/aktif/", {"aktif": "tidak"})
    admin.refresh_from_db()
    assert admin.is_active is False


@pytest.mark.django_db
def test_it_answers_404_for_a_user_that_is_not_there(as_user, admin):
    assert as_user(admin).get(f"{URL}999999999999999999999/").status_code == 404


def test_it_shows_present_and_past_duties(as_user, admin, sari, mawar):
    make_posting(sari, Posting.Role.VOLUNTEER, ksm=make_ksm(mawar.bkm), end=TODAY)
    context = as_user(admin).get(f"{URL}{sari.pk}/").context
    assert [posting.role for posting in context["current"]] == ["FACILITATOR"]
    assert [posting.role for posting in context["past"]] == ["VOLUNTEER"]


def test_it_stays_calm_when_two_take_one_name_at_once(admin, monkeypatch):
    make_user("wayan")
    monkeypatch.setattr("groups.people._refuse_taken_username", lambda *args: None)
    with pytest.raises(GroupError, match="sudah dipakai orang lain"):
        create_user(username="wayan", full_name="Wayan", password="genuk-raya-77", by=admin)


def test_it_raises_the_sentence_itself(admin):
    with pytest.raises(GroupError) as error:
        create_user(username="Admin", full_name="Lain", password="genuk-raya-77", by=admin)
    assert (str(error.value), error.value.field) == (
        "Nama pengguna ini sudah dipakai orang lain.",
        "username",
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("cari=SAR", ["Sari"]),
        ("peran=FACILITATOR", ["Sari"]),
        ("peran=ADMINISTRATOR&status=aktif", ["Admin"]),
        ("status=tidak", ["Wati"]),
        ("urut=-dibuat", ["Wati", "Admin", "Sari"]),
        ("peran=RAJA&urut=password&cari=%00", ["Admin", "Sari", "Wati"]),
        (f"cari={'x' * 10_000}", []),
    ],
)
def test_it_searches_filters_and_sorts(as_user, sari, admin, query, names):
    make_user("wati", is_active=False)
    page = as_user(admin).get(f"{URL}?{query}").context["page"]
    assert [user.full_name for user in page] == names
