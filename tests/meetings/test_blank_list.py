import datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from tests.support.factories import START


@pytest.mark.django_db
def test_it_leads_to_the_blank_attendance_list_of_this_weeks_meeting_and_the_next(as_user, sari, mawar):
    noon = datetime.datetime.combine(START, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    client = as_user(sari)
    with mock.patch("django.utils.timezone.now", return_value=noon):
        page = client.get(f"/ksm/{mawar.pk}/pertemuan/").content.decode()
        for week in (0, 1):
            day = START + datetime.timedelta(weeks=week)
            path = f"/ksm/{mawar.pk}/pertemuan/daftar-hadir/{day.isoformat()}.pdf"
            assert f'href="{path}"' in page
        assert client.get(path).headers["Content-Type"] == "application/pdf"


@pytest.mark.django_db
def test_there_is_no_attendance_list_for_a_dash_in_the_place_of_a_day(as_user, sari, mawar):
    address = f"/ksm/{mawar.pk}/pertemuan/daftar-hadir/-.pdf"
    assert as_user(sari).get(address).status_code == 404
