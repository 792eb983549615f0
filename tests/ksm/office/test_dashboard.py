"""The dashboard: only the user's area, tiles that filter, what needs attention first, from standings."""

import datetime
from dataclasses import replace
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from assessment.models import Standing
from groups.models import GroupRule, Ksm
from tests.support.eligible import WEEK_13, make_eligible
from tests.support.factories import START, make_bkm, make_coordinator, make_ksm, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
LATE = START + datetime.timedelta(days=8)  # what was to happen on 2 June is late
WIB = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def on():
    """Set everybody's clock to noon, or another hour, of a day."""

    def patch(day, hour=12, minute=0):
        moment = datetime.datetime.combine(day, datetime.time(hour, minute), WIB)
        return mock.patch("django.utils.timezone.now", return_value=moment)

    return patch


def agree_all(ksm):
    GroupRule.objects.bulk_create(
        GroupRule(ksm=ksm, kind=kind, text="Sepakat", agreed_on=START, signed=True, minimum_saving=5000)
        for kind in GroupRule.Kind
    )


def names(answer):
    return [standing.ksm.name for standing in answer.context["page"]]


def counts(answer):
    return {tile.code: tile.count for tile in answer.context["tiles"]}


@pytest.fixture
def three(bkm, sari, mawar):
    """Mawar saved short, Melati on track, Kenanga forgot its first week; all started on 2 June."""
    melati = make_ksm(bkm, code="MLT", name="KSM Melati", bidang_sosial=True)
    kenanga = make_ksm(bkm, code="KNG", name="KSM Kenanga")
    for ksm in (mawar, melati, kenanga):
        agree_all(ksm)
        make_members(ksm, 5)
    short = make_sheet(mawar, START)
    short = change_row(change_row(short, 0, wajib=0), 1, wajib=0)
    close(mawar, replace(short, counted_cash=15_000), sari)
    close(melati, make_sheet(melati, START), sari)
    return mawar, melati, kenanga


def test_it_shows_what_needs_attention_first(three, ratna, as_user, on):
    with on(LATE):
        answer = as_user(ratna).get("/dasbor/")
    assert names(answer) == ["KSM Kenanga", "KSM Mawar", "KSM Melati"]
    first, second, third = answer.context["page"]
    assert (first.status, first.next_step) == ("LAGGING", "Catat pertemuan minggu 1")
    assert (second.status, second.missing_count, second.next_step) == ("MISSING", 1, "Usulkan perpanjangan")
    assert (third.status, third.cash, third.arrears) == ("CANDIDATE", 25_000, 0)
    assert [item.on_track for item in second.bars] == [True, True, False, True, True]


def test_a_silent_group_stands_on_top_although_it_missed_nothing_while_it_met(
    three, ratna, sari, as_user, on
):
    _, melati, kenanga = three
    for week in range(1, 4):
        close(melati, make_sheet(melati, START + week * WEEK), sari)
    Ksm.objects.filter(pk=melati.pk).update(phase="MODEL")
    Ksm.objects.filter(pk=kenanga.pk).update(mentoring_started_on=START + 40 * WEEK)
    with on(START + 65 * WEEK):
        answer = as_user(ratna).get("/dasbor/")
    assert [(row.ksm.name, row.unrecorded_since) for row in answer.context["page"]] == [
        ("KSM Mawar", START + WEEK),
        ("KSM Melati", START + 4 * WEEK),
        ("KSM Kenanga", START + 40 * WEEK),
    ]
    assert answer.content.decode().count("Tertinggal") == 3


def test_tiles_count_and_filter(three, ratna, as_user, on):
    with on(START + WEEK):
        client = as_user(ratna)
        everything = client.get("/dasbor/")
        attention = client.get("/dasbor/?status=perhatian")
        forming = client.get("/dasbor/?status=pembentukan")
    assert counts(everything) == {
        "pembentukan": 0,
        "minggu-1-4": 3,
        "percontohan": 0,
        "menunggu": 0,
        "layak": 0,
        "mengakses": 0,
        "belum-layak": 0,
        "perhatian": 2,
        "ditutup": 0,
    }
    assert names(attention) == ["KSM Kenanga", "KSM Mawar"]
    assert counts(attention) == counts(everything)
    assert names(forming) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cari=melat", ["KSM Melati"]),
        ("cari=KNG", ["KSM Kenanga"]),
        ("bidang=sosial", ["KSM Melati"]),
        ("syarat=routine_savings", ["KSM Mawar"]),
        ("syarat=attendance", ["KSM Kenanga"]),
        ("urut=nama", ["KSM Kenanga", "KSM Mawar", "KSM Melati"]),
        ("urut=-nama", ["KSM Melati", "KSM Mawar", "KSM Kenanga"]),
        ("urut=kas", ["KSM Melati", "KSM Mawar", "KSM Kenanga"]),
        ("urut=-kas&cari=a", ["KSM Kenanga", "KSM Mawar", "KSM Melati"]),
        ("urut=syarat-lulus", ["KSM Kenanga", "KSM Mawar", "KSM Melati"]),
        ("urut=status", ["KSM Melati", "KSM Kenanga", "KSM Mawar"]),
        ("kelurahan=33.74.05.1001&cari=mawar", ["KSM Mawar"]),
        ("syarat=ngawur&kelurahan=x&urut=y", ["KSM Kenanga", "KSM Mawar", "KSM Melati"]),
    ],
)
def test_it_filters_and_sorts(three, ratna, as_user, on, query, expected):
    with on(START + WEEK):
        assert names(as_user(ratna).get(f"/dasbor/?{query}")) == expected


