"""A member who died: savings against the debts, the rest to the heir, and the heir goes on paying."""

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest
from django.utils import timezone

from groups.refusals import GroupError
from ksm.refusals import RefusalError
from ledger import chart
from ledger.acts.act import mark_of
from ledger.acts.heirs import receive_from_heir
from ledger.acts.rescheduling import NewTerms, reschedule
from ledger.acts.writing_off import answer_write_off, propose_write_off, record_death, recover
from ledger.books.loan_book import loan_book
from ledger.joint.covering import cases_of, cover_shortfall, give_back
from ledger.journal.balances import balances
from ledger.journal.posting import LedgerError, Line, post
from ledger.journal.receipts import receipt_of
from ledger.journal.verification import differences_of
from ledger.loans.lending import LoanTerms, plan_repayments, store_repayments
from ledger.loans.owed import left_over, outstanding_principal
from ledger.loans.quality import loan_quality
from ledger.models import JournalEntry, Loan, SurplusShare
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.values import Disbursement, LoanPayment
from savings.leaving.dissolving import winding_up
from savings.leaving.estate import settle_estate
from savings.leaving.settling import settle_and_leave
from savings.verification import savings_differences
from tests.support.factories import START, make_members
from tests.support.lending import arrears_by_ksm, cash_on_hand, decide
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(weeks=1)
DIED, LEFT = START + 9 * DAY, START + 10 * DAY


def begin(mawar, sari, principal):
    """Five members save 100.000 wajib each; member 2 adds 7.000 sukarela and borrows, 4 x 1 % flat."""
    _, second, *_ = make_members(mawar, 5)
    sheet = change_row(make_sheet(mawar, START, wajib=100_000), 1, sukarela=7_000)
    terms = LoanTerms(second.pk, principal, 1, "FLAT", 4, "WEEK", purpose="Warung")
    lent = (Disbursement(0, None, terms),)
    close(mawar, replace(sheet, disbursements=lent, counted_cash=507_000 - principal), sari)
    return mawar.loans.get()


def die(loan, heir="Sumiati", by=None):
    return record_death(loan=loan, died_on=DIED, way="HEIR", heir=heir, decision=decide(LEFT, by))


def leave(loan, by, on=LEFT, **facts):
    given = {"reason": "Meninggal dunia", "minutes": "Notulen", "today": on, "heir": "Sumiati"} | facts
    done = settle_estate(member=loan.member, left_on=on, by=by, **given)
    loan.refresh_from_db()
    return done


def enter(ksm, lines, on=LEFT):
    kind = JournalEntry.Kind.OTHER
    return post(ksm=ksm, date=on, kind=kind, memo="Uji", lines=lines, by=None)


def all_agrees(ksm):
    return [*differences_of(ksm), *savings_differences(ksm)] == []


@pytest.fixture
def heirs_loan(mawar, sari):
    """The story told below until its fourteenth day: 44.000 are left, due on the twenty-eighth."""
    loan = begin(mawar, sari, 200_000)
    sheet = make_sheet(mawar, START + WEEK)  # 25.000 saved
    sheet = change_row(sheet, 1, payments=(LoanPayment(loan.pk, 52_000),))
    close(mawar, replace(sheet, counted_cash=307_000 + 25_000 + 52_000), sari)
    die(loan)
    leave(loan, sari)
    return loan


