"""An act on a loan taken back: linked reversal, instalments as before, days before it unchanged."""

import datetime
from fractions import Fraction

import pytest
from django.utils import timezone

from ksm.refusals import RefusalError
from ledger import chart
from ledger.acts.act import mark_of
from ledger.acts.rescheduling import NewTerms, move_dates, reschedule, unit_now
from ledger.acts.settling import settle_early, waive_jasa
from ledger.acts.writing_off import answer_write_off, propose_write_off, record_death, recover
from ledger.journal.balances import balances
from ledger.journal.posting import LedgerError, Line, reverse
from ledger.journal.verification import differences_of
from ledger.loans.cards import loan_card, loan_rows, replaced_rows
from ledger.loans.owed import left_over, money_by_ksm
from ledger.models import Fund, JournalEntry, Loan, LoanEvent, Undoing
from ledger.undoing.loan_acts import Retraction, put_parts_back, undo_act, undoable_act
from savings.models import Saving
from savings.saving import Movement, store_movements
from savings.setting_off import set_off
from savings.verification import savings_differences
from tests.support.lending import LENT, WEEK, cash_on_hand, decide, enter, lend, make_group, pay

pytestmark = pytest.mark.django_db
ONE = datetime.timedelta(days=1)
ACT = LENT + 2 * WEEK + ONE
BACK = ACT + 3 * ONE


@pytest.fixture
def ksm(bkm):
    return make_group(bkm)


@pytest.fixture
def loan(ksm):
    """400.000 in four weeks at 1%: 100.000 + 4.000 each; the first is paid, and 50.000 of the second."""
    loan = lend(ksm, principal=400_000, periods=4, rate_percent=1)
    pay(loan, 104_000, LENT + WEEK)
    pay(loan, 50_000, LENT + 2 * WEEK)
    loan.refresh_from_db()
    return loan


def back(by, on=BACK, today=None, reason="Salah catat", seen=None):
    return Retraction(on=on, today=today or on, reason=reason, by=by, seen=seen)


def in_order(ksm):
    days = (datetime.date.max, ACT, BACK)
    return [difference for day in days for difference in both(ksm, day)]


def both(ksm, day):
    return [*differences_of(ksm, day), *savings_differences(ksm, day)]


def open_rows(loan, day):
    """(due, principal, jasa) still unpaid of each instalment that is not settled."""
    rows = loan_card(Loan.objects.get(pk=loan.pk), day)
    left = [(row, row.principal - row.paid_principal, row.jasa - row.paid_jasa) for row in rows]
    return [(row.due_on, principal, jasa) for row, principal, jasa in left if principal + jasa]


def weeks(*amounts, first=2):
    """What is owed of the instalments from the `first` week on, a week apart."""
    return [(LENT + (first + place) * WEEK, *amount) for place, amount in enumerate(amounts)]


# 400.000 - 100.000 - 46.000: of the second week 4.000 jasa and 46.000 of the principal were paid.
BEFORE = weeks((54_000, 0), (100_000, 4_000), (100_000, 4_000))


def settled(loan, by):
    # The third week has begun: 254.000 + 4.000; the jasa of the fourth lapses.
    return settle_early(loan=loan, paid=258_000, full_jasa=False, decision=decide(ACT, by))


def test_an_early_settlement_is_taken_back(ksm, loan, sari):
    assert open_rows(loan, ACT) == BEFORE
    event = settled(loan, sari)
    cash = cash_on_hand(ksm, ACT)
    undoing = undo_act(event=event, retraction=back(sari))
    assert undoing.entry.reverses == event.entry
    assert (undoing.subject, undoing.acted_on, undoing.date) == ("Pelunasan dipercepat P-01", ACT, BACK)
    assert cash_on_hand(ksm, BACK) == cash - 258_000
    assert balances(ksm, BACK)[chart.PIUTANG_ANGGOTA] == 254_000
    assert balances(ksm, BACK)[chart.JASA] == -8_000
    assert open_rows(loan, BACK) == BEFORE
    event.refresh_from_db()
    assert (event.state, event.undoing) == ("UNDONE", undoing)
    assert in_order(ksm) == []


