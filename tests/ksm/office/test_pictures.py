"""An area drawn: by month as its books have it, its groups in the order of need, the same on paper."""

import datetime
import io
from fractions import Fraction

import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessment.models import Standing
from assessment.standings import refresh_standings
from groups.models import Ksm
from ksm.office.pictures import GroupPanel, Panels, panels, risk_course
from ledger import chart
from ledger.journal.months import Month
from ledger.journal.posting import Line
from ledger.loans.owed import money_by_ksm
from ledger.loans.quality import at_risk_by_ksm
from tests.support import factories
from tests.support.kept_world import put_world
from tests.support.lending import enter, lend
from tests.support.world import TODAY

START = factories.START
TODAY_HERE = datetime.date(2025, 11, 20)


@pytest.fixture
def lent(mawar):
    """100.000 lent in June and never repaid: at risk from the third instalment on."""
    factories.make_members(mawar, 2)
    enter(mawar, [Line(chart.KAS, chart.MODAL_AWAL, 900_000)], START)
    lend(mawar, START, member=mawar.members.first(), principal=100_000, periods=10)
    return mawar


def test_each_month_is_as_the_books_had_it_and_the_running_one_as_today(lent, django_assert_max_num_queries):
    with django_assert_max_num_queries(5 * 12 + 1):
        course = risk_course([lent.pk], Month.of(TODAY_HERE), TODAY_HERE)
    assert len(course.rows) == 12
    last, june, before = course.rows[-1], course.rows[-6], course.rows[-7]
    assert (before.risk.arrears, before.risk.par, before.band) == (0, None, "UNKNOWN")
    assert (june.label, june.risk.arrears, june.risk.lent) == ("06-25", 30_000, 100_000)
    assert last.risk.arrears == money_by_ksm([lent.pk], TODAY_HERE)[lent.pk].arrears == 100_000
    assert last.risk.at_risk == at_risk_by_ksm([lent.pk], TODAY_HERE)[lent.pk]
    assert (last.risk.par, last.band) == (Fraction(1), "SUSPENDED")
    assert risk_course([], Month.of(TODAY_HERE), TODAY_HERE).is_empty


def test_groups_stand_in_the_order_of_need_on_the_same_weeks(db):
    ids = put_world()
    ksm = Ksm.objects.get(pk=ids["ksm_id"])
    calm = factories.make_ksm(ksm.bkm, name="KSM Anggrek", started=None)
    refresh_standings(Ksm.objects.all(), now=noon())
    Standing.objects.filter(ksm=ksm).update(attention=2)
    Standing.objects.filter(ksm=calm).update(attention=0)
    meeting = ksm.meetings.filter(state="CLOSED", kind="ROUTINE").latest("held_on")
    today = meeting.held_on + datetime.timedelta(days=8)  # the column before the last
    found = panels(Standing.objects.all(), today)
    assert [row.standing.ksm.name for row in found.rows] == ["KSM Mawar", "KSM Anggrek"]
    assert (found.more, found.threshold) == (0, Fraction(80, 100))
    busy, quiet = found.rows
    assert [label for label, _ in busy.weeks] == [label for label, _ in quiet.weeks]
    assert (quiet.is_empty, busy.is_empty) == (True, False)
    marks = meeting.attendance.all()
    share = Fraction(sum(mark.status in "HT" for mark in marks), len(marks))
    assert [one for _, one in busy.weeks[-2:]] == [share, None]
    assert panels(Standing.objects.none(), TODAY).rows == []


def noon():
    return datetime.datetime.combine(TODAY, datetime.time(5), datetime.UTC)


def test_the_page_and_the_paper_draw_the_same_and_say_so_where_nothing_is(as_user, lent, ratna, sari):
    shown = as_user(ratna).get(reverse("recap_pictures"), {"bulan": "2025-11"}).text
    assert shown.count('<svg class="chart"') == 2
    for told in ("Tunggakan tiap bulan", ">10%<", ">20%<", "Penundaan", "Belum ada pertemuan rutin"):
        assert told in shown
    empty = as_user(ratna).get(reverse("recap_pictures"), {"bulan": "2025-01"}).text
    assert "belum ada yang dapat digambar" in empty
    assert as_user(sari).get(reverse("recap_pictures_pdf")).content.startswith(b"%PDF")
    assert as_user(sari).get(reverse("recap_pictures"), {"wilayah": "12"}).status_code == 404


def test_on_paper_the_groups_stand_three_in_a_line_from_their_heading_on_with_their_figures(
    as_user, lent, ratna, monkeypatch
):
    weeks = [(f"{week:02d}-11", Fraction(week, 12)) for week in range(1, 13)]
    many = [
        GroupPanel(
            Standing(ksm=Ksm(name=f"KSM Melati {number:02d}"), status="READY", savings_total=0, arrears=0),
            weeks,
        )
        for number in range(24)
    ]
    monkeypatch.setattr("ksm.views.pictures.panels", lambda *_: Panels(many, 36, Fraction(80, 100)))
    paper = PdfReader(io.BytesIO(as_user(ratna).get(reverse("recap_pictures_pdf")).content))
    pages = [page.extract_text() for page in paper.pages]
    drawn = [(page.count("Siap lulus"), page.count("\n12-11\n")) for page in pages]
    [heading] = [count for page, count in zip(pages, drawn, strict=True) if "KSM berdampingan" in page]
    assert heading >= (3, 3)
    assert sum(names for names, _ in drawn) == 24
    assert [one for one in drawn if one[0] != one[1] or one[0] % 3] == []
    told = pages[-1]
    assert all(f"{one.standing.ksm.name} 8,3%" in told for one in many)
    assert told.count("Ratna") == 1  # who made it does not acknowledge it too
