"""Closing a sheet: everything it says is recorded at once, or nothing."""

import datetime
from dataclasses import replace

import pytest

from ledger import chart
from ledger.journal.balances import balances
from ledger.loans.lending import LoanTerms
from ledger.models import Book, JournalEntry, Loan, Repayment
from meetings.models import Attendance, Meeting
from meetings.sheet import recording
from meetings.sheet.values import AgendaMark, BookMark, CashItem, Disbursement, LoanPayment, SheetError
from savings.models import Saving
from tests.support.factories import START, make_facilitator, make_ksm, make_members
from tests.support.sheets import change_row, close, make_sheet

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def mawar():
    ksm = make_ksm(name="KSM Mawar")
    make_members(ksm, 5)
    return ksm


@pytest.fixture
def sari():
    return make_facilitator("sari")


def terms(member, principal=20000, **fields):
    facts = {"rate_percent": 1, "method": "FLAT", "periods": 4, "unit": "WEEK", "purpose": "Warung"}
    return LoanTerms(member_id=member.pk, principal=principal, **(facts | fields))


def faults_of(ksm, sheet, by, **who) -> list[tuple]:
    with pytest.raises(SheetError) as refusal:
        close(ksm, sheet, by, **who)
    return [(fault.part, fault.name, fault.sentence) for fault in refusal.value.faults]


def test_it_records_attendance_savings_and_one_balanced_entry(mawar, sari):
    meeting = close(mawar, make_sheet(mawar, START), sari)
    assert meeting.state == Meeting.State.CLOSED
    assert list(meeting.attendance.values_list("status", flat=True)) == ["H"] * 5
    assert Saving.objects.filter(entry=meeting.entry).count() == 5
    assert balances(mawar, START) == {chart.KAS: 25000, chart.TABUNGAN_WAJIB: -25000}
    assert mawar.book.closed_through == START


def test_it_refuses_an_untouched_sheet_because_nobody_is_marked(mawar, sari):
    # BUG-034: an empty sheet is never a full house.
    sheet = make_sheet(mawar, START)
    sheet = replace(sheet, rows=tuple(replace(row, attendance="") for row in sheet.rows))
    assert faults_of(mawar, sheet, sari) == [("row", "attendance", "Kehadiran belum diisi.")] * 5
    assert not Meeting.objects.exists()
    assert not JournalEntry.objects.exists()


def test_it_lends_only_up_to_the_cash_of_the_day(mawar, sari):
    member = mawar.members.first()
    sheet = make_sheet(mawar, START)
    too_much = replace(sheet, disbursements=(Disbursement(0, None, terms(member, 25001)),))
    assert faults_of(mawar, too_much, sari) == [
        ("loan", "principal", "Kas hari ini tinggal Rp25.000, tidak cukup untuk pinjaman ini.")
    ]
    assert not Loan.objects.exists()
    just_enough = replace(sheet, disbursements=(Disbursement(0, None, terms(member, 25000)),), counted_cash=0)
    meeting = close(mawar, just_enough, sari)
    loan = Loan.objects.get()
    assert (loan.number, loan.state, loan.entry) == ("P-01", Loan.State.DISBURSED, meeting.entry)
    assert [(row.due_on, row.principal, row.jasa) for row in loan.installments.all()] == [
        (START + WEEK * n, 6250, 250) for n in (1, 2, 3, 4)
    ]
    assert balances(mawar, START)[chart.KAS] == 0


def test_it_takes_repayments_fines_other_cash_and_tanggung_renteng(mawar, sari):
    # BUG-027: the fine stands in its own account and is counted once.
    member = mawar.members.first()
    sheet = make_sheet(mawar, START)
    lend = replace(sheet, disbursements=(Disbursement(0, None, terms(member)),), counted_cash=5000)
    close(mawar, lend, sari)
    loan = Loan.objects.get()
    sheet = make_sheet(mawar, START + WEEK, wajib=0)
    sheet = change_row(sheet, 0, fine=1000, payments=(LoanPayment(loan.pk, 5200, tanggung_renteng=True),))
    sheet = replace(
        sheet,
        cash_items=(CashItem(0, "Buku tulis", chart.BIAYA_ATK, -3000),),
        to_bank=2000,
        counted_cash=5000 + 1000 + 5200 - 3000 - 2000,
    )
    close(mawar, sheet, sari)
    assert balances(mawar, START + WEEK) == {
        chart.KAS: 6200,
        chart.BANK: 2000,
        chart.PIUTANG_ANGGOTA: 15000,
        chart.PIUTANG_TANGGUNG_RENTENG: 5200,
        chart.TABUNGAN_WAJIB: -25000,
        chart.TITIPAN_PENANGGUNG: -5200,
        chart.JASA: -200,
        chart.DENDA: -1000,
        chart.BIAYA_ATK: 3000,
    }
    payment = Repayment.objects.get()
    assert (payment.principal, payment.jasa, payment.paid_from) == (5000, 200, "TR")
    assert [(part.installment.sequence, part.principal, part.jasa) for part in payment.parts.all()] == [
        (1, 5000, 200)
    ]


