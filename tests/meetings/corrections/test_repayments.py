"""Instalments of an older sheet: one payment undone alone, and spread again over what is unpaid today."""

import datetime
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from ledger import chart
from ledger.acts.act import Decision, mark_of
from ledger.acts.rescheduling import NewTerms, reschedule
from ledger.acts.settling import waive_jasa
from ledger.journal.balances import balances
from ledger.loans.lending import LoanTerms
from ledger.loans.owed import outstanding_principal, unpaid_installments
from ledger.models import Loan, Repayment
from ledger.undoing.loan_acts import Retraction, undo_act
from meetings.corrections.correcting import repayment_change
from meetings.sheet.values import Disbursement, LoanPayment
from savings.opening import OpeningBalance, open_books
from tests.support import corrections
from tests.support.corrections import differences, refused
from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet, rich_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
TODAY = START + 2 * WEEK + datetime.timedelta(3)


@pytest.fixture
def ksm(mawar):
    make_members(mawar, 5)
    return mawar


@pytest.fixture
def sheets(ksm, sari):
    """Three weeks: a rich one, one with an instalment paid, a plain one. The first two are correctable."""
    first = close(ksm, rich_sheet(ksm, START), sari)
    sheet = change_row(make_sheet(ksm, START + WEEK), 4, payments=(LoanPayment(Loan.objects.get().pk, 5200),))
    second = close(ksm, replace(sheet, counted_cash=sheet.counted_cash + 5200), sari)
    return [first, second, close(ksm, make_sheet(ksm, START + 2 * WEEK), sari)]


ask, answer = partial(corrections.ask, today=TODAY), partial(corrections.answer, today=TODAY)


def test_an_instalment_of_the_wrong_amount_is_undone_and_spread_again(ksm, sheets, sari, ratna):
    # BUG-054: the payment itself is undone, later ones stay where they are.
    loan, paid = Loan.objects.get(), Repayment.objects.get()
    corrected = answer(
        ask(sheets[1], [repayment_change(paid.pk, loan_id=loan.pk, amount=10_400)], sari), ratna
    )
    paid.refresh_from_db()
    assert (paid.undone_by, paid.is_undone) == (corrected.entry, True)
    again = Repayment.objects.get(undone_by=None)
    assert (again.date, again.principal, again.jasa) == (TODAY, 10_000, 400)
    assert balances(ksm, TODAY)[chart.PIUTANG_ANGGOTA] == 10_000
    assert balances(ksm, TODAY - datetime.timedelta(1))[chart.PIUTANG_ANGGOTA] == 15_000
    unpaid = [due.principal + due.jasa for due in unpaid_installments([loan], TODAY)[loan.pk]]
    assert unpaid == [0, 0, 5200, 5200]
    for day in (TODAY - datetime.timedelta(1), TODAY, datetime.date.max):
        assert differences(ksm, day) == []
    refused("tidak ada di lembar ini", ask, sheets[1], [repayment_change(paid.pk, loan_id=1, amount=1)], sari)


def test_an_instalment_that_was_never_paid_is_owed_again(ksm, sheets, sari, ratna):
    loan, paid = Loan.objects.get(), Repayment.objects.get()
    seen = mark_of(loan)
    answer(ask(sheets[1], [repayment_change(paid.pk, loan_id=loan.pk, amount=0)], sari), ratna)
    assert mark_of(loan) != seen  # a page of the loan that was opened before is out of date
    assert balances(ksm, TODAY)[chart.PIUTANG_ANGGOTA] == 20_000
    assert balances(ksm, TODAY)[chart.JASA] == 0
    assert differences(ksm) == []


def test_an_instalment_before_an_act_is_corrected_once_the_act_was_taken_back(ksm, sheets, sari, ratna):
    # Of 4 x 5.200 the second week paid one; later the jasa of the next is let off by mistake.
    loan, paid = Loan.objects.get(), Repayment.objects.get()
    act_day = TODAY - datetime.timedelta(1)
    act = waive_jasa(loan=loan, amount=200, decision=Decision(act_day, act_day, "Notulen", by=sari))
    wrong = [repayment_change(paid.pk, loan_id=loan.pk, amount=10_400)]
    refused("berubah pada", ask, sheets[1], wrong, sari)
    undo_act(event=act, retraction=Retraction(on=TODAY, today=TODAY, reason="Keliru", by=sari))
    answer(ask(sheets[1], wrong, sari), ratna)
    unpaid = [due.principal + due.jasa for due in unpaid_installments([loan], TODAY)[loan.pk]]
    assert unpaid == [0, 0, 5_200, 5_200]
    assert balances(ksm, TODAY)[chart.PIUTANG_ANGGOTA] == 10_000
    for day in (act_day, TODAY, datetime.date.max):
        assert differences(ksm, day) == []


