"""Tranches of BLM Sosial: money into the fund, the lock of the LPJ, returned to the BKM, undone by two."""

import datetime

import pytest

from groups.refusals import GroupError
from ledger import chart
from ledger.blm.accountability import answer_report, use_against_plan
from ledger.blm.tranches import return_to_bkm, returnable, undo_movement
from ledger.journal.balances import balances, cash_by_fund
from ledger.journal.posting import Line, post
from ledger.journal.verification import differences_of
from ledger.models import Fund, GrantMovement
from tests.support.blm import DAY, accept, agreed, make_paid, pay, report
from tests.support.factories import make_members, make_user
from tests.support.sheets import close, make_sheet

pytestmark = pytest.mark.django_db
TOMORROW = DAY + datetime.timedelta(days=1)


@pytest.fixture
def mawar(mawar):
    make_members(mawar, 5)
    return mawar


@pytest.fixture
def grant(mawar, sari, joko, ratna):
    return agreed(mawar, sari, joko, ratna)


def refused(sentence, field=None):
    return pytest.raises(GroupError, match=sentence, check=lambda error: error.field == field)


def give_back(grant, by, amount, on=DAY, place="CASH"):
    return return_to_bkm(grant=grant, amount=amount, on=on, place=place, note="", by=by, today=on)


def undo(movement, by, reason="Salah tanggal", on=DAY):
    return undo_movement(movement=movement, on=on, reason=reason, by=by, today=on)


def test_a_tranche_arrives_in_the_blm_fund_of_the_groups_own_books(grant, mawar, ratna):
    pay(grant, 1, ratna)
    assert balances(mawar, DAY) == {chart.KAS: 600_000, chart.DANA_BLM: -600_000}
    assert cash_by_fund(mawar, DAY) == {Fund.BLM: 600_000}
    assert differences_of(mawar) == []


def test_it_may_arrive_at_the_bank(grant, mawar, ratna):
    pay(grant, 1, ratna, place="BANK")
    assert balances(mawar, DAY) == {chart.BANK: 600_000, chart.DANA_BLM: -600_000}


def test_the_next_tranche_is_locked_until_the_lpj_before_it_is_accepted(grant, sari, joko, ratna):
    with refused("Tahap 1 belum dicairkan"):
        pay(grant, 2, ratna)
    pay(grant, 1, ratna)
    with refused("sudah dicairkan"):
        pay(grant, 1, ratna)
    with refused("LPJ tahap 1 belum diterima"):
        pay(grant, 2, ratna)
    written = report(grant, 1, sari)
    with refused("LPJ tahap 1 belum diterima"):
        pay(grant, 2, ratna)
    answer_report(report=written, accept=False, reason="Kuitansi kurang", by=joko, today=DAY)
    with refused("LPJ tahap 1 belum diterima"):
        pay(grant, 2, ratna)
    accept(report(grant, 1, sari), joko)
    assert pay(grant, 2, ratna).amount == 400_000


def test_a_day_must_be_open_and_not_before_the_agreement(grant, mawar, sari, ratna):
    with refused("sesudah hari ini", "on"):
        pay(grant, 1, ratna, on=TOMORROW, today=DAY)
    with refused("sebelum tanggal perjanjian", "on"):
        pay(grant, 1, ratna, on=DAY - datetime.timedelta(days=1))
    close(mawar, make_sheet(mawar, DAY, gaps_reason="Libur panen"), sari)
    with refused("sudah ditutup bersama pertemuan", "on"):
        pay(grant, 1, ratna)
    assert pay(grant, 1, ratna, on=TOMORROW).amount == 600_000


def test_an_lpj_fits_what_was_paid_and_is_checked_by_another(grant, sari, joko, ratna):
    with refused("Tahap 1 belum dicairkan"):
        report(grant, 1, sari)
    pay(grant, 1, ratna)
    with refused("paling sedikit satu baris"):
        report(grant, 1, sari, blm=0)
    with refused("dipakai Rp600.001, padahal baru dicairkan Rp600.000"):
        report(grant, 1, sari, blm=600_001)
    written = report(grant, 1, sari)
    with refused("sudah dikirim"):
        report(grant, 1, sari)
    with refused("tidak boleh memeriksanya sendiri"):
        accept(written, sari)
    with refused("harus diperbaiki", "reason"):
        answer_report(report=written, accept=False, reason=" ", by=joko, today=DAY)
    accept(written, joko)
    with refused("sudah dijawab"):
        accept(written, joko)


def test_unused_money_of_a_tranche_may_be_used_in_the_next(grant, sari, joko, ratna):
    pay(grant, 1, ratna)
    accept(report(grant, 1, sari, blm=500_000), joko)
    pay(grant, 2, ratna)
    with refused("dipakai Rp1.000.001"):
        report(grant, 2, sari, blm=500_001)
    lines, total = use_against_plan(report(grant, 2, sari, blm=300_000, swadaya=100_000))
    first, second = lines
    assert (first.before.blm, first.now.blm, first.used_swadaya, first.left) == (
        500_000,
        300_000,
        100_000,
        -100_000,
    )
    assert (first.share.numerator, first.share.denominator) == (9, 8)
    assert (second.used_blm, second.left) == (0, 400_000)
    assert (total.used_blm, total.left) == (800_000, 300_000)