def test_a_debt_outlives_its_borrower_and_the_heir_pays_it_to_the_end(mawar, sari, heirs_loan):
    """KSM Mawar loses its second member; every figure by hand.

    Day 0: saved 507.000, lent 200.000, in the box 307.000. Day 7: saved 25.000, paid 50.000 + 2.000.
    Day 9 the member dies with 112.000 saved and 150.000 owed. Day 10: the savings pay the three instalments
    left in their order: 52.000, 52.000, and 2.000 + 6.000 of the last.
    """
    done = heirs_loan.member.exits.get()
    assert (done.savings, done.debts, done.paid) == (
        {"WAJIB": 105_000, "SUKARELA": 7_000},
        [["P-01", 106_000, 6_000]],
        0,
    )
    assert (done.heir, done.owed, done.entry) == ("Sumiati", [["P-01", 44_000, 0]], None)
    account = balances(mawar, LEFT)
    assert (account[chart.KAS], account[chart.PIUTANG_ANGGOTA], -account[chart.JASA]) == (
        384_000,
        44_000,
        8_000,
    )
    assert -account[chart.TABUNGAN_WAJIB] == 4 * 105_000
    assert all_agrees(mawar)
    the_next_meeting_is_held_without(mawar, sari, heirs_loan)
    the_heir_brings_thirty_thousand(mawar, sari, heirs_loan)
    every_list_still_knows_the_debt(mawar, heirs_loan)
    day = START + 29 * DAY
    receive_from_heir(loan=heirs_loan, amount=14_000, decision=decide(day, sari))
    assert outstanding_principal(mawar, day) == {}
    assert cash_on_hand(mawar, day) == 448_000  # 4 x 105.000 + 20.000 saved, 8.000 earned
    with pytest.raises(LedgerError, match="sudah lunas"):
        receive_from_heir(loan=heirs_loan, amount=1, decision=decide(day))
    assert all_agrees(mawar)


def the_next_meeting_is_held_without(mawar, sari, heirs_loan):
    # Day 14: four members are asked for, none of them the dead; the meeting is whole without.
    basis = prepare_sheet(ksm=mawar, kind="ROUTINE", scheduled_on=START + 2 * WEEK, held_on=START + 2 * WEEK)
    assert heirs_loan.member not in basis.members
    meeting = close(mawar, make_sheet(mawar, START + 2 * WEEK), sari)
    assert (meeting.attendance.count(), cash_on_hand(mawar, START + 2 * WEEK)) == (4, 404_000)


def the_heir_brings_thirty_thousand(mawar, sari, heirs_loan):
    # Day 15: the heir brings 30.000 before they are due.
    day = START + 15 * DAY
    with pytest.raises(RefusalError, match=r"Rp44\.001 melebihi seluruh sisa kewajiban Rp44\.000"):
        receive_from_heir(loan=heirs_loan, amount=44_001, decision=decide(day))
    paid = receive_from_heir(loan=heirs_loan, amount=30_000, decision=decide(day, sari))
    assert (paid.principal, paid.jasa, paid.paid_from) == (30_000, 0, "HEIR")
    receipt = receipt_of(mawar, paid.entry, loan_id=heirs_loan.pk)
    assert (receipt.giver, receipt.taker, receipt.amount) == ("Sumiati", mawar.name, 30_000)
    assert cash_on_hand(mawar, day) == 434_000


def every_list_still_knows_the_debt(mawar, heirs_loan):
    # Day 29: the last instalment is late by a day; every list still knows the debt.
    day = START + 29 * DAY
    assert outstanding_principal(mawar, day) == {heirs_loan.pk: 14_000}
    assert arrears_by_ksm([mawar.pk], day) == {mawar.pk: 14_000}
    [quality] = loan_quality(mawar, day)
    assert (quality.balance, quality.loan.debtor) == (
        14_000,
        f"{heirs_loan.member.name} (ahli waris Sumiati)",
    )
    assert [row.outstanding for row in loan_book(mawar, day, day)] == [14_000]
    assert (
        "Pinjaman P-01 masih Rp14.000: tagih, lunasi, atau hapusbukukan." in winding_up(mawar, day).obstacles
    )
    assert all_agrees(mawar)


def test_what_an_heir_brings_is_taken_once_and_on_no_closed_day(mawar, sari, heirs_loan):
    seen, day = mark_of(heirs_loan), LEFT + DAY
    receive_from_heir(loan=heirs_loan, amount=10_000, decision=decide(day, sari, seen=seen))
    with pytest.raises(LedgerError, match="berubah sesudah halaman dibuka"):
        receive_from_heir(loan=heirs_loan, amount=10_000, decision=decide(day, sari, seen=seen))
    close(mawar, make_sheet(mawar, START + 2 * WEEK), sari)
    for closed in (day, START + 2 * WEEK):
        with pytest.raises(LedgerError, match="sudah ditutup bersama pertemuan"):
            receive_from_heir(loan=heirs_loan, amount=1, decision=decide(closed, sari))
    assert outstanding_principal(mawar, START + 2 * WEEK) == {heirs_loan.pk: 34_000}
    assert all_agrees(mawar)


