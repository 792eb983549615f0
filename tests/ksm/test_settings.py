"""Production is safe by default: it does not start without a key; the environment chooses the rest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOW = (
    "import ksm.settings as s; "
    "print(s.DEBUG, s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE, s.DATABASES['default']['ENGINE'])"
)


def started_with(show=SHOW, **environment):
    return subprocess.run(  # noqa: S603 (our own interpreter with our own words)
        [sys.executable, "-c", show],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def data_key_of(**environment):
    """The data keys as the settings read them: the one that writes, and the older ones."""
    show = "import ksm.settings as s; print(s.DATA_KEY, s.OLD_DATA_KEYS)"
    return started_with(show, **environment).stdout.strip()


def test_the_data_key_is_the_secret_key_only_where_that_is_asked_for():
    assert data_key_of(SECRET_KEY="x") == "[]"
    assert data_key_of(SECRET_KEY="x", DATA_KEY_FROM_SECRET_KEY="1") == "x []"
    assert data_key_of(SECRET_KEY="x", DATA_KEY="y", OLD_DATA_KEYS="z, x") == "y ['z', 'x']"
    assert data_key_of(SECRET_KEY="x", DEBUG="1") == "hanya-untuk-pengembangan-jangan-dipakai []"


def test_it_refuses_to_start_without_a_key():
    result = started_with()
    assert result.returncode == 1
    assert "SECRET_KEY belum diisi" in result.stderr


@pytest.mark.parametrize(
    ("environment", "level"),
    [({}, "INFO"), ({"LOG_REQUESTS": "0"}, "WARNING"), ({"DEBUG": "1"}, "WARNING")],
)
def test_each_request_is_a_line_unless_somebody_tries_something_out(environment, level):
    show = "import ksm.settings as s; print(s.LOGGING['loggers']['ksm.requests']['level'])"
    assert started_with(show, SECRET_KEY="x", **environment).stdout.strip() == level


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({"SECRET_KEY": "x"}, "False ['localhost', '127.0.0.1', '[::1]'] False django.db.backends.sqlite3"),
        ({"DEBUG": "1"}, "True ['*'] False django.db.backends.sqlite3"),
        (
            {
                "SECRET_KEY": "x",
                "ALLOWED_HOSTS": "ksm.contoh.id, www.ksm.contoh.id",
                "HTTPS": "1",
                "DATABASE_URL": "postgres://u:p@h/d",
            },
            "False ['ksm.contoh.id', 'www.ksm.contoh.id'] True django.db.backends.postgresql",
        ),
    ],
)
def test_the_environment_chooses_and_defaults_are_safe(environment, shown):
    assert started_with(**environment).stdout.strip() == shown


def test_no_file_of_the_queue_may_outlive_what_is_withdrawn():
    result = started_with(SECRET_KEY="x", JOB_FILE_DAYS="3")
    assert result.returncode == 1
    assert "JOB_FILE_DAYS paling banyak 2 hari" in result.stderr


def test_a_standby_is_asked_for_beside_postgresql_only():
    servers = {"DATABASE_URL": "postgres://u@h/d", "REPLICA_URL": "postgres://u@s/d"}
    result = started_with(SECRET_KEY="x", REPLICA_URL=servers["REPLICA_URL"])
    assert result.returncode == 1
    assert "REPLICA_URL hanya untuk PostgreSQL" in result.stderr
    assert started_with(SECRET_KEY="x", **servers).returncode == 0


def test_no_cursor_stays_open_on_a_server_that_a_pool_may_change():
    off = "{one['DISABLE_SERVER_SIDE_CURSORS'] for one in s.DATABASES.values()}"
    servers = {"DATABASE_URL": "postgres://u@h/d", "REPLICA_URL": "postgres://u@s/d"}
    assert (
        started_with(f"import ksm.settings as s; print({off})", SECRET_KEY="x", **servers).stdout.strip()
        == "{True}"
    )
