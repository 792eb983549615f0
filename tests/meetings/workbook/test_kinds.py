"""What other programs and people do to workbooks, kind by kind: formats, clocks, marks, headings, order."""

import datetime
from fractions import Fraction

import pytest

from meetings.workbook.content import DONE, NOT_DONE
from meetings.workbook.formats import shows_percent, zeros_in_front
from tests.support.workbooks import changed, check, galat_cells, sample, warned

pytestmark = pytest.mark.once  # no database is asked
D, MOMENT = datetime.date, datetime.datetime


# Percentages.


@pytest.mark.parametrize(
    ("number_format", "scales"),
    [
        ("0%", True),
        ("0.00%", True),
        ("0.0%_)", True),
        ("%0.0", True),
        ("0.0%;-0.0%", True),
        ('0.0%" per minggu"', True),
        ("[Red]0.0%", True),
        ("#,##0.0 %", True),
        ("[<1]0.0%;0.0", True),
        ("[>=1]0.0;0.0%", True),
        ("[>=1]0.0;[<0]-0.0;0.0%", True),
        ('0.0"%"', False),
        (r"0.0\%", False),
        ("0.0_%", False),
        ("0.0*%", False),
        ("[$%-421]0.0", False),
        ('0.0" % per minggu"', False),
        ("0.0;-0.0%", False),
        ("[<0.1]0.0%;0.0", False),
        ("General", False),
        ("0.00", False),
        ("@", False),
    ],
)
def test_a_percent_sign_scales_exactly_when_it_is_neither_quoted_nor_escaped(number_format, scales):
    half = Fraction(1, 2)
    assert shows_percent(number_format, half) is scales

    def shown_so(book):
        book["Pinjaman"]["F2"].number_format = number_format

    loan = check(changed({"Pinjaman!F2": 0.5}, edit=shown_so)).content.loans[0]
    assert loan.rate == (half if scales else half / 100)


def test_a_format_has_a_section_for_less_than_nothing_and_one_for_nothing():
    assert [shows_percent("0.0;0.0%", number) for number in (-1, 0, 1)] == [True, False, False]
    assert [shows_percent("0.0;0.0;0%", number) for number in (-1, 0, 1)] == [False, True, False]


@pytest.mark.parametrize(
    ("typed", "told"), [(0.005, "0,005%"), ("0,09", "0,09%"), (50, "50%"), ("12", "12%")]
)
def test_it_warns_of_a_rate_that_no_group_agrees_on(typed, told):
    checked = check(changed({"Pinjaman!F2": typed}))
    sentence = f"Pinjaman!F2 Jasa dibaca {told} per periode. Periksa apakah memang sebanyak itu."
    assert sentence in warned(checked)


@pytest.mark.parametrize("typed", [0, 0.1, "10", 1.5])
def test_it_says_nothing_of_a_usual_rate(typed):
    told = [line for line in warned(check(changed({"Pinjaman!F2": typed}))) if line.startswith("Pinj")]
    assert told == []


# Dates and clocks.


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (MOMENT(1980, 5, 2, 0, 0, 12), D(1980, 5, 2)),
        (MOMENT(1980, 5, 2, 0, 0, 48), D(1980, 5, 2)),
        (MOMENT(1980, 5, 1, 23, 59, 48), D(1980, 5, 2)),
        (MOMENT(1980, 4, 30, 23, 59, 12), D(1980, 5, 1)),
    ],
)
def test_a_minute_off_midnight_is_that_day(moment, day):
    checked = check(changed({"Anggota!E4": moment, "Anggota!C4": None}))
    assert checked.faults == ()
    assert checked.content.members[2].birth == day


@pytest.mark.parametrize(
    "moment", [MOMENT(1980, 5, 1, 17), MOMENT(1980, 5, 1, 0, 2), MOMENT(1980, 5, 1, 23, 58)]
)
def test_any_other_clock_in_a_date_is_told(moment):
    checked = check(changed({"Anggota!E4": moment, "Anggota!C4": None}))
    assert checked.content.members[2].birth == D(1980, 5, 1)
    assert warned(checked) == [
        f"Anggota!E4 Tanggal ini berisi jam {moment:%H.%M}; dibaca 1 Mei 1980. Periksa harinya."
    ]


def test_a_book_finished_at_an_hour_is_told():
    cell = "Buku!B2"
    day = check(sample()).content.books[0].finished
    checked = check(changed({cell: MOMENT(day.year, day.month, day.day, 17)}))
    assert warned(checked) == [f"{cell} Tanggal ini berisi jam 17.00; dibaca 2 Juni 2025. Periksa harinya."]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (14 / 24, datetime.time(14, 0)),
        (15.5 / 24, datetime.time(15, 30)),
        (15.3, datetime.time(15, 30)),
        (15, datetime.time(15, 0)),
        ("15.30 WIB", datetime.time(15, 30)),
        (datetime.timedelta(hours=15, minutes=30), datetime.time(15, 30)),
    ],
)
def test_a_clock_is_read_however_it_is_stored(typed, read):
    checked = check(changed({"KSM!B12": typed}))
    assert (checked.faults, checked.content.group.time) == ((), read)


