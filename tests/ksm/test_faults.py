"""What cannot be read, or is too much, is answered in words."""

import pytest

from tests.support.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.logs_errors]


@pytest.fixture
def inside(client):
    client.force_login(make_user("sari"))
    return client


def test_too_much_is_told_with_413(inside, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = inside.post("/kata-sandi/", {"old": "x" * 2000})
    assert answer.status_code == 413
    assert "Kiriman ini terlalu besar" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_too_many_fields_too(inside, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    answer = inside.post("/kata-sandi/", {f"f{number}": "1" for number in range(11)})
    assert (answer.status_code, "Kode 413" in answer.content.decode()) == (413, True)


def test_what_is_broken_is_told_with_400(inside):
    kind = "multipart/form-data"
    answer = inside.generic("POST", "/kata-sandi/", b"x", content_type=kind)
    assert answer.status_code == 400
    assert "Kiriman ini tidak dapat dibaca" in answer.content.decode()


def test_so_is_a_strange_host(client):
    answer = client.get("/masuk/", headers={"host": "jahat.contoh"})
    assert answer.status_code == 400
    assert "Kode 400" in answer.content.decode()
