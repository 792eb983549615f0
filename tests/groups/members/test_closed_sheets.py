"""Closed sheets keep their figures (J22): nobody joins, leaves or is elected under them."""

import datetime

import pytest

from assessment.graduation.windows import judge_weeks
from groups.agreements.five_rules import agree_rule, correct_rule
from groups.members.enrolment import enrol_member, record_leaving, take_back_leaving, update_member
from groups.members.offices import elect_officer
from groups.models import Ksm
from groups.path.mentoring import move_start
from groups.refusals import GroupError
from tests.support.factories import START
from tests.support.sheets import close, make_sheet

DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
LAST = START + 3 * WEEK  # the day of the fourth sheet
TODAY = LAST + 2 * DAY
FIRST_POSSIBLE = "Paling awal 24 Juni 2025"


def close_week(ksm, day, by):
    return close(ksm, make_sheet(ksm, day), by, today=day)


@pytest.fixture
def ksm(mawar, sari):
    """Ten members, four weeks closed with everybody there: 40 of 40."""
    for number in range(1, 11):
        facts = {"joined_on": START, "today": START, "by": sari}
        enrol_member(ksm=mawar, name=f"Anggota {number}", sex="P", **facts)
    for week in range(4):
        close_week(mawar, START + week * WEEK, sari)
    return Ksm.objects.get(pk=mawar.pk)


def attendance(ksm):
    finding = judge_weeks(ksm, TODAY, None).judgement.finding("attendance")
    return finding.numerator, finding.denominator


def refused(sentence, field, call, **facts):
    with pytest.raises(GroupError, match=sentence) as refusal:
        call(**facts)
    assert refusal.value.field == field


def test_nobody_joins_under_a_closed_sheet(ksm, sari):
    facts = {"ksm": ksm, "name": "Rukmini", "sex": "P", "today": TODAY, "by": sari}
    for day in (START, LAST):
        refused(FIRST_POSSIBLE, "joined_on", enrol_member, joined_on=day, **facts)
    assert attendance(ksm) == (40, 40)
    assert enrol_member(joined_on=LAST + DAY, **facts).number == 11
    assert attendance(ksm) == (40, 40)


def test_the_day_of_joining_moves_neither_from_nor_to_a_day_under_a_closed_sheet(ksm, sari):
    old = ksm.members.get(number=1)
    facts = {"today": TODAY, "by": sari}
    refused(FIRST_POSSIBLE, "joined_on", update_member, member=old, joined_on=LAST + DAY, **facts)
    new = enrol_member(ksm=ksm, name="Rukmini", sex="P", joined_on=LAST + DAY, **facts)
    refused("ajukan koreksi keanggotaan", "joined_on", update_member, member=new, joined_on=LAST, **facts)
    assert update_member(member=old, name="Aminah", joined_on=START, **facts).name == "Aminah"
    assert update_member(member=new, joined_on=TODAY, **facts).joined_on == TODAY


def test_nobody_leaves_under_a_closed_sheet_nor_comes_back_under_one(ksm, sari):
    member = ksm.members.get(number=2)
    facts = {"member": member, "reason": "Pindah", "today": TODAY, "by": sari}
    refused(FIRST_POSSIBLE, "left_on", record_leaving, left_on=LAST, **facts)
    record_leaving(left_on=LAST + DAY, **facts)
    assert take_back_leaving(member=member, by=sari).left_on is None
    record_leaving(left_on=LAST + DAY, **facts)
    close_week(ksm, LAST + WEEK, sari)
    refused("Paling awal 1 Juli 2025", None, take_back_leaving, member=member, by=sari)


def test_no_minimum_of_saving_is_agreed_or_corrected_under_a_closed_sheet(ksm, sari):
    facts = {"text": "Wajib tiap minggu", "signed": True, "today": TODAY, "by": sari}
    saving = {"kind": "SAVING", "minimum_saving": 5000}
    refused(FIRST_POSSIBLE, "agreed_on", agree_rule, ksm=ksm, agreed_on=LAST, **saving, **facts)
    rule = agree_rule(ksm=ksm, agreed_on=LAST + DAY, **saving, **facts)
    refused(FIRST_POSSIBLE, "agreed_on", correct_rule, rule=rule, agreed_on=LAST, reason="Salah", **facts)
    # What no figure counts may be written down late: the other rules, with their own day.
    assert agree_rule(ksm=ksm, kind="LOAN", agreed_on=START, **facts).agreed_on == START


def test_offices_and_the_first_week_stay_too(ksm, sari):
    member = ksm.members.get(number=1)
    facts = {"member": member, "role": "KETUA", "today": TODAY, "by": sari}
    refused(FIRST_POSSIBLE, "start", elect_officer, start=LAST, **facts)
    assert elect_officer(start=LAST + DAY, **facts).start == LAST + DAY
    moved = {"start": START + DAY, "reason": "Salah catat", "today": TODAY, "by": sari}
    refused("nomor minggunya tidak berubah lagi", "start", move_start, ksm=ksm, **moved)


def test_before_the_first_sheet_an_old_group_brings_its_history(mawar, sari):
    facts = {"ksm": mawar, "name": "Rukmini", "sex": "P", "today": TODAY, "by": sari}
    assert enrol_member(joined_on=START - 2 * WEEK, **facts).joined_on == START - 2 * WEEK
