"""Any history of operations keeps the books whole: balanced, never below zero, and the past unchanged."""

from hashlib import sha256

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.models import Fund, Repayment
from tests.support.factories import START
from tests.support.histories import OPERATIONS, new_life
from tests.support.trials import trials

pytestmark = pytest.mark.long
# A year of weeks with something between them; most of what is drawn are meetings, as in life.
NAMES = st.one_of(
    st.just("meet"), st.just("meet"), st.just("close month"), st.sampled_from(sorted(OPERATIONS))
)
STEPS = st.lists(st.tuples(NAMES, st.integers(0, 10_000), st.integers(0, 10_000)), min_size=8, max_size=30)
FUNDED = ("grant", "receive tranche", "lend from the fund")  # a life that begins with BLM to repay
REGULAR = ("meet", "close month")
ONLY_AFTER = ("spend of the fund", "undo spending")  # in the long history, that is: they are not drawn
SEQUELS = {  # what rests on another operation comes right after it, until it succeeded once
    "write off": ("recover",),
    "borrow outside": ("lender forgoes", "undo receipt"),
    "pay lender": ("undo payment",),
    "share surplus": ("undo sharing", "pay surplus"),
    "pay surplus": ("undo payout",),
    "lend from the fund": ("waive",),
    "receive tranche": ONLY_AFTER,
    "give back": ("undo return",),
    "leave": ("undo exit",),
}


@given(steps=STEPS, begins=st.sampled_from([(), FUNDED]))
@settings(
    max_examples=trials(5, 60), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
def test_any_history_keeps_the_books_whole(db, steps, begins):
    with transaction.atomic():
        life = new_life()
        for name, a, b in [*((name, 1, 0) for name in begins), *steps]:
            life.play(name, OPERATIONS[name], a, b)
        life.check_the_past()
        transaction.set_rollback(True)


def chosen(*what: object) -> int:
    """A number from 0 to 9,999 as if by chance, the same for the same words on every machine."""
    return int.from_bytes(sha256(repr(what).encode()).digest()) % 10_000


@pytest.mark.once  # the random ones are asked of both databases
def test_a_long_history_goes_through_every_kind_of_operation(db):
    """What the random ones must be able to reach: every operation succeeds within a year."""
    life = new_life()
    others = [name for name in OPERATIONS if name not in (*REGULAR, *ONLY_AFTER)]
    for week in range(48):
        drawn = sorted(others, key=lambda name: chosen(week, name))
        rarer = [name for name in drawn[3:] if name not in life.done]
        for name in ("meet", *drawn[:3], *rarer[:5], *(["close month"] if week % 4 == 3 else [])):
            for played in (name, *(after for after in SEQUELS.get(name, ()) if after not in life.done)):
                a, b = chosen(week, played, "a"), chosen(week, played, "b")
                life.play(played, OPERATIONS[played], a, b)
    life.check_the_past()
    assert {name for name in OPERATIONS if name not in life.done} == set()
    assert Repayment.objects.filter(ksm=life.ksm, loan__fund=Fund.BLM, principal__gt=0).exists()
    assert life.sheet.year > START.year
    assert life.refused > 10
