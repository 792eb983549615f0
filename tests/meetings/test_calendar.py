"""Weeks, libur, days and time zones of meetings."""

import datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from groups.path.mentoring import close_ksm, update_ksm
from ksm.bench.payload import full_payload
from ledger import chart
from ledger.journal.balances import balances
from ledger.models import Installment, Loan
from meetings.calendar import past_by_ksm, schedule_of
from meetings.corrections.reopening import declare_holiday, record_not_held, withdraw_declaration
from meetings.models import Meeting
from meetings.overview import weeks_of
from meetings.refusals import MeetingError
from meetings.schedule import RecordedMeeting, Rhythm, SlotState, first_window, rolling_window, slots, until
from meetings.sheet.basis import prepare_sheet
from tests.support.factories import START, make_ksm, make_members
from tests.support.sheets import close, make_sheet, rich_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
DAY = datetime.timedelta(days=1)


def at(day, hour, minute, zone="Asia/Jakarta"):
    """The clock of everybody, set to a local moment."""
    moment = datetime.datetime.combine(day, datetime.time(hour, minute), ZoneInfo(zone))
    return mock.patch("django.utils.timezone.now", return_value=moment)


def states(ksm, as_of):
    return [(slot.week, slot.state.value) for slot in schedule_of(ksm, as_of)]


def test_weeks_show_as_held_not_held_rescheduled_libur_and_to_come(mawar, sari):
    make_members(mawar, 5)
    close(mawar, make_sheet(mawar, START), sari)
    close(mawar, make_sheet(mawar, START + WEEK, held_on=START + WEEK + 2 * DAY), sari)
    record_not_held(ksm=mawar, day=START + 2 * WEEK, reason="Hujan", today=START + 3 * WEEK, by=sari)
    declare_holiday(ksm=mawar, day=START + 4 * WEEK, reason="Lebaran", today=START + 3 * WEEK, by=sari)
    weeks = weeks_of(mawar, START + 3 * WEEK)
    codes = [week.code for week in weeks]
    assert codes == ["HELD", "RESCHEDULED", "NOT_HELD", "DUE", "HOLIDAY"]
    assert [week.reason for week in weeks] == ["", "", "Hujan", "", "Lebaran"]
    assert (weeks[0].present, weeks[0].marked) == (5, 5)


def test_a_week_that_went_by_unrecorded_says_so(mawar):
    assert states(mawar, START) == [(1, "TO_COME"), (2, "TO_COME")]
    assert states(mawar, START + WEEK) == [(1, "UNRECORDED"), (2, "TO_COME"), (3, "TO_COME")]


def test_a_group_that_was_closed_has_no_weeks_after_it(mawar, sari, as_user):
    make_members(mawar, 5)
    close(mawar, make_sheet(mawar, START), sari)
    today = START + 9 * WEEK
    closing = {"closed_on": START + 2 * WEEK, "reason": "Bubar", "today": today, "by": sari}
    mawar = close_ksm(ksm=mawar, **closing)
    assert states(mawar, today) == [(1, "HELD"), (2, "UNRECORDED"), (3, "UNRECORDED")]
    assert [slot.week for slot in past_by_ksm([mawar], today)[mawar.pk]] == [1, 2, 3]
    page = as_user(sari).get(f"/ksm/{mawar.pk}/pertemuan/").text
    assert "Tidak tercatat" in page
    assert "belum tercatat" not in page  # nobody records them any more


def test_libur_is_declared_before_its_day_and_once_in_a_window(mawar, sari):
    with pytest.raises(MeetingError, match="sudah tiba"):
        declare_holiday(ksm=mawar, day=START, reason="Lebaran", today=START, by=sari)
    declare_holiday(ksm=mawar, day=START + WEEK, reason="Lebaran", today=START, by=sari)
    with pytest.raises(MeetingError, match="hanya 1 minggu yang boleh libur"):
        declare_holiday(ksm=mawar, day=START + 3 * WEEK, reason="17 Agustus", today=START, by=sari)


def test_libur_makes_the_window_a_week_longer_and_a_second_one_counts_as_not_held():
    rhythm = Rhythm(START)
    rows = [RecordedMeeting(week, START + (week - 1) * WEEK, None, "HOLIDAY") for week in (2, 4)]
    window = first_window(slots(rhythm, rows, START), 4, 1)
    assert [(slot.week, slot.state) for slot in window] == [
        (1, SlotState.TO_COME),
        (3, SlotState.TO_COME),
        (4, SlotState.NOT_HELD),
        (5, SlotState.TO_COME),
    ]
    known = until(slots(rhythm, rows[:1], START), 5)
    assert [slot.week for slot in rolling_window(known, 4, 1)] == [1, 3, 4, 5]


def test_libur_after_the_newest_meeting_lies_outside_the_rolling_window():
    rows = [RecordedMeeting(week, START + (week - 1) * WEEK, None, "HOLIDAY") for week in (6, 9)]
    upto = {week: until(slots(Rhythm(START), rows, START), week) for week in (8, 9)}
    weeks = {week: [slot.week for slot in rolling_window(upto[week], 4, 1)] for week in upto}
    assert weeks == {8: [4, 5, 7, 8], 9: [4, 5, 7, 8]}