@pytest.fixture
def in_part(ksm, sari):
    """Three weeks; the second pays 3.000 of its 5.200."""
    close(ksm, rich_sheet(ksm, START), sari)
    payments = (LoanPayment(Loan.objects.get().pk, 3_000),)
    sheet = change_row(make_sheet(ksm, START + WEEK), 4, payments=payments)
    second = close(ksm, replace(sheet, counted_cash=sheet.counted_cash + 3_000), sari)
    close(ksm, make_sheet(ksm, START + 2 * WEEK), sari)
    return second


def _spread_anew(by):
    """The new schedule ends every open instalment, what is left of one paid in part too."""
    return reschedule(
        loan=Loan.objects.get(),
        terms=NewTerms(Fraction(0), "FLAT", 2, "WEEK"),
        first_due=TODAY + WEEK,
        waive_jasa=False,
        decision=Decision(TODAY, TODAY, "Notulen", by=by),
    )


def _standing():
    return Repayment.objects.get(undone_by=None)


def _unpaid(loan, day=TODAY):
    return [due.principal + due.jasa for due in unpaid_installments([loan], day)[loan.pk]]


def test_an_instalment_in_part_is_corrected_once_the_act_that_ended_it_was_taken_back(
    ksm, in_part, sari, ratna
):
    # 4 x (5.000 + 200), two of them due: jasa first, 400, then 3.600 of the first principal. The second time
    # what this correction paid is ended and corrected in its turn.
    loan = Loan.objects.get()
    for amount, left in [(4_000, [1_400, 5_000, 5_200, 5_200]), (10_400, [0, 0, 5_200, 5_200])]:
        act = _spread_anew(sari)
        change = [repayment_change(_standing().pk, loan_id=loan.pk, amount=amount)]
        refused("berubah pada", ask, in_part, change, sari)
        undo_act(event=act, retraction=Retraction(on=TODAY, today=TODAY, reason="Keliru", by=sari))
        answer(ask(in_part, change, sari), ratna)
        assert _unpaid(loan) == left
        for day in (TODAY - datetime.timedelta(1), TODAY, datetime.date.max):
            assert differences(ksm, day) == []
    assert _unpaid(loan, TODAY - datetime.timedelta(1)) == [2_200, 5_200, 5_200, 5_200]
    assert balances(ksm, TODAY)[chart.PIUTANG_ANGGOTA] == 10_000


def test_an_instalment_in_part_that_was_never_paid_is_owed_whole_again(ksm, in_part, sari, ratna):
    loan, act = Loan.objects.get(), _spread_anew(sari)
    undo_act(event=act, retraction=Retraction(on=TODAY, today=TODAY, reason="Keliru", by=sari))
    answer(ask(in_part, [repayment_change(_standing().pk, loan_id=loan.pk, amount=0)], sari), ratna)
    assert _unpaid(loan) == [5_200] * 4
    assert balances(ksm, TODAY)[chart.PIUTANG_ANGGOTA] == 20_000
    assert differences(ksm) == []
    again = _spread_anew(sari)
    undo_act(event=again, retraction=Retraction(on=TODAY, today=TODAY, reason="Keliru", by=sari))
    assert _unpaid(loan) == [5_200] * 4
    assert differences(ksm) == []


def _second_loan(ksm, sari):
    """Two loans from week 1, one instalment paid on the first of them in week 2."""
    first, second = ksm.members.all()[:2]
    terms = [LoanTerms(member.pk, 4000, 1, "FLAT", 4, "WEEK", purpose="Warung") for member in (first, second)]
    sheet = make_sheet(ksm, START)
    sheet = replace(
        sheet,
        disbursements=tuple(Disbursement(index, None, one) for index, one in enumerate(terms)),
        counted_cash=17_000,
    )
    close(ksm, sheet, sari)
    loans = list(Loan.objects.order_by("pk"))
    sheet = change_row(make_sheet(ksm, START + WEEK), 0, payments=(LoanPayment(loans[0].pk, 1040),))
    paid_in = close(ksm, replace(sheet, counted_cash=sheet.counted_cash + 1040), sari)
    close(ksm, make_sheet(ksm, START + 2 * WEEK), sari)
    return loans, paid_in


def test_an_instalment_on_the_wrong_loan_moves_to_the_right_one(ksm, sari, ratna):
    loans, paid_in = _second_loan(ksm, sari)
    paid = Repayment.objects.get()
    answer(ask(paid_in, [repayment_change(paid.pk, loan_id=loans[1].pk, amount=1040)], sari), ratna)
    unpaid = unpaid_installments(loans, TODAY)
    totals = {pk: sum(due.principal + due.jasa for due in dues) for pk, dues in unpaid.items()}
    assert totals == {loans[0].pk: 4160, loans[1].pk: 3120}
    assert differences(ksm) == []
    late = close(ksm, make_sheet(ksm, START + 3 * WEEK, wajib=1000), sari)
    assert late.is_closed


