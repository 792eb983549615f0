"""Debts taken out of the books by two people, what still comes in on them, and deaths of borrowers."""

import datetime

import pytest
from django.utils import timezone

from ksm.refusals import RefusalError
from ledger import chart
from ledger.acts.act import mark_of
from ledger.acts.writing_off import answer_write_off, propose_write_off, record_death, recover
from ledger.journal.balances import balances, cash_by_fund
from ledger.journal.posting import LedgerError
from ledger.journal.verification import differences_of
from ledger.loans.cards import loan_rows
from ledger.loans.owed import left_over
from ledger.models import Fund, Loan, LoanEvent
from savings.models import Saving
from savings.saving import Movement, store_movements
from savings.setting_off import set_off
from savings.verification import savings_differences
from tests.support.lending import LENT, WEEK, arrears_by_ksm, decide, enter, lend, make_group, pay
from tests.support.waiting import waiting

pytestmark = pytest.mark.django_db
DAY = LENT + 3 * WEEK


@pytest.fixture
def ksm(bkm):
    return make_group(bkm)


@pytest.fixture
def loan(ksm):
    """400.000 in four weeks at 1%, of which the first is paid: 300.000 and two jasa of 4.000 are due."""
    loan = lend(ksm, principal=400_000, periods=4, rate_percent=1)
    pay(loan, 104_000, LENT + WEEK)
    return loan


def in_order(ksm):
    return [*differences_of(ksm), *savings_differences(ksm)]


def write_off(loan, sari, ratna, approve=True):
    event = propose_write_off(loan=loan, decision=decide(DAY, sari))
    return answer_write_off(
        event=event, approve=approve, answer="Setuju", by=ratna, today=DAY, now=timezone.now()
    )


def test_a_write_off_waits_and_changes_no_figure(ksm, loan, sari):
    event = propose_write_off(loan=loan, decision=decide(DAY, sari))
    assert (event.state, event.principal, event.jasa, event.entry) == ("WAITING", 300_000, 8_000, None)
    assert balances(ksm, DAY)[chart.PIUTANG_ANGGOTA] == 300_000
    with pytest.raises(LedgerError, match="sudah menunggu"):
        propose_write_off(loan=loan, decision=decide(DAY, sari))


def test_nobody_approves_their_own_proposal(loan, sari):
    event = propose_write_off(loan=loan, decision=decide(DAY, sari))
    with pytest.raises(LedgerError, match="tidak dapat disetujui sendiri"):
        answer_write_off(event=event, approve=True, answer="", by=sari, today=DAY, now=timezone.now())
    loan.refresh_from_db()
    assert loan.written_off_on is None


def test_approved_it_is_a_cost_and_the_debt_stays_visible(ksm, loan, sari, ratna):
    event = write_off(loan, sari, ratna)
    loan.refresh_from_db()
    assert (event.state, event.answered_by, event.date) == ("DONE", ratna, DAY)
    account = balances(ksm, DAY)
    assert (account[chart.PENGHAPUSAN], account[chart.PIUTANG_ANGGOTA]) == (300_000, 0)
    assert arrears_by_ksm([ksm.pk], DAY + WEEK) == {}
    [row] = loan_rows([loan], ksm, DAY)
    assert (row.outstanding, row.still_owed, row.code) == (0, 308_000, "WRITTEN_OFF")
    assert in_order(ksm) == []


def test_refused_it_leaves_the_loan_running_and_may_be_asked_again(ksm, loan, sari, ratna):
    event = write_off(loan, sari, ratna, approve=False)
    assert (event.state, ksm.entries.filter(memo__startswith="Penghapus").count()) == ("REFUSED", 0)
    write_off(loan, sari, ratna)
    assert in_order(ksm) == []


def test_it_counts_what_is_owed_on_the_day_of_the_answer(ksm, loan, sari, ratna):
    event = propose_write_off(loan=loan, decision=decide(DAY - WEEK, sari))
    pay(loan, 104_000, DAY)  # both jasa that are due, 8.000, and 96.000 of principal
    answered = answer_write_off(event=event, approve=True, answer="", by=ratna, today=DAY, now=timezone.now())
    assert (answered.principal, answered.jasa) == (204_000, 0)
    assert in_order(ksm) == []


def test_what_comes_in_later_is_income_principal_first(ksm, loan, sari, ratna):
    write_off(loan, sari, ratna)
    later = DAY + WEEK
    recover(loan=loan, amount=100_000, decision=decide(later))
    event = recover(loan=loan, amount=204_000, decision=decide(later))
    assert (event.principal, event.jasa) == (200_000, 4_000)
    loan.refresh_from_db()
    assert left_over([loan])[loan.pk].total == 4_000
    assert balances(ksm, later)[chart.PEMULIHAN] == -304_000
    with pytest.raises(LedgerError, match=r"hanya Rp4\.000"):
        recover(loan=loan, amount=4_001, decision=decide(later))
    recover(loan=loan, amount=4_000, decision=decide(later))
    assert in_order(ksm) == []


def test_a_written_off_loan_takes_no_instalment_and_a_running_one_no_recovery(loan, sari, ratna):
    with pytest.raises(LedgerError, match="catat sebagai angsuran"):
        recover(loan=loan, amount=1_000, decision=decide(DAY))
    write_off(loan, sari, ratna)
    with pytest.raises(ValueError, match="melebihi seluruh sisa kewajiban Rp0"):
        pay(loan, 1_000, DAY)


