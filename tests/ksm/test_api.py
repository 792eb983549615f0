"""The API for programs: read by a client that was generated from its own description."""

import datetime
import importlib
import json
import subprocess
import sys
from fractions import Fraction

import httpx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.entrance.tokens import MOST_TOKENS, make_token, token_of
from groups.models import ApiToken, Export, Ksm, User
from groups.people import end_sessions
from ksm.api.views import api
from tests.support.factories import make_ksm
from tests.support.kept_world import noon_of_the_world, put_world

NOW = datetime.datetime(2025, 12, 1, 5, tzinfo=datetime.UTC)
BASE = "http://localhost"


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """The package that openapi-python-client writes from the description."""
    folder = tmp_path_factory.mktemp("klien")
    (folder / "openapi.json").write_text(json.dumps(api.get_openapi_schema()))
    (folder / "config.yml").write_text("post_hooks: []")
    arguments = ["--path", "openapi.json", "--meta", "none", "--config", "config.yml"]
    command = [sys.executable, "-m", "openapi_python_client", "generate", *arguments]
    subprocess.run(  # noqa: S603 -- our own interpreter and our own words
        [*command, "--output-path", "buku_ksm_client"], cwd=folder, check=True, capture_output=True
    )
    sys.path.insert(0, str(folder))
    yield importlib.import_module("buku_ksm_client")
    sys.path.remove(str(folder))


@pytest.fixture
def world(db):
    with noon_of_the_world():
        yield put_world()


def answered(request: httpx.Request) -> httpx.Response:
    """What the product answers, in this process and this test's transaction."""
    path, headers = request.url.raw_path.decode(), dict(request.headers)
    answer = Client(raise_request_exception=False).generic(request.method, path, headers=headers)
    return httpx.Response(answer.status_code, content=answer.content, headers=dict(answer.headers))


def client_of(generated, user, **more):
    token = make_token(user=user, name="Uji", now=timezone.now())
    transport = {"transport": httpx.MockTransport(answered)}
    return generated.AuthenticatedClient(base_url=BASE, token=token, httpx_args=transport, **more)


def call(generated, name: str, client, **facts):
    module = importlib.import_module(f"buku_ksm_client.api.default.{name}")
    return module.sync_detailed(client=client, **facts)


def test_a_generated_client_reads_what_its_user_sees(generated, world):
    mawar, client = (
        Ksm.objects.get(pk=world["ksm_id"]),
        client_of(generated, User.objects.get(username="sari")),
    )
    groups = call(generated, "list_groups", client).parsed
    assert (groups.count, groups.items[0].name, groups.items[0].code) == (1, "KSM Mawar", "KSM-MAWAR")
    [standing] = call(generated, "list_standings", client).parsed.items
    there = mawar.members.filter(left_on=None).count()
    assert (standing.ksm_id, standing.members, standing.arrears) == (
        mawar.pk,
        there,
        mawar.standing.arrears,
    )
    findings = call(generated, "get_findings", client, ksm_id=mawar.pk).parsed
    told = {one.code: (Fraction(one.actual), Fraction(one.threshold), one.met) for one in findings.findings}
    # Its five rules stand; since August nobody recorded a meeting, so the last four weeks count as nothing.
    assert told["five_rules"] == (1, 1, True)
    assert told["attendance"] == (0, Fraction(4, 5), False)
    assert set(told) == {"five_rules", "attendance", "routine_savings", "timely_books", "agenda"}
    decisions = call(generated, "list_decisions", client, ksm_id=mawar.pk).parsed.items
    assert (decisions[0].number, decisions[0].kind, decisions[0].outcome) == (1, "GRADUATION", "PASSED")
    recap = call(generated, "get_recap", client, month="2025-12").parsed
    assert recap.area == mawar.bkm.kelurahan_id
    assert [(row.label, row.figures.men + row.figures.women) for row in recap.rows] == [("KSM Mawar", there)]
    assert recap.total.savings == standing.savings


def test_nobody_reads_a_group_outside_the_area(generated, world, budi):
    client = client_of(generated, budi)
    assert [one.name for one in call(generated, "list_groups", client).parsed.items] == ["KSM Kenanga"]
    for name in ("get_findings", "list_decisions"):
        assert call(generated, name, client, ksm_id=world["ksm_id"]).status_code == 404
    assert call(generated, "get_recap", client, area="33.74.05.1001").status_code == 404
    assert call(generated, "get_recap", client, month="besok").status_code == 400


