"""A decision knows that its ground moved (J23): members, rules and rhythm, not sheets alone."""

import datetime

import pytest

from assessment.graduation.decisions import declare_passed, was_corrected
from groups.agreements.five_rules import correct_rule
from groups.members.enrolment import enrol_member, record_leaving, update_member
from groups.members.offices import elect_officer
from groups.models import GroupRule, Ksm
from groups.path.mentoring import update_ksm
from tests.support.eligible import sign_rules
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
LAST = START + 3 * WEEK
AFTER = START + 4 * WEEK  # the first day after the window


@pytest.fixture
def decided(mawar, sari):
    """Five members, all five rules signed, four full sheets; declared lulus the day after the window."""
    make_members(mawar, 5)
    sign_rules(mawar)
    for week in range(4):
        day = START + week * WEEK
        close(mawar, make_sheet(mawar, day), sari, today=day)
    return declare_passed(ksm=Ksm.objects.get(pk=mawar.pk), by=sari, role="Fasilitator", as_of=AFTER)


def take_back_a_signature(ksm, sari):
    rule = ksm.rules.get(kind=GroupRule.Kind.LOAN)
    facts = {"text": rule.text, "agreed_on": rule.agreed_on, "signed": False}
    correct_rule(rule=rule, reason="Belum ditandatangani", today=AFTER, by=sari, **facts)


def move_a_day_of_joining(ksm, sari):
    member = ksm.members.first()
    member.joined_on = START + DAY  # as an approved correction of membership does
    member.save()


def another_start(ksm, sari):
    ksm.mentoring_started_on = START - WEEK
    ksm.save()


@pytest.mark.parametrize("change", [take_back_a_signature, move_a_day_of_joining, another_start])
def test_a_fact_of_the_window_that_changes_afterwards_marks_the_decision(decided, sari, as_user, change):
    assert was_corrected(decided) is False
    change(decided.ksm, sari)
    assert was_corrected(decided) is True
    page = as_user(sari).get(f"/ksm/{decided.ksm_id}/penilaian/{decided.number}/").content.decode()
    assert "dikoreksi sesudah" in page


def join_and_leave_later(ksm, sari):
    enrol_member(ksm=ksm, name="Rukmini", sex="P", joined_on=AFTER, today=AFTER, by=sari)
    record_leaving(member=ksm.members.first(), left_on=AFTER, reason="Pindah", today=AFTER, by=sari)


def another_address(ksm, sari):
    update_member(member=ksm.members.first(), address="Jalan Melati 3", today=AFTER, by=sari)


def another_rhythm_from_now_on(ksm, sari):
    update_ksm(ksm=ksm, by=sari, today=AFTER, meeting_weekday=4, rhythm_since=AFTER)


def a_new_chair(ksm, sari):
    elect_officer(member=ksm.members.first(), role="KETUA", start=AFTER, today=AFTER, by=sari)


@pytest.mark.parametrize(
    "change", [join_and_leave_later, another_address, another_rhythm_from_now_on, a_new_chair]
)
def test_what_takes_effect_after_the_window_leaves_the_decision_as_it_is(decided, sari, change):
    change(decided.ksm, sari)
    assert was_corrected(decided) is False
