"""The page of the week over a wide area: each heading shows its first rows, all of them on its own pages."""

import datetime
import re
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from groups.models import Ksm
from ksm.office import this_week
from ksm.office.this_week import HEADINGS, week_of
from ksm.views import dashboard
from meetings.models import SheetDraft
from tests.support.factories import START, make_ksm, make_members

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
LATE = START + 8 * WEEK
NAMES = ["KSM A", "KSM B", "KSM C"]


@pytest.fixture
def look(bkm, ratna, as_user, monkeypatch):
    """A page of the coordinator's week, two rows to a heading and two to a page, over three groups."""
    monkeypatch.setattr(this_week, "FIRST", 2)
    monkeypatch.setattr(dashboard, "PAGE_SIZE", 2)
    for name in NAMES:
        make_members(make_ksm(bkm, name=name), 3)
    client = as_user(ratna)

    def look(query=""):
        moment = datetime.datetime.combine(LATE, datetime.time(12), ZoneInfo("Asia/Jakarta"))
        with mock.patch("django.utils.timezone.now", return_value=moment):
            return client.get(f"/minggu-ini/{query}")

    return look


def groups_of(rows):
    return [getattr(row, "ksm", None) or row.standing.ksm for row in rows]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("pertemuan", "due"),
        ("tertinggal", "lagging"),
        ("syarat", "at_risk"),
        ("kunjungan", "visits"),
        ("pelatihan", "trainings"),
    ],
)
def test_a_heading_shows_its_first_rows_and_leads_to_all(look, code, name):
    section = getattr(look().context["week"], name)
    assert ([ksm.name for ksm in groups_of(section)], section.total) == (NAMES[:2], 3)
    assert f'href="/minggu-ini/?bagian={code}">Lihat semua, 3</a>' in look().content.decode()
    pages = [look(f"?bagian={code}&page={number}") for number in (1, 2)]
    shown = [ksm.name for page in pages for ksm in groups_of(getattr(page.context["week"], name))]
    assert shown == NAMES
    assert "1–2 dari 3" in pages[0].content.decode()


@pytest.mark.parametrize("code", HEADINGS)
def test_the_pages_of_a_heading_show_that_one_alone(look, code):
    week = look(f"?bagian={code}").context["week"]
    assert {name for name in week.__slots__ if getattr(week, name)} <= {HEADINGS[code].name}


def test_a_heading_that_does_not_exist_shows_the_week(look):
    assert look("?bagian=lain").context["week"].due.total == 3


def test_a_draft_is_shown_beside_its_meeting(look):
    ksm = Ksm.objects.get(name="KSM A")
    SheetDraft.objects.create(ksm=ksm, kind="ROUTINE", scheduled_on=LATE, payload={}, saved_by=None)
    assert [item.code for item in look().context["week"].due] == ["DRAFT", "DUE"]


def test_what_is_kept_of_a_group_is_what_it_was_computed_from(look):
    """Every group that shows under a heading of its standing shows there when asked alone."""
    week = look().context["week"]
    for ksm in groups_of(week.due):
        [alone] = week_of(Ksm.objects.filter(pk=ksm.pk), LATE).due
        assert (alone.ksm, alone.day) == (ksm, LATE)
    assert re.search(r"Pembukuan: 0 dari 3 anggota, perlu 3", look().content.decode())
