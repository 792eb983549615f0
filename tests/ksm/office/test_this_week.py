"""The page of the week: what is due, what lags, what will be missed, and what waits for whom."""

import datetime
from dataclasses import replace
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from assessment.eligibility.decisions import propose_eligibility
from assessment.graduation.decisions import declare_passed, request_revocation
from groups.models import GroupRule, Ksm
from meetings.corrections.reopening import record_not_held
from tests.support.eligible import WEEK_13, make_eligible
from tests.support.factories import START, make_bkm, make_coordinator, make_ksm, make_members, make_posting
from tests.support.sheets import change_row, close, make_sheet
from tests.support.waiting import waiting

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
DAY = datetime.timedelta(days=1)


def at_noon(day):
    moment = datetime.datetime.combine(day, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    return mock.patch("django.utils.timezone.now", return_value=moment)


def page(client, day):
    with at_noon(day):
        return client.get("/minggu-ini/")


def groups(answer, code, *, own=True):
    return [task.ksm.name for task in waiting(answer, code, own=own)]


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
    due = waiting(page(client, START), "pertemuan")
    assert [(task.ksm.name, task.since) for task in due] == [("KSM Mawar", START), ("KSM Melati", START)]
    assert due[0].url == f"/ksm/{mawar.pk}/pertemuan/catat/?tanggal=2025-06-02"
    close(mawar, make_sheet(mawar, START), sari)
    record_not_held(ksm=melati, day=START, reason="Hujan", today=START, by=sari)
    assert waiting(page(client, START), "pertemuan") == []


def test_what_lags_and_what_can_still_be_helped_is_named(mawar, sari, as_user):
    """Nobody recorded week 1: its attendance and agenda are lost, the five rules can still be agreed on."""
    make_members(mawar, 5)
    shown = page(as_user(sari), START + WEEK + DAY)
    [late] = waiting(shown, "tertinggal")
    assert (late.ksm, late.since, late.url) == (
        mawar,
        START,
        f"/ksm/{mawar.pk}/pertemuan/catat/?tanggal=2025-06-02",
    )
    [risk] = waiting(shown, "syarat")
    [sentence] = risk.details
    assert sentence.startswith("Belum disepakati: pertemuan rutin, tabungan")


def test_what_cannot_be_helped_any_more_is_an_extension_to_propose_and_no_warning(mawar, sari, as_user):
    make_members(mawar, 5)
    agree_all(mawar)
    sheet = change_row(make_sheet(mawar, START), 0, wajib=0)
    sheet = change_row(sheet, 1, wajib=0)
    close(mawar, replace(sheet, counted_cash=15_000), sari)  # 3 of 5 saved: 60 %, and nothing brings it back
    shown = page(as_user(sari), START + DAY)
    assert waiting(shown, "syarat") == []
    [task] = waiting(shown, "perpanjangan")
    assert (task.ksm, task.url) == (mawar, f"/ksm/{mawar.pk}/penilaian/perpanjangan/")


def test_decisions_wait_for_the_coordinator_and_others_read_who_is_waited_for(
    mawar, sari, ratna, budi, as_user
):
    make_members(mawar, 5)
    agree_all(mawar)
    for week in range(4):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    end = START + 4 * WEEK
    [ready] = waiting(page(as_user(sari), end), "siap-lulus")
    assert (ready.ksm, ready.url) == (mawar, f"/ksm/{mawar.pk}/penilaian/lulus/")
    assert groups(page(as_user(ratna), end), "siap-lulus", own=False) == ["KSM Mawar"]
    declare_passed(ksm=mawar, by=sari, role="Fasilitator", as_of=end)
    request_revocation(ksm=mawar, by=sari, reason="Salah kelompok")
    shown = page(as_user(ratna), end)
    [asked] = waiting(shown, "keputusan")
    request = mawar.decision_requests.get()
    assert (asked.ksm, asked.url) == (mawar, f"/ksm/{mawar.pk}/penilaian/permintaan/{request.pk}/")
    assert "Salah kelompok" in shown.content.decode()
    assert asked.url in shown.content.decode()
    field = page(as_user(sari), end)
    assert (groups(field, "keputusan"), groups(field, "keputusan", own=False)) == ([], ["KSM Mawar"])
    assert asked.url not in field.content.decode()  # it answers 403 to her
    assert "Koordinator BKM" in field.content.decode()
    for own in (True, False):
        assert waiting(page(as_user(budi), end), "keputusan", own=own) == []


def test_who_has_two_roles_acts_in_each_where_it_is_theirs(bkm, mawar, sari, as_user):
    """A coordinator of this BKM who mentors another kelurahan records there only."""
    elsewhere = make_bkm("BKM Karangroto", "33.74.05.1002")
    other = make_ksm(elsewhere, name="KSM Jauh")
    for ksm in (mawar, other):
        make_members(ksm, 5)
    both = make_coordinator("dewi", bkm)
    make_posting(both, "FACILITATOR", region=elsewhere.kelurahan)
    shown = page(as_user(both), START)
    assert groups(shown, "pertemuan") == ["KSM Jauh"]
    assert groups(shown, "pertemuan", own=False) == ["KSM Mawar"]


def test_eligibility_waits_for_the_unit_since_week_13_and_then_for_the_coordinator(
    mawar, sari, joko, ratna, as_user
):
    make_eligible(mawar, sari)
    [task] = waiting(page(as_user(joko), WEEK_13 + DAY), "kelayakan")
    assert (task.since, task.words) == (WEEK_13, "14 dari 14 syarat terpenuhi")
    assert task.url == f"/ksm/{mawar.pk}/kelayakan/"
    assert groups(page(as_user(ratna), WEEK_13), "kelayakan", own=False) == ["KSM Mawar"]
    asked = propose_eligibility(ksm=mawar, outcome="ELIGIBLE", reason="", by=joko, as_of=WEEK_13)
    [task] = waiting(page(as_user(ratna), WEEK_13), "rekomendasi")
    assert task.url == f"/ksm/{mawar.pk}/kelayakan/rekomendasi/{asked.pk}/"


def test_a_closed_group_waits_for_nothing(mawar, sari, as_user):
    Ksm.objects.filter(pk=mawar.pk).update(phase="CLOSED", closed_on=START, closed_reason="Bubar")
    shown = page(as_user(sari), START + WEEK)
    assert shown.context["week"].is_empty
    assert "Belum ada KSM" in shown.content.decode()  # the only one is closed


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_the_same_queries_for_one_group_and_three(
    bkm, ratna, as_user, number, django_assert_num_queries
):
    for _ in range(number):
        make_members(make_ksm(bkm), 3)
    client, late = as_user(ratna), START + 8 * WEEK
    page(client, late)
    with django_assert_num_queries(39):
        shown = page(client, late)
    for code in ("kunjungan", "pelatihan"):
        assert len(waiting(shown, code, own=False)) == number


def test_a_visit_and_trainings_are_due_on_the_page(mawar, sari, as_user):
    make_members(mawar, 2)
    shown = page(as_user(sari), START + 8 * WEEK)
    assert "belum ada kunjungan sejak 56 hari" in shown.content.decode()
    assert "Pembukuan: 0 dari 2 anggota, perlu 2" in shown.content.decode()
    [visit] = waiting(shown, "kunjungan")
    assert (visit.since, visit.url) == (START, f"/ksm/{mawar.pk}/catatan/buku-tamu/baru/")
    [training] = waiting(shown, "pelatihan")
    assert training.url == f"/ksm/{mawar.pk}/pelatihan/baru/"
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
    assert groups(shown, "tertinggal") == ["KSM Melati", "KSM Mawar"]
    words = " ".join(shown.content.decode().split())
    assert "Catat 60 pertemuan yang tertinggal, mulai minggu 5" in words  # weeks 5 to 64; today is week 66
    assert "Terakhir bertemu 23 Juni 2025" in words
    assert "Belum pernah bertemu" in words


@pytest.mark.parametrize("who", ["sari", "tini", "joko", "ratna"])
def test_every_button_opens_for_whom_it_waits(bkm, mawar, who, request, as_user):
    """In week 9 of a silent group: sheets left behind, a visit, trainings."""
    user = request.getfixturevalue(who)
    make_members(mawar, 3)
    day, client = START + 8 * WEEK, as_user(user)
    week = page(client, day).context["week"]
    urls = [task.url for section in week.own for task in section.tasks]
    assert bool(urls) == (who in ("sari", "tini"))
    with at_noon(day):
        assert [client.get(url).status_code for url in urls] == [200] * len(urls)