@pytest.mark.parametrize("typed", [15.75, 15.305, 1530, 45810.6, -1, 25])
def test_a_number_that_is_no_clock_is_refused(typed):
    assert galat_cells(changed({"KSM!B12": typed})) == ["KSM!B12"]


# Text, numbers, marks.


def test_it_cleans_every_text_as_screens_do():
    edits = {
        "Anggota!B4": "Ni’mah\u200e_x000D_\n",
        "Anggota!F4": "\ufeffJl.\u00a0Melati\u00ad No.\u20113",
        "Anggota!C4": "'9999\u00a00143\u202f0380\u20110003\u200b",
        "Anggota!E4": "\u200e03/03/1980",
        "Tabungan!D14": "Rp\u00a05.000\u200b",
        "KSM!A3": "Nama\u00a0KSM\u200b",
    }
    member = check(changed(edits)).content.members[2]
    assert (member.name, member.address) == ("Ni'mah", "Jl. Melati No.-3")
    assert (member.nik, member.birth) == ("9999014303800003", D(1980, 3, 3))
    assert check(changed(edits)).galat == ()


@pytest.mark.parametrize("name", ["Ni’mah", "Ni`mah", "NI\u02bcMAH", "ni'mah\u200b"])
def test_a_name_beside_a_number_matches_however_its_apostrophe_was_typed(name):
    assert warned(check(changed({"Kehadiran!B4": name}))) == []


def test_an_escape_that_was_meant_is_kept():
    assert check(changed({"Anggota!F4": "A_x005F_x000D_B"})).content.members[2].address == "A_x000D_B"


def test_noise_of_a_computation_is_no_sen():
    edits = {"Tabungan!D14": 4999.999999999999, "Pertemuan!A3": 2.0000000000000004}
    checked = check(changed(edits))
    assert checked.faults == ()
    assert checked.content.fingerprint == check(sample()).content.fingerprint
    assert galat_cells(changed({"Tabungan!D14": 5000.01})) == ["Tabungan!D14"]


def test_zeros_that_a_format_shows_in_front_belong_to_the_code():
    def shown(book):
        book["KSM"]["B2"].number_format = "000"

    assert check(changed({"KSM!B2": 7}, edit=shown)).content.group.code == "007"
    assert [zeros_in_front(form) for form in ("000", "0.00", "General", "#000")] == [3, 0, 0, 0]


@pytest.mark.parametrize("mark", ["✓", "✔", "✔\ufe0f", "☑", "✅", "V", "ü", True])
def test_every_tick_is_done(mark):
    assert check(changed({"Agenda!B2": mark})).content.agenda[0].state == DONE


@pytest.mark.parametrize("mark", ["X", "✗", "✘", "✖", "❌", "☒", "û", False])
def test_every_cross_is_not_done(mark):
    assert check(changed({"Agenda!B2": mark})).content.agenda[0].state == NOT_DONE


# Headings, titles, sheets, totals, order.


@pytest.mark.parametrize("heading", ["No.", "NO :", "No*", " n o ", "No\u200b", "(No)"])
def test_a_heading_is_known_by_its_letters(heading):
    sheets = ("Anggota", "Kehadiran", "Tabungan")
    assert check(changed({f"{sheet}!A1": heading for sheet in sheets})).faults == ()


@pytest.mark.parametrize(
    "sheet", ["KSM", "Anggota", "Aturan", "Pertemuan", "Kehadiran", "Tabungan", "Agenda", "Buku"]
)
def test_a_title_may_stand_above_the_headings_of_any_sheet(sheet):
    def entitled(book):
        book[sheet].insert_rows(1, 3)
        book[sheet]["A1"] = f"{sheet} KSM Mawar"
        book[sheet]["A2"] = "Tahun 2025"

    checked = check(changed({}, edit=entitled))
    assert checked.faults == ()
    assert checked.content.fingerprint == check(sample()).content.fingerprint


@pytest.mark.parametrize("sheet", ["Kehadiran", "Tabungan", "Agenda", "Buku"])
def test_the_dates_of_meetings_may_stand_below_a_word_that_spans_them(sheet):
    keys = {"Kehadiran": 2, "Tabungan": 3}.get(sheet, 1)

    def spanned(book):
        book[sheet].insert_rows(1)
        for column in range(1, keys + 1):
            book[sheet].cell(1, column).value = book[sheet].cell(2, column).value
            book[sheet].cell(2, column).value = None
        book[sheet].cell(1, keys + 1).value = "Pertemuan"

    checked = check(changed({}, edit=spanned))
    assert checked.faults == ()
    assert checked.content.fingerprint == check(sample()).content.fingerprint


