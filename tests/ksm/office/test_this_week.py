"""The page of the week: what is due, what lags, what will be missed, and what waits for whom."""

import datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from assessment.graduation.decisions import declare_passed, request_revocation
from groups.models import GroupRule, Ksm
from meetings.corrections.reopening import record_not_held
from tests.support.factories import START, make_ksm, make_members
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
DAY = datetime.timedelta(days=1)


def page(client, day):
    moment = datetime.datetime.combine(day, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        return client.get("/minggu-ini/")


def agree_all(ksm):
    GroupRule.objects.bulk_create(
        GroupRule(ksm=ksm, kind=kind, text="Sepakat", agreed_on=START, signed=True, minimum_saving=5000)
        for kind in GroupRule.Kind
    )


def test_meetings_of_the_week_are_due_until_they_are_recorded(bkm, mawar, sari, as_user):
    melati = make_ksm(bkm, name="KSM Melati")
    for ksm in (mawar, melati):
        make_members(ksm, 5)
        agree_all(ksm)
    client = as_user(sari)
    week = page(client, START).context["week"]
    assert [(item.ksm.name, item.day) for item in week.due] == [("KSM Mawar", START), ("KSM Melati", START)]
    close(mawar, make_sheet(mawar, START), sari)
    record_not_held(ksm=melati, day=START, reason="Hujan", today=START, by=sari)
    assert page(client, START).context["week"].due == []


def test_what_lags_and_what_will_be_missed_is_named(mawar, sari, as_user):
    make_members(mawar, 5)
    week = page(as_user(sari), START + WEEK + DAY).context["week"]
    assert [standing.ksm for standing in week.lagging] == [mawar]
    [risk] = week.at_risk
    assert risk.missing[0].startswith("Belum disepakati: pertemuan rutin, tabungan")
    assert "Tidak dilaksanakan pada minggunya: minggu 1." in risk.missing


def test_decisions_wait_for_the_coordinator(mawar, sari, ratna, budi, as_user):
    make_members(mawar, 5)
    agree_all(mawar)
    for week in range(4):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    assert [one.ksm for one in page(as_user(sari), START + 4 * WEEK).context["week"].ready] == [mawar]
    declare_passed(ksm=mawar, by=sari, role="Fasilitator", as_of=START + 4 * WEEK)
    request_revocation(ksm=mawar, by=sari, reason="Salah kelompok")
    shown = page(as_user(ratna), START + 4 * WEEK)
    assert [asked.ksm for asked in shown.context["week"].requests] == [mawar]
    assert "Salah kelompok" in shown.content.decode()
    assert page(as_user(budi), START + 4 * WEEK).context["week"].requests == []


def test_a_closed_group_waits_for_nothing(mawar, sari, as_user):
    Ksm.objects.filter(pk=mawar.pk).update(phase="CLOSED", closed_on=START, closed_reason="Bubar")
    shown = page(as_user(sari), START + WEEK)
    assert shown.context["week"].is_empty
    assert "Tidak ada yang menunggu" in shown.content.decode()


@pytest.mark.parametrize("groups", [1, 3])
def test_it_takes_the_same_queries_for_one_group_and_three(
    bkm, ratna, as_user, groups, django_assert_num_queries
):
    for _ in range(groups):
        make_members(make_ksm(bkm), 3)
    client, late = as_user(ratna), START + 8 * WEEK
    page(client, late)
    with django_assert_num_queries(28):
        week = page(client, late).context["week"]
    assert len(week.visits) == len(week.trainings) == groups


def test_a_visit_and_trainings_are_due_on_the_page(mawar, sari, as_user):
    make_members(mawar, 2)
    shown = page(as_user(sari), START + 8 * WEEK).content.decode()
    assert "belum ada kunjungan sejak 56 hari" in shown
    assert "Pembukuan: 0 dari 2 anggota, perlu 2" in shown
    assert "Kunjungan yang ditunggu" not in page(as_user(sari), START + WEEK).content.decode()


def test_a_model_group_that_fell_silent_is_named_first_with_when_it_last_met(bkm, mawar, sari, as_user):
    melati = make_ksm(bkm, name="KSM Melati")
    for ksm in (mawar, melati):
        make_members(ksm, 5)
        agree_all(ksm)
    for week in range(4):
        close(melati, make_sheet(melati, START + week * WEEK), sari)
    Ksm.objects.filter(pk=melati.pk).update(phase="MODEL")
    Ksm.objects.filter(pk=mawar.pk).update(mentoring_started_on=START + 50 * WEEK)
    shown = page(as_user(sari), START + 65 * WEEK)
    assert [standing.ksm for standing in shown.context["week"].lagging] == [melati, mawar]
    words = " ".join(shown.content.decode().split())
    assert "Catat 60 pertemuan yang tertinggal, mulai minggu 5" in words  # weeks 5 to 64; today is week 66
    assert "Terakhir bertemu 23 Juni 2025" in words
    assert "Belum pernah bertemu" in words