@pytest.mark.parametrize(
    ("query", "groups", "members"),
    [
        ("", 3, 15),  # 5 each; the 4 of the closed group are on no row
        ("?status=ditutup", 1, 4),
        ("?status=perhatian", 2, 10),
        ("?syarat=routine_savings", 1, 5),
        ("?cari=melat&status=perhatian", 0, 0),
    ],
)
def test_the_members_in_the_head_are_those_of_the_rows(
    three, bkm, ratna, as_user, on, query, groups, members
):
    closed = make_ksm(bkm, name="KSM Dahlia", phase=Ksm.Phase.CLOSED, closed_on=START)
    make_members(closed, 4)
    with on(START + WEEK):
        answer = as_user(ratna).get(f"/dasbor/{query}")
    rows = list(answer.context["page"])
    assert (len(rows), sum(row.members for row in rows)) == (groups, members)
    assert answer.context["members"] == members


def test_it_filters_by_facilitator(three, sari, ratna, budi, as_user, on):
    with on(START + WEEK):
        client = as_user(ratna)
        answer = client.get(f"/dasbor/?fasilitator={sari.pk}")
        assert len(names(answer)) == 3
        choices = list(answer.context["filter"].form.fields["fasilitator"].queryset)
    assert choices == [sari]  # nobody from elsewhere is offered


def test_the_last_seven_days_hold_today(three, ratna, sari, as_user, on):
    # BUG-021
    mawar, *_ = three
    close(mawar, make_sheet(mawar, START + WEEK), sari)
    with on(START + WEEK):
        client = as_user(ratna)
        assert names(client.get("/dasbor/?terakhir=7-hari")) == ["KSM Mawar"]
        assert names(client.get("/dasbor/?terakhir=hari-ini")) == ["KSM Mawar"]
    with on(START + 2 * WEEK - datetime.timedelta(days=1)):
        assert names(as_user(ratna).get("/dasbor/?terakhir=7-hari")) == ["KSM Mawar"]
    with on(START + 2 * WEEK):
        assert names(as_user(ratna).get("/dasbor/?terakhir=7-hari")) == []


def test_early_in_the_morning_the_filter_means_the_local_day(three, ratna, sari, as_user, on):
    # BUG-022: 06.30 in Jakarta is still yesterday in UTC.
    mawar, *_ = three
    close(mawar, make_sheet(mawar, START + WEEK), sari)
    with on(START + WEEK, 6, 30):
        assert names(as_user(ratna).get("/dasbor/?terakhir=hari-ini")) == ["KSM Mawar"]


def test_nobody_sees_groups_outside_their_area(three, ratna, budi, as_user, on):
    other = make_bkm("BKM Karangroto", "33.74.05.1002")
    hidden = make_ksm(other, name="KSM Rahasia")
    with on(START + WEEK):
        assert "KSM Rahasia" not in names(as_user(ratna).get("/dasbor/"))
        assert names(as_user(budi).get("/dasbor/")) == ["KSM Kenanga"]  # his own, of the same name
        own = make_coordinator("dewi", other)
        assert names(as_user(own).get("/dasbor/")) == [hidden.name]


def test_standings_are_brought_up_to_date_before_they_are_read(three, ratna, as_user, on):
    client = as_user(ratna)
    with on(START):
        client.get("/dasbor/")
    assert set(Standing.objects.values_list("as_of", flat=True)) == {START}
    with on(START + 5 * WEEK):
        answer = client.get("/dasbor/")
    assert {standing.as_of for standing in answer.context["page"]} == {START + 5 * WEEK}
    assert {standing.status for standing in answer.context["page"]} == {"LAGGING"}


