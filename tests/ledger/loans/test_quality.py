"""Loan quality on pages and paper: a group's loans by class, and UPK's loans to the groups of a BKM."""

import datetime
import io
from dataclasses import replace
from fractions import Fraction

import pytest
from pypdf import PdfReader

from ledger import chart
from ledger.acts.rescheduling import NewTerms, reschedule
from ledger.books.snapshot import statement
from ledger.journal.months import Month
from ledger.journal.posting import Line, post
from ledger.loans.lending import LoanTerms, store_disbursements
from ledger.loans.quality import class_totals, group_parts, indicators_of, limits_on, loan_quality, trend
from ledger.models import Loan
from ledger.undoing.loan_acts import Retraction, undo_act
from meetings.sheet.values import Disbursement
from tests.support.factories import START, make_ksm, make_members
from tests.support.lending import LENT, decide, lend, make_group
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def ksm(mawar, sari):
    """Five members save 100.000 each; member 5 borrows 200.000 for 10 weeks and never pays."""
    *_, last = make_members(mawar, 5)
    terms = LoanTerms(last.pk, 200_000, 1, "FLAT", 10, "WEEK", purpose="Warung")
    sheet = make_sheet(mawar, START, wajib=100_000)
    close(mawar, replace(sheet, disbursements=(Disbursement(0, None, terms),), counted_cash=300_000), sari)
    return mawar


def lend_from_upk(ksm, principal, number="L-01", day=START):
    """UPK lends to the group: ten monthly instalments, 1 % flat."""
    loan = Loan.objects.create(
        ksm=ksm,
        lender="UPK",
        borrower="GROUP",
        number=number,
        principal=principal,
        rate_percent=1,
        periods=10,
        unit="MONTH",
        state="APPROVED",
    )
    line = Line(chart.KAS, chart.UTANG_LUAR, principal, loan_id=loan.pk)
    entry = post(ksm=ksm, date=day, kind="OTHER", memo="Pinjaman UPK", lines=[line], by=None)
    store_disbursements(entry_of={loan.pk: entry}, loans=[loan])
    return loan


def test_an_opening_loan_has_no_class_on_a_day_before_its_first_schedule(bkm, sari):
    ksm = make_group(bkm)
    loan = lend(ksm, is_opening=True, is_free=True, number="SA-1", principal=90_000)
    asked, given = LENT + WEEK, LENT + 2 * WEEK
    before = (loan_quality(ksm, asked), statement(ksm, asked))
    assert [(row.label, row.reserve) for row in before[0]] == [("Tanpa jadwal", 0)]
    assert before[1]["loans"] == {}
    terms, first_due = NewTerms(Fraction(0), "FLAT", 3, "WEEK"), LENT + 4 * WEEK
    act = reschedule(
        loan=loan, terms=terms, first_due=first_due, waive_jasa=False, decision=decide(given, sari)
    )
    assert (loan_quality(ksm, asked), statement(ksm, asked)) == before
    undo_act(event=act, retraction=Retraction(on=first_due, today=first_due, reason="Keliru", by=sari))
    days = (asked, given, first_due)
    assert [loan_quality(ksm, day)[0].label for day in days] == ["Tanpa jadwal", "Lancar", "Tanpa jadwal"]
    assert [list(statement(ksm, day)["loans"]) for day in days] == [[], ["SA-1"], []]


def test_a_loan_is_classed_by_what_is_unpaid_on_the_day(ksm):
    # Instalments fall due from 9 June on; on 1 July four are late: 4 x (20.000 + 2.000).
    [row] = loan_quality(ksm, datetime.date(2025, 7, 1))
    assert (row.late.days, row.late.unpaid, row.late.overdue) == (22, 4, 88_000)
    assert (row.number, row.label, row.balance, row.reserve) == (3, "Kurang lancar", 200_000, 30_000)
    totals = class_totals([row], limits_on(START))
    assert [(one.count, one.balance, one.reserve) for one in totals] == [
        (0, 0, 0),
        (0, 0, 0),
        (1, 200_000, 30_000),
        (0, 0, 0),
        (0, 0, 0),
    ]


def test_the_page_and_the_paper_show_the_class_and_paper_names_nobody(ksm, ratna, as_user):
    client, member = as_user(ratna), ksm.members.last()
    page = client.get(f"/ksm/{ksm.pk}/kolektibilitas/?per=2025-07-01").content.decode()
    assert "Kurang lancar" in page
    assert member.name in page
    answer = client.get(f"/ksm/{ksm.pk}/kolektibilitas/cetak.pdf?per=2025-07-01")
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.content)).pages)
    assert "30.000" in text
    assert "nomor 5" in text
    assert member.name not in text


def test_upk_sees_each_groups_part_and_the_indicators_of_the_month(ksm, ratna, as_user):
    other = make_ksm(bkm=ksm.bkm, name="KSM Melati")
    lend_from_upk(ksm, 1_000_000, day=START + WEEK)
    lend_from_upk(other, 3_000_000, day=datetime.date(2025, 8, 29))
    as_of = datetime.date(2025, 9, 30)
    # KSM Mawar: 9 July, 9 August, 9 September are unpaid: three. KSM Melati: 29 September, one.
    parts = {part.loan.ksm.name: part for part in group_parts(ksm.bkm, as_of)}
    assert [(parts[name].late.unpaid, parts[name].at_risk) for name in sorted(parts)] == [
        (3, True),
        (1, False),
    ]
    found = indicators_of(parts.values())
    assert (found.groups, found.groups_at_risk, found.balance, found.overdue) == (2, 1, 4_000_000, 300_000)
    history = trend(ksm.bkm, Month.of(as_of), 3)
    assert [one.balance for _, one in history] == [1_000_000, 4_000_000, 4_000_000]
    assert [one.groups_at_risk for _, one in history] == [0, 0, 1]
    page = as_user(ratna).get(f"/bkm/{ksm.bkm_id}/pinjaman-upk/?bulan=2025-09").content.decode()
    # LAR 1/2, PAR 1/4, RR (4.000.000 - 300.000) / 4.000.000.
    for words in ("50%", "25%", "92,5%", "Penundaan", "Memuaskan", "CCr dan ROI memerlukan"):
        assert words in page
    answer = as_user(ratna).get(f"/bkm/{ksm.bkm_id}/pinjaman-upk/cetak.pdf?bulan=2025-09")
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.content)).pages)
    assert "92,5%" in text


def test_without_loans_the_indicators_cannot_be_computed(mawar, ratna, as_user):
    page = as_user(ratna).get(f"/bkm/{mawar.bkm_id}/pinjaman-upk/").content.decode()
    assert "Tidak dapat dihitung" in page
    assert "0%" not in page.split("LAR dan PAR memuaskan")[0].split("<main")[1]


def test_a_members_loan_never_enters_upks_figures(ksm):
    assert group_parts(ksm.bkm, datetime.date(2025, 9, 30)) == []


@pytest.mark.parametrize("groups", [1, 3])
def test_upks_page_takes_the_same_queries_for_any_number_of_groups(
    mawar, ratna, as_user, groups, django_assert_max_num_queries
):
    for number in range(groups):
        lend_from_upk(make_ksm(bkm=mawar.bkm), 1_000_000, number=f"L-{number}")
    with django_assert_max_num_queries(65):
        as_user(ratna).get(f"/bkm/{mawar.bkm_id}/pinjaman-upk/?bulan=2025-09")
