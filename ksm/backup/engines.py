"""A database into a file and back, by its own tools: SQLite's online backup, pg_dump and pg_restore.

Both see one moment of a database that others go on writing to; the counts are of the same moment.
"""

import contextlib
import gzip
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction

from ksm.refusals import RefusalError

MIGRATIONS = "django_migrations"
PIECE = 1 << 20


class BackupError(RefusalError):
    """No backup was made, or nothing was restored; the text says why."""


def dump(target: Path) -> tuple[dict[str, int], list[str]]:
    """Write the database to `target`; rows of each table, and the migrations that were applied."""
    return _dump_sqlite(target) if connection.vendor == "sqlite" else _dump_postgresql(target)


def load(source: Path) -> None:
    """Put what `dump` wrote in the place of an empty database's tables."""
    if connection.vendor == "sqlite":
        _load_sqlite(source)
    else:
        _load_postgresql(source)


def counted() -> dict[str, int]:
    """How many rows each table of the database has."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        return {table: _number(cursor, connection.ops.quote_name(table)) for table in sorted(tables)}


def _number(cursor, quoted: str) -> int:
    cursor.execute(f"SELECT COUNT(*) FROM {quoted}")  # noqa: S608  (quoted names of our own tables)
    return cursor.fetchone()[0]


def _applied(cursor) -> list[str]:
    cursor.execute(f"SELECT app, name FROM {MIGRATIONS} ORDER BY id")  # noqa: S608
    return [f"{app}.{name}" for app, name in cursor.fetchall()]


def _dump_sqlite(target: Path) -> tuple[dict[str, int], list[str]]:
    connection.ensure_connection()
    plain = target.with_suffix(".plain")
    with contextlib.closing(sqlite3.connect(plain)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        listed = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        names = [name for (name,) in copy.execute(listed).fetchall()]
        cursor = copy.cursor()
        counts = {name: _number(cursor, f'"{name}"') for name in names}
        migrations = _applied(cursor)
    with plain.open("rb") as read, gzip.open(target, "wb", compresslevel=6) as written:
        shutil.copyfileobj(read, written, PIECE)
    plain.unlink()
    return counts, migrations


def _load_sqlite(source: Path) -> None:
    plain = source.with_suffix(".plain")
    with gzip.open(source, "rb") as read, plain.open("wb") as written:
        shutil.copyfileobj(read, written, PIECE)
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(plain)) as copy:
        copy.backup(connection.connection)
    plain.unlink()


def _dump_postgresql(target: Path) -> tuple[dict[str, int], list[str]]:
    with _one_moment() as snapshot:
        counts = counted()
        with connection.cursor() as cursor:
            migrations = _applied(cursor)
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", "--no-owner")
    return counts, migrations


@contextlib.contextmanager
def _one_moment() -> Iterator[str]:
    """The name of a snapshot that others may read by while the block lasts."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _load_postgresql(source: Path) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for found in connection.introspection.get_table_list(cursor):
            kind = "VIEW" if found.type == "v" else "TABLE"
            cursor.execute(f"DROP {kind} IF EXISTS {connection.ops.quote_name(found.name)} CASCADE")
    connection.close()
    _run(
        "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(source)
    )


def _run(program: str, *words: str) -> None:
    """One of PostgreSQL's programs on the product's own database; the password goes by the environment."""
    path = shutil.which(program)
    if not path:
        raise BackupError(f"Program {program} tidak ada di mesin ini. Pasang paket postgresql-client.")
    _, secret = connection.client_class.settings_to_cmd_args_env(connection.settings_dict, [])
    about = connection.settings_dict
    named = {"PGHOST": about["HOST"], "PGPORT": str(about["PORT"]), "PGUSER": about["USER"]}
    environment = {**os.environ, **{name: value for name, value in named.items() if value}, **(secret or {})}
    database = f"--dbname={about['NAME']}"
    done = subprocess.run(  # noqa: S603  (a program found by its name, with our own words)
        [path, database, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = done.stderr.strip().splitlines() or ["tanpa keterangan"]
        raise BackupError(f"{program} gagal: {told[-1]}")
