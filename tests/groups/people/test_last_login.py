"""When somebody was last here is told by the clock of their area, with its name (domain.md J32)."""

import datetime

import pytest

from groups.models import Posting, Region, User
from groups.people import end_posting, give_posting
from tests.support import factories

pytestmark = pytest.mark.django_db
EARLY = datetime.datetime(2025, 6, 30, 23, 30, tzinfo=datetime.UTC)  # 1 July: 06.30 WIB, 08.30 WIT
START = datetime.date(2025, 1, 1)


@pytest.fixture
def tara():
    User.objects.filter(pk=factories.make_user("tara").pk).update(last_login=EARLY)
    return User.objects.get(username="tara")


def province(code):
    return Region.objects.create(code=code, name=f"Provinsi {code}", full_name=f"Provinsi {code}", level=1)


def shown(client, user):
    return client.get(f"/pengguna/{user.pk}/").content.decode()


@pytest.mark.parametrize(
    ("code", "moment"),
    [
        ("33", "01-07-2025 06.30 WIB"),
        ("71", "01-07-2025 07.30 WITA"),
        ("81", "01-07-2025 08.30 WIT"),
    ],
)
def test_it_is_the_clock_of_the_area(tara, admin, as_user, code, moment):
    region = province(code)
    give_posting(user=tara, role=Posting.Role.FACILITATOR, region=region, start=START, by=admin)
    assert moment in shown(as_user(admin), tara)


def test_a_volunteer_has_the_clock_of_the_group(tara, admin, as_user, mawar):
    mawar.timezone = "Asia/Jayapura"
    mawar.save()
    give_posting(user=tara, role=Posting.Role.VOLUNTEER, ksm=mawar, start=START, by=admin)
    assert "01-07-2025 08.30 WIT" in shown(as_user(admin), tara)


def test_without_an_area_it_is_western_time_by_name(tara, admin, as_user):
    assert "01-07-2025 06.30 WIB" in shown(as_user(admin), tara)


def test_a_posting_that_ended_tells_no_clock(tara, admin, as_user):
    region = province("81")
    posting = give_posting(user=tara, role=Posting.Role.FACILITATOR, region=region, start=START, by=admin)
    end_posting(posting=posting, end=START + datetime.timedelta(days=9), by=admin)
    assert "01-07-2025 06.30 WIB" in shown(as_user(admin), tara)
