"""The group's own clock (J32): days, numbers and moments are those of its zone, with the zone's name."""

import datetime
from unittest import mock

import pytest
from django.template import engines

from assessment.graduation.decisions import decision_act, declare_passed
from assessment.graduation.report import decision_context
from assessment.models import Assessment
from groups.models import Ksm
from ksm.dates import local_day, moment_in_words
from tests.support.eligible import sign_rules
from tests.support.factories import START, make_members
from tests.support.sheets import close, make_sheet

EARLY = datetime.datetime(2025, 6, 30, 23, 30, tzinfo=datetime.UTC)  # 06.30 WIB on the first of July


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Jakarta", "01-07-2025 06.30 WIB"),
        ("Asia/Makassar", "01-07-2025 07.30 WITA"),
        ("Asia/Jayapura", "01-07-2025 08.30 WIT"),
    ],
)
def test_a_moment_is_told_by_the_clock_of_the_place(zone, words):
    assert moment_in_words(EARLY, zone) == words
    assert local_day(EARLY, zone) == datetime.date(2025, 7, 1)


def test_a_paper_of_half_past_six_bears_the_day_and_number_of_that_morning(mawar, sari):
    # R02: "30 Juni 2025" and "/VI/" stood there, the day of the moment in UTC.
    make_members(mawar, 5)
    sign_rules(mawar)
    for week in range(4):
        day = START + datetime.timedelta(weeks=week)
        close(mawar, make_sheet(mawar, day), sari, today=day)
    ksm = Ksm.objects.get(pk=mawar.pk)
    decided = declare_passed(ksm=ksm, by=sari, role="Fasilitator", as_of=START + datetime.timedelta(weeks=4))
    Assessment.objects.filter(pk=decided.pk).update(decided_at=EARLY)
    context = decision_context(Assessment.objects.get(pk=decided.pk), Ksm.objects.get(pk=mawar.pk))
    assert context["place_date"].endswith("1 Juli 2025")
    act = decision_act(Assessment.objects.get(pk=decided.pk), Ksm.objects.get(pk=mawar.pk))
    assert act.day == datetime.date(2025, 7, 1)  # by which its number is made


def test_pages_tell_moments_in_the_zone_of_the_group(mawar, as_user, sari):
    mawar.timezone = "Asia/Jayapura"
    mawar.save()
    shown = engines["django"].from_string("{% load ksm_format %}{{ when|saat:ksm }}")
    assert shown.render({"when": EARLY, "ksm": mawar}) == "01-07-2025 08.30 WIT"


def test_a_bkm_in_the_east_has_its_own_day(bkm):
    bkm.kelurahan_id = "81.71.01.1001"
    half_past_eleven = EARLY - datetime.timedelta(hours=7)  # in the evening of 30 June WIB, 01.30 in Maluku
    with mock.patch("django.utils.timezone.now", return_value=half_past_eleven):
        assert bkm.today() == datetime.date(2025, 7, 1)