def test_two_payments_of_one_ended_instalment_are_put_back_together(ksm, loan, sari):
    # 50.000 and 20.000 of the second week's 104.000: 34.000 was left when the act ended it.
    pay(loan, 20_000, LENT + 2 * WEEK)
    loan.refresh_from_db()
    in_part = list(loan.repayments.order_by("pk"))[1:]
    undo_act(
        event=settle_early(loan=loan, paid=238_000, full_jasa=False, decision=decide(ACT, sari)),
        retraction=back(sari),
    )
    assert open_rows(loan, BACK) == weeks((34_000, 0), (100_000, 4_000), (100_000, 4_000))
    for payment in in_part:
        reverse(entry=payment.entry, date=BACK, reason="Keliru", by=sari)
    loan.refresh_from_db()
    put_parts_back(loan, in_part, BACK)
    assert open_rows(loan, BACK) == weeks(*[(100_000, 4_000)] * 3)
    assert in_order(ksm) == []


def of_acts(ksm):
    """What check_ledger says of acts and their entries."""
    return [
        (one.subject, one.recorded, one.expected) for one in differences_of(ksm) if "jurnal" in one.subject
    ]


def test_check_ledger_names_an_act_whose_entry_alone_was_taken_back(ksm, loan, sari):
    event = settled(loan, sari)
    assert of_acts(ksm) == []
    reverse(entry=event.entry, date=BACK, reason="Lewat jalan lain", by=sari)
    said = "Pelunasan dipercepat P-01 berlaku, jurnalnya dibatalkan"
    assert of_acts(ksm) == [(said, 258_000, 0)]


def test_check_ledger_names_an_act_that_was_taken_back_without_its_entry(ksm, loan, sari):
    event = settled(loan, sari)
    facts = {"subject": "Uji", "acted_on": ACT, "date": BACK, "reason": "Uji", "by": sari}
    undoing = Undoing.objects.create(ksm=ksm, **facts)
    LoanEvent.objects.filter(pk=event.pk).update(state="UNDONE", undoing=undoing)
    assert of_acts(ksm) == [("Pelunasan dipercepat P-01 dibatalkan, jurnalnya berlaku", 0, 258_000)]


def test_the_days_before_the_undoing_stay_what_they_were(ksm, loan, sari):
    event = settled(loan, sari)
    [then] = loan_rows([Loan.objects.get(pk=loan.pk)], ksm, ACT)
    undo_act(event=event, retraction=back(sari))
    [same] = loan_rows([Loan.objects.get(pk=loan.pk)], ksm, ACT)
    assert (same.outstanding, same.arrears, same.code) == (then.outstanding, then.arrears, then.code)
    assert (same.outstanding, same.code) == (0, "SETTLED")
    assert open_rows(loan, ACT) == []
    assert open_rows(loan, BACK - ONE) == []
    assert money_by_ksm([ksm.pk], BACK)[ksm.pk].arrears == 54_000  # the second week, due the day before


def test_it_is_entered_again_after_it_was_taken_back(ksm, loan, sari):
    undo_act(event=settled(loan, sari), retraction=back(sari))
    event = settle_early(loan=loan, paid=262_000, full_jasa=True, decision=decide(BACK, sari))
    assert (event.principal, event.jasa, event.waived) == (254_000, 8_000, 0)
    assert open_rows(loan, BACK) == []
    assert in_order(ksm) == []


def test_it_is_taken_back_on_its_own_day(ksm, loan, sari):
    undo_act(event=settled(loan, sari), retraction=back(sari, on=ACT))
    assert open_rows(loan, ACT) == BEFORE
    assert in_order(ksm) == []


