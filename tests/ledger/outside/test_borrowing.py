"""Capital from outside: a contract within limits, money received, instalments from the cash."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from groups.models import ProgramRule
from ksm.refusals import RefusalError
from ledger import chart
from ledger.acts.act import mark_of
from ledger.acts.settling import settle_early
from ledger.journal.balances import balances
from ledger.journal.posting import LedgerError, Line
from ledger.journal.verification import differences_of
from ledger.loans.owed import outstanding_principal
from ledger.models import Loan
from ledger.outside.borrowing import OutsideTerms, outside_standings, pay_outside, receive, record_contract
from meetings.sheet.basis import prepare_sheet
from savings.verification import savings_differences
from tests.support.factories import START, make_member
from tests.support.lending import LENT, WEEK, arrears_by_ksm, decide, enter, make_group
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
# Five members x Rp1.000.000: the most that a first loan may be. 10 x (500.000 + 75.000).
TERMS = OutsideTerms(
    "UPK", "UPK Sejahtera", "012/UPK/2027", LENT, 5_000_000, Decimal("1.5"), "FLAT", 10, "MONTH"
)


@pytest.fixture
def ksm(bkm):
    ksm = make_group(bkm, cash=200_000)
    make_member(ksm)
    make_member(ksm)
    return ksm


def agree(ksm, **fields):
    return record_contract(ksm=ksm, terms=replace(TERMS, **fields), today=LENT)


def borrow(ksm, account=chart.KAS, **fields):
    loan = agree(ksm, **fields)
    receive(loan=loan, account=account, on=LENT, today=LENT, seen=mark_of(loan), by=None)
    loan.refresh_from_db()
    return loan


def refused(sentence, field):
    return pytest.raises(LedgerError, match=sentence, check=lambda error: error.field == field)


def repay(loan, amount, on=LENT + 5 * WEEK, account=chart.KAS, **fields):
    facts = {"on": on, "today": on, "seen": mark_of(loan), "by": None} | fields
    return pay_outside(loan=loan, amount=amount, account=account, **facts)


def in_order(ksm):
    return [*differences_of(ksm), *savings_differences(ksm)]


def test_a_contract_moves_no_money_and_what_arrives_is_owed(ksm):
    loan = agree(ksm)
    assert (loan.number, loan.state, loan.member, ksm.entries.count()) == ("L-01", "APPROVED", None, 1)
    receive(loan=loan, account=chart.BANK, on=LENT, today=LENT, seen=mark_of(loan), by=None)
    loan.refresh_from_db()
    account = balances(ksm, LENT)
    assert (account[chart.BANK], account[chart.UTANG_LUAR]) == (5_000_000, -5_000_000)
    assert [row.due_on for row in loan.installments.all()][:2] == [
        datetime.date(2027, 2, 6),
        datetime.date(2027, 3, 6),
    ]
    assert in_order(ksm) == []


def test_an_instalment_takes_principal_from_the_debt_and_jasa_as_a_cost(ksm):
    loan = borrow(ksm)
    repayment = repay(loan, 575_000)
    assert (repayment.principal, repayment.jasa, repayment.paid_from) == (500_000, 75_000, "GROUP")
    account = balances(ksm, LENT + 5 * WEEK)
    assert (account[chart.UTANG_LUAR], account[chart.JASA_PINJAMAN_LUAR]) == (-4_500_000, 75_000)
    assert account[chart.KAS] == 200_000 + 5_000_000 - 575_000
    [standing] = outside_standings(ksm, [loan], LENT + 5 * WEEK)
    assert (standing.outstanding, standing.unpaid_jasa, standing.arrears, standing.code) == (
        4_500_000,
        675_000,
        0,
        "DISBURSED",
    )
    assert in_order(ksm) == []


def test_the_two_levels_are_never_mixed(ksm):
    loan = borrow(ksm)
    day = LENT + 20 * WEEK
    assert outstanding_principal(ksm, day) == {}
    assert arrears_by_ksm([ksm.pk], day) == {}
    [standing] = outside_standings(ksm, [loan], day)
    assert (standing.arrears, standing.code) == (4 * 575_000, "ARREARS")
    basis = prepare_sheet(ksm=ksm, kind="EXTRA", scheduled_on=day, held_on=day)
    assert (list(basis.running), list(basis.approved), basis.dues) == ([], [], {})


def test_a_member_cannot_be_the_borrower_of_an_outside_loan(ksm):
    with pytest.raises(Exception, match="loan_member_borrows_from_group"):
        Loan.objects.create(ksm=ksm, member=ksm.members.first(), borrower="GROUP", lender="UPK", principal=1)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"principal": 5_000_001}, "principal", r"Rp1\.000\.000 per anggota, untuk 5 anggota Rp5\.000\.000"),
        ({"periods": 13}, "periods", "paling panjang 12 bulan"),
        ({"periods": 53, "unit": "WEEK"}, "periods", "paling panjang 12 bulan"),
        ({"periods": 2}, "periods", "paling pendek 3 bulan"),
        ({"agreed_on": LENT + DAY}, "agreed_on", "sesudah hari ini"),
        ({"agreed_on": LENT - 9 * WEEK}, "agreed_on", "sebelum KSM berdiri"),
        ({"rounding_step": 1_000_000}, "rounding_step", "terlalu besar"),
    ],
)
def test_a_contract_beyond_the_limits_is_refused_in_a_sentence(ksm, fields, field, sentence):
    with pytest.raises(RefusalError, match=sentence) as refused:
        agree(ksm, **fields)
    assert refused.value.field == field
    assert not Loan.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"periods": 12}, {"periods": 52, "unit": "WEEK"}, {"periods": 3}])
def test_a_contract_just_within_the_limits_is_taken(ksm, fields):
    assert agree(ksm, **fields).pk


def repaid(ksm, number, **fields):
    """A loan from UPK that came and was paid back to the last rupiah (10 x 575.000)."""
    enter(ksm, [Line(chart.KAS, chart.MODAL_AWAL, 6_000_000)], LENT)
    loan = borrow(ksm, contract=f"{number:03}/UPK/2027", **fields)
    [standing] = outside_standings(ksm, [loan], LENT)
    repay(loan, standing.outstanding + standing.unpaid_jasa, on=LENT)
    return loan


def test_a_cycle_counts_once_its_loan_is_repaid_and_four_are_the_most(ksm):
    repaid(ksm, 1)
    with pytest.raises(LedgerError, match=r"Rp3\.000\.000 per anggota"):
        agree(ksm, principal=15_000_001)
    for number in (2, 3, 4):
        repaid(ksm, number)
    with pytest.raises(LedgerError, match="paling banyak 4 kali"):
        agree(ksm)


def test_no_cycle_begins_while_one_runs_or_is_agreed_and_not_received(ksm):
    contract = agree(ksm)
    with refused(r"^Pinjaman UPK L-01 sudah disepakati dan belum diterima\.$", "lender"):
        agree(ksm, contract="013/UPK/2027")
    receive(loan=contract, account=chart.KAS, on=LENT, today=LENT, seen=mark_of(contract), by=None)
    with refused(r"^Pinjaman UPK L-01 belum lunas\.$", "lender"):
        agree(ksm, contract="013/UPK/2027")
    assert agree(ksm, lender="OTHER", lender_name="Bank Desa", contract="1").number == "L-02"


def test_a_contract_number_stands_once_for_a_lender(ksm):
    first = agree(ksm, lender="OTHER", lender_name="Bank Desa", contract="AB/1")
    with refused(r"^Nomor perjanjian ini sudah dipakai pinjaman L-01\.$", "contract"):
        agree(ksm, lender="OTHER", lender_name="bank desa ", contract=" ab/1")
    assert agree(ksm, lender="OTHER", lender_name="Koperasi", contract="AB/1").number == "L-02"
    Loan.objects.filter(pk=first.pk).update(state="REJECTED")
    assert agree(ksm, lender="OTHER", lender_name="Bank Desa", contract="AB/1").number == "L-03"


def test_before_week_13_upk_lends_for_a_written_reason_only(ksm):
    ksm.mentoring_started_on = LENT - 11 * WEEK - 6 * DAY
    ksm.save()
    with refused(r"^Pinjaman UPK mulai minggu 13; kelompok ini baru minggu 12\. Tulis", "limit_reason"):
        agree(ksm)
    assert agree(ksm, limit_reason=" Dana bergulir siap ").limit_reason == "Dana bergulir siap"
    Loan.objects.all().delete()
    ksm.mentoring_started_on -= DAY
    ksm.save()
    assert agree(ksm).limit_reason == ""


def test_the_limits_are_those_in_force_on_the_day_of_the_contract(ksm):
    rule = ProgramRule.objects.in_force_on(LENT)
    ProgramRule.objects.create(effective_from=LENT + DAY, first_loan_per_member=2_000_000)
    assert rule.first_loan_per_member == 1_000_000
    with pytest.raises(LedgerError):
        agree(ksm, principal=10_000_000)
    terms = replace(TERMS, principal=10_000_000, agreed_on=LENT + DAY)
    assert record_contract(ksm=ksm, terms=terms, today=LENT + DAY).principal == 10_000_000


def test_another_lender_has_its_own_limits(ksm):
    assert agree(ksm, lender="OTHER", lender_name="Bank Desa", principal=50_000_000, periods=24).pk


def test_it_pays_no_more_than_is_owed_nor_than_there_is(ksm):
    enter(ksm, [Line(chart.KAS, chart.DANA_SOSIAL, 900_000)], LENT)  # not the group's own cash
    loan = borrow(ksm)  # 5.200.000 of its own in the box; 5.750.000 owed
    with pytest.raises(LedgerError, match=r"Kas kelompok di kotak hanya Rp5\.200\.000"):
        repay(loan, 5_200_001)
    with pytest.raises(LedgerError, match=r"Kas kelompok di bank hanya Rp0"):
        repay(loan, 1, account=chart.BANK)
    repay(loan, 5_200_000)
    [standing] = outside_standings(ksm, [loan], LENT + 5 * WEEK)
    assert standing.outstanding + standing.unpaid_jasa == 550_000
    assert in_order(ksm) == []


def test_what_is_sent_twice_is_taken_once(ksm):
    loan = borrow(ksm)
    seen = mark_of(loan)
    repay(loan, 575_000, seen=seen)
    with pytest.raises(LedgerError, match="berubah sesudah halaman dibuka"):
        repay(loan, 575_000, seen=seen)


def test_an_instalment_of_a_meetings_day_is_in_the_cash_its_sheet_begins_with(mawar, sari):
    for _ in range(5):
        make_member(mawar)
    close(mawar, make_sheet(mawar, START), sari)  # 25.000 saved
    terms = replace(TERMS, lender="OTHER", principal=100_000, periods=1, agreed_on=START + DAY)
    loan = record_contract(ksm=mawar, terms=terms, today=START + DAY)
    day = START + WEEK
    receive(loan=loan, account=chart.KAS, on=START + DAY, today=day, seen=mark_of(loan), by=sari)
    loan.refresh_from_db()
    pay_outside(loan=loan, amount=101_500, account=chart.KAS, on=day, today=day, seen=mark_of(loan), by=sari)
    sheet = make_sheet(mawar, day)
    assert sheet.counted_cash == 25_000 + 100_000 - 101_500 + 25_000
    meeting = close(mawar, sheet, sari)
    assert (meeting.cash_difference, in_order(mawar)) == (0, [])
    with pytest.raises(LedgerError, match="sudah ditutup bersama pertemuan"):
        pay_outside(loan=loan, amount=1, account=chart.KAS, on=day, today=day, seen=mark_of(loan), by=sari)


@pytest.mark.parametrize("came_in", [0, 50_000])
def test_a_sheet_of_an_earlier_day_does_not_spend_what_was_paid_out_later(mawar, sari, came_in):
    """Nor does money help that came in on a still later day: on the days between it was not there."""
    for _ in range(5):
        make_member(mawar)
    terms = replace(TERMS, lender="OTHER", principal=100_000, periods=1, agreed_on=START)
    loan = record_contract(ksm=mawar, terms=terms, today=START)
    later = START + 2 * DAY
    receive(loan=loan, account=chart.KAS, on=START, today=later, seen=mark_of(loan), by=sari)
    loan.refresh_from_db()
    pay_outside(
        loan=loan, amount=100_000, account=chart.KAS, on=later, today=later, seen=mark_of(loan), by=sari
    )
    if came_in:
        enter(mawar, [Line(chart.KAS, chart.SUMBANGAN, came_in)], later + DAY)
    sheet = replace(make_sheet(mawar, START), to_bank=30_000)
    with pytest.raises(ValueError, match=r"sudah tercatat uang keluar Rp100\.000; kasnya kurang Rp5\.000"):
        close(mawar, replace(sheet, counted_cash=95_000), sari)


def test_no_act_on_a_members_loan_reaches_a_loan_from_outside(ksm):
    loan = borrow(ksm)
    with pytest.raises(LedgerError, match="utang kelompok, bukan pinjaman anggota"):
        settle_early(loan=loan, paid=5_000_000, full_jasa=False, decision=decide(LENT + WEEK))
    assert balances(ksm, LENT + WEEK)[chart.UTANG_LUAR] == -5_000_000
