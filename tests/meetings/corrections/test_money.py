"""Money of an older sheet: undone and entered again today, both visible, the books agreeing throughout."""

import datetime
from dataclasses import replace
from functools import partial
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from assessment.graduation.windows import judge_one
from assessment.standings import compute_standings, refresh_standings
from groups.models import Ksm
from ledger import chart
from ledger.books.cash_book import cash_book, cash_totals
from ledger.journal.balances import balances, member_savings
from ledger.journal.posting import book_of
from ledger.models import JournalEntry, Loan
from meetings.corrections.correcting import (
    MeetingError,
    money_change,
    repayment_change,
    standing_values,
)
from meetings.corrections.reopening import reopen_sheet
from meetings.models import Correction
from meetings.sheet.values import LoanPayment
from savings.models import Saving
from tests.support import corrections
from tests.support.corrections import differences, line_of, refused
from tests.support.factories import START, make_members
from tests.support.sheets import change_row, close, make_sheet, rich_sheet
from tests.support.trials import trials

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
TODAY = START + 2 * WEEK + datetime.timedelta(3)
WAJIB, SUKARELA = chart.TABUNGAN_WAJIB, chart.TABUNGAN_SUKARELA


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


def saved(ksm, member, account, on=TODAY) -> int:
    return member_savings(ksm, on).get(member.pk, {}).get(account, 0)


def test_a_deposit_for_the_wrong_member_is_undone_and_entered_again_today(ksm, sheets, sari, ratna):
    siti, wayan = ksm.members.all()[:2]
    line = line_of(sheets[0], SUKARELA, siti)
    asked = ask(sheets[0], [money_change(line.pk, 7000, wayan.pk)], sari)
    assert saved(ksm, siti, SUKARELA) == 7000
    corrected = answer(asked, ratna)
    assert (saved(ksm, siti, SUKARELA), saved(ksm, wayan, SUKARELA)) == (0, 7000)
    entry = corrected.entry
    assert (entry.kind, entry.date, entry.recorded_by) == (JournalEntry.Kind.OTHER, TODAY, ratna)
    assert entry.memo == f"Koreksi jurnal {sheets[0].entry.number} (02-06-2025): Uang tertukar"
    lines = [(one.debit_id, one.credit_id, one.amount, one.member) for one in entry.lines.order_by("pk")]
    assert lines == [(SUKARELA, chart.KAS, 7000, siti), (chart.KAS, SUKARELA, 7000, wayan)]
    rows = [(row.member, row.direction, row.amount) for row in Saving.objects.filter(entry=entry)]
    assert rows == [(siti, "OUT", 7000), (wayan, "IN", 7000)]
    assert differences(ksm) == []
    assert call_command("check_ledger") is None


def test_both_stay_visible_in_the_cash_book_and_the_old_entry_is_untouched(ksm, sheets, sari, ratna):
    siti = ksm.members.first()
    line = line_of(sheets[0], SUKARELA, siti)
    before = list(sheets[0].entry.lines.values_list("pk", "amount", "member_id"))
    number = answer(ask(sheets[0], [money_change(line.pk, 6000, siti.pk)], sari), ratna).entry.number
    sheets[0].refresh_from_db()
    assert list(sheets[0].entry.lines.values_list("pk", "amount", "member_id")) == before
    rows = [row for row in cash_book(ksm, cash_totals(ksm, START, TODAY)).rows if row.entry_number == number]
    assert [(row.text, row.incoming, row.outgoing) for row in rows] == [
        (f"Pembatalan dari jurnal 1: Tabungan sukarela, {siti.name}", 0, 7000),
        (f"Tabungan sukarela (koreksi jurnal 1), {siti.name}", 6000, 0),
    ]
    assert saved(ksm, siti, SUKARELA, TODAY - datetime.timedelta(1)) == 7000


@pytest.mark.parametrize(
    ("account", "amount", "cash"),
    [
        (chart.DENDA, 1500, 1000),
        (chart.DENDA, 0, -500),
        (chart.BIAYA_ATK, 500, 1500),
        (chart.BIAYA_ATK, 0, 2000),
        (chart.BANK, 2500, -1500),
    ],
)
def test_a_fine_a_purchase_and_bank_money_are_corrected(ksm, sheets, sari, ratna, account, amount, cash):
    before = balances(ksm, TODAY)
    line = line_of(sheets[0], account)
    answer(ask(sheets[0], [money_change(line.pk, amount, line.member_id)], sari), ratna)
    after = balances(ksm, TODAY)
    assert after[chart.KAS] - before[chart.KAS] == cash
    assert after[account] - before[account] == -cash
    assert differences(ksm) == []


def test_a_deposit_that_never_was_is_only_undone(ksm, sheets, sari, ratna):
    siti = ksm.members.first()
    line = line_of(sheets[0], WAJIB, siti)
    corrected = answer(ask(sheets[0], [money_change(line.pk, 0, siti.pk)], sari), ratna)
    assert corrected.entry.lines.count() == 1
    assert "line" not in corrected.changes[0]
    assert ("money", line.pk) not in standing_values(sheets[0])