def test_the_others_may_stand_in_for_the_heir_who_then_owes_them(mawar, sari, heirs_loan):
    day = START + 28 * DAY
    payers = list(mawar.members.active_on(day))
    cover_shortfall(loan=heirs_loan, amount=44_000, method="ALL", payers=payers, decision=decide(day, sari))
    [standing] = cases_of(mawar)
    assert [share.owed for share in standing.shares] == [11_000] * 4
    facts = {"on": day, "today": day, "seen_owed": 44_000, "by": sari}
    entry = give_back(case=standing.case, amount=44_000, **facts)
    receipt = receipt_of(mawar, entry, line_id=entry.lines.get(debit=chart.KAS).pk)
    assert (receipt.giver, receipt.amount) == ("Sumiati", 44_000)
    first = receipt_of(mawar, entry, line_id=entry.lines.filter(credit=chart.KAS).first().pk)
    assert (first.taker, first.amount) == (payers[0].name, 11_000)
    assert all_agrees(mawar)


def test_the_debt_may_be_spread_anew_and_written_off_though_its_borrower_has_left(
    mawar, sari, ratna, heirs_loan
):
    day = START + 16 * DAY
    terms = NewTerms(Fraction(0), "FLAT", 4, "WEEK")
    reschedule(
        loan=heirs_loan, terms=terms, first_due=day + WEEK, waive_jasa=False, decision=decide(day, sari)
    )
    receive_from_heir(loan=heirs_loan, amount=11_000, decision=decide(day + WEEK, sari))
    event = propose_write_off(loan=heirs_loan, decision=decide(day + WEEK, sari))
    answer_write_off(
        event=event, approve=True, answer="Miskin", by=ratna, today=day + WEEK, now=timezone.now()
    )
    heirs_loan.refresh_from_db()
    assert left_over([heirs_loan])[heirs_loan.pk].total == 33_000
    back = recover(loan=heirs_loan, amount=3_000, decision=decide(day + WEEK, sari))
    assert receipt_of(mawar, back.entry, loan_id=heirs_loan.pk).giver == "Sumiati"
    assert all_agrees(mawar)


def test_enough_savings_pay_the_loan_off_and_the_heir_gets_the_rest(mawar, sari):
    # By hand, ten days after: two periods have begun, 800 jasa each. 107.000 - 80.000 - 1.600 = 25.400.
    loan = begin(mawar, sari, 80_000)
    die(loan)
    done = leave(loan, sari)
    assert (done.debts, done.paid, done.owed, loan.heir) == ([["P-01", 80_000, 1_600]], 25_400, [], "")
    assert cash_on_hand(mawar, LEFT) == 427_000 - 25_400
    line = done.entry.lines.first()
    receipt = receipt_of(mawar, done.entry, line_id=line.pk)
    assert (receipt.giver, receipt.taker, receipt.amount) == (mawar.name, "Sumiati", 25_400)
    assert outstanding_principal(mawar, LEFT) == {}
    assert all_agrees(mawar)


@pytest.mark.parametrize(("more", "owed"), [(0, []), (1, [["P-09", 1, 0]])])
def test_the_oldest_loan_is_paid_first_and_one_rupiah_too_little_stays_owed(mawar, sari, more, owed):
    first = begin(mawar, sari, 80_000)
    second = add_free_loan(mawar, first.member, 25_400 + more)
    die(first)
    die(second)
    done = leave(first, sari)
    assert done.debts == [["P-01", 80_000, 1_600], ["P-09", 25_400, 0]]
    assert (done.owed, done.paid) == (owed, 0)
    second.refresh_from_db()
    assert (first.heir, second.heir) == ("", "Sumiati" if owed else "")
    if owed:
        with pytest.raises(LedgerError, match="Pokok melebihi sisa pinjaman P-09"):
            receive_from_heir(loan=second, amount=2, decision=decide(LEFT))
        paid = receive_from_heir(loan=second, amount=1, jasa=50, decision=decide(LEFT))
        assert (paid.principal, paid.jasa) == (1, 50)
    assert all_agrees(mawar)


