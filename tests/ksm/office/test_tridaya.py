"""Tridaya: what groups of each pillar are, save, borrow and plan; a group of two pillars stands in both."""

import datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from groups.models import Ksm, WorkPlanItem
from tests.support.factories import START, make_bkm, make_ksm, make_members
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db


def page(client, query=""):
    moment = datetime.datetime.combine(START, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        return client.get(f"/tridaya/{query}")


def rows(client, query=""):
    return {row.label: row for row in page(client, query).context["rows"]}


def plan(ksm, cost, progress="PLANNED"):
    return WorkPlanItem.objects.create(
        ksm=ksm,
        activity="Warung",
        target="Anggota",
        volume="1",
        starts_on=START,
        ends_on=START,
        own_funds=cost,
        blm_funds=1000,
        responsible="Ketua",
        progress=progress,
    )


def test_a_group_of_two_pillars_stands_in_both_and_once_in_all(bkm, mawar, sari, ratna, as_user):
    Ksm.objects.filter(pk=mawar.pk).update(bidang_ekonomi=True, bidang_sosial=True)
    make_members(mawar, 2)
    close(mawar, make_sheet(mawar, START), sari)
    other = make_ksm(bkm, started=None, bidang_ekonomi=True)
    make_members(other, 3)
    make_ksm(bkm, name="KSM Tanpa Bidang")
    plan(mawar, 500_000)
    plan(mawar, 200_000, "DONE")
    plan(other, 100_000)
    found = rows(as_user(ratna))
    assert list(found) == ["Infrastruktur", "Ekonomi", "Sosial", "Belum ditentukan", "Semua kelompok"]
    economy, social, everybody = found["Ekonomi"], found["Sosial"], found["Semua kelompok"]
    assert (economy.groups, economy.members) == (2, 5)
    assert (social.groups, social.members) == (1, 2)
    assert (everybody.groups, everybody.members) == (3, 5)
    assert economy.phase_counts == [("Pembentukan", 1), ("Calon percontohan", 1)]
    assert economy.savings == social.savings == everybody.savings == 10_000  # two members, Rp5.000 each
    assert economy.plan == [("Direncanakan", 2, 602_000), ("Selesai", 1, 201_000)]
    assert (social.cost, everybody.cost) == (702_000, 803_000)
    assert (found["Infrastruktur"].groups, found["Infrastruktur"].plan) == (0, [])


def test_it_counts_one_bkm_city_or_phase_when_chosen(bkm, mawar, admin, budi, as_user):
    medan = make_bkm("BKM Kesawan", "12.71.01.1001")
    make_ksm(medan, started=None)
    client = as_user(admin)
    assert rows(client)["Semua kelompok"].groups == 3  # and Budi's own
    assert rows(client, f"?bkm={bkm.pk}")["Semua kelompok"].groups == 1
    assert rows(client, "?kota=12.71")["Semua kelompok"].groups == 2
    assert rows(client, "?kota=12.71&tahap=FORMING")["Semua kelompok"].groups == 1
    assert "Kota Medan" in page(client).content.decode()


def test_a_stranger_counts_and_chooses_only_their_own(bkm, mawar, budi, as_user):
    shown = page(as_user(budi), f"?bkm={bkm.pk}")
    assert shown.context["rows"][-1].groups == 1
    assert bkm.name not in shown.content.decode()


def test_closed_groups_are_left_out(mawar, ratna, as_user):
    Ksm.objects.filter(pk=mawar.pk).update(phase="CLOSED", closed_on=START, closed_reason="Bubar")
    assert rows(as_user(ratna))["Semua kelompok"].groups == 0


@pytest.mark.parametrize("groups", [1, 3])
def test_it_takes_the_same_queries_for_one_group_and_three(
    bkm, ratna, as_user, groups, django_assert_num_queries
):
    for _ in range(groups):
        plan(make_ksm(bkm, bidang_sosial=True), 1000)
    client = as_user(ratna)
    page(client)
    with django_assert_num_queries(13):
        page(client)
