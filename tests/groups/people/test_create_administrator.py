import io

import pytest
from django.core.management import CommandError, call_command

from groups.models import User


@pytest.mark.django_db
def test_it_makes_an_administrator_who_must_change_the_password_it_prints(client):
    said = io.StringIO()
    call_command("create_administrator", "wayan", "Wayan Sudarma", stdout=said)
    password = said.getvalue().split("Kata sandi pertama: ")[1].strip()
    answer = client.post("/masuk/", {"username": "wayan", "password": password}, follow=True)
    assert answer.redirect_chain[-1][0] == "/kata-sandi/"
    client.post(
        "/kata-sandi/",
        {"old": password, "password": "mangga-7-manis", "repeated": "mangga-7-manis"},
    )
    assert client.get("/pengguna/").status_code == 200


@pytest.mark.django_db
def test_it_refuses_a_taken_user_name_and_changes_nothing(admin):
    with pytest.raises(CommandError, match="sudah dipakai"):
        call_command("create_administrator", admin.username, "Orang Lain")
    assert User.objects.count() == 1
    assert User.objects.get().full_name == admin.full_name
