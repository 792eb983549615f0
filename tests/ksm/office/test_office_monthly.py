"""The month of a BKM and of a facilitator: each group as its own report tells it, and what people did."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Concern, Training
from groups.path.mentoring import close_ksm
from ksm.group.monthly import monthly_report
from ksm.office.monthly import office_month
from ledger.journal.months import Month
from tests.support import factories
from tests.support.prints import text_of
from tests.support.sheets import close, make_sheet

JUNE = Month(datetime.date(2025, 6, 1))
TODAY = datetime.date(2025, 7, 15)


def day(number):
    return datetime.date(2025, 6, number)


@pytest.fixture
def month(mawar, sari):
    """Four members; two meetings held in June, one member joined in it, one problem, training and visit."""
    factories.make_members(mawar, 4)
    for number in (2, 9):
        close(mawar, make_sheet(mawar, day(number)), sari)
    factories.make_member(mawar, joined_on=day(20))
    Concern.objects.create(ksm=mawar, kind="PROBLEM", raised_on=day(9), text="Air sulit")
    facts = {"bkm": mawar.bkm, "audience": "MEMBERS", "topic": "BOOKS", "trainer": "Sari"}
    Training.objects.create(ksm=mawar, held_on=day(10), **facts)
    mawar.visits.create(visited_on=day(11), visitor="Sari", office="Fasilitator", purpose="Pembinaan")
    return mawar


def test_a_group_stands_in_it_as_its_own_report_tells(month):
    own = monthly_report(month, JUNE, TODAY)
    found = office_month([month], JUNE, TODAY)
    [row] = found.rows
    assert (row.held, row.scheduled) == (own.held, own.scheduled) == (2, 5)
    assert (row.attendance, row.savers) == (own.attendance, own.savers)
    assert (row.figures.members, row.figures.savings) == (own.members, own.money.savings) == (5, 40_000)
    assert (found.joined, found.left, found.held) == (1, 0, 2)
    assert [concern.text for concern in found.concerns] == ["Air sulit"]
    [plan] = found.plans
    assert plan.days == [datetime.date(2025, 7, number) for number in (7, 14, 21, 28)]


def test_nothing_was_scheduled_in_a_group_after_it_was_closed(month, ratna, sari, as_user, bkm):
    close_ksm(ksm=month, closed_on=day(9), reason="Bubar", today=TODAY, by=sari)
    page = as_user(ratna).get(f"/bkm/{bkm.pk}/laporan-bulanan/", {"bulan": "2025-06"})
    [june] = page.context["report"].rows
    assert (june.held, june.scheduled) == (2, 2)
    assert "ditutup 09-06-2025" in page.text
    page = as_user(ratna).get(f"/bkm/{bkm.pk}/laporan-bulanan/", {"bulan": "2025-07"})
    assert [(row.scheduled, row.attendance) for row in page.context["report"].rows] == [(0, None)]


@pytest.mark.parametrize("more", [0, 3])
def test_it_asks_the_same_whatever_the_number_of_groups(month, bkm, sari, more):
    ksms = [month]
    for _ in range(more):
        ksms.append(factories.make_ksm(bkm))
        factories.make_members(ksms[-1], 2)
    with CaptureQueriesContext(connection) as asked:
        office_month(ksms, JUNE, TODAY)
    assert len(asked) == 28


def test_a_facilitator_reads_what_they_did_and_nobody_else_may(as_user, sari, budi, ratna, month):
    page = as_user(sari).get("/laporan-fasilitator/", {"bulan": "2025-06"})
    assert [meeting.held_on for meeting in page.context["attended"]] == [day(2), day(9)]
    for told in ("Air sulit", "Pembukuan", "Pembinaan", "Rencana Juli 2025"):
        assert told in page.text
    other = as_user(budi).get("/laporan-fasilitator/", {"bulan": "2025-06"})
    assert "KSM Mawar" not in other.text
    assert as_user(ratna).get("/laporan-fasilitator/").status_code == 403
    paper = "/laporan-fasilitator/cetak.pdf"
    assert month.bkm.name.upper() in text_of(as_user(sari).get(paper, {"bulan": "2025-06"}))
    factories.make_ksm(factories.make_bkm("BKM Melati"), name="KSM Anyelir")
    several = text_of(as_user(sari).get(paper, {"bulan": "2025-06"}))
    assert "FASILITATOR KSM" in several
    assert month.bkm.name.upper() not in several


def test_a_bkm_reads_all_its_groups_and_strangers_none(as_user, ratna, budi, month, bkm):
    factories.make_ksm(bkm, name="KSM Melati")
    page = as_user(ratna).get(f"/bkm/{bkm.pk}/laporan-bulanan/", {"bulan": "2025-06"})
    assert [row.ksm.name for row in page.context["report"].rows] == ["KSM Mawar", "KSM Melati"]
    assert as_user(budi).get(f"/bkm/{bkm.pk}/laporan-bulanan/").status_code == 404
    assert as_user(budi).get(f"/bkm/{bkm.pk}/laporan-bulanan/cetak.pdf").status_code == 404
