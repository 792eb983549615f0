"""What a group owes outside, and how much of it is late, reads the same wherever its money is told."""

import datetime
import io
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from assessment.standings import compute_standings
from ksm.group.monthly import monthly_report
from ksm.group.overview import overview_of
from ledger import chart
from ledger.acts.act import mark_of
from ledger.books.statements import balance_sheet, remarks
from ledger.journal.months import Month
from ledger.loans.owed import money_by_ksm
from ledger.outside.borrowing import OutsideTerms, receive, record_contract
from tests.support.lending import LENT, lend, make_group

pytestmark = pytest.mark.django_db
# Rp120.000 in twelve weeks, Rp10.000 a week and no jasa: 20 days after, two instalments are late.
TERMS = OutsideTerms("OTHER", "Koperasi", "1", LENT, 120_000, 0, "FLAT", 12, "WEEK")
DAY = LENT + datetime.timedelta(days=20)
OWED = (120_000, 20_000)


@pytest.fixture
def ksm(bkm):
    ksm = make_group(bkm, cash=1_000)
    loan = record_contract(ksm=ksm, terms=TERMS, today=LENT)
    receive(loan=loan, account=chart.KAS, on=LENT, today=LENT, seen=mark_of(loan), by=None)
    lend(ksm, principal=50_000, periods=5)  # a member owes two instalments of Rp10.000 too
    return ksm


def test_every_summary_tells_the_debt_and_its_arrears_apart_from_what_members_owe(ksm):
    money = money_by_ksm([ksm.pk], DAY)[ksm.pk]
    assert (money.owed_outside, money.outside_arrears, money.arrears) == (*OWED, 20_000)
    overview = overview_of(ksm, DAY).money
    assert (overview.owed_outside, overview.outside_arrears) == OWED
    [standing] = compute_standings([ksm], DAY)
    assert (standing.owed_outside, standing.outside_arrears) == OWED
    report = monthly_report(ksm, Month(DAY), DAY).money
    assert (report.owed_outside, report.outside_arrears) == OWED
    sheet = balance_sheet(ksm, DAY)
    assert ("Utang kepada pihak luar", 120_000) in [(one.name, one.amount) for one in sheet.debts]
    assert remarks(ksm, sheet, knows_all=True) == ["Utang kepada pihak luar menunggak Rp20.000."]


def test_every_page_that_tells_the_groups_money_tells_both(ksm, sari, as_user):
    of = f"/ksm/{ksm.pk}/"
    moment = datetime.datetime.combine(DAY, datetime.time(12), ZoneInfo("Asia/Jakarta"))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        client = as_user(sari)
        for path in (of, f"{of}laporan-bulanan/?bulan={DAY:%Y-%m}", "/dasbor/", f"{of}neraca/"):
            page = client.get(path).content.decode()
            assert (path, "Rp20.000" in page) == (path, True)
            assert (path, "120.000" in page) == (path, True)
        paper = client.get(f"{of}profil.pdf")
    pages = PdfReader(io.BytesIO(paper.content)).pages
    words = " ".join(" ".join(one.extract_text() for one in pages).split())
    assert "Utang kepada pihak luar Rp120.000, tunggakannya Rp20.000." in words
