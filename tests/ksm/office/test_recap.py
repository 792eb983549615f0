"""Sums over areas: the figures of the groups' own pages and books, by area, by what the reader may see."""

import datetime
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Ksm, Member
from ksm.group.loan_health import share_at_risk
from ksm.office.recap import Figures, common_area, figures_by_ksm, recap, summed
from ledger import chart
from ledger.books.loan_book import LoanBookTotals, loan_book
from ledger.journal.balances import balances
from ledger.journal.posting import Line
from ledger.loans.quality import loan_quality
from tests.support import factories
from tests.support.kept_world import put_world
from tests.support.lending import enter, lend, pay
from tests.support.world import TODAY

START = factories.START
JUNE = datetime.date(2025, 6, 1)
END = datetime.date(2025, 9, 30)


@pytest.fixture
def melati(mawar):
    """In the kelurahan beside Mawar's, with two men, a loan that is late, and savings."""
    ksm = factories.make_ksm(factories.make_bkm("BKM Karangroto", "33.74.05.1002"), name="KSM Melati")
    members = factories.make_members(ksm, 2, sex="L", ps2=Member.Ps2.YES)
    lines = [Line(chart.KAS, chart.MODAL_AWAL, 900_000)]
    lines += [Line(chart.KAS, chart.TABUNGAN_WAJIB, 50_000, member_id=members[0].pk)]
    enter(ksm, lines, START)
    loan = lend(ksm, START, member=members[1], principal=100_000, periods=10)
    pay(loan, 10_000, START + datetime.timedelta(weeks=1))
    factories.make_members(mawar, 3)
    return ksm


def ksms():
    return summed(Ksm.objects.all())


def test_the_figures_of_a_group_are_those_of_its_own_books(db, melati):
    one = figures_by_ksm([melati], JUNE, END)[melati.pk]
    account = balances(melati, END)
    assert (one.men, one.women, one.ps2, one.members) == (2, 0, 2, 2)
    assert one.savings == -account[chart.TABUNGAN_WAJIB] == 50_000
    assert one.loans == account[chart.PIUTANG_ANGGOTA] == 90_000
    totals = LoanBookTotals.of(loan_book(melati, JUNE, END))
    assert one.arrears == totals.arrears == 90_000
    assert one.par == share_at_risk(loan_quality(melati, END), END) == 1
    assert one.candidates == one.groups == 1


def test_it_says_of_a_day_what_held_on_it(db, mawar, melati):
    second = START + datetime.timedelta(weeks=2)
    one = figures_by_ksm([melati], JUNE, second)[melati.pk]
    assert (one.arrears, one.loans, one.at_risk) == (0, 90_000, 0)
    before = START - datetime.timedelta(days=7)
    assert figures_by_ksm([melati], JUNE, before)[melati.pk].forming == 1
    assert figures_by_ksm([melati], JUNE, datetime.date(2024, 1, 1)) == {}
    Ksm.objects.filter(pk=mawar.pk).update(
        phase="CLOSED", closed_on=datetime.date(2025, 8, 1), closed_reason="x"
    )
    mawar.refresh_from_db()
    counts = [figures_by_ksm([mawar], JUNE, datetime.date(2025, month, 1))[mawar.pk] for month in (7, 8)]
    assert [(one.candidates, one.closed, one.groups) for one in counts] == [(1, 0, 1), (0, 1, 0)]
    assert (counts[1].members, counts[1].ps2) == (0, 0)
    assert counts[0].members == mawar.members.count() > 0


def test_areas_are_summed_from_the_country_down_to_the_group(db, mawar, melati):
    city = recap(ksms(), "33.74", JUNE, END)
    assert [(row.label, row.key, row.figures.groups) for row in city.rows] == [("Genuk", "33.74.05", 2)]
    assert (city.total.men, city.total.women, city.total.savings) == (2, 3, 50_000)
    district = recap(ksms(), "33.74.05", JUNE, END)
    assert [(row.key, row.figures.members) for row in district.rows] == [
        ("33.74.05.1002", 2),
        ("33.74.05.1001", 3),
    ]
    assert district.total == city.total == recap(ksms(), "", JUNE, END).total
    bottom = recap([melati], "33.74.05.1002", JUNE, END)
    assert [(row.label, row.ksm) for row in bottom.rows] == [("KSM Melati", melati)]


def test_the_shares_of_a_sum_are_not_the_sum_of_shares():
    total = Figures(loans=100, at_risk=50)
    total.add(Figures(loans=300))
    assert total.par == Fraction(1, 8)
    assert Figures().par is None


@pytest.mark.parametrize(
    ("codes", "area"),
    [
        (["33.74.05.1001"], "33.74.05.1001"),
        (["33.74.05.1001", "33.74.05.1002"], "33.74.05"),
        (["33.74.05.1001", "33.75.05.1001"], "33"),
        (["33.74.05.1001", "12.71.01.1001"], ""),
        ([], ""),
    ],
)
def test_its_reader_begins_at_the_smallest_area_that_holds_all(codes, area):
    assert common_area(codes) == area


def test_a_graduated_eligible_group_with_blm_counts_as_its_own_pages_say(db):
    mawar = Ksm.objects.get(pk=put_world()["ksm_id"])
    one = figures_by_ksm([mawar], TODAY.replace(day=1), TODAY)[mawar.pk]
    paid = sum(movement.amount for movement in mawar.grant_movements.all() if movement.tranche_id)
    assert (one.passed, one.blm) == (1, paid)
    assert paid > 0
    members = mawar.members.active_on(TODAY)
    assert one.women == members.women().count()
    assert one.members == members.count()
    account = balances(mawar, TODAY)
    assert one.savings == -sum(account.get(code, 0) for code in chart.SAVINGS_ACCOUNTS)
    rows = loan_quality(mawar, TODAY)
    assert one.par == share_at_risk(rows, TODAY)
    assert one.loans == sum(row.balance for row in rows)


@pytest.mark.parametrize("more", [0, 3])
def test_it_asks_the_same_whatever_the_number_of_groups(db, melati, more):
    for _ in range(more):
        other = factories.make_ksm(melati.bkm)
        factories.make_members(other, 2)
        enter(other, [Line(chart.KAS, chart.MODAL_AWAL, 900_000)], START)
        lend(other, START, principal=100_000)
    found = ksms()
    with CaptureQueriesContext(connection) as asked:
        recap(found, "33.74", JUNE, END)
    assert len(asked) == 10


def test_the_screen_drills_down_and_hides_what_is_not_the_readers(as_user, joko, melati, mawar):
    city = factories.make_city_coordinator("hasan")
    page = as_user(city).get("/rekap/", {"bulan": "2025-09"})
    assert [row.key for row, _ in page.context["links"]] == ["33.74.05.1002", "33.74.05.1001"]
    down = as_user(city).get(page.context["links"][0][1])
    assert "KSM Melati" in down.text
    assert "?wilayah=33.74&amp;bulan=2025-09" in down.text  # the way up
    own = as_user(joko).get("/rekap/", {"bulan": "2025-09"})
    assert "KSM Mawar" in own.text
    assert "Melati" not in own.text
    for foreign in ("33.74.05.1002", "12", "33.7", "x"):
        assert as_user(joko).get("/rekap/", {"wilayah": foreign}).status_code == 404
    assert as_user(joko).get("/rekap/cetak.pdf", {"wilayah": "33.74.05.1002"}).status_code == 404
