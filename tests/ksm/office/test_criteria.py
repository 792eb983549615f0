"""How many groups of an area meet each criterion of eligibility, and how many came how far on the path."""

import datetime
from fractions import Fraction
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from tests.support.eligible import WEEK_13, make_eligible
from tests.support.factories import START, make_bkm, make_ksm, make_members

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(bkm, mawar, sari, ratna, as_user):
    """In week 13: Mawar meets all but PS-2 of one member; Melati began with three members and nothing else;
    a group that forms and one of another BKM count nowhere.
    """
    make_eligible(mawar, sari)
    mawar.members.filter(number=1).update(ps2="TIDAK")
    make_members(make_ksm(bkm, name="KSM Melati"), 3)
    make_ksm(bkm, name="KSM Anggrek", started=None, phase="FORMING")
    make_members(make_ksm(make_bkm("BKM Karangroto", "33.74.05.1002"), name="KSM Jauh"), 5)
    moment = datetime.datetime.combine(WEEK_13, datetime.time(12), ZoneInfo("Asia/Jakarta"))

    def look(query=""):
        with mock.patch("django.utils.timezone.now", return_value=moment):
            return as_user(ratna).get(f"/alur/{query}")

    return look


def test_each_criterion_is_counted_apart_from_what_nobody_judged(look):
    rows = {row.label: (row.met, row.unmet, row.unjudged) for row in look().context["criteria"]}
    assert len(rows) == 16
    assert rows["Masa pendampingan"] == (2, 0, 0)  # both began in week 1
    assert rows["Jumlah anggota"] == (1, 1, 0)  # 5 and 3, at least 5
    assert rows["Tercantum PS-2"] == (0, 2, 0)
    assert rows["Keluarga anggota menyetujui"] == (1, 0, 1)
    assert rows["Aturan pinjaman dijalankan"] == (0, 0, 0)  # nobody lent


def test_the_share_is_of_those_of_which_there_is_anything_to_say(look):
    shares = {row.label: row.share for row in look().context["criteria"]}
    assert shares["Jumlah anggota"] == Fraction(1, 2)
    assert shares["Aturan pinjaman dijalankan"] is None


def test_the_path_narrows_from_stage_to_stage(look):
    """One forms, Melati is a candidate, Mawar of week 13 waits: 3, 2, 1, 1 and 0 of three came as far."""
    rows = look().context["rows"]
    assert [row.reached for row in rows] == [3, 2, 1, 1, 0]
    assert [row.share for row in rows] == [1, Fraction(2, 3), Fraction(1, 3), Fraction(1, 3), 0]


def test_an_area_without_groups_says_so_instead_of_drawing(ratna, as_user):
    page = as_user(ratna).get("/alur/")
    assert page.context["criteria"] == []
    assert "Belum ada KSM yang didampingi di sini" in page.content.decode()


def test_it_counts_as_of_the_first_day_too(bkm, ratna, as_user):
    make_members(make_ksm(bkm), 5)
    moment = datetime.datetime.combine(START, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        rows = {row.label: row.met for row in as_user(ratna).get("/alur/").context["criteria"]}
    assert (rows["Masa pendampingan"], rows["Jumlah anggota"]) == (0, 1)
