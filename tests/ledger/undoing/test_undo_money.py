"""Money moved outside a meeting and taken back: to a lender, from a lender, between funds."""

import datetime
from decimal import Decimal

import pytest

from ledger import chart
from ledger.acts.act import mark_of
from ledger.acts.heirs import receive_from_heir
from ledger.journal.balances import balances
from ledger.journal.funds import fund_rows, move_between_funds
from ledger.journal.posting import LedgerError, Line, book_of
from ledger.journal.verification import differences_of
from ledger.models import Fund, Loan
from ledger.outside.borrowing import OutsideTerms, outside_standings, pay_outside, receive, record_contract
from ledger.outside.lender_acts import LenderPaper, waive_outside_jasa
from ledger.undoing.loan_acts import Retraction, undo_act
from ledger.undoing.money import (
    may_undo_receipt,
    newest_payment,
    undo_fund_move,
    undo_payment,
    undo_receipt,
    undoable_payment,
)
from savings.verification import savings_differences
from tests.support.lending import LENT, WEEK, decide, enter, lend, make_group, pay

pytestmark = pytest.mark.django_db
ONE = datetime.timedelta(days=1)
DAY = LENT + WEEK
BACK = DAY + 2 * ONE


@pytest.fixture
def ksm(bkm):
    return make_group(bkm)


@pytest.fixture
def loan(ksm):
    """1.000.000 from a bank, received on LENT in the box: ten weeks of 100.000 + 10.000."""
    terms = OutsideTerms(
        lender=Loan.Lender.OTHER,
        lender_name="Bank Desa",
        contract="12/BD/2027",
        agreed_on=LENT,
        principal=1_000_000,
        rate_percent=Decimal(1),
        method="FLAT",
        periods=10,
        unit="WEEK",
    )
    loan = record_contract(ksm=ksm, terms=terms, today=LENT)
    receive(loan=loan, account=chart.KAS, on=LENT, today=LENT, seen=mark_of(loan), by=None)
    loan.refresh_from_db()
    return loan


def paid(loan, amount=110_000, on=DAY, account=chart.KAS):
    facts = {"account": account, "on": on, "today": on, "seen": mark_of(loan), "by": None}
    return pay_outside(loan=loan, amount=amount, **facts)


def back(by, on=BACK, **fields):
    return Retraction(on=on, today=max(on, BACK), reason="Salah catat", by=by, **fields)


def in_order(ksm):
    days = (datetime.date.max, DAY, BACK)
    return [one for day in days for one in (*differences_of(ksm, day), *savings_differences(ksm, day))]


def standing(ksm, loan, day):
    [row] = outside_standings(ksm, [Loan.objects.get(pk=loan.pk)], day)
    return row


def test_a_payment_to_a_lender_is_taken_back(ksm, loan, sari):
    payment = paid(loan)
    assert newest_payment(loan) == payment
    undoing = undo_payment(loan=loan, retraction=back(sari))
    assert undoing.entry.reverses == payment.entry
    assert standing(ksm, loan, BACK).outstanding == 1_000_000
    assert standing(ksm, loan, BACK).arrears == 110_000
    assert standing(ksm, loan, BACK - ONE).outstanding == 900_000
    assert balances(ksm, BACK)[chart.JASA_PINJAMAN_LUAR] == 0
    assert in_order(ksm) == []
    assert paid(loan, on=BACK).principal == 100_000  # the first week's 100.000 + 10.000 is due again
    assert in_order(ksm) == []


def test_payments_are_taken_back_the_newest_first(ksm, loan, sari):
    first, second = paid(loan), paid(loan, 50_000, on=DAY + ONE)
    assert undo_payment(loan=loan, retraction=back(sari)).entry.reverses == second.entry
    assert undo_payment(loan=loan, retraction=back(sari)).entry.reverses == first.entry
    with pytest.raises(LedgerError, match="Tidak ada pembayaran tersendiri"):
        undo_payment(loan=loan, retraction=back(sari))
    assert standing(ksm, loan, BACK).outstanding == 1_000_000
    assert in_order(ksm) == []


def test_an_instalment_taken_in_a_meeting_is_not_one_of_these(ksm, sari):
    own = lend(ksm)
    pay(own, 100_000, DAY)
    assert newest_payment(own) is None


def test_received_money_is_taken_back_on_its_own_day(ksm, loan, sari):
    with pytest.raises(LedgerError, match=r"tanggalnya sendiri, 6 Januari 2027") as refusal:
        undo_receipt(loan=loan, retraction=back(sari))
    assert refusal.value.field == "on"
    undo_receipt(loan=loan, retraction=back(sari, on=LENT))
    loan.refresh_from_db()
    assert (loan.state, loan.disbursed_on) == ("APPROVED", None)
    assert balances(ksm, LENT)[chart.UTANG_LUAR] == 0
    assert in_order(ksm) == []
    receive(loan=loan, account=chart.BANK, on=DAY, today=DAY, seen=mark_of(loan), by=None)
    assert balances(ksm, DAY)[chart.BANK] == 1_000_000
    assert in_order(ksm) == []


