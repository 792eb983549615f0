"""A group's page draws who came and what was saved week by week, with the same figures as a table."""

import datetime
from dataclasses import replace
from fractions import Fraction
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


def page(client, ksm, day):
    moment = datetime.datetime.combine(day, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        return client.get(f"/ksm/{ksm.pk}/")


def test_it_tells_attendance_and_savings_of_each_closed_meeting(mawar, sari, as_user):
    """Five save Rp5.000 in week 1; in week 2 one is ill and saves nothing: Rp25.000, then Rp45.000."""
    make_members(mawar, 5)
    close(mawar, make_sheet(mawar, START), sari)
    second = change_row(make_sheet(mawar, START + WEEK), 0, attendance="S", wajib=0)
    close(mawar, replace(second, counted_cash=second.counted_cash - 5_000), sari)
    shown = page(as_user(sari), mawar, START + WEEK)
    rows = shown.context["course"].rows
    assert rows == [("1", Fraction(1), 25_000), ("2", Fraction(4, 5), 45_000)]
    words = shown.content.decode()
    assert 'aria-label="Kehadiran per minggu"' in words
    assert "Rp45.000" in words
    assert "80%" in words


def test_without_a_meeting_there_is_a_sentence_and_no_drawing(mawar, sari, as_user):
    words = page(as_user(sari), mawar, START).content.decode()
    assert "Belum ada pertemuan rutin yang ditutup" in words
    assert "Kehadiran per minggu" not in words
