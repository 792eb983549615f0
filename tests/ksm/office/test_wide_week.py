"""The page of the week over a wide area: each heading shows its first rows, all of them on its own pages."""

import datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from groups.models import Ksm
from ksm.office import this_week
from ksm.office.tasks import GRANTS, HEADINGS
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


def section(answer, code):
    [found] = [one for one in answer.context["week"].others if one.code == code]
    return found


def groups_of(found):
    return [task.ksm.name for task in found.tasks]


@pytest.mark.parametrize("code", ["pertemuan", "tertinggal", "kunjungan", "pelatihan"])
def test_a_heading_shows_its_first_rows_and_leads_to_all(look, code):
    found = section(look(), code)
    assert (groups_of(found), found.total) == (NAMES[:2], 3)
    words = " ".join(look().content.decode().split())
    assert f'href="/minggu-ini/?bagian={code}&amp;milik=lain"> Lihat semua, 3</a>' in words
    pages = [look(f"?bagian={code}&milik=lain&page={number}") for number in (1, 2)]
    assert [name for page in pages for name in groups_of(page.context["section"])] == NAMES
    assert "1–2 dari 3" in pages[0].content.decode()


@pytest.mark.parametrize("code", [*HEADINGS, GRANTS])
def test_the_pages_of_a_heading_open_also_where_nothing_waits(look, code):
    own, others = look(f"?bagian={code}"), look(f"?bagian={code}&milik=lain")
    assert {own.status_code, others.status_code} == {200}
    assert own.context["section"].tasks == []


def test_a_heading_that_does_not_exist_shows_the_week(look):
    assert section(look("?bagian=lain"), "pertemuan").total == 3


def test_a_draft_is_shown_beside_its_meeting(look):
    ksm = Ksm.objects.get(name="KSM A")
    SheetDraft.objects.create(ksm=ksm, kind="ROUTINE", scheduled_on=LATE, payload={}, saved_by=None)
    assert [task.code for task in section(look(), "pertemuan").tasks] == ["DRAFT", "DUE"]


def test_the_shortfalls_of_trainings_are_told(look):
    assert "Pembukuan: 0 dari 3 anggota, perlu 3" in look().content.decode()
