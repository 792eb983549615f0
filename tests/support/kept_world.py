"""The world of tests/support/world.py, built once per process and then put back row by row.

Building it takes seconds: a workbook is read, sheets are closed, papers are printed. Its rows take a tenth
of one.
"""

import datetime
from contextlib import contextmanager
from unittest import mock

from django.db import connection, transaction
from django.utils import timezone

from tests.support.undrawn import draws
from tests.support.world import TODAY, make_world

_kept: list[tuple[dict, dict[str, tuple[list[str], list[tuple]]]]] = []


@contextmanager
def noon_of_the_world():
    """The clock stands at noon of the day of the world, so that nothing in it was written down later."""
    moment = datetime.datetime.combine(TODAY, datetime.time(5), datetime.UTC)
    with mock.patch.object(timezone, "now", draws(moment)):
        yield


def put_world() -> dict:
    """What `make_world` makes and returns, as it stood at noon of its day."""
    if not _kept:
        _kept.append(_built())
    ids, tables = _kept[0]
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in tables.items():
            names = ", ".join(map(connection.ops.quote_name, columns))
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})",  # noqa: S608
                rows,
            )
    return dict(ids)


def _built() -> tuple[dict, dict]:
    """The ids of a world that was made and undone, and the rows that it added to each table, as stored."""
    with transaction.atomic():
        before = {table: set(rows) for table, (_, rows) in _tables().items()}
        with noon_of_the_world():
            ids = make_world()
        added = {
            table: (columns, [row for row in rows if row not in before[table]])
            for table, (columns, rows) in _tables().items()
        }
        transaction.set_rollback(True)
    return ids, {table: found for table, found in added.items() if found[1]}


def _tables() -> dict[str, tuple[list[str], list[tuple]]]:
    """The columns and rows of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = [tuple(map(_storable, row)) for row in cursor.fetchall()]
            found[table] = [column[0] for column in cursor.description], rows
    return found


def _storable(value):
    """A value that was read, as the database takes it again: SQLite has no type for days and hours."""
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, datetime.date):
        return connection.ops.adapt_datefield_value(value)
    return connection.ops.adapt_timefield_value(value) if isinstance(value, datetime.time) else value
