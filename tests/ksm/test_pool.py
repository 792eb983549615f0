"""The product behind a PgBouncer in transaction mode, which hands every transaction another connection."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from ksm.bench.load import ask_all, prepare
from tests.support.clusters import Cluster, cluster_folder, needs_postgresql, pool_before
from tests.support.served import serving

USERS = 7


@needs_postgresql
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_users_share_one_connection_of_a_pool_in_transaction_mode():
    """Seven users at once on two processes: five close a sheet, one opens the dashboard, one prints."""
    acts = prepare(USERS)
    before = "SELECT count(*) FROM meetings_meeting"
    with cluster_folder() as folder:
        primary = Cluster(folder / "primary").create()
        primary.fill()
        held = int(primary.ask(before))
        pool = pool_before(primary, size=1)
        with serving("--workers", "2", DATABASE_URL=pool) as served:
            # Each with the pages around it, so that connections change hands in the middle of a user's way.
            with ThreadPoolExecutor(USERS) as users:
                opened = list(users.map(lambda act: served.ask("GET", "/ksm/", act.session)[0], acts))
            assert opened == [200] * USERS
            assert [one.fault for one in ask_all(acts, "127.0.0.1", served.port)] == [""] * USERS
        assert int(primary.ask(before)) == held + 5
        # Nobody got past the pool: it and the question itself are all that is connected.
        connected = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'ksm'"
        assert int(primary.ask(connected)) <= 2
