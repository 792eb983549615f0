"""Any history of operations keeps the books whole: balanced, never below zero, and the past unchanged."""

from random import Random

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import START, make_bkm, make_coordinator, make_facilitator, make_ksm, make_members
from tests.histories import OPERATIONS, History

# A year of weeks with something between them; most of what is drawn are meetings, as in life.
NAMES = st.one_of(
    st.just("meet"), st.just("meet"), st.just("close month"), st.sampled_from(sorted(OPERATIONS))
)
STEPS = st.lists(st.tuples(NAMES, st.integers(0, 10_000), st.integers(0, 10_000)), min_size=8, max_size=30)


def new_life() -> History:
    bkm = make_bkm()
    ksm = make_ksm(bkm)
    make_members(ksm, 5)
    sari = make_facilitator("sari")
    return History(ksm, sari, make_coordinator("ratna", bkm), day=START, sheet=START)


@given(steps=STEPS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_any_history_keeps_the_books_whole(db, steps):
    with transaction.atomic():
        life = new_life()
        for name, a, b in steps:
            life.play(name, a, b)
        life.check_the_past()
        transaction.set_rollback(True)


def test_a_long_history_goes_through_every_kind_of_operation(db):
    """What the random ones must be able to reach: nearly every operation succeeds in a year."""
    life, chance = new_life(), Random(2025)  # noqa: S311 - steps of a test
    others = [name for name in OPERATIONS if name not in ("meet", "close month")]
    for step in range(48):
        life.play("meet", chance.randrange(10_000), chance.randrange(10_000))
        for name in others[step % 2 :: 4]:
            life.play(name, chance.randrange(10_000), chance.randrange(10_000))
        if step % 4 == 3:
            chance.shuffle(others)
            life.play("close month", 0, 0)
    life.check_the_past()
    reached = {"meet", "reopen", "close month", "open month", "write off", "settle", "cover", "give back"}
    assert reached | {"pay lender", "borrow outside", "leave", "waive", "donate"} <= set(life.done)
    assert life.sheet.year > START.year
    assert life.refused > 10
