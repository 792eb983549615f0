"""Who left and comes back has borrowed, repaid and saved before: all rows of a person count (J34)."""

from fractions import Fraction

import pytest

from ledger.models import Loan
from meetings.borrowing_order import proposed_order
from tests.support.factories import START, make_member, make_members
from tests.support.lending import WEEK, lend, pay
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db


def test_the_past_of_who_came_back_is_known(mawar, sari):
    first, *_ = make_members(mawar, 3)
    for week in range(2):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    loan = lend(mawar, START + 2 * WEEK, member=first, number="P-90", principal=10_000, periods=1)
    pay(loan, 10_000, START + 3 * WEEK)
    type(first).objects.filter(pk=first.pk).update(left_on=START + 4 * WEEK)
    again = make_member(mawar, name=first.name, joined_on=START + 6 * WEEK)
    asked = [again, mawar.members.get(number=2)]
    for member in asked:
        Loan.objects.create(
            ksm=mawar, member=member, number=f"P-{member.number}", principal=10_000, applied_on=START
        )

    def told():
        return {one.loan.member_id: one for one in proposed_order(mawar, START + 7 * WEEK)}[again.pk]

    stranger = told()
    assert (stranger.has_borrowed, stranger.on_time, stranger.saved) == (False, None, None)
    mawar.members.filter(pk__in=[first.pk, again.pk]).update(nik_hash="sama")
    same = told()
    assert (same.has_borrowed, same.on_time, same.saved) == (True, Fraction(1), Fraction(1))
    order = [one.loan.member_id for one in proposed_order(mawar, START + 7 * WEEK)]
    assert order == [asked[1].pk, again.pk]