def asked(client, token: str, path: str = "/api/v1/ksm", **more):
    return client.get(path, headers={"Authorization": f"Bearer {token}"}, **more)


def test_a_token_is_told_once_kept_as_a_hash_and_withdrawn(as_user, client, sari, mawar):
    page = as_user(sari).post("/akun/token/", {"name": "Rekap kantor"})
    token = page.context["token"]
    assert token in page.content.decode()
    row = ApiToken.objects.get()
    assert token not in (row.digest, row.name)
    assert token not in as_user(sari).get("/akun/token/").content.decode()
    assert asked(client, token).json()["items"][0]["name"] == "KSM Mawar"
    as_user(sari).post(f"/akun/token/{row.pk}/cabut/")
    assert asked(client, token).status_code == 401


def test_no_session_and_no_other_text_opens_the_api(as_user, client, sari, mawar):
    assert as_user(sari).get("/api/v1/ksm").status_code == 401
    for text in ("", "bksm_salah", "0" * 10_000):
        assert asked(client, text).status_code == 401


def test_what_no_database_counts_is_refused_and_not_asked_for(sari, mawar):
    headers = {"Authorization": f"Bearer {make_token(user=sari, name='Uji', now=timezone.now())}"}
    asked = {
        "ksm?offset=1" + "0" * 30: 422,
        f"ksm/{mawar.pk}/decisions?offset=9" + "9" * 20: 422,
        "ksm/" + "9" * 30 + "/findings": 404,
        "recap?area=%00%00": 404,
        "recap?month=%00": 400,
    }
    told = {path: Client().get(f"/api/v1/{path}", headers=headers).status_code for path in asked}
    assert told == asked


def test_who_needs_a_second_factor_and_has_none_reads_nothing_by_a_token_of_before(sari, ratna, settings):
    """A page would send her to set the app up first; so a token that she made earlier waits for that too."""
    settings.SECOND_FACTOR = True
    told = {}
    for user in (sari, ratna):
        token = make_token(user=user, name="Uji", now=timezone.now())
        headers = {"Authorization": f"Bearer {token}"}
        told[user] = Client().get("/api/v1/ksm", headers=headers).status_code
    assert told == {sari: 200, ratna: 401}
    User.objects.filter(pk=ratna.pk).update(has_second_factor=True)
    assert Client().get("/api/v1/ksm", headers=headers).status_code == 200


def test_a_token_ends_with_its_users_sessions_and_activity(client, sari, mawar):
    token = make_token(user=sari, name="Uji", now=NOW)
    end_sessions(user=sari, by=sari)
    assert token_of(token) is None
    sari.refresh_from_db()
    token = make_token(user=sari, name="Uji", now=NOW)
    assert token_of(token).user == sari
    User.objects.filter(pk=sari.pk).update(is_active=False)
    assert asked(client, token).status_code == 401


def test_only_its_owner_withdraws_a_token(as_user, sari, budi, mawar):
    make_token(user=sari, name="Uji", now=NOW)
    assert as_user(budi).post(f"/akun/token/{ApiToken.objects.get().pk}/cabut/").status_code == 404
    assert ApiToken.objects.get().withdrawn_at is None


def test_calls_of_a_minute_are_counted(client, sari, mawar, settings):
    settings.API_CALLS_A_MINUTE = 2
    token = make_token(user=sari, name="Uji", now=NOW)
    with noon_of_the_world():
        assert [asked(client, token).status_code for _ in range(3)] == [200, 200, 429]
    assert asked(client, token).status_code == 200


def test_so_many_tokens_and_no_more(as_user, sari):
    for _ in range(MOST_TOKENS):
        make_token(user=sari, name="Uji", now=NOW)
    page = as_user(sari).post("/akun/token/", {"name": "Satu lagi"})
    assert "Cabut dulu" in str(page.context["form"].errors["name"])