def test_a_new_schedule_is_taken_back(ksm, loan, sari):
    terms = NewTerms(Fraction(1, 100), "FLAT", 2, "MONTH")
    event = reschedule(
        loan=loan, terms=terms, first_due=ACT + 30 * ONE, waive_jasa=True, decision=decide(ACT, sari)
    )
    assert [row[1] for row in open_rows(loan, ACT)] == [127_000, 127_000]
    assert unit_now(loan) == "MONTH"
    undoing = undo_act(event=event, retraction=back(sari))
    assert undoing.entry is None
    assert open_rows(loan, BACK) == BEFORE
    assert unit_now(loan) == "WEEK"
    assert [row[1] for row in open_rows(loan, BACK - ONE)] == [127_000, 127_000]
    assert in_order(ksm) == []


def test_moved_dates_are_taken_back(ksm, loan, sari):
    event = move_dates(loan=loan, first_due=ACT + 10 * ONE, decision=decide(ACT, sari))
    assert [row[0] for row in open_rows(loan, ACT)] == [LENT + 2 * WEEK, ACT + 10 * ONE, ACT + 17 * ONE]
    undo_act(event=event, retraction=back(sari))
    assert open_rows(loan, BACK) == BEFORE
    assert in_order(ksm) == []


def test_two_acts_of_one_day_are_taken_back_the_newest_first(ksm, loan, sari):
    moved = move_dates(loan=loan, first_due=ACT + 10 * ONE, decision=decide(ACT, sari))
    between = open_rows(loan, ACT)
    waived = waive_jasa(loan=loan, amount=4_000, decision=decide(ACT, sari))
    with pytest.raises(LedgerError, match=r"sudah ada pembebasan jasa .* Batalkan dulu yang lebih baru"):
        undo_act(event=moved, retraction=back(sari))
    undo_act(event=waived, retraction=back(sari, on=ACT))
    assert open_rows(loan, ACT) == between
    undo_act(event=moved, retraction=back(sari, on=ACT))
    assert open_rows(loan, ACT) == BEFORE
    assert in_order(ksm) == []


def test_waived_jasa_is_asked_again(ksm, loan, sari):
    event = waive_jasa(loan=loan, amount=6_000, decision=decide(ACT, sari))
    assert open_rows(loan, ACT) == weeks((54_000, 0), (100_000, 0), (100_000, 2_000))
    undo_act(event=event, retraction=back(sari))
    assert open_rows(loan, BACK) == BEFORE
    assert in_order(ksm) == []


def test_an_opening_loan_is_repaid_freely_again_without_its_first_schedule(ksm, sari):
    loan = lend(ksm, is_opening=True, is_free=True, number="SA-1", principal=90_000)
    terms = NewTerms(Fraction(0), "FLAT", 3, "WEEK")
    event = reschedule(
        loan=loan, terms=terms, first_due=ACT + 7 * ONE, waive_jasa=False, decision=decide(ACT, sari)
    )
    loan.refresh_from_db()
    assert not loan.is_free
    undo_act(event=event, retraction=back(sari))
    loan.refresh_from_db()
    assert loan.is_free
    settle_early(loan=loan, paid=91_000, full_jasa=False, decision=decide(BACK, sari))
    assert balances(ksm, BACK)[chart.JASA] == -1_000
    assert in_order(ksm) == []


def written_off(loan, sari, ratna):
    event = propose_write_off(loan=loan, decision=decide(ACT, sari))
    facts = {"approve": True, "answer": "Setuju", "by": ratna, "today": ACT, "now": timezone.now()}
    return answer_write_off(event=event, **facts)


def test_a_write_off_is_taken_back_by_somebody_else_than_who_proposed_it(ksm, loan, sari, ratna):
    event = written_off(loan, sari, ratna)
    with pytest.raises(LedgerError, match="mengusulkan tidak boleh membatalkan"):
        undo_act(event=event, retraction=back(sari))
    undo_act(event=event, retraction=back(ratna))
    loan.refresh_from_db()
    assert loan.written_off_on is None
    assert open_rows(loan, BACK) == BEFORE
    assert balances(ksm, BACK).get(chart.PENGHAPUSAN, 0) == 0
    assert balances(ksm, BACK - ONE)[chart.PENGHAPUSAN] == 254_000
    assert [loan_rows([loan], ksm, day)[0].code for day in (ACT - ONE, ACT, BACK - ONE, BACK)] == [
        "DISBURSED",
        "WRITTEN_OFF",
        "WRITTEN_OFF",
        "ARREARS",
    ]
    assert in_order(ksm) == []
    assert written_again(loan, sari, ratna).state == "DONE"


