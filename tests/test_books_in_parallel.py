"""Two people at the same books at once: one wins, the other gets a sentence, and nothing is half done."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection, transaction

from groups.locking import lock_ksm
from groups.models import Paper
from groups.papers.register import Act, issue
from ledger import chart
from ledger.acts.act import Decision
from ledger.acts.settling import settle_early
from ledger.journal.balances import balances, cash_by_fund
from ledger.journal.funds import move_between_funds
from ledger.journal.months import Month
from ledger.journal.posting import LedgerError, Line, post
from ledger.journal.verification import differences_of
from ledger.loans.lending import LoanTerms
from ledger.loans.owed import outstanding_principal
from ledger.models import Book, Loan, MonthAct, SurplusSharing, Undoing
from ledger.policy.surplus import Percentages
from ledger.sharing import share_surplus
from ledger.undoing.loan_acts import Retraction, undo_act
from meetings.models import Meeting
from meetings.month_end import MonthError, close_month
from meetings.sheet.values import Disbursement, SheetError
from savings.leaving.settling import settle_and_leave
from savings.verification import savings_differences
from tests.support.factories import START, make_bkm, make_facilitator, make_ksm, make_members
from tests.support.lending import cash_on_hand
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = datetime.timedelta(weeks=1)
JUNE = Month(datetime.date(2025, 6, 1))
LAST_OF_JUNE = datetime.date(2025, 6, 30)
LATER = datetime.date(2025, 7, 10)
REFUSALS = (LedgerError, SheetError, MonthError)


@pytest.fixture
def sari(db):
    return make_facilitator("sari")


@pytest.fixture
def ksm(sari):
    """Five members, all Mondays of June closed, 125.000 in the box."""
    group = make_ksm(make_bkm(), name="KSM Mawar")
    make_members(group, 5)
    for week in range(5):
        close(group, make_sheet(group, START + week * WEEK), sari)
    return group


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all of them at the same moment; "" for each that went through, the sentence for each refused."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            act()
        except REFUSALS as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def whole(ksm) -> bool:
    return [*differences_of(ksm), *savings_differences(ksm)] == []


def lending_sheet(ksm, day, member):
    """An extra meeting in which nobody saves and one member borrows 100.000 of the 125.000."""
    sheet = make_sheet(ksm, day, kind="EXTRA", wajib=0)
    terms = LoanTerms(member.pk, 100_000, 1, "FLAT", 4, "WEEK", purpose="Warung")
    return replace(sheet, disbursements=(Disbursement(0, None, terms),), counted_cash=25_000)


def test_the_last_money_in_the_box_is_lent_once(ksm, sari):
    first, second, *_ = ksm.members.all()
    days = LAST_OF_JUNE + datetime.timedelta(days=2), LAST_OF_JUNE + datetime.timedelta(days=3)
    sheets = [lending_sheet(ksm, day, member) for day, member in zip(days, (first, second), strict=True)]
    answers = at_once(*(lambda sheet=sheet: close(ksm, sheet, sari, today=LATER) for sheet in sheets))
    assert sorted(map(bool, answers)) == [False, True]
    assert ("tidak cukup untuk pinjaman" in "".join(answers)) or ("sudah ditutup" in "".join(answers))
    assert cash_on_hand(ksm, LATER) == 25_000
    assert Loan.objects.filter(state="DISBURSED").count() == Meeting.objects.filter(kind="EXTRA").count() == 1
    assert whole(ksm)


def test_the_same_debt_is_paid_once(ksm, sari):
    day = LAST_OF_JUNE + datetime.timedelta(days=2)
    close(ksm, lending_sheet(ksm, day, ksm.members.first()), sari, today=LATER)
    loan = Loan.objects.get()
    decision = Decision(LATER, LATER, "Notulen", by=sari)
    owed = 100_000 + 2 * 1_000  # two periods begun by then
    answers = at_once(
        *(lambda: settle_early(loan=loan, paid=owed, full_jasa=False, decision=decision) for _ in range(3))
    )
    assert sorted(map(bool, answers)) == [False, True, True]
    assert all("sudah lunas" in answer for answer in answers if answer)
    assert outstanding_principal(ksm, LATER) == {}
    assert cash_on_hand(ksm, LATER) == 25_000 + owed
    assert whole(ksm)


def test_a_month_is_closed_with_or_without_a_sheet_saved_meanwhile_never_around_it(ksm, sari):
    extra = make_sheet(ksm, LAST_OF_JUNE, kind="EXTRA", wajib=0)
    Book.objects.filter(ksm=ksm).update(closed_through=START)  # the month alone stands in the way
    answers = at_once(
        lambda: close_month(ksm=ksm, month=JUNE, by=sari, today=LATER),
        lambda: close(ksm, extra, sari, today=LATER),
    )
    closed = MonthAct.objects.filter(act="CLOSED").count()
    saved = Meeting.objects.filter(kind="EXTRA").count()
    assert (closed, saved) == (int(not answers[0]), int(not answers[1]))
    assert closed == 1
    if answers[1]:
        assert "sampai akhir Juni 2025 sudah ditutup" in answers[1]
    assert MonthAct.objects.get().cash == cash_on_hand(ksm, LAST_OF_JUNE)
    assert whole(ksm)


def test_a_month_is_closed_once(ksm, sari):
    answers = at_once(*(lambda: close_month(ksm=ksm, month=JUNE, by=sari, today=LATER) for _ in range(4)))
    assert sorted(map(bool, answers)) == [False, True, True, True]
    assert MonthAct.objects.count() == 1


def test_a_surplus_is_shared_once(ksm, sari):
    day = datetime.date(2026, 1, 12)
    line = Line(chart.KAS, chart.SUMBANGAN, 10_000)
    Book.objects.filter(ksm=ksm).update(closed_through=None)
    post(ksm=ksm, date=LATER, kind="OTHER", memo="Sumbangan", lines=[line], by=sari)
    Book.objects.filter(ksm=ksm).update(months_closed_through=datetime.date(2025, 12, 31))
    facts = {"year": 2025, "percentages": Percentages(), "decided_on": day, "minutes": "Rapat", "by": sari}
    answers = at_once(*(lambda: share_surplus(ksm=ksm, **facts) for _ in range(3)))
    assert sorted(map(bool, answers)) == [False, True, True]
    assert SurplusSharing.objects.count() == 1
    assert balances(ksm, day)[chart.SHU] == 0


def test_a_member_is_settled_once_though_two_do_it(ksm, sari):
    member = ksm.members.first()
    facts = {"left_on": LATER, "reason": "Pindah", "minutes": "Notulen", "today": LATER, "by": sari}

    def leave():
        try:
            settle_and_leave(member=member, **facts)
        except ValueError as error:
            raise LedgerError(str(error)) from error

    answers = at_once(leave, leave)
    assert sorted(map(bool, answers)) == [False, True]
    assert cash_on_hand(ksm, LATER) == 100_000
    assert whole(ksm)


def test_the_same_act_is_taken_back_once(ksm, sari):
    day = LAST_OF_JUNE + datetime.timedelta(days=2)
    close(ksm, lending_sheet(ksm, day, ksm.members.first()), sari, today=LATER)
    decision = Decision(LATER, LATER, "Notulen", by=sari)
    act = settle_early(loan=Loan.objects.get(), paid=102_000, full_jasa=False, decision=decision)
    retraction = Retraction(on=LATER, today=LATER, reason="Salah catat", by=sari)
    answers = at_once(*(lambda: undo_act(event=act, retraction=retraction) for _ in range(3)))
    assert sorted(map(bool, answers)) == [False, True, True]
    assert all("sudah dibatalkan" in answer for answer in answers if answer)
    assert Undoing.objects.count() == 1
    assert cash_on_hand(ksm, LATER) == 25_000
    assert whole(ksm)


def test_money_spent_meanwhile_goes_out_once(ksm, sari):
    """An act is taken back while its money moves to another fund: only one of both finds it there."""
    day = LAST_OF_JUNE + datetime.timedelta(days=2)
    close(ksm, lending_sheet(ksm, day, ksm.members.first()), sari, today=LATER)
    decision = Decision(LATER, LATER, "Notulen", by=sari)
    act = settle_early(loan=Loan.objects.get(), paid=102_000, full_jasa=False, decision=decision)
    retraction = Retraction(on=LATER, today=LATER, reason="Salah catat", by=sari)
    book = Book.objects.get(ksm=ksm).last_entry_number
    move = {"source": "KAS", "target": "SOSIAL", "amount": 100_000, "minutes": "Notulen", "reason": "Uji"}
    answers = at_once(
        lambda: undo_act(event=act, retraction=retraction),
        lambda: move_between_funds(ksm=ksm, on=LATER, today=LATER, seen=book, by=sari, **move),
    )
    assert sorted(map(bool, answers)) == [False, True]
    assert cash_on_hand(ksm, LATER) in (25_000, 127_000)
    assert min(cash_by_fund(ksm, LATER).values()) >= 0
    assert whole(ksm)


def test_two_groups_of_a_bkm_decided_upon_at_once_get_two_numbers(ksm):
    other = make_ksm(ksm.bkm, name="KSM Kenanga")

    def decide(group):
        with transaction.atomic():
            issue(lock_ksm(group.pk), [Act("BA-LAYAK", "1", START, "Berita acara kelayakan")])

    assert at_once(lambda: decide(ksm), lambda: decide(other), lambda: decide(ksm)) == ["", "", ""]
    assert sorted(Paper.objects.filter(kind="BA-LAYAK").values_list("serial", flat=True)) == [1, 2]
