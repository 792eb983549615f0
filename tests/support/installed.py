"""A filled database as version 0.1.0 left it: its tables, and rows of a whole programme.

The rows (tests/data/installed-0.1.0.json.gz) were taken once from commit 3c0d168: its demo, and beside it a
group that went through every kind of operation for a year (tests/test_random_histories.py). All people are
made up. The tables (installed-0.1.0.VENDOR.sql.gz) are what its migrations made of an empty database, as
pg_dump and SQLite tell them; `make trust` makes them anew by the migrations (`migrate`) and compares.
"""

import gzip
import json
import os
import re
import subprocess
from pathlib import Path

from django.core.management.color import no_style
from django.db import models, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

DATA = Path(__file__).parent.parent / "data"
OURS = ("groups", "ledger", "savings", "meetings", "assessment")


def saved() -> dict:
    """`migrations`: [app, name] of 0.1.0; `rows`: {model: its field names, and their values row by row}."""
    return json.loads(gzip.decompress((DATA / "installed-0.1.0.json.gz").read_bytes()))


class InstalledLoader(MigrationLoader):
    """The graph as 0.1.0 had it: of our apps nothing but its own migrations."""

    def load_disk(self):
        super().load_disk()
        known = {tuple(key) for key in saved()["migrations"]}
        self.disk_migrations = {
            key: migration
            for key, migration in self.disk_migrations.items()
            if key[0] not in OURS or key in known
        }


def install(connection) -> None:
    """Give an empty database the tables of 0.1.0, with the rows that its migrations put into them."""
    saved_as = DATA / f"installed-0.1.0.{connection.vendor}.sql.gz"
    saved_tables = gzip.decompress(saved_as.read_bytes()).decode()
    if connection.vendor == "sqlite":
        with connection.constraint_checks_disabled():  # rows stand before the table that they refer to
            connection.connection.executescript(saved_tables)
        return
    words, secrets = DatabaseClient.settings_to_cmd_args_env(
        connection.settings_dict, ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    )
    subprocess.run(words, env=os.environ | (secrets or {}), input=saved_tables, text=True, check=True)  # noqa: S603


def migrate(connection) -> None:
    """Run the migrations of 0.1.0 on an empty database: the default one, for they ask for no other."""
    executor = MigrationExecutor(connection)
    executor.loader = InstalledLoader(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def fill(connection) -> None:
    """Put the saved rows in the place of what migrations had put there; `connection` is the default one."""
    loader = InstalledLoader(connection)
    apps = loader.project_state(loader.graph.leaf_nodes()).apps
    with transaction.atomic():
        for label, table in saved()["rows"].items():
            model = apps.get_model(label)
            model.objects.all().delete()
            _insert(model, table)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def _insert(model, table: dict) -> None:
    fields = {field.name: field for field in model._meta.concrete_fields}
    for field in fields.values():
        if isinstance(field, models.DateField):
            field.auto_now_add = field.auto_now = False  # the day it happened, not the day of this test
    made, chosen = [], []
    for values in table["values"]:
        row = dict(zip(table["fields"], values, strict=True))
        many = {field.name: row.pop(field.name) for field in model._meta.local_many_to_many}
        key = model._meta.pk
        given = {key.attname: key.to_python(row.pop("pk"))}
        given |= {fields[name].attname: fields[name].to_python(value) for name, value in row.items()}
        made.append(model(**given))
        chosen.append(many)
    model.objects.bulk_create(made, batch_size=500)
    for row, many in zip(made, chosen, strict=True):
        for name, keys in many.items():
            through = getattr(model, name).through
            one, other = (field.attname for field in through._meta.concrete_fields if field.is_relation)
            through.objects.bulk_create(through(**{one: row.pk, other: key}) for key in keys)


def contents(connection, columns: dict) -> dict:
    """{table: its rows in one and the same order}, of what `columns` names."""
    with connection.cursor() as cursor:
        return {
            table: _rows(cursor, connection.ops.quote_name, table, names) for table, names in columns.items()
        }


def columns_of(connection) -> dict:
    """{table: its columns by name}, of our apps' tables (and not of the view)."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.split("_")[0] in OURS:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} WHERE 1 = 0")  # noqa: S608
                found[table] = sorted(column[0] for column in cursor.description)
    return found


def _rows(cursor, quoted, table: str, names: list) -> list:
    cursor.execute(f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table)}")  # noqa: S608
    return sorted(cursor.fetchall(), key=repr)


SHAPE = {
    "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": """
        SELECT table_name, concat_ws(' ', column_name, data_type, character_maximum_length, numeric_precision,
                                     numeric_scale, 'null:', is_nullable, column_default, is_identity)
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL
        SELECT cast(cast(conrelid AS regclass) AS text), concat_ws(' ', conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = cast('public' AS regnamespace)
        UNION ALL
        SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
    """,
}


# A list in a check or an index, as PostgreSQL tells it of a constraint that it was told by itself before:
# the same list, with each word cast apart.
_CASTS = re.compile(r"::(?:character varying|text)(?:\[\])?")
_BRACKETED_WORD = re.compile(r"\(('[^']*')\)")
_BRACKETED_LIST = re.compile(r"\((ARRAY\[[^\]]*\])\)")


def shape(connection) -> dict:
    """{table or view: what makes it up}: columns, constraints and indexes, in the database's own words."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(SHAPE[connection.vendor])
        for table, words in cursor.fetchall():
            if table.split("_")[0] in OURS:
                found.setdefault(table, set()).update(_parts(_with_plain_lists(words)))
    return found


def _with_plain_lists(words: str) -> str:
    plain = _BRACKETED_WORD.sub(r"\1", _CASTS.sub("", words))
    while plain != (freed := _BRACKETED_LIST.sub(r"\1", plain)):
        plain = freed
    return plain


def _parts(words: str) -> set:
    """A statement split at the commas of its outermost brackets: columns may come in another order."""
    parts, depth = [""], 0
    for sign in words:
        depth += (sign == "(") - (sign == ")")
        outermost = words.startswith("CREATE TABLE") and depth == 1
        if sign in "(,)" and (outermost or (sign == ")" and depth == 0)):
            parts.append("")
        else:
            parts[-1] += sign
    return {part.strip() for part in parts}
