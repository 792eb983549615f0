"""What every test gets: strictness, the named cast, and a real browser for those marked so."""

import gc
import logging
import os
import shutil
from itertools import chain
from unittest import mock

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.test import TransactionTestCase
from django.test import client as test_client
from hypothesis import HealthCheck, is_hypothesis_test, settings

from tests.support import factories, kept_database, shared, swept
from tests.support.trials import LONG, pytest_terminal_summary, told_of, tried

__all__ = ["pytest_terminal_summary", "tried"]  # a hook and a fixture of every test

# How fast a machine is, is not what these tests ask.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# Chromium without a window: the same engine for half the work.
CHROMIUM = os.environ.get("CHROMIUM", "chromium-headless-shell")
# Any host but the test's own server resolves to nothing, so that a page that reaches outside fails.
OUR_APPS = ("groups", "ledger", "savings", "meetings", "assessment")
TRANSACTIONAL = {"transactional_db", "live_server"}
PAGES = {"client", "as_user"}
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


@pytest.fixture(autouse=True, scope="session")
def _shared_by_workers(tmp_path_factory):
    shared.share_in(tmp_path_factory.getbasetemp())


@pytest.fixture(autouse=True)
def _no_logged_errors(request, caplog):
    """A test during which anything was logged as an error has failed, whatever it asserts."""
    yield
    if request.node.get_closest_marker("logs_errors"):
        return
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    errors = [record.getMessage() for record in records if record.levelno >= logging.ERROR]
    assert errors == []


def _commits(item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked_for = bool(marker and marker.kwargs.get("transaction"))
    return asked_for or bool(TRANSACTIONAL & set(item.fixturenames))


def _asks_a_database(item) -> bool:
    return bool(item.get_closest_marker("django_db") or {"db", *TRANSACTIONAL} & set(item.fixturenames))


def _looks_at_pages(item) -> bool:
    return bool(PAGES & set(item.fixturenames)) and not item.get_closest_marker("postgres")


def _is_asked_of_both(item) -> bool:
    """Any history and any figures are; so is what commits: locks and constraints differ most there."""
    return LONG or _commits(item) or is_hypothesis_test(getattr(item, "obj", None))


def pytest_collection_modifyitems(items):
    """Everything under tests/browser drives the browser, and so is left out of the PostgreSQL run.

    So is what asks no database at all: it says the same beside every one. What looks at pages is asked on
    SQLite, and the verbs behind them on PostgreSQL: pages use the verbs, and all addresses and forms are
    asked of PostgreSQL too (test_every_address, test_hostile_forms). `make trust` asks every verb of both.

    A test that commits empties every table behind itself, so it comes after all others. Among its own kind a
    long one comes first: the short ones then fill the time of whichever worker is free.
    """
    for item in items:
        item.user_properties += told_of(item)
        if "browser" in item.path.parts[len(item.config.rootpath.parts) :]:
            item.add_marker(pytest.mark.browser)
        elif not _asks_a_database(item) or _looks_at_pages(item):
            item.add_marker(pytest.mark.once)
        elif not item.get_closest_marker("once") and not _is_asked_of_both(item):
            item.add_marker(pytest.mark.postgres)
    items.sort(key=lambda item: (_commits(item), item.get_closest_marker("long") is None))


def pytest_collection_finish():
    """Look for garbage less often, and never among what is loaded by now: it takes a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings, django_db_keepdb) -> bool:
    """With a kept database (tests/support/kept_database.py) there is nothing left to migrate."""
    kept = kept_database.kept_file(request.config)
    return kept_database.take(kept, connection.settings_dict["TEST"]["NAME"]) or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_keepdb, django_db_setup, django_db_blocker):
    kept = kept_database.kept_file(request.config)
    if kept and not kept.exists():
        with django_db_blocker.unblock():
            kept_database.keep(connection, kept)
    yield
    if kept and django_db_keepdb:  # else it is destroyed as usual
        connection.close()
        kept_database.drop(connection.settings_dict["NAME"])


@pytest.fixture(scope="session")
def _migrated_rows(django_db_setup, django_db_blocker) -> str:
    """What migrations put into our tables. (Django's own serialized rollback loses it in the browser.)"""
    with django_db_blocker.unblock():
        models = [model for name in OUR_APPS for model in apps.get_app_config(name).get_models()]
        return serializers.serialize("json", chain.from_iterable(model.objects.all() for model in models))


@pytest.fixture(autouse=True, scope="session")
def _swept():
    with mock.patch.object(TransactionTestCase, "_fixture_teardown", swept.sweep_all):
        yield


@pytest.fixture(autouse=True)
def _refilled(request):
    """A test that commits starts with what migrations had put there, which the one before it swept away."""
    if _commits(request.node):
        request.getfixturevalue("transactional_db")
        for row in serializers.deserialize("json", request.getfixturevalue("_migrated_rows")):
            row.save()


@pytest.fixture(autouse=True, scope="session")
def _one_context_of_each_page():
    """`answer.context` holds what the view gave its page. Of each template inside (an icon, a field, a row)
    Django's test client would keep another copy: a tenth of the time of a page."""
    keep = test_client.store_rendered_templates

    def keep_first(store, **sent):
        if "templates" not in store:
            keep(store, **sent)

    with mock.patch.object(test_client, "store_rendered_templates", keep_first):
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which(CHROMIUM),
        "args": BROWSER_FLAGS,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    # The worker of offline sheets has tests of its own: elsewhere it would fetch its shell for every test.
    return {
        **browser_context_args,
        "locale": "id-ID",
        "timezone_id": "Asia/Jakarta",
        "service_workers": "block",
    }


@pytest.fixture(scope="session")
def _database_from_any_thread():
    """Playwright keeps an event loop in the test's thread, which Django would take for async code."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(_database_from_any_thread, live_server, page):
    """A tab whose address is the live server's; script errors and requests to the outside fail the test."""
    faults = []
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on(
        "request",
        lambda sent: (
            None
            if sent.url.startswith((live_server.url, "data:", "blob:", "about:"))
            else faults.append(f"outside: {sent.url}")
        ),
    )
    yield page
    assert faults == []


@pytest.fixture
def visit(live_server, page):
    """Open a path of the live server: `visit("/ksm/")`."""
    return lambda path: page.goto(live_server.url + path)


@pytest.fixture
def log_in(live_server, page, client):
    """Give the browser a user's session without going through the login page."""

    def log_in(user):
        client.force_login(user)
        cookie = client.cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])

    return log_in