def test_a_write_off_is_newer_than_what_was_decided_while_it_waited(ksm, loan, sari, ratna):
    asked = propose_write_off(loan=loan, decision=decide(ACT, sari))
    waive_jasa(loan=loan, amount=1_000, decision=decide(ACT, sari))
    facts = {"approve": True, "answer": "Setuju", "by": ratna, "today": ACT, "now": timezone.now()}
    answer_write_off(event=asked, **facts)
    assert undoable_act(loan) == asked
    undo_act(event=asked, retraction=back(ratna))
    assert undoable_act(loan).kind == "JASA_WAIVED"
    assert in_order(ksm) == []


def written_again(loan, sari, ratna):
    event = propose_write_off(loan=loan, decision=decide(BACK, sari))
    facts = {"approve": True, "answer": "Setuju", "by": ratna, "today": BACK, "now": timezone.now()}
    return answer_write_off(event=event, **facts)


def test_money_recovered_goes_back_before_the_write_off_does(ksm, loan, sari, ratna):
    gone = written_off(loan, sari, ratna)
    recovered = recover(loan=loan, amount=54_000, decision=decide(ACT + ONE, sari))
    with pytest.raises(LedgerError, match="penerimaan pinjaman yang dihapusbukukan"):
        undo_act(event=gone, retraction=back(ratna))
    undo_act(event=recovered, retraction=back(sari))
    loan.refresh_from_db()
    # 254.000 of principal, and no jasa was due: the second week's was paid
    assert left_over([loan])[loan.pk].total == 254_000
    assert balances(ksm, BACK).get(chart.PEMULIHAN, 0) == 0
    undo_act(event=gone, retraction=back(ratna))
    assert open_rows(loan, BACK) == BEFORE
    assert in_order(ksm) == []


def saved(ksm, member, amount, day=LENT, direction=Saving.Direction.DEPOSIT):
    movement = Movement(member.pk, Saving.Kind.SUKARELA, amount, direction)
    entry = enter(ksm, [movement.line()], day)
    store_movements(ksm=ksm, entry_of={0: entry}, movements=[movement])


def test_savings_set_against_a_loan_come_back(ksm, loan, sari):
    saved(ksm, loan.member, 60_000)
    event = set_off(loan=loan, amounts={"SUKARELA": 60_000}, decision=decide(ACT, sari))
    assert balances(ksm, ACT)[chart.TABUNGAN_SUKARELA] == 0
    undo_act(event=event, retraction=back(sari))
    assert balances(ksm, BACK)[chart.TABUNGAN_SUKARELA] == -60_000
    assert open_rows(loan, BACK) == BEFORE
    assert in_order(ksm) == []


def test_a_death_written_down_by_mistake_is_taken_back_and_may_be_written_down_again(ksm, loan, sari):
    facts = {"loan": loan, "died_on": ACT, "way": "HEIR", "heir": "Sumiati"}
    event = record_death(decision=decide(ACT, sari), **facts)
    undo_act(event=event, retraction=back(sari))
    assert record_death(decision=decide(BACK, sari), **facts).state == "DONE"


def test_it_refuses_when_an_instalment_was_paid_since(ksm, loan, sari):
    event = waive_jasa(loan=loan, amount=4_000, decision=decide(ACT, sari))
    pay(loan, 10_000, ACT + ONE)
    with pytest.raises(LedgerError, match=r"Sesudahnya sudah ada angsuran 22 Januari 2027"):
        undo_act(event=event, retraction=back(sari))