def test_received_money_stays_once_something_was_paid_or_its_day_is_closed(ksm, loan, sari):
    book = book_of(ksm)
    book.closed_through = LENT
    book.save()
    assert not may_undo_receipt(loan)
    with pytest.raises(LedgerError, match="sudah ditutup bersama pertemuan"):
        undo_receipt(loan=loan, retraction=back(sari, on=LENT))
    book.closed_through = None
    book.save()
    loan.ksm.refresh_from_db()
    assert may_undo_receipt(loan)
    paid(loan)
    with pytest.raises(LedgerError, match="Sudah ada angsuran"):
        undo_receipt(loan=loan, retraction=back(sari, on=LENT))


def moved(ksm, amount=30_000, source=Fund.KAS, target=Fund.SOSIAL):
    return move_between_funds(
        ksm=ksm,
        source=source,
        target=target,
        amount=amount,
        on=DAY,
        today=DAY,
        minutes="Notulen",
        reason="Santunan",
        seen=book_of(ksm).last_entry_number,
        by=None,
    )


def box(ksm, day):
    return {row.fund: row.box for row in fund_rows(ksm, day)}


def test_received_money_stays_once_a_payment_was_taken_back(ksm, loan, sari):
    assert may_undo_receipt(loan)
    paid(loan)
    undo_payment(loan=loan, retraction=back(sari))
    loan.refresh_from_db()
    # Between the payment and its undoing the books would else say that nothing was owed and 100.000 paid.
    assert not may_undo_receipt(loan)
    with pytest.raises(LedgerError, match="Kembalikan uangnya lewat Lunasi sekarang"):
        undo_receipt(loan=loan, retraction=back(sari, on=LENT))
    assert standing(ksm, loan, BACK).outstanding == 1_000_000


def test_a_payment_is_offered_while_nothing_came_after_it(ksm, loan, sari):
    payment = paid(loan)
    assert undoable_payment(loan) == payment
    paper = LenderPaper("3/BD/2027", DAY)
    waived = waive_outside_jasa(loan=loan, amount=10_000, paper=paper, decision=decide(DAY + ONE, sari))
    assert (newest_payment(loan), undoable_payment(loan)) == (payment, None)
    undo_act(event=waived, retraction=back(sari))
    assert undoable_payment(loan) == payment


def test_a_move_between_funds_is_taken_back(ksm, sari):
    entry = moved(ksm)
    undo_fund_move(ksm=ksm, entry=entry, retraction=back(sari))
    assert box(ksm, BACK) == {"KAS": 5_000_000, "TR": 0, "SOSIAL": 0, "BLM": 0}
    assert box(ksm, BACK - ONE)["SOSIAL"] == 30_000
    with pytest.raises(LedgerError, match="sudah dibatalkan"):
        undo_fund_move(ksm=ksm, entry=entry, retraction=back(sari))
    assert in_order(ksm) == []


@pytest.mark.parametrize(("spent", "fits"), [(0, True), (1, False)])
def test_a_move_stays_once_the_fund_has_spent_it(ksm, sari, spent, fits):
    entry = moved(ksm)
    if spent:
        enter(ksm, [Line(chart.DANA_SOSIAL, chart.KAS, spent, fund=Fund.SOSIAL)], DAY + ONE)
    if fits:
        assert undo_fund_move(ksm=ksm, entry=entry, retraction=back(sari)).entry.reverses == entry
        return
    with pytest.raises(LedgerError, match=r"Dana sosial di kotak tinggal Rp29\.999"):
        undo_fund_move(ksm=ksm, entry=entry, retraction=back(sari))


def test_nothing_else_is_taken_back_as_a_move(ksm, sari):
    entry = enter(ksm, [Line(chart.KAS, chart.DANA_SOSIAL, 5_000)], DAY)
    with pytest.raises(LedgerError, match="bukan pemindahan antardana"):
        undo_fund_move(ksm=ksm, entry=entry, retraction=back(sari))


def test_what_an_heir_paid_is_taken_back(ksm, sari):
    loan = lend(ksm, principal=400_000, periods=4, rate_percent=1)
    loan.heir = "Sumiati"
    loan.save()
    payment = receive_from_heir(loan=loan, amount=104_000, decision=decide(DAY, sari))
    assert newest_payment(loan) == payment
    undo_payment(loan=loan, retraction=back(sari))
    assert balances(ksm, BACK)[chart.PIUTANG_ANGGOTA] == 400_000
    assert balances(ksm, BACK)[chart.JASA] == 0
    assert in_order(ksm) == []