def add_free_loan(ksm, member, principal):
    """A second loan without schedule (J19)."""
    loan = Loan.objects.create(
        ksm=ksm,
        member=member,
        number="P-09",
        principal=principal,
        is_opening=True,
        is_free=True,
        state="APPROVED",
    )
    sides = (chart.PIUTANG_ANGGOTA, chart.KAS)
    entry = enter(ksm, [Line(*sides, principal, member_id=member.pk, loan_id=loan.pk)], START + DAY)
    loan.state, loan.entry, loan.disbursed_on = Loan.State.DISBURSED, entry, START + DAY
    loan.save()
    return loan


def test_a_living_member_is_refused_as_before_whatever_name_is_given(mawar, sari):
    loan = begin(mawar, sari, 200_000)
    facts = {"left_on": LEFT, "reason": "Pindah", "minutes": "Notulen", "today": LEFT, "by": sari}
    with pytest.raises(GroupError, match="Masih berutang"):
        settle_and_leave(member=loan.member, **facts)
    with pytest.raises(GroupError, match="Catat dulu kematian peminjam pada kartu pinjaman P-01") as refused:
        settle_estate(member=loan.member, heir="Sumiati", **facts)
    assert refused.value.field == "heir"
    with pytest.raises(LedgerError, match="masih anggota"):
        receive_from_heir(loan=loan, amount=1, decision=decide(LEFT))
    die(loan)
    with pytest.raises(LedgerError, match="masih anggota"):
        receive_from_heir(loan=loan, amount=1, decision=decide(LEFT))
    with pytest.raises(GroupError, match="tulis nama ahli warisnya"):
        settle_and_leave(member=loan.member, **facts)
    assert loan.member.left_on is None
    assert cash_on_hand(mawar, LEFT) == 307_000


def test_each_running_loan_has_the_death_written_down_first(mawar, sari):
    first = begin(mawar, sari, 80_000)
    add_free_loan(mawar, first.member, 10_000)
    die(first)
    with pytest.raises(GroupError, match="kartu pinjaman P-09"):
        leave(first, sari)


@pytest.mark.parametrize(
    ("on", "sentence"),
    [(DIED - DAY, "meninggal pada"), (START, "meninggal pada"), (LEFT + DAY, "sesudah hari ini")],
)
def test_a_membership_ends_neither_before_the_death_nor_ahead(mawar, sari, on, sentence):
    loan = begin(mawar, sari, 80_000)
    die(loan)
    with pytest.raises(GroupError, match=sentence) as refused:
        leave(loan, sari, on=on, today=LEFT)
    assert refused.value.field == "left_on"
    loan.member.refresh_from_db()
    assert loan.member.left_on is None


def test_it_may_end_on_the_day_of_the_death(mawar, sari):
    loan = begin(mawar, sari, 80_000)
    die(loan)
    # On the ninth day two periods have begun as well.
    assert leave(loan, sari, on=DIED, today=LEFT).paid == 25_400
    assert all_agrees(mawar)


def test_a_share_of_the_surplus_helps_to_pay(mawar, sari):
    loan = begin(mawar, sari, 200_000)
    add_share(mawar, loan.member, 10_000, sari)
    die(loan)
    done = leave(loan, sari)
    # 117.000 in order on the tenth day: 2.000 + 50.000 late, then 52.000, then 2.000 + 11.000.
    assert (done.surplus, done.debts, done.paid) == (10_000, [["P-01", 111_000, 6_000]], 0)
    assert done.owed == [["P-01", 89_000, 2_000]]
    assert not SurplusShare.objects.filter(paid_entry=None).exists()
    assert all_agrees(mawar)