def test_it_refuses_a_repayment_beyond_the_debt(mawar, sari):
    member = mawar.members.first()
    lend = replace(
        make_sheet(mawar, START), disbursements=(Disbursement(0, None, terms(member)),), counted_cash=5000
    )
    close(mawar, lend, sari)
    loan = Loan.objects.get()
    sheet = change_row(make_sheet(mawar, START + WEEK), 0, payments=(LoanPayment(loan.pk, 20801),))
    assert faults_of(mawar, sheet, sari) == [
        ("row", f"loan_{loan.pk}", "Melebihi seluruh sisa kewajiban Rp20.800.")
    ]


def test_it_wants_a_reason_for_a_cash_difference_and_books_it(mawar, sari):
    short = replace(make_sheet(mawar, START), counted_cash=24000)
    [(part, name, sentence)] = faults_of(mawar, short, sari)
    assert (part, name) == ("closing", "difference_reason")
    assert sentence.startswith("Kas seharusnya Rp25.000, selisih -Rp1.000.")
    meeting = close(mawar, replace(short, difference_reason="Uang kembalian kurang"), sari)
    assert (meeting.cash_difference, meeting.difference_reason) == (-1000, "Uang kembalian kurang")
    assert balances(mawar, START)[chart.KAS] == 24000
    assert balances(mawar, START)[chart.SELISIH_KAS] == 1000


def test_it_names_the_difference_together_with_other_faults(mawar, sari):
    sheet = replace(make_sheet(mawar, START), counted_cash=24500, checked_by="")
    found = faults_of(mawar, sheet, sari)
    assert [(part, name) for part, name, _ in found] == [
        ("closing", "checked_by"),
        ("closing", "difference_reason"),
    ]
    assert "Kas seharusnya Rp25.000" in found[1][2]


def test_it_takes_no_withdrawal_before_the_saving_it_would_come_from(sari):
    # BUG-049: 100.000 saved on the 20th, 80.000 of it taken on the 10th.
    friday, tenth = datetime.date(2025, 6, 20), datetime.date(2025, 6, 10)
    ksm = make_ksm(started=datetime.date(2025, 6, 6), meeting_weekday=4)
    make_members(ksm, 2)
    sheet = change_row(make_sheet(ksm, friday, wajib=0, gaps_reason="Belum mulai"), 0, sukarela=100_000)
    close(ksm, replace(sheet, counted_cash=100_000), sari)
    early = change_row(make_sheet(ksm, tenth, wajib=0, kind="EXTRA"), 0, withdrawal=80_000)
    [(part, name, sentence)] = faults_of(ksm, early, sari, today=friday)
    assert (part, name) == ("header", "held_on")
    assert sentence.startswith("Lembar sampai 20 Juni 2025 sudah ditutup.")
    Book.objects.filter(ksm=ksm).update(closed_through=None)  # that day's own balance stands against it too
    assert faults_of(ksm, early, sari, today=friday) == [
        ("row", "withdraw_sukarela", "Penarikan melebihi tabungan sukarela: saldo Rp0.")
    ]
    assert JournalEntry.objects.count() == 1


def test_it_takes_no_repayment_dated_before_the_last_sheet_however_often_it_is_sent(mawar, sari):
    # BUG-054: refused with what to do instead (J6); nothing is reversed or replayed.
    lent = replace(
        make_sheet(mawar, START, counted_cash=5_000),
        disbursements=(Disbursement(0, None, terms(mawar.members.first())),),
    )
    close(mawar, lent, sari)
    for week in (1, 2, 3):
        close(mawar, make_sheet(mawar, START + week * WEEK), sari)
    loan = Loan.objects.get()
    late = make_sheet(mawar, START + WEEK + datetime.timedelta(1), wajib=0, kind="EXTRA")
    late = change_row(late, 0, payments=(LoanPayment(loan.pk, 5_200),))
    late = replace(late, counted_cash=late.counted_cash + 5_200)
    sentence = (
        "Lembar sampai 23 Juni 2025 sudah ditutup. Lembar diisi dari yang paling lama; "
        "yang sudah lewat hanya dapat dibuka kembali atau dikoreksi."
    )
    for _ in range(2):
        assert faults_of(mawar, late, sari, today=START + 3 * WEEK) == [("header", "held_on", sentence)]
    assert (Repayment.objects.count(), JournalEntry.objects.count()) == (0, 4)
    close(mawar, make_sheet(mawar, START + 4 * WEEK), sari)