@pytest.fixture
def bkm(db):
    return factories.make_bkm()


@pytest.fixture
def mawar(bkm):
    """KSM Mawar: a candidate since Monday 2 June 2025, still without members."""
    return factories.make_ksm(bkm, code="MWR", name="KSM Mawar")


@pytest.fixture
def sari(mawar):
    """Facilitator in the kelurahan of KSM Mawar."""
    return factories.make_facilitator("sari")


@pytest.fixture
def budi(db):
    """Facilitator somewhere else: the stranger. His own group exists, so that ids could be mixed up."""
    elsewhere = factories.make_bkm("BKM Pusat Pasar", "12.71.01.1001")
    factories.make_ksm(elsewhere, code="MWR", name="KSM Kenanga")
    return factories.make_facilitator("budi", "12.71.01.1001")


@pytest.fixture
def ratna(bkm):
    """Coordinator of the BKM of KSM Mawar."""
    return factories.make_coordinator("ratna", bkm)


@pytest.fixture
def joko(bkm):
    """Staff of that BKM's UPK."""
    return factories.make_unit_staff("joko", bkm)


@pytest.fixture
def tini(mawar):
    """Volunteer of KSM Mawar alone."""
    return factories.make_volunteer("tini", mawar)


@pytest.fixture
def admin(db):
    """Administrator: sees everything, changes users."""
    return factories.make_administrator()


@pytest.fixture
def as_user(client):
    """A client logged in as somebody: `as_user(sari).get(...)`."""

    def log_in(user):
        client.force_login(user)
        return client

    return log_in
