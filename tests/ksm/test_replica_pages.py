"""Every page, read from another server than the one that knows who asks."""

import copy
from collections import Counter

import pytest
from django.conf import settings as product
from django.db import connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from groups.models import User
from ksm import replica
from tests.support.clusters import Cluster, cluster_folder, needs_postgresql
from tests.support.kept_world import put_world
from tests.support.undrawn import nothing_drawn
from tests.support.world import addresses

SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"


@pytest.fixture(scope="module", autouse=True)
def _second_connection(django_db_setup):
    """Known before a test is told which connections it may use; no rows of it are swept away."""
    second = copy.deepcopy(connections["default"].settings_dict)
    second["TEST"]["MIRROR"] = "default"
    connections.databases[replica.STANDBY] = second
    yield
    del connections.databases[replica.STANDBY]
    del connections[replica.STANDBY]


@pytest.fixture
def standby(transactional_db):
    """What the test's own database holds, on a server of its own; it is believed to follow."""
    ids = put_world()
    with cluster_folder() as folder:
        cluster = Cluster(folder / "copy").create()
        cluster.fill()
        there = {"HOST": "127.0.0.1", "PORT": str(cluster.port), "USER": "postgres", "NAME": "ksm"}
        connections[replica.STANDBY].settings_dict.update(there)
        yield ids
        connections[replica.STANDBY].close()


@pytest.fixture
def routed(standby, monkeypatch):
    at = product.MIDDLEWARE.index(SESSIONS) + 1
    middleware = [*product.MIDDLEWARE[:at], "ksm.replica.ReadFromStandby", *product.MIDDLEWARE[at:]]
    monkeypatch.setattr(replica, "_state", lambda: (True, 1 << 62, True))
    monkeypatch.setattr(product, "REPLICA_MAX_LAG", 30, raising=False)
    with override_settings(MIDDLEWARE=middleware, DATABASE_ROUTERS=["ksm.replica.Router"]):
        yield


@needs_postgresql
@pytest.mark.postgres
@pytest.mark.long
@pytest.mark.django_db(transaction=True, databases="__all__")
def test_every_page_of_the_standby_answers(standby, routed):
    client = Client()
    client.force_login(User.objects.get(username="sari"))
    with nothing_drawn(), CaptureQueriesContext(connections[replica.STANDBY]) as read:
        found = Counter(client.get(path).status_code for _, _, path in addresses(standby))
    assert found[200] > 100
    assert set(found) <= {200, 302, 400, 403, 404, 405, 503}
    assert found[503] == 1  # the monitor, for which no worker runs here
    assert len(read) > 1000
