"""After a test that commits: what it left in any table is gone.

Django's own way empties every table, of which most hold nothing, and then makes all content types and
permissions anew: on PostgreSQL half a second for each such test.
"""

from functools import cache

from django.db import connections, transaction

# Migrating makes them of the models that there are; a test that adds some takes them away again.
KEPT = {"django_content_type", "auth_permission"}


@cache
def _tables(alias: str) -> list[str]:
    names = connections[alias].introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(names) - KEPT)


def sweep(alias: str) -> None:
    """Empty every table that holds anything; of what refers to what, the database is asked at the end."""
    quoted = connections[alias].ops.quote_name
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quoted(name)})"  # noqa: S608
        for name in _tables(alias)
    )
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(asked)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quoted(name)}")  # noqa: S608


def sweep_all(test) -> None:
    """In the place of `_fixture_teardown` of Django's tests that commit."""
    for alias in test._databases_names(include_mirrors=False):
        sweep(alias)
