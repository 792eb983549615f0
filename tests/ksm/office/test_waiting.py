"""Of a wide area a page recomputes a few groups only, and says how many it still shows as of an older day."""

import datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from assessment import standings
from assessment.models import Standing
from tests.support.factories import START, make_ksm

pytestmark = pytest.mark.django_db
PAGES = ("/dasbor/", "/minggu-ini/", "/alur/", "/tridaya/")
MONDAY = START + datetime.timedelta(weeks=1)


@pytest.fixture
def look(bkm, ratna, as_user, monkeypatch):
    """What a page says of an area with five groups, of which two at most are recomputed at once."""
    monkeypatch.setattr(standings, "AT_ONCE", 2)
    monkeypatch.setattr(standings, "SOME", 1)
    for number in range(5):
        make_ksm(bkm, name=f"KSM {'EDCBA'[number]}")
    client = as_user(ratna)

    def look(path, day):
        moment = datetime.datetime.combine(day, datetime.time(12), ZoneInfo("Asia/Jakarta"))
        with mock.patch("django.utils.timezone.now", return_value=moment):
            return " ".join(client.get(path).content.decode().split())

    return look


def all_known(look):
    for _ in range(4):
        look("/alur/", START)


@pytest.mark.parametrize("path", PAGES)
def test_it_says_how_many_wait_and_since_when_until_none_does(look, path):
    all_known(look)
    texts = [look(path, MONDAY) for _ in range(4)]
    said = "KSM masih ditampilkan menurut keadaan lama, yang tertua per Senin, 2 Juni 2025."
    assert said in texts[0]
    assert said not in texts[-1]
    assert set(Standing.objects.values_list("as_of", flat=True)) == {MONDAY}


def test_the_dashboard_recomputes_first_what_it_shows(look):
    all_known(look)
    look("/dasbor/?urut=nama", MONDAY)
    fresh = Standing.objects.filter(as_of=MONDAY).order_by("ksm__name").values_list("ksm__name", flat=True)
    assert fresh[0] == "KSM A"  # the first of the page, and the newest of all groups
    assert len(fresh) == 2


def test_groups_of_which_nothing_is_known_yet_are_counted_too(look):
    assert "4 KSM belum dihitung dan belum tampil." in look("/dasbor/", START)
