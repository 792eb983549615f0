"""The meetings are agreed anew from a day on (J21): the weeks before it keep the rhythm they had."""

import datetime

import pytest

from groups.models import Ksm
from groups.path.mentoring import update_ksm
from groups.refusals import GroupError
from ledger.journal.months import Month
from meetings.calendar import schedule_of
from meetings.models import Meeting
from meetings.month_end import blockers, close_month
from meetings.schedule import SlotState
from tests.support.factories import START, make_ksm, make_members
from tests.support.sheets import close, make_sheet

DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
EIGHTH = START + 7 * WEEK  # Monday 21 July 2025


@pytest.fixture
def fortnightly(bkm, sari):
    """Meets every second Monday: weeks 1, 3, 5 and 7 are closed."""
    ksm = make_ksm(bkm, code="DUA", meeting_frequency=Ksm.Frequency.BIWEEKLY)
    make_members(ksm, 5)
    for week in (0, 2, 4, 6):
        day = START + week * WEEK
        close(ksm, make_sheet(ksm, day), sari, today=day)
    return Ksm.objects.get(pk=ksm.pk)


def become_weekly(ksm, by, **facts):
    given = {"meeting_frequency": "WEEKLY", "rhythm_since": EIGHTH, "today": EIGHTH}
    return update_ksm(ksm=ksm, by=by, **given | facts)


def test_weeks_before_the_change_are_not_missed_and_later_ones_are_planned(fortnightly, sari):
    become_weekly(fortnightly, sari)
    ksm = Ksm.objects.get(pk=fortnightly.pk)
    told = [(slot.week, slot.state) for slot in schedule_of(ksm, EIGHTH + 2 * WEEK)]
    held = [(week, SlotState.HELD) for week in (1, 3, 5, 7)]
    open_ones = [(8, SlotState.UNRECORDED), (9, SlotState.UNRECORDED), (10, SlotState.TO_COME)]
    assert told == [*held, *open_ones, (11, SlotState.TO_COME)]


def test_a_month_of_the_old_rhythm_closes_and_no_week_is_stored_as_not_held(fortnightly, sari):
    become_weekly(fortnightly, sari)
    ksm, june = Ksm.objects.get(pk=fortnightly.pk), Month.of(START)
    assert blockers([ksm], june, EIGHTH)[ksm.pk] == []
    close_month(ksm=ksm, month=june, by=sari, today=EIGHTH)
    close(ksm, make_sheet(ksm, EIGHTH), sari, today=EIGHTH)
    states = list(Meeting.objects.filter(ksm=ksm).values_list("state", flat=True))
    assert states == ["CLOSED"] * 5


def test_every_second_week_counts_from_the_week_of_the_agreement(mawar, sari):
    make_members(mawar, 5)
    close(mawar, make_sheet(mawar, START), sari, today=START)
    facts = {"meeting_frequency": "BIWEEKLY", "meeting_weekday": 2, "rhythm_since": START + WEEK}
    ksm = update_ksm(ksm=mawar, by=sari, today=START + DAY, **facts)
    days = [slot.scheduled_on for slot in schedule_of(ksm, START + 4 * WEEK)]
    assert days == [START, START + WEEK + 2 * DAY, START + 3 * WEEK + 2 * DAY, START + 5 * WEEK + 2 * DAY]


def test_a_new_rhythm_needs_a_day_after_what_is_told_of(fortnightly, sari):
    last = START + 6 * WEEK
    for since in (last, START):
        with pytest.raises(GroupError, match="aling awal 15 Juli 2025") as refused:
            become_weekly(fortnightly, sari, rhythm_since=since)
        assert refused.value.field == "rhythm_since"
    assert Ksm.objects.get(pk=fortnightly.pk).meeting_frequency == "BIWEEKLY"


def test_without_a_day_it_counts_from_today_on(fortnightly, sari):
    # R06b: the closed months before it are blocked by no meeting that was never planned.
    ksm = become_weekly(fortnightly, sari, rhythm_since=None, today=EIGHTH + DAY)
    assert (ksm.rhythm_since, ksm.rhythms[0].frequency) == (EIGHTH + DAY, "BIWEEKLY")
    assert blockers([ksm], Month.of(START), EIGHTH)[ksm.pk] == []


def test_place_and_hour_change_from_today_on_and_old_days_keep_theirs(fortnightly, sari):
    facts = {"meeting_place": "Rumah Bu Siti", "meeting_time": datetime.time(19, 0)}
    ksm = update_ksm(ksm=fortnightly, by=sari, today=EIGHTH, **facts)
    assert (ksm.rhythm_on(EIGHTH).place, ksm.rhythm_on(EIGHTH - DAY).place) == ("Rumah Bu Siti", "")
    assert ksm.rhythm_on(START).time is None
    # The same day's agreement is put right, and is no third one.
    ksm = update_ksm(ksm=ksm, by=sari, today=EIGHTH, meeting_place="Balai RW")
    assert [one.place for one in ksm.rhythms] == ["", "Balai RW"]


def test_before_anything_is_told_of_the_agreement_is_put_right_without_a_day(mawar, sari):
    ksm = update_ksm(ksm=mawar, by=sari, today=START + DAY, meeting_weekday=3)
    assert (len(ksm.rhythms), ksm.rhythm_since) == (1, None)


def test_the_page_asks_for_the_day_beside_its_field_and_keeps_what_was_typed(fortnightly, as_user, sari):
    facts = {"name": fortnightly.name, "code": "DUA", "origin": "NEW", "required_books": ["cash"]}
    typed = facts | {"meeting_weekday": "4", "meeting_frequency": "WEEKLY", "meeting_place": "Balai RW"}
    page = as_user(sari).post(f"/ksm/{fortnightly.pk}/ubah/", typed)
    assert list(page.context["form"].errors) == ["rhythm_since"]
    assert 'value="Balai RW"' in page.content.decode()
    done = as_user(sari).post(f"/ksm/{fortnightly.pk}/ubah/", typed | {"rhythm_since": "2199-01-05"})
    assert done.url == f"/ksm/{fortnightly.pk}/"
    ksm = Ksm.objects.get(pk=fortnightly.pk)
    assert (ksm.rhythms[0].frequency, ksm.rhythm_since) == ("BIWEEKLY", datetime.date(2199, 1, 5))
