"""The ratios of a group's health, worked out by hand."""

import datetime
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from ksm.group.ratios import ratios_of
from ledger.loans.lending import LoanTerms
from meetings.sheet.values import Disbursement
from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def ksm(mawar, sari):
    """Five members save 100.000 each; one is absent, one is fined 3.000, member 5 borrows 200.000."""
    *_, last = make_members(mawar, 5)
    terms = LoanTerms(last.pk, 200_000, 1, "FLAT", 10, "WEEK", purpose="Warung")
    sheet = change_row(make_sheet(mawar, START, wajib=100_000), 0, attendance="I")
    sheet = change_row(sheet, 1, fine=3_000)
    close(mawar, replace(sheet, disbursements=(Disbursement(0, None, terms),), counted_cash=303_000), sari)
    return mawar


def test_each_figure_is_what_its_formula_says(ksm):
    found = {ratio.label: ratio for ratio in ratios_of(ksm, START + WEEK)}
    assert found["Kehadiran"].share == Fraction(4, 5)
    assert found["Tabungan per anggota"].rupiah == 100_000
    assert found["Pemanfaatan dana"].share == Fraction(200_000, 503_000)
    assert found["Anggota yang meminjam"].share == Fraction(1, 5)
    assert found["Pinjaman berisiko (PAR 30 hari)"].share == 0
    # 3.000 on savings of 500.000 at both ends, over 8 days: 3.000 : 500.000 x 365 : 8.
    assert found["Hasil atas tabungan, setahun"].share == Fraction(3_000, 500_000) * 365 / 8
    assert "Rp200.000 : (Rp200.000 + Rp303.000)" in found["Pemanfaatan dana"].working


@pytest.mark.parametrize(("days", "share"), [(30, 0), (31, 1)])
def test_a_loan_is_at_risk_after_thirty_days(ksm, days, share):
    day = START + WEEK + datetime.timedelta(days=days)  # the first instalment was due a week after START
    found = {ratio.label: ratio for ratio in ratios_of(ksm, day)}
    assert found["Pinjaman berisiko (PAR 30 hari)"].share == share


def test_a_group_without_anything_has_no_figures_and_no_zeros(mawar, ratna, as_user):  # BUG-062
    assert [ratio.is_known for ratio in ratios_of(mawar, START)] == [False] * 6
    page = as_user(ratna).get(f"/ksm/{mawar.pk}/rasio/?per=2025-06-02").content.decode()
    assert page.count("tidak dapat dihitung") == 6
    assert not re.search(r"\bnan\b", page, re.IGNORECASE)


def test_the_page_shows_the_formula_beside_the_figure(ksm, ratna, as_user):
    page = as_user(ratna).get(f"/ksm/{ksm.pk}/rasio/?per=2025-06-09").content.decode()
    assert "39,8%" in page
    assert "pinjaman beredar : (pinjaman beredar + kas dan bank yang dapat dipinjamkan)" in page
