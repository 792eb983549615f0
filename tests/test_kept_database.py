"""The migrated database that `make quick` begins with: the same until a migration changes."""

import sqlite3
from types import SimpleNamespace

import pytest
from django.db import connection

from tests.support import kept_database

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="only an SQLite file is kept"),
]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of one migration, and a run of pytest that keeps its files beside it."""
    (tmp_path / "ledger" / "migrations").mkdir(parents=True)
    (tmp_path / "ledger" / "migrations" / "0001_initial.py").write_text("first")
    monkeypatch.setattr(kept_database, "ROOT", tmp_path)
    monkeypatch.setenv("KEEP_TEST_DATABASE", "1")
    return SimpleNamespace(cache=SimpleNamespace(mkdir=lambda name: tmp_path))


def test_a_changed_or_added_migration_asks_for_another_file(project, tmp_path):
    first = kept_database.kept_file(project)
    assert kept_database.kept_file(project) == first
    (tmp_path / "ledger" / "migrations" / "0001_initial.py").write_text("changed")
    second = kept_database.kept_file(project)
    (tmp_path / "ledger" / "migrations" / "0002_next.py").write_text("")
    assert len({first, second, kept_database.kept_file(project)}) == 3


def test_nothing_is_kept_where_nobody_asked_for_it(project, monkeypatch):
    monkeypatch.delenv("KEEP_TEST_DATABASE")
    assert kept_database.kept_file(project) is None
    assert not kept_database.take(None, "nowhere")


def test_a_copy_holds_what_was_migrated_and_the_older_file_is_gone(project, tmp_path):
    older, copy = tmp_path / "older.sqlite3", tmp_path / "copy"
    older.write_text("")
    migrated = sqlite3.connect(":memory:")
    migrated.execute("CREATE TABLE ledger_account AS SELECT 29 AS code")
    kept = kept_database.kept_file(project)
    assert not kept_database.take(kept, copy)
    kept_database.keep(SimpleNamespace(connection=migrated, ensure_connection=lambda: None), kept)
    assert kept_database.take(kept, copy)
    assert not older.exists()
    opened = sqlite3.connect(copy)
    assert opened.execute("SELECT code FROM ledger_account").fetchall() == [(29,)]
    for one in (migrated, opened):
        one.close()
    kept_database.drop(copy)
    assert not copy.exists()
