"""A password near the user name is refused, wherever one is chosen."""

import pytest
from django.core.exceptions import ValidationError

from groups.entrance.passwords import NotLikeTheName, is_near
from groups.models import User
from tests.support.factories import PASSWORD, make_user

SENTENCE = "Kata sandi terlalu mirip dengan nama pengguna. Pilih yang lain."


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("sari.semarang", "sari.semarang"),
        ("sari.semarang", "SariSemarang"),
        ("sari.semarang", "sari-semarang-2026"),
        ("sari.semarang", "gnarames.iras"),
        ("sari.semarang", "sari.semarng"),
        ("sari.semarang", "semarang1"),
        ("sari", "sari1234"),
        ("sari", "sariku-99"),
        ("wayan", "nayaw-2026"),
        ("jo", "J.O"),
    ],
)
def test_it_is_near(name, password):
    assert is_near(name, password)


@pytest.mark.parametrize(
    ("name", "password"),
    [("sari", "panca-sutra-5"), ("sari", PASSWORD), ("jo", "mangga-jogja-7"), ("wayan", "genuk-raya-77")],
)
def test_it_is_not(name, password):
    assert not is_near(name, password)


@pytest.mark.django_db
def test_it_is_refused_beside_its_field(as_user, admin):
    user = make_user("wayan.sari")
    client, weak = as_user(user), "wayan.sari7"
    answer = client.post("/kata-sandi/", {"old": PASSWORD, "password": weak, "repeated": weak})
    assert answer.context["form"].errors["password"] == [SENTENCE]
    facts = {"full_name": "Komang", "username": "komang.ayu", "phone": "", "email": ""}
    answer = as_user(admin).post("/pengguna/baru/", facts | {"password": "komangayu-1"})
    assert answer.context["form"].errors["password"] == [SENTENCE]


def test_without_a_user_there_is_nothing_to_be_near_to():
    NotLikeTheName().validate("sari1234")
    with pytest.raises(ValidationError):
        NotLikeTheName().validate("sari1234", User(username="sari"))