def test_it_refuses_payments_that_cannot_be(ksm, sheets, sari, ratna):
    loan, paid = Loan.objects.get(), Repayment.objects.get()
    cases = [
        ("melebihi seluruh sisa kewajiban", {"loan_id": loan.pk, "amount": 20_801}),
        ("Pilih pinjaman yang berjalan", {"loan_id": loan.pk + 1, "amount": 5000}),
        ("Jasa dihitung dari jadwal", {"loan_id": loan.pk, "amount": 5000, "jasa": 1}),
        ("antara 0 dan", {"loan_id": loan.pk, "amount": -5}),
    ]
    for sentence, facts in cases:
        refused(sentence, ask, sheets[1], [repayment_change(paid.pk, **facts)], sari)


def test_a_payment_by_tanggung_renteng_is_undone_with_what_is_owed_for_it(ksm, sari, ratna):
    close(ksm, rich_sheet(ksm, START), sari)
    loan = Loan.objects.get()
    sheet = make_sheet(ksm, START + WEEK)
    sheet = change_row(sheet, 4, payments=(LoanPayment(loan.pk, 5200, tanggung_renteng=True),))
    second = close(ksm, replace(sheet, counted_cash=sheet.counted_cash + 5200), sari)
    close(ksm, make_sheet(ksm, START + 2 * WEEK), sari)
    paid = Repayment.objects.get()
    answer(ask(second, [repayment_change(paid.pk, loan_id=loan.pk, amount=2600)], sari), ratna)
    after = balances(ksm, TODAY)
    assert (after[chart.PIUTANG_TANGGUNG_RENTENG], after[chart.TITIPAN_PENANGGUNG]) == (2600, -2600)
    assert Repayment.objects.get(undone_by=None).paid_from == "TR"
    assert differences(ksm) == []


def test_a_backlog_sheet_never_pays_what_a_correction_paid_already(ksm, sheets, sari, ratna):
    """The correction is dated today; a paper week before it is entered afterwards."""
    loan, paid = Loan.objects.get(), Repayment.objects.get()
    today = START + 10 * WEEK
    asked = ask(sheets[1], [repayment_change(paid.pk, loan_id=loan.pk, amount=15_600)], sari, today=today)
    answer(asked, ratna, today=today)
    day = START + 3 * WEEK
    sheet = change_row(make_sheet(ksm, day), 4, payments=(LoanPayment(loan.pk, 5200),))
    close(ksm, replace(sheet, counted_cash=sheet.counted_cash + 5200), sari)
    for on in (day, today, datetime.date.max):
        assert differences(ksm, on) == []
    assert balances(ksm, today)[chart.PIUTANG_ANGGOTA] == 0


def test_an_opening_loan_is_corrected_with_pokok_and_jasa_apart(ksm, sari, ratna):
    members = list(ksm.members.all()[:2])
    brought = {member: OpeningBalance(loan=30_000) for member in members}
    open_books(ksm=ksm, date=START - datetime.timedelta(3), cash=1000, members=brought, by=sari)
    first, second = Loan.objects.order_by("pk")
    sheet = change_row(make_sheet(ksm, START), 0, payments=(LoanPayment(first.pk, 6000, 600),))
    old = close(ksm, replace(sheet, counted_cash=32_600), sari)
    close(ksm, make_sheet(ksm, START + WEEK), sari)
    paid = Repayment.objects.get()
    too_much = repayment_change(paid.pk, loan_id=second.pk, amount=30_001)
    refused("Pokok melebihi sisa pinjaman", ask, old, [too_much], sari)
    change = repayment_change(paid.pk, loan_id=second.pk, amount=5000, jasa=1600)
    answer(ask(old, [change], sari), ratna)
    assert outstanding_principal(ksm, TODAY) == {first.pk: 30_000, second.pk: 25_000}
    assert -balances(ksm, TODAY)[chart.JASA] == 1600
    assert differences(ksm) == []


def test_an_instalment_does_not_move_between_a_scheduled_and_an_opening_loan(ksm, sari):
    members = list(ksm.members.all()[:2])
    open_books(
        ksm=ksm,
        date=START - datetime.timedelta(3),
        cash=50_000,
        members={members[0]: OpeningBalance(loan=30_000)},
        by=sari,
    )
    opening = Loan.objects.get()
    terms = LoanTerms(members[1].pk, 4000, 1, "FLAT", 4, "WEEK", purpose="Warung")
    sheet = change_row(make_sheet(ksm, START), 0, payments=(LoanPayment(opening.pk, 6000),))
    sheet = replace(sheet, disbursements=(Disbursement(0, None, terms),), counted_cash=77_000)
    old = close(ksm, sheet, sari)
    close(ksm, make_sheet(ksm, START + WEEK), sari)
    scheduled = Loan.objects.get(is_opening=False)
    change = repayment_change(Repayment.objects.get().pk, loan_id=scheduled.pk, amount=1040)
    refused("hanya dipindahkan ke pinjaman saldo awal", ask, old, [change], sari)
