"""What the records say of eligibility, just on each side of each line."""

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest

from assessment.eligibility.criteria import recommends
from assessment.eligibility.facts import assess_eligibility, collect_eligibility, limits_on, saving_weeks
from groups.models import GroupRule, ProgramRule, Training
from meetings.corrections.reopening import declare_holiday, record_not_held
from meetings.schedule import Slot, SlotState
from tests.support.eligible import WEEK, WEEK_13, make_eligible, record_check, see, sign_rules, train
from tests.support.factories import START, make_member, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
QUERIES = 18  # of one assessment, whatever the size of the group


def slot(week, state=SlotState.HELD, past=True):
    day = START + (week - 1) * WEEK
    return Slot(week, day, state, week, day if state == SlotState.HELD else None, past)


def held(*weeks):
    return [slot(week) for week in weeks]


def test_every_saving_meeting_counts_the_weeks_to_the_next():
    assert saving_weeks(held(*range(1, 13)), set(range(1, 13)), lambda _: 1) == 12
    assert saving_weeks(held(1, 3, 5, 7, 9, 11), {1, 3, 5, 7, 9, 11}, lambda _: 2) == 12
    assert saving_weeks(held(1, 5), {1, 5}, lambda _: 4) == 8
    assert saving_weeks([], set(), lambda _: 1) == 0


def test_meetings_beyond_the_rhythm_never_make_more_weeks_than_passed():
    assert saving_weeks(held(1, 2, 3, 4), {1, 2, 3, 4}, lambda _: 2) == 5
    twice = [slot(1), slot(1), slot(2)]
    assert saving_weeks(twice, {1, 2}, lambda _: 1) == 2


@pytest.mark.parametrize("state", [SlotState.NOT_HELD, SlotState.UNRECORDED, SlotState.OPEN])
def test_a_meeting_that_was_not_held_or_closed_breaks_the_row(state):
    assert saving_weeks([slot(1), slot(2, state), slot(3), slot(4)], {1, 2, 3, 4}, lambda _: 1) == 2


def test_a_meeting_without_savings_breaks_the_row():
    assert saving_weeks(held(1, 2, 3, 4), {1, 3, 4}, lambda _: 1) == 2
    assert saving_weeks(held(1, 2), {1}, lambda _: 1) == 0


def test_libur_neither_breaks_the_row_nor_counts():
    assert saving_weeks([slot(1), slot(2, SlotState.HOLIDAY), slot(3)], {1, 3}, lambda _: 1) == 2


def test_what_is_still_to_come_or_open_this_week_does_not_break_the_row():
    this_week = [slot(3, SlotState.OPEN, past=False), slot(4, SlotState.TO_COME, past=False)]
    assert saving_weeks([*held(1, 2), *this_week], {1, 2}, lambda _: 1) == 2


def test_the_limits_are_those_of_the_day():
    ProgramRule.objects.create(effective_from=WEEK_13, trained_min_percent=90, ps2_min_percent=80)
    before, then = limits_on(WEEK_13 - datetime.timedelta(days=1)), limits_on(WEEK_13)
    assert (before.trained_share, before.ps2_share) == (1, 1)
    assert (then.trained_share, then.ps2_share) == (Fraction(9, 10), Fraction(8, 10))


def test_the_lines_of_rules_four_and_five_begin_with_our_reading_and_are_dated():
    first = limits_on(WEEK_13)
    lines = (first.repaid_share, first.arrears_days, first.upk_overdue_days, first.loans_in_order)
    assert lines == (Fraction(80, 100), 30, 0, True)
    ours = {"repaid_min_percent": 70, "arrears_max_days": 14, "upk_overdue_max_days": 7}
    ProgramRule.objects.create(effective_from=WEEK_13, loans_in_order=False, **ours)
    then = limits_on(WEEK_13)
    lines = (then.repaid_share, then.arrears_days, then.upk_overdue_days, then.loans_in_order)
    assert lines == (Fraction(70, 100), 14, 7, False)


def test_a_group_with_everything_is_recommended_from_week_13_and_not_a_day_before(mawar, sari):
    make_eligible(mawar, sari)
    facts, findings, _ = assess_eligibility(mawar, WEEK_13)
    assert (facts.week, facts.members, facts.women, facts.in_ps2, facts.saving_weeks) == (13, 5, 5, 5, 12)
    assert recommends(findings)
    _, before, _ = assess_eligibility(mawar, WEEK_13 - datetime.timedelta(days=1))
    unmet = {one.code for one in before if one.verdict != "MET"}
    assert "week" in unmet
    assert not recommends(before)


