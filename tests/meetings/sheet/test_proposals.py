"""What a sheet proposes: the people of last time, else the officers, and the next day of the plan."""

import datetime
from dataclasses import replace

import pytest

from meetings.sheet.basis import prepare_sheet
from meetings.sheet.proposals import proposals_for
from tests.support.factories import START, make_members, make_officer
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


def proposed(ksm, day, held_on=None):
    return proposals_for(prepare_sheet(ksm=ksm, kind="ROUTINE", scheduled_on=day, held_on=held_on or day))


def test_the_officers_are_proposed_at_the_first_meeting(mawar):
    one, two, _ = make_members(mawar, 3)
    make_officer(one, "KETUA", start=START)
    make_officer(two, "SEKRETARIS", start=START)
    found = proposed(mawar, START)
    assert (found.chair, found.minute_taker, found.checked_by) == (one.name, two.name, one.name)
    assert found.next_date == START + WEEK


def test_whoever_did_it_last_time_is_proposed_next(mawar, sari):
    make_members(mawar, 3)
    sheet = make_sheet(mawar, START)
    details = sheet.details | {"chair": "Siti", "minute_taker": "Ani", "next_chair": "Wati"}
    close(mawar, replace(sheet, details=details), sari)
    found = proposed(mawar, START + WEEK)
    assert (found.chair, found.minute_taker, found.checked_by) == ("Wati", "Ani", "Ibu Ratna")


def test_nobody_is_proposed_where_nobody_is_known(mawar):
    make_members(mawar, 3)
    found = proposed(mawar, START)
    assert (found.chair, found.minute_taker, found.checked_by) == ("", "", "")


def test_the_next_day_of_the_plan_follows_the_day_the_meeting_was_held(mawar):
    make_members(mawar, 3)
    assert proposed(mawar, START, START + datetime.timedelta(days=8)).next_date == START + 2 * WEEK


def test_reading_proposals_takes_the_same_few_queries_for_any_group(mawar, sari, django_assert_num_queries):
    make_members(mawar, 3)
    close(mawar, make_sheet(mawar, START), sari)
    basis = prepare_sheet(ksm=mawar, kind="ROUTINE", scheduled_on=START + WEEK, held_on=START + WEEK)
    with django_assert_num_queries(5):
        proposals_for(basis)
