"""What a phone asks the server for: the worker and its shell, who is logged in; and what nobody keeps."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from ksm.views.offline import SHELL, shell_version
from tests.support.factories import START, make_members

pytestmark = pytest.mark.django_db
ASSET = re.compile(r'/static/([^"?]+)"')
IMPORT = re.compile(r'from "\./([a-z_]+\.js)"')


def imported(name: str, seen: set[str]) -> set[str]:
    """A script and everything that it imports, by name."""
    if name not in seen:
        seen.add(name)
        for other in IMPORT.findall(Path(finders.find(name)).read_text()):
            imported(f"js/{other}", seen)
    return seen


def test_the_shell_holds_everything_that_a_kept_page_asks_for(as_user, sari, mawar):
    make_members(mawar, 2)
    client = as_user(sari)
    pages = [
        f"/ksm/{mawar.pk}/pertemuan/catat/?tanggal={START.isoformat()}",
        "/pertemuan-hari-ini/",
        "/luring/",
    ]
    wanted: set[str] = set()
    for page in pages:
        for name in ASSET.findall(client.get(page).content.decode()):
            wanted |= imported(name, set()) if name.endswith(".js") else {name}
    assert wanted - set(SHELL) == set()
    assert len(wanted) > 15


def test_the_worker_names_its_shell_and_another_one_after_a_change(client, monkeypatch):
    first = client.get("/pekerja.js")
    assert first["Content-Type"].startswith("text/javascript")
    assert "max-age=0" in first["Cache-Control"]
    facts = json.loads(re.match(r"const FACTS = (.*);\n", first.content.decode())[1])
    assert len(facts["shell"]) == len(SHELL)
    monkeypatch.setattr("ksm.views.offline._source", lambda name: "lain")
    shell_version.cache_clear()
    assert shell_version() != facts["version"]
    shell_version.cache_clear()


def test_the_session_says_who_is_here_and_nothing_to_a_stranger(client, as_user, sari, budi):
    assert set(client.get("/luring/keadaan/").json()) == {"user", "version"}
    one, other = (as_user(user).get("/luring/keadaan/").json() for user in (sari, budi))
    assert (one["user"], one["name"]) == (sari.pk, str(sari))
    assert len(one["seal"]) == 64
    assert one["seal"] != other["seal"]
    assert as_user(sari).get("/luring/keadaan/").json()["seal"] == one["seal"]


def test_the_manifest_names_icons_that_are_there(client):
    manifest = client.get("/buku-ksm.webmanifest").json()
    assert manifest["start_url"] == "/pertemuan-hari-ini/"
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


@pytest.mark.parametrize("path", ["/ksm/", "/minggu-ini/", "/pertemuan-hari-ini/", "/kata-sandi/"])
def test_no_page_behind_the_login_is_kept_by_a_browser(as_user, sari, path):
    assert as_user(sari).get(path)["Cache-Control"] == "no-store, private"
