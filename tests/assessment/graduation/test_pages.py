"""The pages on which people decide, ask and answer."""

import datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from assessment.models import Assessment, DecisionRequest
from groups.models import GroupRule, Ksm
from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _week_five():
    moment = datetime.datetime.combine(START + 4 * WEEK, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


def four_weeks(ksm, by, *, short=False):
    make_members(ksm, 5)
    GroupRule.objects.bulk_create(
        GroupRule(ksm=ksm, kind=kind, text="Sepakat", agreed_on=START, signed=True, minimum_saving=5000)
        for kind in GroupRule.Kind
    )
    for week in range(4):
        sheet = make_sheet(ksm, START + week * WEEK)
        close(ksm, change_row(sheet, 0, attendance="A") if short and week < 2 else sheet, by)
        if short and week == 0:
            ksm.meetings.first().agenda.filter(code="problems").update(state="NOT_DONE")


def test_a_facilitator_declares_lulus_and_is_warned_about_having_recorded(mawar, sari, as_user):
    four_weeks(mawar, sari)
    client = as_user(sari)
    form = client.get(f"/ksm/{mawar.pk}/penilaian/lulus/")
    assert "Anda juga menutup lembar pertemuannya" in form.content.decode()
    answer = client.post(f"/ksm/{mawar.pk}/penilaian/lulus/", {"note": "Kompak"})
    assert answer.url == f"/ksm/{mawar.pk}/penilaian/"
    decision = Assessment.objects.get()
    assert (decision.outcome, decision.reason, decision.decided_by_role) == (
        "PASSED",
        "Kompak",
        "Fasilitator",
    )
    page = client.get(f"/ksm/{mawar.pk}/penilaian/1/").content.decode()
    assert "20/20 = 100%" in page
    assert "yang menetapkan juga mencatat pertemuan" in page


@pytest.mark.parametrize("page", ["lulus", "perpanjangan", "lampaui"])
def test_who_decides_sees_the_five_figures_and_how_they_stand(mawar, sari, as_user, page):
    four_weeks(mawar, sari, short=True)
    shown = as_user(sari).get(f"/ksm/{mawar.pk}/penilaian/{page}/").context["evidence"]
    assert [one.state for one in shown] == ["MET", "MET", "MET", "MET", "NOT_MET"]
    assert shown[1].words.startswith("18/20 = 90%, syarat lebih dari 80%.")
    assert shown[4].words.startswith("31 dari 32 agenda, syarat 100%. Belum terpenuhi: minggu 1")


def test_a_volunteer_declares_in_their_own_role(mawar, sari, tini, as_user):
    four_weeks(mawar, sari)
    as_user(tini).post(f"/ksm/{mawar.pk}/penilaian/lulus/", {})
    decision = Assessment.objects.get()
    assert (decision.decided_by_role, decision.same_person) == ("Relawan pendamping", False)


def test_figures_that_fail_go_to_the_coordinator_who_answers(mawar, sari, ratna, as_user):
    four_weeks(mawar, sari, short=True)
    client = as_user(sari)
    refused = client.post(f"/ksm/{mawar.pk}/penilaian/lulus/", {})
    assert refused.context["form"].non_field_errors()[0].startswith("Belum semua syarat terpenuhi.")
    client.post(f"/ksm/{mawar.pk}/penilaian/lampaui/", {"reason": "Satu agenda terlewat"})
    asked = DecisionRequest.objects.get()
    url = f"/ksm/{mawar.pk}/penilaian/permintaan/{asked.pk}/"
    assert client.post(url, {"answer": "setuju"}).status_code == 403
    assert "Satu agenda terlewat" in as_user(ratna).get(f"/ksm/{mawar.pk}/").content.decode()
    as_user(ratna).post(url, {"answer": "setuju", "note": "Wajar"})
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by, asked.result.overruled) == ("APPROVED", ratna, True)
    mawar.refresh_from_db()
    assert mawar.phase == Ksm.Phase.MODEL


def test_extension_and_revocation_want_a_reason(mawar, sari, as_user):
    four_weeks(mawar, sari, short=True)
    client = as_user(sari)
    empty = client.post(f"/ksm/{mawar.pk}/penilaian/perpanjangan/", {"reason": ""})
    assert empty.context["form"].errors == {"reason": ["Wajib diisi."]}
    client.post(f"/ksm/{mawar.pk}/penilaian/perpanjangan/", {"reason": "Satu agenda terlewat"})
    assert Assessment.objects.get().outcome == "EXTENDED"
    nothing = client.post(f"/ksm/{mawar.pk}/penilaian/batalkan/", {"reason": "Keliru"})
    assert nothing.context["form"].non_field_errors() == ["Tidak ada keputusan lulus yang dapat dibatalkan."]


@pytest.mark.parametrize("page", ["lulus", "perpanjangan", "lampaui", "batalkan"])
def test_readers_decide_nothing(mawar, sari, ratna, joko, as_user, page):
    four_weeks(mawar, sari)
    for user in (ratna, joko):
        assert as_user(user).post(f"/ksm/{mawar.pk}/penilaian/{page}/", {"reason": "x"}).status_code == 403
    assert not Assessment.objects.exists()
    assert not DecisionRequest.objects.exists()


def test_insufficient_data_are_said_so_and_decide_nothing(mawar, sari, as_user):
    make_members(mawar, 5)
    Ksm.objects.filter(pk=mawar.pk).update(mentoring_started_on=START + 3 * WEEK)
    answer = as_user(sari).post(f"/ksm/{mawar.pk}/penilaian/lulus/", {})
    assert answer.context["form"].non_field_errors()[0].startswith("Data belum cukup")
