"""The dashboard: only the user's area, tiles that filter, what needs attention first, from standings."""

import datetime
from dataclasses import replace
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from assessment.models import Standing
from groups.models import GroupRule, Ksm
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
        ("urut=kas", ["KSM Melati", "KSM Mawar", "KSM Kenanga"]),
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
        with django_assert_num_queries(14):
            client.get("/dasbor/")


def test_htmx_gets_the_table_alone(three, ratna, as_user, on):
    with on(START + WEEK):
        answer = as_user(ratna).get("/dasbor/", headers={"HX-Request": "true"})
    assert answer.templates[0].name == "ksm/office/_dashboard_table.html"