def test_a_closed_group_is_shown_only_behind_its_tile(three, ratna, as_user, on):
    Ksm.objects.filter(code="KNG").update(phase="CLOSED", closed_on=START, closed_reason="Bubar")
    with on(START + WEEK):
        client = as_user(ratna)
        assert names(client.get("/dasbor/")) == ["KSM Mawar", "KSM Melati"]
        assert names(client.get("/dasbor/?status=ditutup")) == ["KSM Kenanga"]


@pytest.mark.parametrize("groups", [1, 3])
def test_the_page_takes_the_same_number_of_queries_for_one_group_and_three(
    bkm, ratna, as_user, on, groups, django_assert_num_queries
):
    for _ in range(groups):
        make_members(make_ksm(bkm), 3)
    client = as_user(ratna)
    with on(START):
        client.get("/dasbor/")
        with django_assert_num_queries(17):
            client.get("/dasbor/")


def test_htmx_gets_the_table_alone(three, ratna, as_user, on):
    with on(START + WEEK):
        answer = as_user(ratna).get("/dasbor/", headers={"HX-Request": "true"})
    assert answer.templates[0].name == "ksm/office/_dashboard_table.html"


def test_it_says_how_much_of_eligibility_holds_what_is_missing_and_who_acts_next(
    mawar, sari, joko, ratna, as_user, on
):
    """In week 13 all but PS-2 of one of five members and one look of a visit: 12 of 14 hold."""
    make_eligible(mawar, sari)
    mawar.members.filter(number=1).update(ps2="TIDAK")
    mawar.eligibility_checks.filter(code="family_consents").delete()
    with on(WEEK_13):
        page = as_user(joko).get("/dasbor/")
    [row] = page.context["page"]
    assert (row.held.met, row.held.asked) == (12, 14)
    assert (row.held.unmet, row.held.unjudged) == (["PS-2"], ["persetujuan keluarga"])
    step = (row.step.words, row.step.who, row.step.url)
    assert step == ("Nilai kelayakan BLM Sosial", "UP-UP", f"/ksm/{mawar.pk}/kelayakan/")
    assert "<strong>12/14</strong>" in page.content.decode()


@pytest.mark.parametrize("name", ["sari", "tini", "joko", "ratna"])
def test_the_next_step_leads_each_reader_to_a_page_that_opens(three, name, request, as_user, on):
    user = request.getfixturevalue(name)
    with on(LATE):
        client = as_user(user)
        rows = list(client.get("/dasbor/").context["page"])
        assert rows
        assert [client.get(row.step.url).status_code for row in rows] == [200] * len(rows)


def test_the_facilitator_is_led_to_the_very_sheet_and_others_to_the_list(three, sari, ratna, as_user, on):
    kenanga = three[2]
    with on(LATE):
        [own] = as_user(sari).get("/dasbor/?cari=kenanga").context["page"]
        [read] = as_user(ratna).get("/dasbor/?cari=kenanga").context["page"]
    assert own.step.url == f"/ksm/{kenanga.pk}/pertemuan/catat/?tanggal=2025-06-02"
    assert read.step.url == f"/ksm/{kenanga.pk}/pertemuan/"


def test_a_heading_sorts_turns_round_and_keeps_the_filters(three, ratna, as_user, on):
    client = as_user(ratna)
    with on(LATE):
        first = client.get("/dasbor/?bidang=&cari=KSM&page=1").content.decode()
        turned = client.get("/dasbor/?cari=KSM&urut=kelayakan").content.decode()
        back = client.get("/dasbor/?cari=KSM&urut=-kelayakan").content.decode()
    assert 'href="?bidang=&amp;cari=KSM&amp;urut=kelayakan"' in first
    assert 'aria-sort="ascending"' in turned
    assert 'href="?cari=KSM&amp;urut=-kelayakan"' in turned
    assert 'aria-sort="descending"' in back
    assert 'href="?cari=KSM&amp;urut=kelayakan"' in back


@pytest.mark.parametrize("turned", [False, True])
def test_groups_of_which_nothing_is_asked_yet_stand_last_either_way(three, bkm, ratna, as_user, on, turned):
    """Of Melati the books and more are unknown as of Mawar; the group that is only forming has no figure."""
    make_ksm(bkm, name="KSM Anggrek", started=None, phase=Ksm.Phase.FORMING)
    with on(LATE):
        rows = list(as_user(ratna).get(f"/dasbor/?urut={'-' if turned else ''}kelayakan").context["page"])
    lacking = [row.eligibility_asked - row.eligibility_met for row in rows[:-1]]
    assert lacking == sorted(lacking, reverse=turned)
    assert rows[-1].ksm.name == "KSM Anggrek"
    assert rows[-1].held is None