def test_below_a_title_a_missing_column_is_one_fault_at_the_headings():
    def entitled(book):
        book["Tabungan"].insert_rows(1, 2)
        book["Tabungan"]["A1"] = "Tabungan KSM Mawar"
        book["Tabungan"]["C3"] = "Macam"

    assert galat_cells(changed({}, edit=entitled)) == ["Tabungan!A3"]


@pytest.mark.parametrize(
    "title",
    ["Angsuran (2)", "angsuran_2025", "Angsuran-lama", "ANGSURAN 1", "Angsuran2", "Angsuran\u200b 2025"],
)
def test_a_sheet_that_begins_like_a_known_one_is_refused(title):
    def named(book):
        book.create_sheet(title)

    assert galat_cells(changed({}, edit=named)) == [f"{title.replace(chr(0x200B), '')}!A1"]


@pytest.mark.parametrize("title", ["Catatan", "Bukubesar", "Ringkasan", "Anggotaku"])
def test_another_sheet_is_told_and_left_alone(title):
    def named(book):
        book.create_sheet(title)["A1"] = "Belanja"

    checked = check(changed({}, edit=named))
    assert warned(checked) == [f"{title}!A1 Sheet ini tidak dikenal dan tidak dibaca."]


@pytest.mark.parametrize("known", ["Pinjaman", "Kehadiran", "Aturan"])
def test_a_sheet_that_bears_the_headings_of_a_known_one_is_refused(known):
    def copied(book):
        book.copy_worksheet(book[known]).title = "Lembar1"

    checked = check(changed({}, edit=copied))
    assert [f"{fault.sheet}!{fault.cell}" for fault in checked.galat] == ["Lembar1!A1"]
    assert f"seperti sheet {known}," in checked.galat[0].text


def test_a_renamed_sheet_is_reported_once():
    def renamed(book):
        book["Tabungan"].title = "Tabungan 2025"

    assert galat_cells(changed({}, edit=renamed)) == ["Tabungan 2025!A1"]


@pytest.mark.parametrize(
    ("sheet", "cells"),
    [
        ("Tabungan", {"A30": "JUMLAH", "D30": 500_000}),
        ("Tabungan", {"B30": "Total tabungan wajib", "D30": 60_000}),
        ("Kas lain", {"B9": "Jumlah :", "D9": 10_000, "E9": 20_000}),
        ("Pinjaman", {"C9": "Total", "E9": 900_000}),
        ("Angsuran", {"A40": "Jumlah", "C40": 900_000}),
        ("Agenda", {"A20": "Total", "B20": 8}),
        ("Kehadiran", {"B20": "Jumlah hadir", "C20": 11}),
    ],
)
def test_a_row_called_a_total_is_left_out(sheet, cells):
    checked = check(changed({f"{sheet}!{cell}": value for cell, value in cells.items()}))
    assert warned(checked) == [f"{sheet}!{next(iter(cells))} Baris jumlah ini tidak dibaca."]
    assert checked.galat == ()
    assert checked.content.fingerprint == check(sample()).content.fingerprint


def test_a_row_of_totals_without_a_word_is_one_fault():
    edits = {"Tabungan!D30": 60_000, "Tabungan!E30": 60_000}
    assert galat_cells(changed(edits)) == ["Tabungan!A30"]


def test_an_item_that_is_merely_called_a_total_is_kept():
    edits = {"Kas lain!A9": D(2025, 8, 18), "Kas lain!B9": "Total belanja ATK", "Kas lain!E9": 1000}
    items = check(changed(edits)).content.other_cash
    assert items[-1].memo == "Total belanja ATK"


def shuffled(book):
    """Rows from the last to the first, columns of meetings too."""
    for title in ("Anggota", "Kehadiran", "Tabungan", "Pertemuan", "Agenda", "Buku", "Pinjaman", "Kas lain"):
        sheet = book[title]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        keep = {"Kehadiran": 2, "Tabungan": 3, "Agenda": 1, "Buku": 1}.get(title)
        if keep:
            rows = [row[:keep] + row[keep:][::-1] for row in rows]
        for number, row in enumerate([rows[0], *rows[:0:-1]], start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value


def test_the_same_facts_in_another_order_are_known_again():
    fingerprint = check(sample()).content.fingerprint
    again = check(changed({}, edit=shuffled), stored_fingerprint=lambda group: fingerprint)
    assert (again.galat, again.already_stored) == ((), True)


def test_a_group_imported_before_order_ceased_to_matter_is_known_again():
    older = check(sample()).content.fingerprint_of_order
    assert older != check(sample()).content.fingerprint
    assert check(sample(), stored_fingerprint=lambda group: older).already_stored


def test_one_person_in_two_rows_is_told():
    edits = {"Anggota!B5": "siti  aminah", "Anggota!E5": D(1970, 1, 15), "Anggota!C5": None}
    told = [line for line in warned(check(changed(edits))) if line.startswith("Anggota!B5")]
    assert told == ["Anggota!B5 Nama dan tanggal lahir ini sama dengan anggota nomor 1."]
