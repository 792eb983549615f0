"""Strangers who ask about codes are counted across all processes of a server."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from groups.papers.throttle import OF_ONE

PROCESS = """
import datetime, django
django.setup()
from groups.papers.throttle import may_ask
now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
print(sum(may_ask("10.0.0.1", now) for _ in range({})))
"""


def database_url() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**facts)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_processes_together_let_nobody_ask_more_often_than_one():
    facts = {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "ksm.settings", "SECRET_KEY": "uji"}
    command = [sys.executable, "-c", PROCESS.format(OF_ONE)]
    processes = [
        subprocess.Popen(  # noqa: S603  (our own interpreter with our own words)
            command, cwd=settings.BASE_DIR, env=os.environ | facts, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    let = [int(process.communicate(timeout=60)[0]) for process in processes]
    # Both may look at the last question that is left at once.
    assert OF_ONE <= sum(let) <= OF_ONE + 1