def add_share(ksm, member, amount, by):
    enter(ksm, [Line(chart.KAS, chart.SHU, amount)], START + DAY)
    entry = enter(ksm, [Line(chart.SHU, chart.UTANG_SHU, amount, member_id=member.pk)], START + DAY)
    facts = {"year": 2024, "surplus": amount, "percentages": {}, "decided_on": START, "minutes": "Rapat"}
    sharing = ksm.sharings.create(entry=entry, by=by, **facts)
    sharing.shares.create(member=member, from_savings=amount, from_borrowing=0, from_office=0)


def test_without_a_debt_savings_and_surplus_go_to_the_heir(mawar, sari):
    loan = begin(mawar, sari, 80_000)
    first = mawar.members.first()
    add_share(mawar, first, 5_000, sari)
    facts = {"left_on": LEFT, "reason": "Meninggal", "minutes": "Notulen", "today": LEFT, "by": sari}
    done = settle_estate(member=first, heir="Budiman", **facts)
    assert (done.paid, done.surplus, done.heir) == (105_000, 5_000, "Budiman")
    assert done.entry.counterparty == "Budiman"
    assert loan.member.left_on is None
    assert all_agrees(mawar)


def test_those_who_paid_for_the_dead_get_it_back_before_the_heir_gets_anything(mawar, sari):
    loan = begin(mawar, sari, 80_000)  # 20.800 due on the seventh day
    payers = list(mawar.members.all())
    on = START + WEEK
    cover_shortfall(loan=loan, amount=20_800, method="ALL", payers=payers, decision=decide(on, sari))
    die(loan)
    done = leave(loan, sari)
    # 60.000 + 800 for the loan, 20.800 to the four who covered, 25.400 left of 107.000.
    assert (done.debts, done.returned, done.paid) == ([["P-01", 60_000, 800]], [["P-01", 20_800]], 25_400)
    assert cases_of(mawar)[0].owed == 0
    assert cash_on_hand(mawar, LEFT) == 427_000 + 20_800 - 20_800 - 25_400
    assert all_agrees(mawar)


def test_what_savings_cannot_give_back_stays_owed_by_the_heir(mawar, sari):
    loan = begin(mawar, sari, 140_000)  # 35.000 + 1.400
    on = START + WEEK
    facts = {"method": "ALL", "payers": list(mawar.members.all()), "decision": decide(on, sari)}
    cover_shortfall(loan=loan, amount=36_400, **facts)
    die(loan)
    done = leave(loan, sari)
    # 105.000 + 1.400 pay the loan off; 600 of 36.400 go back.
    assert (done.debts, done.returned) == ([["P-01", 105_000, 1_400]], [["P-01", 600]])
    assert (done.owed, done.paid) == ([["P-01 (tanggung renteng)", 35_800, 0]], 0)
    assert (loan.heir, cases_of(mawar)[0].owed) == ("Sumiati", 35_800)
    assert all_agrees(mawar)


def test_who_paid_through_tanggung_renteng_is_named_first(mawar, sari):
    loan = begin(mawar, sari, 80_000)
    [planned] = plan_repayments(payments=[(loan, 20_800, "TR")], on=START + WEEK)
    store_repayments(entry_of={0: enter(mawar, planned.lines(), START + WEEK)}, planned=[planned])
    die(loan)
    with pytest.raises(GroupError, match="siapa yang menanggung angsuran P-01"):
        leave(loan, sari)


def test_a_box_that_cannot_pay_the_heir_changes_nothing(mawar, sari):
    loan = begin(mawar, sari, 80_000)
    die(loan)
    enter(mawar, [Line(chart.BANK, chart.KAS, 427_000 - 25_399)])
    with pytest.raises(GroupError, match=r"tinggal Rp25\.399, tidak cukup Rp25\.400"):
        leave(loan, sari)
    loan.member.refresh_from_db()
    assert (loan.member.left_on, outstanding_principal(mawar, LEFT)) == (None, {loan.pk: 80_000})
    assert all_agrees(mawar)
