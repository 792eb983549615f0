"""The proposed order of applications (H1): its keys in turn, its reasons in words, and who may see it."""

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest

from ledger.models import Loan
from meetings.borrowing_order import on_time_shares, proposed_order
from tests.support.factories import START, make_members
from tests.support.lending import LENT, WEEK, lend, make_group, pay
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 5)
    return mawar


def ask(ksm, number, on=START, **fields):
    member = ksm.members.get(number=number)
    return Loan.objects.create(
        ksm=ksm, member=member, number=f"P-{number}", principal=10_000, applied_on=on, **fields
    )


def order(ksm, day=START + WEEK):
    return [candidate.loan.member.number for candidate in proposed_order(ksm, day)]


def test_with_nothing_else_to_tell_who_asked_first_comes_first(ksm):
    ask(ksm, 3, START + DAY)
    ask(ksm, 1, START + 2 * DAY)
    ask(ksm, 2)
    assert order(ksm) == [2, 3, 1]


def test_the_poorest_come_before_everybody_else(ksm):
    for number in (1, 2, 3):
        ask(ksm, number)
    ksm.members.filter(number=3).update(ps2="YA", ps2_priority=1)
    ksm.members.filter(number=2).update(ps2="YA", ps2_priority=2)
    assert order(ksm) == [3, 1, 2]
    assert proposed_order(ksm, START)[0].reasons[0] == "PS-2 prioritas 1"


def test_who_never_borrowed_comes_before_who_has(ksm, sari):
    close(ksm, make_sheet(ksm, START), sari)
    lend(ksm, START + DAY, member=ksm.members.get(number=1), number="P-90", principal=1_000)
    ask(ksm, 1, START)
    ask(ksm, 2, START + DAY)
    assert order(ksm) == [2, 1]


def test_who_saves_at_every_meeting_comes_before_who_missed_one(ksm, sari):
    sheet = change_row(make_sheet(ksm, START), 0, wajib=0)
    close(ksm, replace(sheet, counted_cash=20_000), sari)
    close(ksm, make_sheet(ksm, START + WEEK), sari)
    ask(ksm, 1, START)
    ask(ksm, 2, START + DAY)
    first, second = proposed_order(ksm, START + WEEK)
    assert (first.loan.member.number, first.saved, second.saved) == (2, 1, Fraction(1, 2))
    assert second.reasons == ["belum pernah meminjam", "menabung 1 dari 2 pertemuan", "diajukan 2 Juni 2025"]


def test_on_time_is_what_was_paid_in_full_by_its_due_day(bkm):
    ksm = make_group(bkm)
    loan = lend(ksm, principal=400_000, periods=4)
    pay(loan, 100_000, LENT + WEEK)  # on the day itself
    pay(loan, 99_999, LENT + 2 * WEEK)  # a rupiah short
    pay(loan, 1, LENT + 2 * WEEK + DAY)
    shares = on_time_shares({loan.member_id: {loan.member_id}}, LENT + 2 * WEEK + DAY)
    assert shares == {loan.member_id: Fraction(1, 2)}


@pytest.mark.parametrize("applications", [1, 3])
def test_it_takes_the_same_queries_for_one_application_and_three(
    ksm, applications, django_assert_num_queries
):
    for number in range(1, applications + 1):
        ask(ksm, number)
    with django_assert_num_queries(6):
        proposed_order(ksm, START)


def test_the_order_is_hidden_from_who_may_not_know_the_list_of_the_poor(ksm, tini, ratna, as_user):
    ask(ksm, 1)
    url = f"/ksm/{ksm.pk}/pinjaman/urutan/"
    assert len(as_user(tini).get(url).context["candidates"]) == 1
    assert b"urutan/" in as_user(tini).get(f"/ksm/{ksm.pk}/pinjaman/").content
    assert as_user(ratna).get(url).status_code == 403
    assert b"urutan/" not in as_user(ratna).get(f"/ksm/{ksm.pk}/pinjaman/").content