def test_a_libur_week_moves_no_due_date_and_charges_no_fine(mawar, sari):
    # BUG-020, J20
    make_members(mawar, 5)
    close(mawar, rich_sheet(mawar, START), sari)
    before = list(Installment.objects.values_list("due_on", flat=True))
    declare_holiday(ksm=mawar, day=START + WEEK, reason="17 Agustus", today=START, by=sari)
    assert list(Installment.objects.values_list("due_on", flat=True)) == before
    basis = prepare_sheet(ksm=mawar, kind="ROUTINE", scheduled_on=START + 2 * WEEK, held_on=START + 2 * WEEK)
    [due] = basis.dues[mawar.members.last().pk]
    assert (due.label, due.suggested, due.arrears) == ("ke-2 dari 4", 10_400, 5200)


def test_a_row_due_on_17_august_stays_due_that_day_and_the_libur_is_flagged(bkm, sari, as_user):
    # BUG-020: a group of Tuesdays lends on 10 August 2027, in four weekly instalments from the 17th on.
    lent, holiday = datetime.date(2027, 8, 10), datetime.date(2027, 8, 17)
    ksm = make_ksm(bkm, started=lent, meeting_weekday=1)
    make_members(ksm, 5)
    close(ksm, rich_sheet(ksm, lent), sari)
    declare_holiday(ksm=ksm, day=holiday, reason="17 Agustus", today=lent, by=sari)
    with at(holiday + DAY, 8, 0):
        weeks = as_user(sari).get(f"/ksm/{ksm.pk}/pertemuan/").context["page"].object_list
        card = as_user(sari).get(f"/ksm/{ksm.pk}/pinjaman/{Loan.objects.get().pk}/").content.decode()
    assert [week.code for week in weeks if week.slot.scheduled_on == holiday] == ["HOLIDAY"]
    due = list(Installment.objects.order_by("due_on").values_list("due_on", flat=True))
    assert due == [holiday + number * WEEK for number in range(4)]
    assert "17-08-2027" in card or "17 Agustus 2027" in card
    close(ksm, make_sheet(ksm, holiday + WEEK, wajib=0), sari)
    assert balances(ksm, holiday + WEEK)[chart.DENDA] == -500  # that of the first meeting alone


def test_moving_the_meeting_day_leaves_what_was_recorded_and_every_due_date(mawar, sari):
    # BUG-018, as far as meetings go: weeks recorded stay, weeks to come move, due dates never do (J20).
    make_members(mawar, 5)
    close(mawar, rich_sheet(mawar, START), sari)
    before = list(Installment.objects.values_list("due_on", flat=True))
    update_ksm(ksm=mawar, meeting_weekday=4, rhythm_since=START + DAY, today=START + DAY, by=sari)
    mawar.refresh_from_db()
    days = [slot.scheduled_on for slot in schedule_of(mawar, START + WEEK)]
    assert days == [START, START + WEEK + 4 * DAY, START + 2 * WEEK + 4 * DAY]
    assert list(Installment.objects.values_list("due_on", flat=True)) == before


def test_a_declaration_is_taken_back_only_while_no_later_sheet_is_closed(mawar, sari):
    make_members(mawar, 5)
    missed = record_not_held(ksm=mawar, day=START, reason="Hujan", today=START + DAY, by=sari)
    withdraw_declaration(meeting=missed, by=sari)
    assert not Meeting.objects.exists()
    assert Meeting.history.filter(history_type="-", reason="Hujan").count() == 1
    missed = record_not_held(ksm=mawar, day=START, reason="Hujan", today=START + DAY, by=sari)
    close(mawar, make_sheet(mawar, START + WEEK), sari)
    with pytest.raises(MeetingError, match="pernyataan ini tetap"):
        withdraw_declaration(meeting=missed, by=sari)


@pytest.mark.parametrize(("hour", "minute"), [(23, 45), (0, 15), (6, 30)])
def test_the_stored_day_is_the_picked_day_at_any_hour(mawar, sari, as_user, hour, minute):
    # BUG-024: late evening and just after midnight in Jakarta are other days in UTC.
    make_members(mawar, 5)
    payload = full_payload(mawar, START)
    with at(START, hour, minute):
        answer = as_user(sari).post(f"/ksm/{mawar.pk}/pertemuan/catat/?tanggal={START}", payload)
    assert answer.status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.held_on, meeting.entry.date) == (START, START)


def test_early_in_the_morning_the_day_is_already_today(mawar, sari, as_user):
    # BUG-022: 06.30 in Jakarta is still yesterday in UTC.
    with at(START, 6, 30):
        assert mawar.today() == START
        page = as_user(sari).get(f"/ksm/{mawar.pk}/pertemuan/")
    [week, *_] = [row for row in page.context["page"].object_list if row.slot.week == 1]
    assert week.code == "DUE"


def test_each_group_lives_by_its_own_clock(mawar):
    mawar.timezone = "Asia/Jayapura"
    with at(START, 23, 30):
        assert mawar.today() == START + DAY


def test_rows_written_in_bulk_carry_their_time(mawar, sari):
    # BUG-103
    make_members(mawar, 5)
    close(mawar, make_sheet(mawar, START + WEEK, gaps_reason="Hujan"), sari)
    missed = Meeting.objects.get(state=Meeting.State.NOT_HELD)
    assert missed.declared_at.date() == datetime.datetime.now(tz=datetime.UTC).date()
