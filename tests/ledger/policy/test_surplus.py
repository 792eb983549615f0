"""Sharing out a year's surplus, as arithmetic: every rupiah goes somewhere, the reserve takes the rest."""

from fractions import Fraction

import pytest

from ledger.policy.surplus import Percentages, Share, share_out


def test_it_shares_by_savings_jasa_and_office_and_keeps_the_remainders():
    # By hand, of 1.000.000: savings 500.000 by 1:2, jasa 200.000 all to one, officers 100.000 by two.
    shared = share_out(
        1_000_000, Percentages(), savings={1: 100_000, 2: 200_000}, borrowing={2: 7_500}, officers=[1, 2]
    )
    assert shared.members == {1: Share(166_600, 0, 50_000), 2: Share(333_300, 200_000, 50_000)}
    # Cut off: 166.666 -> 166.600 and 333.333 -> 333.300; with its own 100.000 the reserve has 100.100.
    assert (shared.social, shared.reserve) == (100_000, 100_100)


def test_a_part_that_nobody_has_a_claim_to_goes_to_the_reserve():
    shared = share_out(100_000, Percentages(), savings={1: 5_000}, borrowing={}, officers=[])
    assert shared.members == {1: Share(50_000, 0, 0)}
    assert (shared.social, shared.reserve) == (10_000, 40_000)


@pytest.mark.parametrize(("social", "fits"), [(9, False), (10, True), (11, False)])
def test_the_percentages_sum_to_exactly_one_hundred(social, fits):
    percentages = Percentages(social=Fraction(social, 100))
    facts = {"savings": {1: 1}, "borrowing": {}, "officers": []}
    if fits:
        assert share_out(10_000, percentages, **facts).social == 1_000
    else:
        with pytest.raises(ValueError, match="berjumlah 100"):
            share_out(10_000, percentages, **facts)


@pytest.mark.parametrize("surplus", [1, 99, 100, 101, 12_345, 999_999])
def test_what_is_shared_sums_to_the_surplus(surplus):
    shared = share_out(
        surplus, Percentages(), savings={1: 3, 2: 3, 3: 1}, borrowing={1: 2, 3: 5}, officers=[1, 2, 3]
    )
    given = sum(share.total for share in shared.members.values())
    assert given + shared.social + shared.reserve == surplus
    assert all(share.total % 100 == 0 for share in shared.members.values())
    assert shared.reserve >= 0
