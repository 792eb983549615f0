import pytest

from tests.support.factories import PASSWORD, make_user

URL = "/masuk/"


@pytest.mark.django_db
def test_it_lets_in_with_name_and_password_and_goes_where_one_wanted(client):
    make_user("sari")
    response = client.post(f"{URL}?next=/ksm/", {"username": "sari", "password": PASSWORD})
    assert (response.status_code, response.url) == (302, "/ksm/")
    assert client.get("/ksm/").status_code == 200


@pytest.mark.django_db
def test_it_never_leads_to_another_site(client):
    make_user("sari")
    response = client.post(f"{URL}?next=//contoh.id/", {"username": "sari", "password": PASSWORD})
    assert response.url == "/"


@pytest.mark.django_db
@pytest.mark.parametrize(("username", "password"), [("sari", "salah"), ("siapa", PASSWORD)])
def test_it_says_the_same_for_a_wrong_name_and_a_wrong_password(client, username, password):
    make_user("sari")
    response = client.post(URL, {"username": username, "password": password})
    assert response.context["form"].non_field_errors() == ["Nama pengguna atau kata sandi tidak cocok."]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "a" * 10_000, "<b>sari</b>", "a\x00b"])
def test_it_keeps_calm_about_strange_names(client, name):
    response = client.post(URL, {"username": name, "password": "x"})
    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Sari", "SARI", "sari ", "\u200esari"])
def test_it_lets_in_whoever_writes_the_name_as_a_phone_does(client, name):  # R14
    make_user("sari")
    assert client.post(URL, {"username": name, "password": PASSWORD}).status_code == 302


@pytest.mark.django_db
def test_it_counts_wrong_passwords_of_a_name_whatever_its_capitals(client):
    make_user("sari")
    for name in ("sari", "Sari", "SARI", "sArI", "sarI", "sari"):
        response = client.post(URL, {"username": name, "password": "salah"})
    assert response.status_code == 429


@pytest.mark.django_db
def test_it_changes_nothing_in_a_password(client):
    make_user("sari", password="rahasia\u00a0besar’")
    assert client.post(URL, {"username": "sari", "password": "rahasia besar'"}).status_code == 200
    assert client.post(URL, {"username": "sari", "password": "rahasia\u00a0besar’"}).status_code == 302


@pytest.mark.django_db
def test_it_refuses_a_deactivated_user(client):
    make_user("sari", is_active=False)
    response = client.post(URL, {"username": "sari", "password": PASSWORD})
    assert response.context["form"].non_field_errors() == ["Nama pengguna atau kata sandi tidak cocok."]


def test_it_logs_out_by_post_only(as_user, sari):
    client = as_user(sari)
    assert client.get("/keluar/").status_code == 405
    assert client.post("/keluar/").url == URL
    assert client.get("/ksm/").status_code == 302
