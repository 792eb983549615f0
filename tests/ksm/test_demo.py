"""The demo tells a story whose days are in order: what it records bears the moment of its own day."""

import datetime

import pytest

from assessment.graduation.decisions import was_corrected
from assessment.models import Assessment, Kind
from groups.models import Ksm, Paper
from ksm.dates import local_day
from ksm.demo.building import build_demo
from ledger.joint.covering import cases_of
from ledger.journal.months import Month
from ledger.journal.verification import differences_of
from ledger.loans.quality import group_parts, indicators_of
from ledger.models import JournalEntry, LoanEvent
from ledger.upk.month import upk_month
from tests.support.factories import make_region

pytestmark = [pytest.mark.once, pytest.mark.django_db]
TODAY = datetime.date(2026, 11, 28)


@pytest.fixture
def demo(db):
    make_region()
    assert build_demo(TODAY)


def days_are_in_order():
    seruni = Ksm.objects.get(name="KSM Seruni")
    days = [seruni.papers.get(kind=kind).day for kind in ("BA-LULUS", "BA-LAYAK", "USUL-BLM", "VERIF-BLM")]
    days += [seruni.papers.get(kind=kind).day for kind in ("SP-BLM", "BA-CAIR", "LPJ-BLM")]
    assert days == sorted(days)
    assert len(set(days)) == 7
    assert days[-1] < TODAY
    for kind in ("BA-LULUS", "BA-LAYAK", "SPP"):
        for whose in {paper.ksm_id for paper in Paper.objects.filter(kind=kind, issuer="KSM")} or {None}:
            papers = Paper.objects.filter(kind=kind).order_by("serial")
            of_day = [paper.day for paper in (papers.filter(ksm=whose) if whose else papers)]
            assert of_day == sorted(of_day), kind
            assert of_day


def what_is_recorded_bears_the_moment_of_its_day():
    for decision in Assessment.objects.filter(kind=Kind.GRADUATION).select_related("ksm"):
        assert local_day(decision.decided_at, decision.ksm.timezone) == decision.as_of < TODAY
        assert not was_corrected(decision), decision.ksm
    for paper in Paper.objects.select_related("ksm"):
        assert local_day(paper.issued_at, paper.ksm.timezone) == paper.day, paper
    for entry in JournalEntry.objects.exclude(kind="OPENING").select_related("ksm"):
        assert local_day(entry.recorded_at, entry.ksm.timezone) == entry.date, entry
    assert {row.history_date.date() for row in Ksm.history.all()} & {TODAY} == set()


def there_are_loans_of_every_kind():
    """From UPK, paid and not, received as paid and not; covered by the others; with a new schedule."""
    bkm = Ksm.objects.get(name="KSM Teratai").bkm
    month = upk_month(bkm, Month.of(TODAY), TODAY)
    assert {row.loan.ksm.name for row in month.rows} == {"KSM Dahlia", "KSM Cempaka", "KSM Teratai"}
    verdicts = {pair.verdict for _, pair in month.payments}
    assert verdicts == {"SAME", "OTHER_AMOUNT", "ONLY_PAYER"}
    found = indicators_of(group_parts(bkm, TODAY))
    assert (found.groups, found.groups_at_risk) == (3, 1)
    [case] = cases_of(Ksm.objects.get(name="KSM Teratai"))
    assert case.code == "RUNNING"
    assert 0 < case.returned < case.case.amount
    assert LoanEvent.objects.get().kind == LoanEvent.Kind.RESCHEDULED
    assert [differences_of(ksm) for ksm in Ksm.objects.filter(bkm=bkm)] == [[]] * 9


def test_its_story(demo):
    """All that is asked of it at once: building it takes longest."""
    days_are_in_order()
    what_is_recorded_bears_the_moment_of_its_day()
    there_are_loans_of_every_kind()
