"""The pipeline: groups per stage, weeks spent, and where they get stuck; exact, by hand."""

import datetime
import re
from collections import Counter
from fractions import Fraction
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from groups.models import Ksm
from ksm.office import pipeline
from ksm.office.pipeline import ACCESSED, WAITING, median, visits_of
from ksm.views import dashboard
from tests.support.factories import START, make_ksm

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


def page(client, day):
    moment = datetime.datetime.combine(day, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        return client.get("/alur/").context["rows"]


def test_the_median_is_exact():
    assert median(Counter()) is None
    assert median(Counter([4, 1, 9])) == 4
    assert median(Counter([4, 5])) == Fraction(9, 2)
    assert median(Counter([4, 4, 4, 9])) == 4


def test_it_counts_groups_and_weeks_per_stage(bkm, mawar, ratna, as_user):
    make_ksm(bkm, name="KSM Baru", started=None, founded_on=START)
    for name, weeks in (("KSM Cepat", 4), ("KSM Lambat", 7)):
        make_ksm(bkm, name=name, phase=Ksm.Phase.MODEL, model_since=START + weeks * WEEK)
    forming, candidate, model, waiting, _ = page(as_user(ratna), START + 8 * WEEK)
    assert [stay.name for stay in forming.now] == ["KSM Baru"]
    assert (forming.passed, forming.median_weeks) == (3, 2)  # founded two weeks before the start
    assert [stay.name for stay in candidate.now] == ["KSM Mawar"]
    assert (candidate.passed, candidate.median_weeks) == (2, Fraction(11, 2))
    assert [(stay.name, stay.weeks) for stay in candidate.first_stuck] == [("KSM Mawar", 8)]
    assert [(stay.name, stay.weeks) for stay in model.now] == [("KSM Cepat", 4), ("KSM Lambat", 1)]
    assert (model.stuck, model.first_stuck, waiting.now) == (0, [], [])


def test_a_group_whose_later_days_nobody_wrote_down_stands_in_one_stage_alone(bkm, ratna, as_user):
    make_ksm(bkm, name="KSM Tanpa Tanggal", phase=Ksm.Phase.MODEL, model_since=None)
    forming, candidate, model, waiting, accessed = page(as_user(ratna), START + 8 * WEEK)
    assert [(stay.name, stay.weeks) for stay in model.now] == [("KSM Tanpa Tanggal", 0)]
    assert [row.now for row in (forming, candidate, waiting, accessed)] == [[], [], [], []]
    assert [row.reached for row in (forming, candidate, model, waiting)] == [1, 1, 1, 0]


def test_from_week_13_a_model_group_waits_for_its_assessment(bkm, ratna, as_user):
    make_ksm(bkm, name="KSM Cepat", phase=Ksm.Phase.MODEL, model_since=START + 4 * WEEK)
    *_, model, waiting, accessed = page(as_user(ratna), START + 14 * WEEK)
    assert model.now == []
    assert (model.passed, model.median_weeks) == (1, 8)
    assert [(stay.name, stay.weeks) for stay in waiting.now] == [("KSM Cepat", 2)]
    assert accessed.now == []


def test_time_until_the_first_tranche_is_spent_waiting_and_the_rest_with_blm(bkm):
    ksm = make_ksm(bkm, phase=Ksm.Phase.MODEL, model_since=START + 4 * WEEK)
    visits = visits_of(ksm, ACCESSED, START + 20 * WEEK, START + 15 * WEEK)
    assert (visits[WAITING].weeks, visits[WAITING].ended) == (3, True)
    assert (visits[ACCESSED].weeks, visits[ACCESSED].ended) == (5, False)


def test_a_stranger_sees_only_their_own(mawar, budi, as_user):
    rows = page(as_user(budi), START + WEEK)
    assert [stay.name for row in rows for stay in row.now] == ["KSM Kenanga"]


def test_a_stage_names_its_first_groups_and_all_on_its_own_pages(bkm, mawar, ratna, as_user, monkeypatch):
    monkeypatch.setattr(pipeline, "FIRST", 2)
    monkeypatch.setattr(dashboard, "PAGE_SIZE", 2)
    for weeks in (1, 2):  # the later began, the shorter there
        make_ksm(bkm, name=f"KSM {weeks}", started=START + weeks * WEEK)
    moment = datetime.datetime.combine(START + 8 * WEEK, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    client = as_user(ratna)
    with mock.patch("django.utils.timezone.now", return_value=moment):
        whole = client.get("/alur/").content.decode()
        parts = [client.get(f"/alur/?bagian=CANDIDATE&page={number}").content.decode() for number in (1, 2)]
    assert 'href="?bagian=CANDIDATE">Lihat semua, 3</a>' in whole
    assert "dan 1 lagi" in whole  # of three that are stuck
    told = [re.findall(r">(KSM \w+)</a></dt>\s*<dd>(\d+) minggu", text) for text in (whole, *parts)]
    assert told == [
        [("KSM Mawar", "8"), ("KSM 1", "7")],
        [("KSM Mawar", "8"), ("KSM 1", "7")],
        [("KSM 2", "6")],
    ]