def test_savings_of_one_member_are_enough_and_of_none_are_not(mawar, sari):
    make_members(mawar, 2)
    sign_rules(mawar)
    for week, (missing, row) in enumerate([(0, 1), (1, 2), (2, 0)]):
        day = START + week * WEEK
        sheet = make_sheet(mawar, day)
        for index in range(missing):
            sheet = change_row(sheet, index, wajib=0)
        close(mawar, replace(sheet, counted_cash=sheet.counted_cash - missing * 5000), sari)
        assert collect_eligibility(mawar, day).saving_weeks == row


def test_rows_of_saving_are_read_from_the_meetings_as_recorded(mawar, sari):
    make_members(mawar, 5)
    for week in range(3):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    today = START + 3 * WEEK
    declare_holiday(ksm=mawar, day=START + 4 * WEEK, reason="Lebaran", today=today, by=sari)
    record_not_held(ksm=mawar, day=today, reason="Hujan", today=today, by=sari)
    assert collect_eligibility(mawar, today).saving_weeks == 0
    close(mawar, make_sheet(mawar, START + 5 * WEEK), sari)
    assert collect_eligibility(mawar, START + 5 * WEEK).saving_weeks == 1


def test_women_and_ps2_are_those_of_the_day(mawar):
    make_member(mawar, ps2="YA")
    make_member(mawar, sex="L", ps2="TIDAK")
    make_member(mawar, sex="L", ps2="YA", left_on=START + WEEK)
    before = collect_eligibility(mawar, START)
    assert (before.members, before.women, before.in_ps2) == (3, 1, 2)
    after = collect_eligibility(mawar, START + WEEK)
    assert (after.members, after.women, after.in_ps2) == (2, 1, 1)


def test_all_five_rules_must_be_signed_by_the_day(mawar):
    sign_rules(mawar)
    assert collect_eligibility(mawar, START).agreement_signed is True
    assert collect_eligibility(mawar, START - datetime.timedelta(days=1)).agreement_signed is False
    mawar.rules.filter(kind=GroupRule.Kind.LOAN).update(signed=False)
    assert collect_eligibility(mawar, START).agreement_signed is False


def test_training_counts_members_per_topic(mawar, sari):
    members = make_members(mawar, 3)
    train(mawar, sari, members[:2], [Training.Topic.BOOKS])
    trained = collect_eligibility(mawar, WEEK_13).trained
    assert trained == {
        "Dinamika kelompok": 0,
        "Ekonomi rumah tangga (ERT/PERT)": 0,
        "Pembukuan": 2,
        "Pinjaman": 0,
    }


def test_rules_and_books_are_those_of_the_last_four_meetings(mawar, sari):
    make_members(mawar, 5)
    sign_rules(mawar)
    for week in range(3):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    too_few = collect_eligibility(mawar, START + 2 * WEEK)
    assert (too_few.rules_perform, too_few.books_timely) == (None, None)
    close(mawar, make_sheet(mawar, START + 3 * WEEK), sari)
    good = collect_eligibility(mawar, START + 3 * WEEK)
    assert (good.rules_perform, good.books_timely) == (True, True)
    book = mawar.meetings.last().books.filter(required=True).first()
    book.finished_on = START + 5 * WEEK
    book.save()
    late = collect_eligibility(mawar, START + 3 * WEEK)
    assert (late.rules_perform, late.books_timely) == (False, False)


def test_the_check_recorded_last_counts_and_none_from_the_future(mawar, sari):
    facts = {"ksm": mawar, "code": "homes_visited", "by": sari, "today": WEEK_13}
    record_check(met=False, seen_on=WEEK_13, note="Dua rumah belum", **facts)
    record_check(met=True, seen_on=WEEK_13 - WEEK, note="", **facts)
    assert collect_eligibility(mawar, WEEK_13).judged["homes_visited"].met is True
    assert collect_eligibility(mawar, START).judged == {}


def test_the_number_of_queries_does_not_grow_with_members_or_meetings(mawar, sari, django_assert_num_queries):
    make_members(mawar, 5)
    for week in range(4):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    with django_assert_num_queries(QUERIES):
        assess_eligibility(mawar, START + 4 * WEEK)
    make_members(mawar, 5)
    for week in range(4, 12):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    see(mawar, sari)
    with django_assert_num_queries(QUERIES):
        assess_eligibility(mawar, WEEK_13)


def test_no_book_is_late_where_no_meeting_was(mawar, sari):
    make_members(mawar, 5)
    day = START + 4 * WEEK
    for week in range(4):
        record_not_held(ksm=mawar, day=START + week * WEEK, reason="Banjir", today=day, by=sari)
    facts, findings, _ = assess_eligibility(mawar, day)
    assert facts.books_timely is None
    [books] = [one for one in findings if one.code == "books"]
    assert books.missing == "Belum ada empat pertemuan rutin yang selesai dicatat."