def test_it_refuses_what_is_not_in_force(ksm, loan, sari):
    event = waive_jasa(loan=loan, amount=4_000, decision=decide(ACT, sari))
    undo_act(event=event, retraction=back(sari))
    with pytest.raises(LedgerError, match="Keputusan ini sudah dibatalkan"):
        undo_act(event=event, retraction=back(sari))
    waiting = propose_write_off(loan=loan, decision=decide(BACK, sari))
    with pytest.raises(LedgerError, match="Keputusan ini menunggu persetujuan"):
        undo_act(event=waiting, retraction=back(sari))
    assert Undoing.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"reason": "  "}, "reason", "Tulis alasan"),
        ({"on": BACK, "today": BACK - ONE}, "on", "sesudah hari ini"),
        ({"on": ACT - ONE, "today": BACK}, "on", "sudah berubah"),
    ],
)
def test_it_refuses_and_changes_nothing(ksm, loan, sari, changes, field, sentence):
    event = settled(loan, sari)
    before = JournalEntry.objects.count()
    with pytest.raises(RefusalError, match=sentence) as refusal:
        undo_act(event=event, retraction=back(sari, **changes))
    assert refusal.value.field == field
    assert JournalEntry.objects.count() == before
    assert LoanEvent.objects.get(pk=event.pk).state == "DONE"


@pytest.mark.parametrize(("spent", "fits"), [(0, True), (1, False)])
def test_money_that_was_spent_since_cannot_go_back(ksm, loan, sari, spent, fits):
    event = settled(loan, sari)
    rest = cash_on_hand(ksm, ACT) - 258_000 + spent
    enter(ksm, [Line(chart.BIAYA_LAIN, chart.KAS, rest)], ACT + ONE)
    if fits:
        undo_act(event=event, retraction=back(sari))
        assert cash_on_hand(ksm, BACK) == 0
        return
    with pytest.raises(LedgerError, match=r"Kas kelompok di kotak tinggal Rp257\.999"):
        undo_act(event=event, retraction=back(sari))


def test_what_was_seen_before_somebody_else_took_it_back_is_refused(ksm, loan, sari):
    event = waive_jasa(loan=loan, amount=4_000, decision=decide(ACT, sari))
    seen = mark_of(loan)
    loan.refresh_from_db()
    pay(loan, 1_000, ACT)
    with pytest.raises(LedgerError, match="berubah sesudah halaman dibuka"):
        undo_act(event=event, retraction=back(sari, seen=seen))


def test_principal_of_another_fund_goes_back_out_of_that_fund(ksm, sari):
    enter(ksm, [Line(chart.KAS, chart.DANA_BLM, 100_000)], LENT)
    loan = lend(ksm, principal=100_000, periods=1, rate_percent=0, fund=Fund.BLM)
    event = settle_early(loan=loan, paid=100_000, full_jasa=False, decision=decide(ACT, sari))
    undoing = undo_act(event=event, retraction=back(sari))
    assert {line.fund for line in undoing.entry.lines.all()} == {"BLM"}
    assert in_order(ksm) == []


def test_rows_that_an_act_left_alone_stay_when_it_is_taken_back(ksm, sari):
    loan = lend(ksm, principal=400_000, periods=4, rate_percent=1)
    day = LENT + WEEK + ONE
    before = open_rows(loan, day)
    moved = move_dates(loan=loan, first_due=day + 10 * ONE, decision=decide(day, sari))
    waived = waive_jasa(loan=loan, amount=4_000, decision=decide(day, sari))  # of the first week, not moved
    undo_act(event=waived, retraction=back(sari, on=day))
    undo_act(event=moved, retraction=back(sari, on=day))
    assert open_rows(loan, day) == before
    assert both(ksm, datetime.date.max) == []


def test_the_card_counts_nothing_as_paid_of_a_replaced_row_once_it_was_taken_back(ksm, loan, sari):
    event = settled(loan, sari)
    undo_act(event=event, retraction=back(sari))
    rows = [(row.version, row.sequence, row.paid) for row in replaced_rows(Loan.objects.get(pk=loan.pk))]
    assert rows == [(1, 4, 0), (2, 4, 0)]  # only the fourth week's jasa had lapsed
    assert both(ksm, datetime.date.max) == []
