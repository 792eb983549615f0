"""Minutes that would say both: "tidak berlaku" beside what the same sheet tells."""

from dataclasses import replace

import pytest
from django.utils import timezone

from ledger.loans.lending import LoanTerms
from ledger.models import Loan
from meetings.agenda import LOANS, SAVINGS
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.recording import close_sheet
from meetings.sheet.values import AgendaMark, Disbursement, SheetError
from tests.support.factories import START, make_members
from tests.support.sheets import make_sheet

pytestmark = pytest.mark.django_db


def faults_of(ksm, sheet, by):
    with pytest.raises(SheetError) as refusal:
        close_sheet(ksm=ksm, sheet=sheet, by=by, facilitator=True, now=timezone.now(), today=START)
    return [(fault.part, fault.key, fault.sentence) for fault in refusal.value.faults]


def not_applicable(sheet, code):
    marks = (AgendaMark(code, "NA", "lupa") if mark.code == code else mark for mark in sheet.agenda)
    return replace(sheet, agenda=tuple(marks))


def test_a_loan_of_the_sheet_and_an_agenda_without_loans_are_asked_about(mawar, sari):
    make_members(mawar, 5)
    terms = LoanTerms(mawar.members.last().pk, 20_000, 1, "FLAT", 4, "WEEK", purpose="Warung")
    sheet = replace(
        make_sheet(mawar, START), disbursements=(Disbursement(0, None, terms),), counted_cash=5_000
    )
    sentence = "Lembar ini mencatat pinjaman yang disetujui atau dicairkan. Apa benar tidak berlaku?"
    assert faults_of(mawar, not_applicable(sheet, LOANS), sari) == [("agenda", LOANS, sentence)]


def test_savings_of_the_sheet_and_an_agenda_without_savings_are_asked_about(mawar, sari):
    make_members(mawar, 5)
    sheet = not_applicable(make_sheet(mawar, START), SAVINGS)
    sentence = "Lembar ini mencatat tabungan. Apa benar tidak berlaku?"
    assert faults_of(mawar, sheet, sari) == [("agenda", SAVINGS, sentence)]


def test_a_loan_that_was_decided_on_that_day_proposes_no_agenda_without_loans(mawar, sari):
    make_members(mawar, 5)
    before = prepare_sheet(ksm=mawar, kind="ROUTINE", scheduled_on=START, held_on=START)
    loan = {"number": "P-09", "principal": 20_000, "periods": 4, "state": "APPROVED", "decided_on": START}
    Loan.objects.create(ksm=mawar, member=mawar.members.first(), **loan)
    after = prepare_sheet(ksm=mawar, kind="ROUTINE", scheduled_on=START, held_on=START)
    proposed = [{item.code for item in basis.agenda if item.proposed_reason} for basis in (before, after)]
    assert proposed[0] - proposed[1] == {LOANS}
    sheet = not_applicable(make_sheet(mawar, START), LOANS)
    assert [code for _, code, _ in faults_of(mawar, sheet, sari)] == [LOANS]
