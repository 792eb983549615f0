"""Reopening the last sheet of an imported group: what the workbook knew and a sheet does not is not lost."""

import datetime

import pytest

from ledger import chart
from ledger.journal.balances import balances
from ledger.journal.verification import differences_of
from meetings.corrections.reopening import last_closed, reopen_sheet
from meetings.refusals import MeetingError
from meetings.sheet.basis import prepare_sheet
from meetings.sheet.form import SheetForm, typed
from tests.meetings.importing.test_storing import bring_in
from tests.support import factories
from tests.support.lending import cash_on_hand
from tests.support.sheets import close
from tests.support.workbooks import changed

D = datetime.date
LAST = D(2025, 8, 18)


@pytest.fixture
def sembungharjo(db):
    return factories.make_region("33.74.05.1001")


@pytest.fixture
def sari(sembungharjo):
    return factories.make_facilitator("sari")


def with_rows(sheet: str, rows: list[tuple]) -> bytes:
    def add(book):
        for row in rows:
            book[sheet].append(row)

    return changed({}, edit=add)


def reopened_and_closed(ksm, by):
    counted, meeting = cash_on_hand(ksm, LAST), last_closed(ksm)
    draft = reopen_sheet(meeting=meeting, reason="Periksa ulang", by=by)
    basis = prepare_sheet(ksm=ksm, kind="ROUTINE", scheduled_on=LAST, held_on=LAST)
    data = typed(draft.payload)
    data["closing-counted_cash"] = str(counted)
    data["closing-checked_by"] = "Ibu Ratna"
    form = SheetForm(basis, data)
    assert form.is_valid(), [part.errors for part in form.parts() if part.errors]
    close(ksm, form.to_sheet(), by)


def test_two_payments_of_a_loan_on_one_day_come_back_as_their_sum(sari):
    rows = [(LAST, "P-03", 10000, None, "Anggota"), (LAST, "P-03", 5000, None, None)]
    ksm = bring_in(with_rows("Angsuran", rows))
    before = balances(ksm, LAST)
    reopened_and_closed(ksm, sari)
    assert balances(ksm, LAST) == before
    assert differences_of(ksm) == []


def test_more_items_of_cash_than_a_new_sheet_offers_come_back_all(sari):
    ksm = bring_in(with_rows("Kas lain", [(LAST, f"Beli {n}", "ATK", None, 100 + n) for n in range(9)]))
    before = balances(ksm, LAST)
    reopened_and_closed(ksm, sari)
    assert balances(ksm, LAST) == before


def test_more_loans_than_a_new_sheet_offers_come_back_all(sari):
    loans = [(f"Q-{n}", n, None, LAST, 1000, 1, "Flat", 5, "Minggu", 1) for n in range(1, 9)]
    ksm = bring_in(with_rows("Pinjaman", loans))
    before = balances(ksm, LAST)
    reopened_and_closed(ksm, sari)
    assert balances(ksm, LAST) == before


def test_two_ways_to_the_bank_on_one_day_come_back_as_their_sum(sari):
    ksm = bring_in(
        with_rows("Kas lain", [(LAST, "Setor", "Bank", None, 1000), (LAST, "Setor", "Bank", None, 2000)])
    )
    before = balances(ksm, LAST)
    assert before[chart.BANK] == 3000
    reopened_and_closed(ksm, sari)
    assert balances(ksm, LAST) == before


def test_a_sheet_whose_loan_was_paid_on_since_is_not_reopened(sari):
    def edit(book):
        book["Pinjaman"].append(("P-09", 5, None, LAST, 50000, 1, "Flat", 5, "Minggu", 1))
        book["Angsuran"].append((D(2025, 8, 25), "P-09", 10500, None, "Anggota"))

    ksm = bring_in(changed({}, edit=edit))
    with pytest.raises(MeetingError, match="P-09 yang dicairkan di lembar ini sudah diangsur"):
        reopen_sheet(meeting=last_closed(ksm), reason="Salah tulis", by=sari)
    assert differences_of(ksm) == []
    assert last_closed(ksm).scheduled_on == LAST


def test_a_loan_paid_in_two_ways_on_one_day_keeps_its_sheet_closed(sari):
    rows = [(LAST, "P-03", 10000, None, "Anggota"), (LAST, "P-03", 5000, None, "Tanggung renteng")]
    ksm = bring_in(with_rows("Angsuran", rows))
    with pytest.raises(MeetingError, match="P-03 dibayar anggota dan lewat tanggung renteng"):
        reopen_sheet(meeting=last_closed(ksm), reason="Salah tulis", by=sari)


@pytest.mark.parametrize(
    ("sheet", "row", "name"),
    [
        ("Kas lain", (LAST, "Titipan", "BLM", 5000, None), "Dana BLM Sosial"),
        ("Kas lain", (LAST, "Kembalian", "ATK", 500, None), "Biaya alat tulis"),
        ("Kas lain", (LAST, "Denda umum", "Denda", 500, None), "Denda"),
        ("Agenda", ("Doa bersama", *["v"] * 12), "Doa bersama"),
    ],
)
def test_what_a_sheet_has_no_place_for_keeps_it_closed(sari, sheet, row, name):
    ksm = bring_in(with_rows(sheet, [row]))
    before = balances(ksm, LAST)
    with pytest.raises(MeetingError, match=name):
        reopen_sheet(meeting=last_closed(ksm), reason="Salah tulis", by=sari)
    assert balances(ksm, LAST) == before
