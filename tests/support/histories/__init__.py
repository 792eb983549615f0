"""A group's life as random operations, tried through the product's own verbs.

An operation takes the life and two free numbers. Each module here has its own table of them; a further one is
a function in such a table.
"""

from tests.support.factories import (
    START,
    make_bkm,
    make_coordinator,
    make_facilitator,
    make_ksm,
    make_members,
    make_unit_staff,
)
from tests.support.histories import grants, lenders, loans, money, undoing, weeks
from tests.support.histories.life import History

OPERATIONS = (
    weeks.OPERATIONS
    | loans.OPERATIONS
    | money.OPERATIONS
    | grants.OPERATIONS
    | lenders.OPERATIONS
    | undoing.OPERATIONS
)


def new_life() -> History:
    """A group of five members on the day before its first meeting."""
    bkm = make_bkm()
    ksm = make_ksm(bkm)
    make_members(ksm, 5)
    people = (make_facilitator("sari"), make_unit_staff("joko", bkm), make_coordinator("ratna", bkm))
    return History(ksm, *people, day=START, sheet=START)
