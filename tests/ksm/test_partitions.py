"""What is split by time holds what the whole table holds, so that the two times compare."""

import pytest

from ksm.bench.partitions import MEETINGS, MEMBERS, SPLIT, TO_A_PART, ask, compare, fill, sizes, split
from tests.support.clusters import needs_postgresql

GROUPS = 200  # as many as are asked one by one


@pytest.fixture
def tried(transactional_db):
    yield from [[*fill(GROUPS), *split(), *sizes(), *compare()]]
    for table in SPLIT:
        ask(f"DROP TABLE {table}_split")
    ask("RESET session_replication_role")  # or nothing that a later test breaks would be noticed


@needs_postgresql
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_partitions_by_time_hold_every_row_in_its_part_and_are_timed_beside_the_whole(tried):
    rows, asked_to_write = GROUPS * MEMBERS * MEETINGS, GROUPS * MEMBERS
    for table in SPLIT:
        [(found,)] = ask(f"SELECT count(*) FROM {table}_split WHERE id > 0")  # noqa: S608
        assert found == rows
        first = f"SELECT count(*) FROM {table}_split_0"  # noqa: S608
        assert ask(first) == [(rows * TO_A_PART // MEETINGS,)]
    assert ask("SELECT count(*) FROM ledger_journalline_split WHERE id < 0") == [(asked_to_write,)]
    assert sum("dibagi" in told for told in tried) == len(SPLIT) + 6
