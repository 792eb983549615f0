import pytest

from tests.support.factories import PASSWORD, make_user

URL = "/kata-sandi/"
NEW = "genuk-raya-77"


@pytest.fixture
def newcomer(db):
    return make_user("wati", must_change_password=True)


def test_it_leads_a_first_password_to_this_page_and_nowhere_else(as_user, newcomer):
    client = as_user(newcomer)
    assert client.get("/ksm/").url == URL
    assert client.get("/ksm/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == URL
    assert "Pilih kata sandi sendiri" in client.get(URL).content.decode()


def test_it_ends_the_duty_and_keeps_the_session(as_user, newcomer):
    client = as_user(newcomer)
    response = client.post(URL, {"old": PASSWORD, "password": NEW, "repeated": NEW})
    assert response.url == "/"
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW)
    assert newcomer.must_change_password is False
    assert client.get("/ksm/").status_code == 200


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"old": "salah"}, "old", "Kata sandi lama tidak cocok."),
        ({"repeated": "lain"}, "repeated", "Kedua kata sandi baru tidak sama."),
        (
            {"password": PASSWORD, "repeated": PASSWORD},
            "password",
            "Kata sandi baru harus berbeda dari yang lama.",
        ),
        ({"password": ""}, "password", "Wajib diisi."),
        ({"password": "x" * 10_000}, "password", "Paling banyak 128 huruf; yang ditulis 10000."),
    ],
)
def test_it_explains_a_refused_password(as_user, newcomer, sent, field, sentence):
    facts = {"old": PASSWORD, "password": NEW, "repeated": NEW} | sent
    response = as_user(newcomer).post(URL, facts)
    assert response.context["form"].errors[field] == [sentence]
    newcomer.refresh_from_db()
    assert newcomer.must_change_password is True


@pytest.mark.parametrize("weak", ["123456789012", "password", "abc"])
def test_it_refuses_passwords_that_are_easily_guessed(as_user, newcomer, weak):
    response = as_user(newcomer).post(URL, {"old": PASSWORD, "password": weak, "repeated": weak})
    assert "password" in response.context["form"].errors


def test_it_writes_no_password_into_the_history(as_user, newcomer):
    as_user(newcomer).post(URL, {"old": PASSWORD, "password": NEW, "repeated": NEW})
    last = newcomer.history.first()
    assert (last.history_user, last.history_change_reason) == (newcomer, "Kata sandi diganti sendiri")
    assert not hasattr(last, "password")


def test_it_asks_the_anonymous_to_log_in(client):
    assert client.get(URL).url == f"/masuk/?next={URL}"


def test_guesses_of_the_old_password_lock_as_at_login(as_user, newcomer):
    client, guess = as_user(newcomer), {"old": "salah", "password": NEW, "repeated": NEW}
    assert [client.post(URL, guess).status_code for _ in range(6)] == [200] * 5 + [429]
    assert client.post(URL, guess | {"old": PASSWORD}).status_code == 429
    newcomer.refresh_from_db()
    assert newcomer.must_change_password is True
