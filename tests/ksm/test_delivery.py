"""What a page costs on the way to a phone, with static files collected as in production."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from tests.support.factories import START, make_members
from tests.support.shared import folder_once_per_run

pytestmark = [pytest.mark.once, pytest.mark.django_db]
YEAR = 365 * 24 * 3600
NAMED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
IMPORTED = re.compile(r'from\s*"\./([^"]+)"')


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    served = {
        "STORAGES": settings.STORAGES | {"staticfiles": {"BACKEND": settings.HASHED_FILES}},
        "WHITENOISE_AUTOREFRESH": False,
    }

    def collect(root):
        with override_settings(STATIC_ROOT=root, **served):
            call_command("collectstatic", interactive=False, verbosity=0)

    root = folder_once_per_run("static", collect, tmp_path_factory.mktemp("static"))
    with override_settings(STATIC_ROOT=root, **served):
        yield root


@pytest.fixture
def phone(collected, mawar, sari):
    """A client as phones are: it takes brotli and gzip; Sari is logged in."""
    make_members(mawar, 20)
    client = Client(headers={"accept-encoding": "gzip, deflate, br"})
    client.force_login(sari)
    return client


@pytest.fixture
def sheet(phone, mawar):
    return phone.get(f"/ksm/{mawar.pk}/pertemuan/catat/?jenis=routine&tanggal={START}")


def size_of(answer) -> int:
    """What goes over the wire: headers and body, as compressed."""
    return len(str(answer.headers)) + len(answer.getvalue())


def plain(phone, path) -> str:
    """A file as it is before it is compressed."""
    return phone.get(path, headers={"accept-encoding": "identity"}).getvalue().decode()


def files_of(phone, page: str) -> set[str]:
    """Every static file that the page loads, with what its scripts import in turn."""
    found, wanted = set(), set(NAMED.findall(page))
    while wanted:
        path = wanted.pop()
        found.add(path)
        if path.endswith(".js"):
            folder = path.rpartition("/")[0]
            wanted |= {f"{folder}/{name}" for name in IMPORTED.findall(plain(phone, path))} - found
    return found


def test_a_meeting_sheet_of_twenty_is_small_the_first_time_and_smaller_afterwards(phone, sheet, mawar):
    page = plain(phone, sheet.wsgi_request.get_full_path())
    files = files_of(phone, page)
    assert len([path for path in files if path.endswith(".js")]) > 6
    first = size_of(sheet) + sum(size_of(phone.get(path)) for path in files)
    assert size_of(sheet) <= 15_000
    assert first <= 90_000
    assert first < len(page) + sum(len(plain(phone, path)) for path in files) / 4


def test_every_static_file_of_a_page_is_kept_for_a_year_and_compressed(phone, sheet):
    page = plain(phone, sheet.wsgi_request.get_full_path())
    for path in files_of(phone, page):
        answer = phone.get(path)
        assert re.search(r"\.[0-9a-f]{12}\.", path), path
        said = answer.headers["Cache-Control"]
        assert "immutable" in said, path
        assert int(re.search(r"max-age=(\d+)", said)[1]) >= YEAR
        assert answer.headers.get("Content-Encoding") == "br" or len(plain(phone, path)) < 600, path
        answer.close()


def test_a_page_is_compressed_and_no_two_answers_are_of_one_length(phone, sheet):
    """Neither the token against forged forms nor the padding is twice the same (BREACH)."""
    assert sheet.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in sheet.headers["Vary"]
    path = sheet.wsgi_request.get_full_path()
    assert len({len(phone.get(path).content) for _ in range(8)}) > 1
    token = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
    assert len({token.search(plain(phone, path))[1] for _ in range(3)}) == 3


def test_a_paper_is_not_compressed_twice(phone, mawar):
    answer = phone.get(f"/ksm/{mawar.pk}/profil.pdf")
    assert answer.content.startswith(b"%PDF")
    assert "Content-Encoding" not in answer.headers


def test_what_the_browser_did_not_ask_for_compressed_comes_as_it_is(phone, mawar):
    answer = phone.get(f"/ksm/{mawar.pk}/", headers={"accept-encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert "KSM Mawar" in answer.content.decode()
