"""Strangers who ask about codes are counted across all processes of a server."""

import pytest

from groups.papers.throttle import OF_ONE
from tests.support.outside import started

PROCESS = """
import datetime, django
django.setup()
from groups.papers.throttle import may_ask
now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
print(sum(may_ask("10.0.0.1", now) for _ in range({})))
"""


@pytest.mark.django_db(transaction=True)
def test_two_processes_together_let_nobody_ask_more_often_than_one():
    processes = [started("-c", PROCESS.format(OF_ONE), DATA_KEY="uji") for _ in range(2)]
    let = [int(process.communicate(timeout=60)[0]) for process in processes]
    # Both may look at the last question that is left at once.
    assert OF_ONE <= sum(let) <= OF_ONE + 1
