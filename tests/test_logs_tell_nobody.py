"""What is logged while pages are opened and forms are refused tells of nobody."""

import logging

import pytest
from django.db import transaction

from groups.models import User
from tests.support.kept_world import put_world
from tests.support.told import TYPED, lines, people
from tests.support.undrawn import no_paper, nothing_drawn
from tests.support.world import addresses

pytestmark = pytest.mark.once


def test_what_is_typed_and_refused_stands_in_no_log(client, db, caplog):
    """Every form of the product is sent with the data of somebody, by who may and by a stranger."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.INFO, "django.request")
    ids, sent = put_world(), 0
    for who in (User.objects.get(username="sari"), None):
        if who:
            client.force_login(who)
        kept = dict(client.cookies) if who else {}
        for _, _, path in addresses(ids):
            client.cookies.clear()  # what was sent may have logged out, which is undone
            client.cookies.update(kept)
            with no_paper(), transaction.atomic():
                sent += client.post(path, TYPED).status_code != 405
                transaction.set_rollback(True)
            with nothing_drawn(), transaction.atomic():
                client.get(path)
                transaction.set_rollback(True)
    assert sent > 200
    told = lines(caplog.records)
    assert len(told) > 20
    assert [line for line in told for one in people() if one in line] == []
