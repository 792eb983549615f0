"""Declaring lulus, extending, overruling and revoking: acts of people, frozen, a second person where due."""

import datetime
from dataclasses import replace
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from assessment.graduation.decisions import (
    DecisionError,
    answer_request,
    declare_passed,
    extend,
    latest_decision,
    request_overruling,
    request_revocation,
    was_corrected,
)
from assessment.graduation.windows import judge_one
from assessment.models import Assessment
from groups.models import GroupRule, Ksm
from groups.path.mentoring import close_ksm
from meetings.corrections.reopening import reopen_sheet
from tests.support.factories import (
    START,
    make_coordinator,
    make_facilitator,
    make_ksm,
    make_members,
    make_volunteer,
)
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
AFTER = START + 4 * WEEK


@pytest.fixture
def mawar():
    ksm = make_ksm(name="KSM Mawar")
    make_members(ksm, 5)
    for kind in GroupRule.Kind:
        GroupRule.objects.create(
            ksm=ksm, kind=kind, text="Disepakati", agreed_on=START, signed=True, minimum_saving=5000
        )
    return ksm


@pytest.fixture
def sari():
    return make_facilitator("sari")


@pytest.fixture
def ratna(mawar):
    return make_coordinator("ratna", mawar.bkm)


def noon(day):
    moment = datetime.datetime.combine(day, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    return mock.patch("django.utils.timezone.now", return_value=moment)


def four_weeks(ksm, by, *, absent=()):
    """Four closed sheets; in the weeks of `absent` one member misses and does not save."""
    for week in range(4):
        sheet = make_sheet(ksm, START + week * WEEK)
        if week in absent:
            sheet = change_row(sheet, week, attendance="A", wajib=0)
            sheet = replace(sheet, counted_cash=sheet.counted_cash - 5000)
        close(ksm, sheet, by)


def pass_ksm(ksm, by, role="Fasilitator"):
    return declare_passed(ksm=ksm, by=by, role=role, as_of=AFTER)


def test_it_freezes_facts_figures_thresholds_names_and_time(mawar, sari):
    four_weeks(mawar, sari)
    decision = pass_ksm(mawar, sari)
    mawar.refresh_from_db()
    assert (mawar.phase, mawar.model_since) == (Ksm.Phase.MODEL, AFTER)
    assert [row["actual"] for row in decision.findings] == ["1", "1", "1", "1", "1"]
    assert decision.thresholds["attendance_above"] == "4/5"
    assert (decision.window_first, decision.window_last) == (START, START + datetime.timedelta(days=27))
    assert len(decision.facts["meetings"]) == 4
    assert (decision.decided_by_name, decision.bkm_name) == (sari.full_name, mawar.bkm.name)
    assert decision.region_code == "33.74.05.1001"
    assert decision.same_person is True  # J12: warned, not refused


def test_somebody_else_declaring_carries_no_warning(mawar, sari):
    four_weeks(mawar, sari)
    tini = make_volunteer("tini", mawar)
    assert pass_ksm(mawar, tini, "Relawan pendamping").same_person is False


def test_it_refuses_before_four_meetings_are_recorded(mawar, sari):
    close(mawar, make_sheet(mawar, START), sari)
    with pytest.raises(DecisionError, match="Data belum cukup"):
        declare_passed(ksm=mawar, by=sari, role="Fasilitator", as_of=START + WEEK)


def test_figures_that_fail_need_a_reason_and_the_coordinator(mawar, sari, ratna):
    # BUG-107: plain lulus is refused, overruling needs a second person, and the asker is never that person.
    four_weeks(mawar, sari, absent=(0, 1))
    with pytest.raises(DecisionError, match="Belum semua syarat terpenuhi"):
        pass_ksm(mawar, sari)
    with pytest.raises(DecisionError, match="Tulis alasannya"):
        request_overruling(ksm=mawar, by=sari, as_of=AFTER, reason=" ")
    request = request_overruling(ksm=mawar, by=sari, as_of=AFTER, reason="Dua anggota sakit lama")
    answer = {"approve": True, "as_of": AFTER, "now": timezone.now()}
    with pytest.raises(DecisionError, match="tidak boleh menyetujui sendiri"):
        answer_request(request=request, by=sari, **answer)
    answered = answer_request(request=request, by=ratna, **answer)
    decision = answered.result
    assert (decision.outcome, decision.overruled, decision.second) == ("PASSED", True, ratna)
    assert (decision.decided_by, decision.reason) == (sari, "Dua anggota sakit lama")
    mawar.refresh_from_db()
    assert mawar.phase == Ksm.Phase.MODEL


def test_a_refused_request_changes_nothing(mawar, sari, ratna):
    four_weeks(mawar, sari, absent=(0, 1))
    request = request_overruling(ksm=mawar, by=sari, as_of=AFTER, reason="Hampir")
    answer_request(request=request, approve=False, by=ratna, as_of=AFTER, now=timezone.now(), note="Belum")
    assert latest_decision(mawar) is None
    mawar.refresh_from_db()
    assert mawar.phase == Ksm.Phase.CANDIDATE


def test_insufficient_data_are_never_overruled(mawar, sari):
    close(mawar, make_sheet(mawar, START), sari)
    with pytest.raises(DecisionError, match="tidak ada yang dapat dilampaui"):
        request_overruling(ksm=mawar, by=sari, as_of=START + WEEK, reason="Percaya saja")


def test_extension_judges_the_last_four_scheduled_meetings(mawar, sari):
    four_weeks(mawar, sari, absent=(0, 1))
    extend(ksm=mawar, by=sari, role="Fasilitator", as_of=AFTER, reason="Dua anggota melewatkan tabungan")
    with pytest.raises(DecisionError, match="sudah berjalan"):
        extend(ksm=mawar, by=sari, role="Fasilitator", as_of=AFTER, reason="Lagi")
    for week in (4, 5):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    as_of = START + 5 * WEEK
    facts, judgement, _ = judge_one(mawar, as_of)
    assert [meeting.week for meeting in facts.meetings] == [3, 4, 5, 6]
    assert judgement.all_met
    assert declare_passed(ksm=mawar, by=sari, role="Fasilitator", as_of=as_of).number == 2


def test_an_extension_is_proposed_once_and_then_the_criterion_is_pursued(mawar, sari, client):
    four_weeks(mawar, sari, absent=(0, 1, 2))
    client.force_login(sari)
    with noon(AFTER):
        before = client.get(f"/ksm/{mawar.pk}/")
    address = f"/ksm/{mawar.pk}/penilaian/perpanjangan/"
    assert before.context["overview"].next_step == "Usulkan perpanjangan"
    assert address in before.content.decode()
    extend(ksm=mawar, by=sari, role="Fasilitator", as_of=AFTER, reason="Belum menabung rutin")
    with noon(AFTER):
        after = client.get(f"/ksm/{mawar.pk}/")
    assert after.context["overview"].next_step == "Kejar tabungan rutin"
    assert address not in after.content.decode()


def test_a_revoked_decision_stays_readable_beside_its_revocation(mawar, sari, ratna):
    four_weeks(mawar, sari)
    passed = pass_ksm(mawar, sari)
    request = request_revocation(ksm=mawar, by=sari, reason="Salah kelompok")
    answer_request(request=request, approve=True, by=ratna, as_of=AFTER, now=timezone.now())
    mawar.refresh_from_db()
    assert (mawar.phase, mawar.model_since) == (Ksm.Phase.CANDIDATE, None)
    revocation = latest_decision(mawar)
    assert (revocation.outcome, revocation.revokes) == ("REVOKED", passed)
    assert Assessment.objects.filter(ksm=mawar).count() == 2


def test_revoking_does_not_open_a_group_that_was_closed_meanwhile(mawar, sari, ratna):
    four_weeks(mawar, sari)
    pass_ksm(mawar, sari)
    request = request_revocation(ksm=mawar, by=sari, reason="Salah kelompok")
    close_ksm(ksm=mawar, closed_on=AFTER, reason="Bubar", today=AFTER, by=sari)
    answer_request(request=request, approve=True, by=ratna, as_of=AFTER, now=timezone.now())
    mawar.refresh_from_db()
    assert (mawar.phase, mawar.closed_on) == (Ksm.Phase.CLOSED, AFTER)
    assert latest_decision(mawar).outcome == "REVOKED"


def test_a_decision_is_marked_when_data_of_its_window_change_afterwards(mawar, sari):
    four_weeks(mawar, sari)
    decision = pass_ksm(mawar, sari)
    before = list(decision.findings)
    assert was_corrected(decision) is False
    reopen_sheet(meeting=mawar.meetings.last(), reason="Salah tulis", by=sari)
    assert was_corrected(decision) is True
    decision.refresh_from_db()
    assert decision.findings == before