def test_nothing_is_changed_through_it(client, sari, mawar):
    token = make_token(user=sari, name="Uji", now=NOW)
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)("/api/v1/ksm", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 405


def test_the_description_is_open_and_names_no_host(client):
    told = client.get("/api/v1/openapi.json")
    assert told.json() == json.loads(json.dumps(api.get_openapi_schema()))
    assert "//" not in told.content.decode().replace("application/json", "")


def addresses_of(mawar) -> list[str]:
    """Every address of which the description tells."""
    return [path.format(ksm_id=mawar.pk) for path in api.get_openapi_schema()["paths"]]


def test_what_a_program_reads_stands_beside_what_people_took(
    as_user, client, sari, ratna, budi, admin, mawar
):
    """Each address leaves a line: whose token, of which groups, from where; where files are told too."""
    token = make_token(user=sari, name="Rekap kantor", now=NOW)
    paths = addresses_of(mawar)
    for path in paths:
        assert asked(Client(), token, path, REMOTE_ADDR="10.9.8.7").status_code == 200
    rows = Export.objects.order_by("pk")
    assert [row.address for row in rows] == paths
    assert {(row.by, str(row.token), row.client, row.format) for row in rows} == {
        (sari, "Rekap kantor", "10.9.8.7", "api")
    }
    assert all(row.bkm == mawar.bkm or row.places.get().bkm == mawar.bkm for row in rows)
    told = {row.title: (row.rows, row.asked) for row in rows}
    assert told["KSM di wilayah tugas"] == (1, "")
    assert told[f"Lima syarat {mawar.name}"] == (5, "")
    assert told["Rekap menurut wilayah"] == (
        1,
        f"wilayah {mawar.bkm.kelurahan_id}; bulan {timezone.localdate():%Y-%m}",
    )
    seen = {who: as_user(who).get("/unduhan/").content.decode() for who in (sari, ratna, admin, budi)}
    assert [page.count("Sari, token Rekap kantor") for page in seen.values()] == [5, 5, 5, 0]
    assert "10.9.8.7" in seen[ratna]
    changes = as_user(ratna).get(f"/ksm/{mawar.pk}/riwayat/?jenis=unduhan").context["page"]
    assert {(one.what, one.kind, one.client) for one in changes} >= {
        (f"Daftar Lima syarat {mawar.name}, 5 baris", "dibaca program dengan token Rekap kantor", "10.9.8.7")
    }


def test_a_program_that_walks_a_list_and_comes_again_leaves_one_line_an_hour(client, sari, mawar):
    """A line tells the whole list, whichever part was fetched first; what newly stands in it is told anew."""
    make_ksm(mawar.bkm)
    token, walk = make_token(user=sari, name="Uji", now=NOW), "/api/v1/ksm?limit=1&offset="
    with noon_of_the_world():
        for offset in (1, 0, 1, 7):
            assert asked(client, token, f"{walk}{offset}").json()["count"] == 2
    assert [row.rows for row in Export.objects.all()] == [2]
    with noon_of_the_world():
        asked(client, token, REMOTE_ADDR="10.9.8.7")
        asked(client, make_token(user=sari, name="Lain", now=NOW))
        asked(client, token, "/api/v1/recap?month=2025-06")
        asked(client, token, "/api/v1/recap?month=2025-05")
        make_ksm(mawar.bkm)
        asked(client, token)
    assert Export.objects.count() == 6
    asked(client, token)  # in another hour
    assert Export.objects.count() == 7


def test_what_is_refused_was_not_read(client, sari, budi, mawar):
    token = make_token(user=budi, name="Uji", now=NOW)
    for path in ("ksm?limit=0", f"ksm/{mawar.pk}/findings", "recap?month=x"):
        assert asked(client, token, f"/api/v1/{path}").status_code in (400, 404, 422)
    assert not Export.objects.exists()


def queries_of(client, token: str, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert asked(client, token, path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("groups", [1, 3])
def test_it_asks_as_much_for_many_groups_as_for_one(client, sari, mawar, groups):
    """Of each address at its first reading of an hour, which is written down, and at the next."""
    for _ in range(groups - 1):
        make_ksm(mawar.bkm)
    paths = addresses_of(mawar)
    with noon_of_the_world():
        token, other = (make_token(user=sari, name=name, now=NOW) for name in ("Uji", "Lain"))
        asked(client, other, "/api/v1/standings")  # brings them up to date
        asked(client, token, "/api/v1/ksm?limit=0")  # the first of its minute, and refused
        told = {
            path.split("/")[-1]: (queries_of(client, token, path), queries_of(client, token, path))
            for path in paths
        }
    assert told == {
        "ksm": (16, 7),
        "standings": (19, 10),
        "findings": (19, 12),
        "decisions": (15, 8),
        "recap": (23, 15),
    }