def test_it_never_lets_a_saving_fall_below_zero(mawar, sari):
    # BUG-050: five thousand saved, five thousand and one asked for.
    sheet = change_row(make_sheet(mawar, START), 0, sukarela=5000)
    close(mawar, replace(sheet, counted_cash=30000), sari)
    sheet = change_row(make_sheet(mawar, START + WEEK), 0, withdrawal=5001)
    assert faults_of(mawar, sheet, sari) == [
        ("row", "withdraw_sukarela", "Penarikan melebihi tabungan sukarela: saldo Rp5.000.")
    ]


def test_it_closes_sheets_in_the_order_of_their_days(mawar, sari):
    close(mawar, make_sheet(mawar, START + WEEK, gaps_reason="Hujan besar"), sari)
    late = make_sheet(mawar, START, held_on=START)
    [(part, name, sentence), *_] = faults_of(mawar, late, sari)
    assert (part, name) == ("header", "held_on")
    assert "sudah ditutup" in sentence


def test_it_asks_about_weeks_left_out_and_records_them_as_not_held(mawar, sari):
    sheet = make_sheet(mawar, START + 2 * WEEK)
    [(part, name, sentence)] = faults_of(mawar, sheet, sari)
    assert (part, name) == ("closing", "gaps_reason")
    assert sentence.startswith("Minggu 1, 2 belum dicatat.")
    close(mawar, replace(sheet, gaps_reason="Banjir"), sari)
    missed = mawar.meetings.filter(state=Meeting.State.NOT_HELD)
    assert list(missed.values_list("scheduled_on", "reason")) == [
        (START, "Banjir"),
        (START + WEEK, "Banjir"),
    ]
    # BUG-101: rows written in bulk have their history too.
    assert Meeting.history.filter(state=Meeting.State.NOT_HELD, history_user=sari).count() == 2


def test_it_asks_for_an_extra_meeting_on_a_day_off_the_schedule(mawar, sari):
    # BUG-030
    sheet = make_sheet(mawar, START + datetime.timedelta(days=2))
    assert ("header", "held_on") in [fault[:2] for fault in faults_of(mawar, sheet, sari)]
    assert any("pertemuan tambahan?" in fault[2] for fault in faults_of(mawar, sheet, sari))


def test_only_a_facilitator_may_call_an_item_not_applicable_unless_it_was_proposed(mawar, sari):
    sheet = make_sheet(mawar, START)  # previous minutes, repayments and loans are proposed
    agenda = tuple(
        AgendaMark(mark.code, "NA", "tidak sempat") if mark.code == "problems" else mark
        for mark in sheet.agenda
    )
    claimed = replace(sheet, agenda=agenda)
    assert faults_of(mawar, claimed, sari, facilitator=False) == [
        ("agenda", "state", "Hanya fasilitator yang boleh menyatakan tidak berlaku di sini.")
    ]
    assert close(mawar, claimed, sari).agenda.get(code="problems").reason == "tidak sempat"


def test_it_refuses_book_dates_before_the_meeting_and_in_the_future(mawar, sari):
    sheet = make_sheet(mawar, START)
    books = (
        BookMark("attendance", START - datetime.timedelta(days=1)),
        BookMark("minutes", START + datetime.timedelta(days=1)),
        BookMark("cash", None, not_applicable=True),
        *sheet.books[3:],
    )
    assert faults_of(mawar, replace(sheet, books=books), sari) == [
        ("book", "finished_on", "Buku tidak mungkin selesai sebelum pertemuan."),
        ("book", "finished_on", "Tanggal selesai sesudah hari ini."),
        ("book", "not_applicable", "Hanya buku pinjaman/angsuran yang boleh tidak berlaku."),
    ]


def test_it_refuses_a_meeting_that_has_not_happened_yet(mawar, sari):
    sheet = make_sheet(mawar, START + WEEK)
    sentences = [fault[2] for fault in faults_of(mawar, sheet, sari, today=START)]
    assert "Pertemuan belum berlangsung: tanggalnya sesudah hari ini." in sentences


def test_nothing_is_stored_when_it_breaks_half_way(mawar, sari, monkeypatch):
    # BUG-064: an error after the savings part leaves no trace.
    def broken(*args, **kwargs):
        raise RuntimeError("listrik padam")

    monkeypatch.setattr(recording, "_store_marks", broken)
    with pytest.raises(RuntimeError):
        close(mawar, make_sheet(mawar, START), sari)
    assert not JournalEntry.objects.exists()
    assert not Saving.objects.exists()
    assert not Attendance.objects.exists()
