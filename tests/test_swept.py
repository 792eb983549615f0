"""What a test that commits leaves behind is swept away, and nothing else."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests.support.kept_world import put_world
from tests.support.swept import KEPT, sweep


def rows_of_tables() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.django_db(transaction=True)
def test_every_table_is_empty_but_those_that_migrating_made_of_the_models():
    kept = {name: number for name, number in rows_of_tables().items() if name in KEPT}
    put_world()
    assert sum(rows_of_tables().values()) > 1000
    sweep("default")
    assert {name: number for name, number in rows_of_tables().items() if number} == kept
    assert kept["django_content_type"] == ContentType.objects.count() > 100