def test_a_withdrawal_is_corrected(ksm, sari, ratna):
    siti = ksm.members.first()
    sheet = change_row(make_sheet(ksm, START), 0, sukarela=9000)
    close(ksm, replace(sheet, counted_cash=34_000), sari)
    sheet = change_row(make_sheet(ksm, START + WEEK), 0, withdrawal=4000)
    second = close(ksm, replace(sheet, counted_cash=55_000), sari)
    close(ksm, make_sheet(ksm, START + 2 * WEEK), sari)
    line = line_of(second, SUKARELA, siti)
    corrected = answer(ask(second, [money_change(line.pk, 1000, siti.pk)], sari), ratna)
    assert saved(ksm, siti, SUKARELA) == 8000
    assert differences(ksm) == []
    entered = corrected.changes[0]["line"]
    refused("kurang dari nol", ask, second, [money_change(entered, 10_000, siti.pk)], sari)


def test_what_a_correction_entered_can_be_corrected_again_and_what_it_undid_cannot(ksm, sheets, sari, ratna):
    # BUG-054: each derived entry once, never a line undone twice.
    siti, wayan = ksm.members.all()[:2]
    line = line_of(sheets[0], SUKARELA, siti)
    first = answer(ask(sheets[0], [money_change(line.pk, 7000, wayan.pk)], sari), ratna)
    refused("tidak ada di lembar ini", ask, sheets[0], [money_change(line.pk, 1, siti.pk)], sari)
    entered = first.changes[0]["line"]
    answer(ask(sheets[0], [money_change(entered, 2000, wayan.pk)], sari), ratna)
    assert (saved(ksm, siti, SUKARELA), saved(ksm, wayan, SUKARELA)) == (0, 2000)
    assert differences(ksm) == []


def test_corrected_money_never_changes_the_savings_criterion(ksm, sheets, sari, ratna):
    siti = ksm.members.first()
    savings = judge_one(ksm, TODAY)[0].meetings[0].savers
    line = line_of(sheets[0], WAJIB, siti)
    answer(ask(sheets[0], [money_change(line.pk, 0, siti.pk)], sari), ratna)
    facts = judge_one(Ksm.objects.get(pk=ksm.pk), TODAY)[0].meetings
    assert facts[0].savers == savings
    assert siti.pk in facts[0].savers


def test_it_is_refused_on_a_day_closed_by_a_sheet(ksm, sheets, sari, ratna):
    # BUG-054: nothing is dated on or before the last closed sheet (J6).
    line = line_of(sheets[0], chart.DENDA)
    asked = ask(sheets[0], [money_change(line.pk, 0, line.member_id)], sari)
    refused("sudah ditutup bersama pertemuan", answer, asked, ratna, today=START + 2 * WEEK)
    assert Correction.objects.get().state == "WAITING"
    assert book_of(ksm).last_entry_number == 3
    answer(asked, ratna, today=START + 2 * WEEK + datetime.timedelta(1))


def test_savings_and_cash_never_fall_below_zero(ksm, sari, ratna):
    siti, wayan = ksm.members.all()[:2]
    sheet = change_row(make_sheet(ksm, START), 0, sukarela=9000)
    first = close(ksm, replace(sheet, counted_cash=34_000), sari)
    sheet = change_row(make_sheet(ksm, START + WEEK, wajib=0), 0, withdrawal=4000)
    close(ksm, replace(sheet, counted_cash=0, to_bank=30_000), sari)
    line = line_of(first, SUKARELA, siti)
    day = START + 2 * WEEK
    refused("Kas tinggal Rp0", ask, first, [money_change(line.pk, 8000, siti.pk)], sari, today=day)
    sentence = f"Tabungan {siti.name} akan kurang dari nol"
    refused(sentence, ask, first, [money_change(line.pk, 9000, wayan.pk)], sari, today=day)
    assert not Correction.objects.exists()


def test_it_refuses_amounts_and_members_that_cannot_be(ksm, sheets, sari):
    siti, wayan = ksm.members.all()[:2]
    newcomer = make_members(ksm, 1, joined_on=START + WEEK)[0]
    fine, pen = line_of(sheets[0], chart.DENDA, siti), line_of(sheets[0], chart.BIAYA_ATK)
    refused("antara 0 dan", ask, sheets[0], [money_change(fine.pk, -1, siti.pk)], sari)
    refused("antara 0 dan", ask, sheets[0], [money_change(fine.pk, 10**11, siti.pk)], sari)
    refused("tercantum di lembar", ask, sheets[0], [money_change(fine.pk, 500, newcomer.pk)], sari)
    refused("dari anggota ke kelompok", ask, sheets[0], [money_change(fine.pk, 500, None)], sari)
    refused("dari anggota ke kelompok", ask, sheets[0], [money_change(pen.pk, 500, siti.pk)], sari)
    wayan.left_on = TODAY
    wayan.save()
    refused("sudah keluar", ask, sheets[0], [money_change(fine.pk, 500, wayan.pk)], sari)


