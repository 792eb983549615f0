"""Papan: big figures for the hall, and nobody's name."""

import pytest

from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db


def test_it_shows_the_last_meeting_the_cash_and_what_is_missing(as_user, ratna, sari, mawar):
    members = make_members(mawar, 5)
    close(mawar, change_row(make_sheet(mawar, START), 0, attendance="A"), sari)
    page = as_user(ratna).get(f"/ksm/{mawar.pk}/papan/")
    board = page.context["board"]
    assert (board.came, board.marked, board.saved, board.cash) == (4, 5, 25_000, 25_000)
    assert "five_rules" in [one.code for one in board.missing]
    html = page.content.decode()
    assert "Rp25.000" in html
    assert [member.name for member in members if member.name in html] == []


def test_a_group_that_never_met_has_a_board_too(as_user, sari, mawar):
    board = as_user(sari).get(f"/ksm/{mawar.pk}/papan/").context["board"]
    assert (board.meeting, board.came, board.saved, board.cash) == (None, 0, 0, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_the_same_queries_for_any_number_of_members(
    as_user, sari, mawar, count, django_assert_num_queries
):
    make_members(mawar, count)
    close(mawar, make_sheet(mawar, START), sari)
    client = as_user(sari)
    client.get(f"/ksm/{mawar.pk}/papan/")
    with django_assert_num_queries(20):
        client.get(f"/ksm/{mawar.pk}/papan/")


def test_strangers_see_no_board(as_user, budi, mawar):
    assert as_user(budi).get(f"/ksm/{mawar.pk}/papan/").status_code == 404