def test_what_was_seen_before_somebody_else_acted_is_refused(loan, sari):
    seen = mark_of(loan)
    propose_write_off(loan=loan, decision=decide(DAY, sari, seen=seen))
    with pytest.raises(LedgerError, match="berubah sesudah halaman dibuka"):
        propose_write_off(loan=loan, decision=decide(DAY, sari, seen=seen))


def test_a_death_is_written_down_and_changes_nothing_by_itself(ksm, loan):
    died = DAY - datetime.timedelta(days=2)
    event = record_death(loan=loan, died_on=died, way="HEIR", heir="Sumiati", decision=decide(DAY))
    assert event.details == {"died_on": died.isoformat(), "way": "HEIR", "heir": "Sumiati"}
    assert (event.principal, event.jasa, event.entry) == (300_000, 8_000, None)
    loan.refresh_from_db()
    assert (loan.changed_on, loan.schedule_version) == (None, 1)
    with pytest.raises(LedgerError, match="sudah dicatat"):
        record_death(loan=loan, died_on=died, way="HEIR", heir="Sumiati", decision=decide(DAY))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"died_on": DAY + WEEK}, "died_on"),
        ({"died_on": LENT - WEEK}, "died_on"),
        ({"heir": ""}, "heir"),
    ],
)
def test_a_death_that_cannot_be_is_refused_beside_its_field(loan, fields, field):
    facts = {"died_on": DAY, "way": "HEIR", "heir": "Sumiati"} | fields
    with pytest.raises(LedgerError) as refused:
        record_death(loan=loan, decision=decide(DAY), **facts)
    assert refused.value.field == field
    assert not LoanEvent.objects.exists()


@pytest.fixture
def saved(ksm, loan):
    """The borrower has saved 100.000 wajib and 50.000 sukarela."""
    movements = [
        Movement(loan.member_id, Saving.Kind.WAJIB, 100_000),
        Movement(loan.member_id, Saving.Kind.SUKARELA, 50_000),
    ]
    entry = enter(ksm, [movement.line() for movement in movements], LENT + WEEK)
    store_movements(ksm=ksm, entry_of={0: entry, 1: entry}, movements=movements)


def test_savings_pay_jasa_and_principal_without_cash(ksm, loan, saved):
    cash = balances(ksm, DAY)[chart.KAS]
    amounts = {Saving.Kind.SUKARELA: 50_000, Saving.Kind.WAJIB: 80_000}
    event = set_off(loan=loan, amounts=amounts, decision=decide(DAY))
    assert (event.principal, event.jasa) == (122_000, 8_000)
    account = balances(ksm, DAY)
    assert (account[chart.KAS], account[chart.PIUTANG_ANGGOTA]) == (cash, 178_000)
    assert (account[chart.TABUNGAN_WAJIB], account[chart.TABUNGAN_SUKARELA]) == (-20_000, 0)
    assert in_order(ksm) == []


def test_savings_pay_principal_back_to_the_fund_that_lent_it(ksm, loan, saved):
    loan.lines.update(fund=Fund.BLM)
    Loan.objects.filter(pk=loan.pk).update(fund=Fund.BLM)
    before = cash_by_fund(ksm, DAY)
    set_off(loan=loan, amounts={Saving.Kind.WAJIB: 100_000}, decision=decide(DAY))
    after = cash_by_fund(ksm, DAY)  # 8.000 of it is jasa
    assert (after[Fund.BLM] - before[Fund.BLM], after[Fund.KAS] - before[Fund.KAS]) == (92_000, -92_000)
    assert savings_differences(ksm) == []


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ({"WAJIB": 100_001}, "Penarikan melebihi tabungan wajib"),
        ({"WAJIB": 0}, "Isi paling sedikit satu jumlah"),
    ],
)
def test_it_takes_no_more_than_is_saved(ksm, loan, saved, amounts, sentence):
    with pytest.raises(LedgerError, match=sentence):
        set_off(loan=loan, amounts=amounts, decision=decide(DAY))
    assert balances(ksm, DAY)[chart.TABUNGAN_WAJIB] == -100_000


def test_it_takes_no_more_from_savings_than_is_owed(ksm, loan, saved):
    pay(loan, 302_000, DAY)  # 10.000 are left of 312.000
    with pytest.raises(RefusalError, match=r"melebihi seluruh sisa kewajiban Rp10\.000"):
        set_off(loan=loan, amounts={"WAJIB": 10_001}, decision=decide(DAY))
    set_off(loan=loan, amounts={"WAJIB": 10_000}, decision=decide(DAY))
    assert in_order(ksm) == []


def test_a_proposed_write_off_waits_on_the_page_of_the_week(loan, sari, ratna, as_user):
    event = propose_write_off(loan=loan, decision=decide(DAY, sari, reason="Pindah kota"))
    page = as_user(ratna).get("/minggu-ini/")
    [task] = waiting(page, "hapus-buku")
    assert task.words == "pinjaman P-01"
    assert task.url == f"/ksm/{loan.ksm_id}/pinjaman/keputusan/{event.pk}/jawab/"
    assert "Pindah kota" in page.content.decode()
