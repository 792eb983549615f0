"""The archive: closed groups, and the groups of a year that is over with their books, of one's own area."""

import datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from groups.models import Ksm
from tests.support.factories import make_bkm, make_ksm

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2027, 3, 1, 12, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def look(bkm, mawar, ratna, as_user):
    """In March 2027: Mawar since 2025, Melati since 2026, Kenanga closed in 2025, one elsewhere closed."""
    make_ksm(bkm, name="KSM Melati", started=datetime.date(2026, 2, 2))
    for where, name in ((bkm, "KSM Kenanga"), (make_bkm("BKM Karangroto", "33.74.05.1002"), "KSM Jauh")):
        ended = make_ksm(where, name=name)
        closing = {"phase": "CLOSED", "closed_on": datetime.date(2025, 9, 1), "closed_reason": "Bubar"}
        Ksm.objects.filter(pk=ended.pk).update(**closing)

    def look(query=""):
        with mock.patch("django.utils.timezone.now", return_value=NOW):
            return as_user(ratna).get(f"/arsip/{query}")

    return look


def names(answer):
    return [ksm.name for ksm in answer.context["page"]]


def test_it_lists_the_closed_groups_of_the_area_with_why(look):
    answer = look()
    assert names(answer) == ["KSM Kenanga"]
    assert "Bubar" in answer.content.decode()
    assert answer.context["years"] == [2026, 2025]


def test_a_past_year_has_the_groups_of_then_and_their_books(look, mawar):
    assert names(look("?tahun=2025")) == ["KSM Kenanga", "KSM Mawar"]
    answer = look("?tahun=2026")
    assert names(answer) == ["KSM Mawar", "KSM Melati"]
    page = answer.content.decode()
    assert f'/ksm/{mawar.pk}/buku-kas/?dari=2026-01-01&amp;sampai=2026-12-31"' in page
    assert f'/ksm/{mawar.pk}/neraca/?per=2026-12-31"' in page


@pytest.mark.parametrize("year", ["2027", "2024", "x", "²⁰²⁵"])
def test_a_year_that_is_not_over_or_was_not_there_shows_the_closed_groups(look, year):
    assert names(look(f"?tahun={year}")) == ["KSM Kenanga"]