def test_a_wrong_payment_is_undone_by_a_second_person_with_a_reason(grant, mawar, joko, ratna):
    movement = pay(grant, 1, ratna)
    with refused("tidak boleh membatalkan sendiri"):
        undo(movement, ratna)
    with refused("Tulis alasan", "reason"):
        undo(movement, joko, reason=" ")
    undo(movement, joko)
    assert balances(mawar, DAY) == {chart.KAS: 0, chart.DANA_BLM: 0}
    assert differences_of(mawar) == []
    assert pay(grant, 1, ratna).tranche == movement.tranche
    assert differences_of(mawar) == []
    with refused("sudah dibatalkan"):
        undo(movement, joko)


def test_nothing_is_undone_under_an_lpj_or_a_later_tranche_or_after_the_money_is_gone(
    grant, mawar, sari, joko, ratna
):
    first = pay(grant, 1, ratna)
    written = report(grant, 1, sari)
    with refused("Kembalikan dulu LPJ itu"):
        undo(first, joko)
    accept(written, joko)
    with refused("LPJ tahap ini sudah diterima"):
        undo(first, joko)
    second = pay(grant, 2, ratna)
    with refused("Tahap sesudahnya sudah dicairkan"):
        undo(first, joko)
    spent = Line(chart.PIUTANG_ANGGOTA, chart.KAS, 600_001, fund=Fund.BLM)
    post(ksm=mawar, date=DAY, kind="OTHER", memo="Pinjaman", lines=[spent], by=sari)
    with refused("dana BLM di kas dan bank tinggal Rp399.999"):
        undo(second, joko)


def test_principal_returns_only_where_agreed_and_never_more_than_was_received(mawar, sari, joko, ratna):
    grant = agreed(mawar, sari, joko, ratna, principal_returns="RETURNS", return_installments=10)
    pay(grant, 1, ratna)
    with refused("masih harus dikembalikan Rp600.000", "amount"):
        give_back(grant, sari, 600_001)
    give_back(grant, sari, 200_000)
    assert returnable(grant) == 400_000
    assert cash_by_fund(mawar, DAY) == {Fund.BLM: 400_000}
    assert differences_of(mawar) == []
    spent = Line(chart.PIUTANG_ANGGOTA, chart.KAS, 300_000, fund=Fund.BLM)
    post(ksm=mawar, date=DAY, kind="OTHER", memo="Pinjaman", lines=[spent], by=sari)
    with refused("tinggal Rp100.000", "amount"):
        give_back(grant, sari, 100_001)
    give_back(grant, sari, 100_000)
    movement = GrantMovement.objects.filter(tranche=None).last()
    undo(movement, ratna)
    assert returnable(grant) == 400_000


def test_principal_returns_from_where_it_lies_and_not_if_it_was_spent_later(mawar, sari, joko, ratna):
    grant = agreed(mawar, sari, joko, ratna, principal_returns="RETURNS", return_installments=10)
    pay(grant, 1, ratna)
    to_bank = Line(chart.BANK, chart.KAS, 150_000, fund=Fund.BLM)
    post(ksm=mawar, date=DAY, kind="OTHER", memo="Ke bank", lines=[to_bank], by=sari)
    with refused("Uang di bank tinggal Rp150.000", "amount"):
        give_back(grant, sari, 150_001, place="BANK")
    with refused("Uang di kotak tinggal Rp450.000", "amount"):
        give_back(grant, sari, 450_001)
    give_back(grant, sari, 150_000, place="BANK")
    spent = Line(chart.PIUTANG_ANGGOTA, chart.KAS, 300_000, fund=Fund.BLM)
    post(ksm=mawar, date=TOMORROW, kind="OTHER", memo="Pinjaman", lines=[spent], by=sari)
    with refused("dana BLM di kas dan bank tinggal Rp150.000", "amount"):
        give_back(grant, sari, 150_001)
    give_back(grant, sari, 150_000)
    assert cash_by_fund(mawar, TOMORROW) == {Fund.BLM: 0}


def test_principal_that_stays_is_not_returned(grant, sari, ratna):
    pay(grant, 1, ratna)
    with refused("tetap bergulir di KSM"):
        give_back(grant, sari, 1)


def test_check_ledger_names_money_of_the_fund_that_no_tranche_explains(mawar):
    make_paid(mawar)
    stray = Line(chart.KAS, chart.DANA_BLM, 1_000)
    post(ksm=mawar, date=DAY, kind="OTHER", memo="Salah akun", lines=[stray], by=make_user())
    [found] = differences_of(mawar)
    assert (found.subject, found.recorded, found.expected) == ("Dana BLM Sosial", 601_000, 600_000)
