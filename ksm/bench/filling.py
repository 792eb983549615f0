"""Many rows out of rows that are there: one INSERT ... SELECT instead of an object for each."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Field, Model
from django.utils import timezone


def insert_from(model: type[Model], source: str, *limits, **columns: str) -> None:
    """Insert a row of `model` for each row of `source`: what stands after FROM, with %s for each limit.

    `columns` are SQL over the source, by the fields' own names; every other field takes its default.
    """
    names, parts, values = [], [], []
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        names.append(connection.ops.quote_name(field.column))
        parts.append(columns.get(field.attname, "%s"))
        if field.attname not in columns:
            parts[-1] = _typed(field)
            values.append(field.get_db_prep_save(_default_of(field), connection))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(parts)} FROM {source}",  # noqa: S608
            [*values, *limits],
        )


@contextmanager
def without_key_checks() -> Iterator[None]:
    """Rows made from rows that are there refer to rows that are there: PostgreSQL need not look up each one.

    Looking takes half of the time of filling. Only whoever owns the whole server may leave it out, as on a
    scratch cluster; elsewhere, and on SQLite, every key is checked.
    """
    free = connection.vendor == "postgresql" and _owns_server()
    with connection.cursor() as cursor:
        if free:
            cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            if free:
                cursor.execute("SET session_replication_role = DEFAULT")


def count_rows() -> None:
    """Let PostgreSQL count what was filled in, as it does by itself after a while; plans rest on it.

    SQLite does so only when it is told, and the product never tells it: then it would believe that the unique
    key of what an entry reverses, almost always empty, leads to all entries, and read them for each sheet.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _owns_server() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        return bool(cursor.fetchone()[0])


def constants(rows: list[dict[str, object]]) -> str:
    """A source of its own: these rows, each a column to a value."""
    return " UNION ALL ".join(
        "SELECT " + ", ".join(f"{_literal(value)} AS {name}" for name, value in row.items()) for row in rows
    )


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _typed(field: Field) -> str:
    """A place for a value; PostgreSQL takes it for text unless its type is said."""
    return f"CAST(%s AS {field.db_type(connection)})" if connection.vendor == "postgresql" else "%s"


def _default_of(field: Field):
    return timezone.now() if getattr(field, "auto_now_add", False) else field.get_default()
