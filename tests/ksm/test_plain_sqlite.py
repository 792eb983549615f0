"""The file of SQLite by SQLite's own tool, which knows none of Django's functions (docs/scale.md)."""

import datetime
import re
import subprocess

import pytest
from django.db import connection

from groups.models import Ksm
from ledger.models import MonthAct
from tests.support.factories import make_bkm, make_ksm
from tests.support.outside import ended

pytestmark = pytest.mark.once  # of SQLite alone
JUNE = datetime.date(2025, 6, 1)
OF_DJANGO = re.compile(r"\b(?:django_\w+|regexp)\(", re.IGNORECASE)


def sqlite3(path, *commands) -> str:
    words = ["sqlite3", "-bail", path, *commands]
    done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.mark.django_db(transaction=True)
def test_it_is_dumped_checked_and_compacted_with_every_closed_month(tmp_path):
    ksm = make_ksm(make_bkm())
    MonthAct.objects.create(ksm=ksm, month=JUNE, act="CLOSED", cash=5000)
    path = str(connection.settings_dict["NAME"])
    copy = str(tmp_path / "salinan.sqlite3")
    assert sqlite3(path, "PRAGMA integrity_check", "PRAGMA foreign_key_check") == "ok"
    sqlite3(path, f"VACUUM INTO '{tmp_path / 'rapat.sqlite3'}'")
    (tmp_path / "isi.sql").write_text(sqlite3(path, ".dump"))
    sqlite3(copy, f".read {tmp_path / 'isi.sql'}")
    for where in (copy, str(tmp_path / "rapat.sqlite3")):
        assert sqlite3(where, "SELECT month, act, cash FROM ledger_monthact") == "2025-06-01|CLOSED|5000"
        assert int(sqlite3(where, "SELECT COUNT(*) FROM groups_ksm")) == Ksm.objects.count() == 1


def test_a_commit_waits_for_the_disk(tmp_path):
    """What is told as saved is there after a power cut (docs/backup.md), as production opens its file."""
    ask = "c.execute('PRAGMA journal_mode').fetchone() + c.execute('PRAGMA synchronous').fetchone()"
    begin = "import django; django.setup(); from django.db import connection; c = connection.cursor()"
    facts = {"DATABASE_URL": f"sqlite:///{tmp_path / 'data.sqlite3'}", "DATA_KEY": "x"}
    code, said, complained = ended("-c", f"{begin}; print({ask})", **facts)
    assert (code, said.strip(), complained) == (0, "('wal', 2)", "")  # 2 is FULL


@pytest.mark.django_db
def test_no_table_view_or_trigger_calls_a_function_of_django():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        found = cursor.fetchall()
    assert len(found) > 100
    assert [name for name, sql in found if OF_DJANGO.search(sql)] == []