def test_loans_and_other_sheets_lines_are_not_corrected_here(ksm, sheets, sari):
    loan_line = line_of(sheets[0], chart.PIUTANG_ANGGOTA)
    foreign = line_of(sheets[1], WAJIB)
    for line in (loan_line, foreign):
        refused("tidak dikoreksi di sini", ask, sheets[0], [money_change(line.pk, 1, None)], sari)


def test_a_sheet_whose_money_was_corrected_is_not_reopened(ksm, sheets, sari, ratna):
    """Undoing its own entry would undo the corrected line twice."""
    line = line_of(sheets[1], WAJIB)
    answer(ask(sheets[1], [money_change(line.pk, 4000, line.member_id)], sari), ratna)
    reopen_sheet(meeting=sheets[2], reason="Salah", by=sari)
    refused("sudah dikoreksi", reopen_sheet, meeting=sheets[1], reason="Salah", by=sari)
    assert differences(ksm) == []


def test_the_last_sheet_is_not_reopened_where_a_correction_lives_on_its_savings(ksm, sari, ratna):
    siti = ksm.members.first()
    sheet = change_row(make_sheet(ksm, START), 0, sukarela=5000)
    first = close(ksm, replace(sheet, counted_cash=30_000), sari)
    sheet = change_row(make_sheet(ksm, START + WEEK), 0, withdrawal=5000)
    close(ksm, replace(sheet, counted_cash=50_000), sari)
    sheet = change_row(make_sheet(ksm, START + 2 * WEEK), 0, sukarela=8000)
    last = close(ksm, replace(sheet, counted_cash=83_000), sari)
    line = line_of(first, SUKARELA, siti)
    answer(ask(first, [money_change(line.pk, 0, siti.pk)], sari), ratna)
    refused("sudah dipakai sesudahnya", reopen_sheet, meeting=last, reason="Salah", by=sari)
    assert differences(ksm) == []


def test_the_standing_equals_a_recomputation_after_money_moved(ksm, sheets, sari, ratna):
    now = timezone.make_aware(datetime.datetime.combine(TODAY, datetime.time(12)))
    refresh_standings(Ksm.objects.all(), now=now)
    line = line_of(sheets[0], WAJIB)
    answer(ask(sheets[0], [money_change(line.pk, 2000, line.member_id)], sari), ratna)
    assert refresh_standings(Ksm.objects.all(), now=now) == 1
    [computed] = compute_standings([Ksm.objects.get(pk=ksm.pk)], TODAY)
    stored = type(computed).objects.get(ksm=ksm)
    names = ("cash", "savings_total", "loans_outstanding", "arrears", "figures", "state")
    assert [getattr(stored, name) for name in names] == [getattr(computed, name) for name in names]
    assert stored.savings_total == 5000 * 15 + 17_000 - 3000


@pytest.mark.long
@settings(
    max_examples=trials(8, 150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_books_agree_after_any_corrections(ksm, sheets, sari, ratna, data):
    """Whatever is asked: it is refused, or applied with every book agreeing and nothing below zero."""
    with transaction.atomic():
        members = list(ksm.members.all())
        for step in range(data.draw(st.integers(1, 3))):
            meeting = sheets[data.draw(st.integers(0, 1))]
            changes = _any_changes(data, meeting, members)
            today = TODAY + datetime.timedelta(step)
            try:
                answer(ask(meeting, changes, sari, today=today), ratna, today=today)
                event("applied")
            except MeetingError as error:
                event(str(error)[:40])
                Correction.objects.filter(state="WAITING").delete()
            assert differences(ksm) == []
            assert min(balances(ksm, today)[account] for account in (chart.KAS, chart.BANK)) >= 0
        transaction.set_rollback(True)


def _any_changes(data, meeting, members) -> list:
    changes = []
    for (part, key), value in standing_values(meeting).items():
        if part not in ("money", "repayment"):
            continue
        amount = data.draw(st.sampled_from([None, None, None, 0, 1, 1000, 25_000]))
        who = data.draw(st.integers(0, len(members) - 1))
        if amount is None:
            continue
        if part == "money":
            changes.append(money_change(key, amount, members[who].pk if value["member"] else None))
        else:
            changes.append(repayment_change(key, loan_id=value["loan"], amount=amount))
    return changes


def test_nothing_is_applied_when_the_books_fail_halfway(ksm, sheets, sari, ratna):
    line = line_of(sheets[0], WAJIB)
    asked = ask(sheets[0], [money_change(line.pk, 2000, line.member_id)], sari)
    with (
        mock.patch("meetings.corrections.money.store_movements", side_effect=MeetingError("gagal")),
        pytest.raises(MeetingError),
    ):
        answer(asked, ratna)
    assert book_of(ksm).last_entry_number == 3
    assert Correction.objects.get().state == "WAITING"
