"""The monthly report: the criteria's own figures over one month's meetings, and the money at its end."""

import datetime
import io
from dataclasses import replace
from fractions import Fraction

import pytest
from pypdf import PdfReader

from groups.models import Concern
from ksm.group.monthly import monthly_report
from ledger.journal.months import Month
from meetings.corrections.reopening import record_not_held
from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet, rich_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
JUNE = Month(datetime.date(2025, 6, 1))
LATER = datetime.date(2025, 7, 20)


@pytest.fixture
def ksm(mawar, sari):
    """June: five Mondays; the fourth was not held, in the second member 1 was absent and saved nothing."""
    make_members(mawar, 5)
    close(mawar, rich_sheet(mawar, START), sari)
    sheet = change_row(make_sheet(mawar, START + WEEK), 0, wajib=0, attendance="A")
    close(mawar, replace(sheet, counted_cash=sheet.counted_cash - 5_000), sari)
    close(mawar, make_sheet(mawar, START + 2 * WEEK), sari)
    record_not_held(ksm=mawar, day=START + 3 * WEEK, reason="Banjir", today=LATER, by=sari)
    close(mawar, make_sheet(mawar, START + 4 * WEEK), sari)
    close(mawar, make_sheet(mawar, START + 5 * WEEK), sari)
    return mawar


def test_it_follows_the_criteria_over_the_months_meetings(ksm):
    report = monthly_report(ksm, JUNE, LATER)
    assert (report.scheduled, report.held, report.members) == (5, 4, 5)
    # By hand: (5/5 + 4/5 + 5/5 + 0 + 5/5) : 5 = 19/25; member 1 missed once, so 4 of 5 save routinely.
    assert report.attendance == Fraction(19, 25)
    assert (report.savers, report.saver_words) == (Fraction(4, 5), "4 dari 5 anggota")
    # 42.000 + 20.000 + 25.000 + 25.000 saved by the end of June, not July's.
    assert report.money.savings == 112_000
    assert (report.fines, report.jasa, report.income, report.costs) == (500, 0, 500, 2_000)
    assert report.money.cash == 112_000 + 500 - 2_000 - 1_000 - 20_000


def test_the_running_month_is_as_of_today_and_an_early_one_is_empty(ksm):
    running = monthly_report(ksm, JUNE.next, datetime.date(2025, 7, 8))
    assert (running.as_of, running.held) == (datetime.date(2025, 7, 8), 1)
    empty = monthly_report(ksm, Month(datetime.date(2025, 1, 1)), LATER)
    assert (empty.scheduled, empty.attendance, empty.money.cash) == (0, None, 0)


def test_the_report_so_far_tells_nothing_of_what_is_still_to_come(ksm, sari):
    """July's Mondays are the 7th, 14th, 21st and 28th; the 7th was held."""
    july = JUNE.next
    for day, scheduled in ((7, 1), (8, 1), (14, 1), (15, 2), (20, 2)):
        report = monthly_report(ksm, july, datetime.date(2025, 7, day))
        assert (report.scheduled, report.held) == (scheduled, 1)
    close(ksm, make_sheet(ksm, START + 6 * WEEK), sari)  # the 14th, on its day
    assert monthly_report(ksm, july, datetime.date(2025, 7, 14)).scheduled == 2
    over = monthly_report(ksm, july, datetime.date(2025, 8, 1))
    assert (over.scheduled, over.held) == (4, 2)


def test_where_nobody_met_nobody_is_said_to_have_missed(mawar, ratna, as_user):
    make_members(mawar, 2)
    report = monthly_report(mawar, JUNE, LATER)
    assert (report.scheduled, report.held, report.savers, report.saver_words) == (5, 0, None, "")
    page = as_user(ratna).get(f"/ksm/{mawar.pk}/laporan-bulanan/?bulan=2025-06").content.decode()
    assert "0 dari 0" not in page
    assert "belum ada data" in page


def test_it_shows_and_prints_problems_with_what_was_done(ksm, ratna, as_user):
    Concern.objects.create(
        ksm=ksm, kind="PROBLEM", raised_on=START, text="Modal warung habis", solution="Dipinjami kas"
    )
    client = as_user(ratna)
    page = client.get(f"/ksm/{ksm.pk}/laporan-bulanan/?bulan=2025-06").content.decode()
    assert "76%" in page
    assert "Dipinjami kas" in page
    answer = client.get(f"/ksm/{ksm.pk}/laporan-bulanan/cetak.pdf?bulan=2025-06")
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Modal warung habis" in text
    assert "Rp112.000" in text


def test_a_month_that_cannot_be_read_gets_a_sentence(ksm, ratna, as_user):
    page = as_user(ratna).get(f"/ksm/{ksm.pk}/laporan-bulanan/?bulan=06-2025").content.decode()
    assert "Tulis bulan seperti 2026-10." in page
