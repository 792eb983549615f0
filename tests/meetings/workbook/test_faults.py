"""Each kind of fault at other cells than in the broken sample: once, at its own cell, and nothing else."""

import datetime

import pytest

from tests.support.workbooks import changed, check, galat_cells, warned_cells

pytestmark = pytest.mark.once  # no database is asked

D = datetime.date
LATER = D(2099, 1, 1)

KSM_AND_PEOPLE = {
    "unknown region": ({"KSM!B4": "33.74.05.9999"}, "KSM!B4"),
    "no code": ({"KSM!B2": None}, "KSM!B2"),
    "fact without a row": ({"KSM!A3": "Julukan"}, "KSM!A1"),
    "fact without its label": ({"KSM!A3": None}, "KSM!A3"),
    "fact twice": ({"KSM!A18": "Visi"}, "KSM!A18"),
    "weekday unknown": ({"KSM!B10": "Monday"}, "KSM!B10"),
    "bidang unknown": ({"KSM!B6": "Budaya"}, "KSM!B6"),
    "clock": ({"KSM!B12": "25.99"}, "KSM!B12"),
    "started in the future": ({"KSM!B9": LATER}, "KSM!B9"),
    "formula in a text": ({"KSM!B14": "=1+1"}, "KSM!B14"),
    "number repeated": ({"Anggota!A6": 4}, "Anggota!A6"),
    "number unreadable": ({"Anggota!A6": "lima"}, "Anggota!A6"),
    "number missing": ({"Anggota!A13": None}, "Anggota!A13"),
    "nik letters": ({"Anggota!C7": "99990160067500O6"}, "Anggota!C7"),
    "nik 17 digits": ({"Anggota!C7": "99990160067500061"}, "Anggota!C7"),
    "nik impossible day": ({"Anggota!C7": "9999013206750006"}, "Anggota!C7"),
    "nik impossible month": ({"Anggota!C7": "9999016013750006"}, "Anggota!C7"),
    "nik serial 0000": ({"Anggota!C7": "9999016006750000"}, "Anggota!C7"),
    "nik as number": ({"Anggota!C13": 9999016603810012}, "Anggota!C13"),
    "nik twice": ({"Anggota!C13": "9999016309780009"}, "Anggota!C13"),
    "name missing": ({"Anggota!B4": None}, "Anggota!B4"),
    "name a number": ({"Anggota!B4": 12}, "Anggota!B4"),
    "name a date": ({"Anggota!B4": D(2025, 1, 1)}, "Anggota!B4"),
    "name a formula": ({"Anggota!B13": "=A1"}, "Anggota!B13"),
    "name too long": ({"Anggota!B4": "a" * 10_000}, "Anggota!B4"),
    "address too long": ({"Anggota!F4": "a" * 10_000}, "Anggota!F4"),
    "sex missing": ({"Anggota!D4": None}, "Anggota!D4"),
    "sex in words": ({"Anggota!D4": "Perempuan"}, "Anggota!D4"),
    "born in the future": ({"Anggota!E4": LATER}, "Anggota!E4"),
    "born 30 February": ({"Anggota!E4": "30 Februari 1980"}, "Anggota!E4"),
    "two-digit year": ({"Anggota!E4": "01/02/80"}, "Anggota!E4"),
    "date as number": ({"Anggota!O4": 29221}, "Anggota!O4"),
    "joined blank": ({"Anggota!N4": None}, "Anggota!N4"),
    "joined in the future": ({"Anggota!N4": LATER}, "Anggota!N4"),
    "left before joining": ({"Anggota!O4": D(2025, 1, 1)}, "Anggota!O4"),
    "left unreadable": ({"Anggota!O4": "bulan lalu"}, "Anggota!O4"),
    "second Sekretaris": ({"Anggota!M5": "Sekretaris"}, "Anggota!M5"),
    "second Bendahara": ({"Anggota!M13": "bendahara"}, "Anggota!M13"),
    "office unknown": ({"Anggota!M13": "Presiden"}, "Anggota!M13"),
    "ps2 unknown": ({"Anggota!K4": "Mungkin"}, "Anggota!K4"),
    "priority 4": ({"Anggota!L4": 4}, "Anggota!L4"),
    "rule unknown": ({"Aturan!A6": "Arisan"}, "Aturan!A6"),
    "rule twice": ({"Aturan!A3": "Pencatatan"}, "Aturan!A4"),
    "rule's date": ({"Aturan!D2": "05/30/2025"}, "Aturan!D2"),
    "rule's amount": ({"Aturan!C3": "5,5"}, "Aturan!C3"),
}
MEETINGS = {
    "kind unknown": ({"Pertemuan!B5": "Rapat"}, "Pertemuan!B5"),
    "schedule twice": ({"Pertemuan!C5": D(2025, 6, 16)}, "Pertemuan!C5"),
    "schedule unreadable": ({"Pertemuan!C5": "06/23/2025"}, "Pertemuan!C5"),
    "schedule missing": ({"Pertemuan!C5": None}, "Pertemuan!C5"),
    "held in the future": ({"Pertemuan!D13": LATER}, "Pertemuan!D13"),
    "held unreadable": ({"Pertemuan!D2": "Senin"}, "Pertemuan!D2"),
    "libur yet held": ({"Pertemuan!B2": "Libur"}, "Pertemuan!D2"),
    "count negative": ({"Pertemuan!H3": -1}, "Pertemuan!H3"),
    "count with cents": ({"Pertemuan!H3": 217000.5}, "Pertemuan!H3"),
    "minutes too long": ({"Pertemuan!I3": "x" * 10_000}, "Pertemuan!I3"),
    "mark unknown": ({"Kehadiran!N13": "Hadir"}, "Kehadiran!N13"),
    "mark a number": ({"Kehadiran!N13": 1}, "Kehadiran!N13"),
    "mark missing": ({"Kehadiran!F6": None}, "Kehadiran!F6"),
    "mark a dash": ({"Kehadiran!F6": "-"}, "Kehadiran!F6"),
    "unknown member": ({"Kehadiran!A2": 77}, "Kehadiran!A2"),
    "member's row twice": ({"Kehadiran!A3": 1}, "Kehadiran!A3"),
    "heading unreadable": ({"Kehadiran!E1": "31/02/2025"}, "Kehadiran!E1"),
    "heading of no meeting": ({"Tabungan!E1": D(2025, 6, 10)}, "Tabungan!E1"),
    "heading twice": ({"Agenda!N1": D(2025, 6, 2)}, "Agenda!N1"),
    "deposit negative": ({"Tabungan!O25": -1}, "Tabungan!O25"),
    "deposit in cents": ({"Tabungan!O25": "5000,50"}, "Tabungan!O25"),
    "deposit as words": ({"Tabungan!O25": "lima ribu"}, "Tabungan!O25"),
    "deposit an error": ({"Tabungan!O25": "#DIV/0!"}, "Tabungan!O25"),
    "deposit true": ({"Tabungan!O25": True}, "Tabungan!O25"),
    "deposit a formula without result": ({"Tabungan!O25": "=5000*1"}, "Tabungan!O25"),
    "saving kind unknown": ({"Tabungan!C26": "Hari raya"}, "Tabungan!C26"),
    "saving row twice": ({"Tabungan!A27": 1}, "Tabungan!A27"),
    "saver unknown": ({"Tabungan!A27": 50}, "Tabungan!A27"),
    "TB without a reason": ({"Agenda!B3": "TB"}, "Agenda!B3"),
    "TB with an empty reason": ({"Agenda!B3": "tb: "}, "Agenda!B3"),
    "agenda mark unknown": ({"Agenda!C3": "ya"}, "Agenda!C3"),
    "agenda item twice": ({"Agenda!A4": "Pinjaman"}, "Agenda!A6"),
    "book unknown": ({"Buku!A3": "Buku tamu"}, "Buku!A3"),
    "book twice": ({"Buku!A3": "Daftar hadir"}, "Buku!A3"),
    "TB for a book that is not the loan book": ({"Buku!C3": "TB"}, "Buku!C3"),
    "book finished before": ({"Buku!M6": D(2025, 8, 17)}, "Buku!M6"),
    "book finished in the future": ({"Buku!M6": LATER}, "Buku!M6"),
    "book's date": ({"Buku!M6": "selesai"}, "Buku!M6"),
}
MONEY = {
    "loan number twice": ({"Pinjaman!A4": "p-02"}, "Pinjaman!A4"),
    "loan number of an opening": (
        {"Pinjaman!A4": "SA-2", "Angsuran!B12": "SA-2", "Angsuran!B15": "SA-2"},
        None,
    ),
    "borrower unknown": ({"Pinjaman!B3": 13}, "Pinjaman!B3"),
    "borrower joined later": ({"Anggota!N11": "8 Juli 2025"}, None),
    "loan in the future": ({"Pinjaman!D4": LATER}, "Pinjaman!D4"),
    "loan of nothing": ({"Pinjaman!E4": 0}, "Pinjaman!E4"),
    "loan larger than the cash": ({"Pinjaman!E2": 327_001}, "Pinjaman!E2"),
    "second loan of a day takes the rest": ({"Pinjaman!D3": D(2025, 6, 23)}, "Pinjaman!E3"),
    "jasa in words": ({"Pinjaman!F2": "setengah"}, "Pinjaman!F2"),
    "jasa over 100": ({"Pinjaman!F2": 101}, "Pinjaman!F2"),
    "jasa negative": ({"Pinjaman!F2": -1}, "Pinjaman!F2"),
    "jasa missing": ({"Pinjaman!F2": None}, "Pinjaman!F2"),
    "method unknown": ({"Pinjaman!G2": "Anuitas"}, "Pinjaman!G2"),
    "term of nothing": ({"Pinjaman!H2": 0}, "Pinjaman!H2"),
    "term a half": ({"Pinjaman!H2": 8.5}, "Pinjaman!H2"),
    "unit unknown": ({"Pinjaman!I2": "Hari"}, "Pinjaman!I2"),
    "step too large": ({"Pinjaman!J3": 50_000}, "Pinjaman!J3"),
    "step beyond counting": ({"Pinjaman!J3": 10_000_000_000}, "Pinjaman!J3"),
    "step of nothing": ({"Pinjaman!J3": 0}, "Pinjaman!J3"),
    "repayment before disbursement": ({"Angsuran!A2": D(2025, 6, 22)}, "Angsuran!A2"),
    "repayment in the future": ({"Angsuran!A17": LATER}, "Angsuran!A17"),
    "repayment of more than is left": ({"Angsuran!C17": 25_501}, "Angsuran!C17"),
    "repayment of an unknown loan": ({"Angsuran!B17": "P-2"}, "Angsuran!B17"),
    "repayment of nothing": ({"Angsuran!C17": None}, "Angsuran!C17"),
    "repayment negative": ({"Angsuran!C17": -25_500}, "Angsuran!C17"),
    "fine unreadable": ({"Angsuran!D4": "seribu"}, "Angsuran!D4"),
    "payer unknown": ({"Angsuran!E4": "Tetangga"}, "Angsuran!E4"),
    "cash item both ways": ({"Kas lain!D2": 5}, "Kas lain!E2"),
    "cash item of nothing": ({"Kas lain!E2": None}, "Kas lain!D2"),
    "cash item in the future": ({"Kas lain!A2": LATER}, "Kas lain!A2"),
    "cash item negative": ({"Kas lain!E2": -18_000}, "Kas lain!E2"),
}


@pytest.mark.parametrize(
    ("edits", "cell"),
    [pytest.param(*case, id=name) for name, case in (KSM_AND_PEOPLE | MEETINGS | MONEY).items() if case[1]],
)
def test_it_reports_a_fault_once_at_its_own_cell(edits, cell):
    assert galat_cells(changed(edits)) == [cell]


def test_it_finds_an_unknown_loan_beside_a_repeated_number():
    edits = {"Pinjaman!A4": "P-01", "Angsuran!B3": "P-99"}
    assert galat_cells(changed(edits)) == ["Pinjaman!A4", "Angsuran!B3"]


def test_it_reports_marks_deposits_and_loans_before_the_day_of_joining():
    edits, _ = MONEY["borrower joined later"]
    cells = galat_cells(changed(edits))
    assert cells[:6] == [f"Kehadiran!{column}11" for column in "CDEFGH"]
    assert "Tabungan!D11" in cells
    assert cells[-1] == "Pinjaman!B3"


def test_it_names_a_missing_sheet():
    assert galat_cells(changed({}, edit=lambda book: book.remove(book["Agenda"]))) == ["Agenda!A1"]
    without = check(changed({}, edit=lambda book: book.remove(book["Agenda"])))
    assert without.galat[0].text == "Sheet Agenda belum ada."


@pytest.mark.parametrize(
    "sheet", ["KSM", "Anggota", "Aturan", "Pertemuan", "Kehadiran", "Tabungan", "Agenda", "Buku"]
)
def test_it_reports_a_missing_sheet_and_nothing_that_follows_from_it(sheet):
    assert galat_cells(changed({}, edit=lambda book: book.remove(book[sheet]))) == [f"{sheet}!A1"]


@pytest.mark.parametrize("sheet", ["Kas lain"])
def test_it_does_without_an_optional_sheet(sheet):
    assert galat_cells(changed({}, edit=lambda book: book.remove(book[sheet]))) == []


@pytest.mark.parametrize(
    ("place", "sheet"),
    [
        ("Anggota!A1", "Anggota"),
        ("Anggota!C1", "Anggota"),
        ("Anggota!N1", "Anggota"),
        ("Pertemuan!C1", "Pertemuan"),
        ("Pertemuan!D1", "Pertemuan"),
        ("Kehadiran!A1", "Kehadiran"),
        ("Tabungan!C1", "Tabungan"),
        ("Agenda!A1", "Agenda"),
        ("Buku!A1", "Buku"),
        ("Pinjaman!A1", "Pinjaman"),
        ("Pinjaman!E1", "Pinjaman"),
        ("Angsuran!C1", "Angsuran"),
        ("KSM!B1", "KSM"),
    ],
)
def test_it_names_a_missing_column_and_nothing_that_follows_from_it(place, sheet):
    checked = check(changed({place: "Entah"}))
    assert [(fault.sheet, fault.cell) for fault in checked.galat] == [(sheet, "A1")]


def test_it_names_every_missing_column_of_a_sheet_in_one_sentence():
    checked = check(changed({"Anggota!C1": "Nomor KTP", "Anggota!D1": "Kelamin"}))
    assert [fault.text for fault in checked.galat] == ["Kolom belum ada: NIK, L/P."]


def test_it_names_the_meeting_whose_column_is_missing():
    checked = check(changed({}, edit=lambda book: book["Kehadiran"].delete_cols(5)))
    assert [str(fault) for fault in checked.galat] == [
        "galat Kehadiran!A1 Kolom pertemuan belum ada: 16 Juni 2025."
    ]


@pytest.mark.parametrize("place", ["Kehadiran!E1", "Tabungan!F1", "Agenda!D1", "Buku!D1"])
def test_a_date_twice_in_the_headings_is_one_fault_not_a_missing_column_too(place):
    data = changed({place: datetime.date(2025, 6, 9)})
    assert galat_cells(data) == [place]


def test_it_names_the_member_without_a_row_of_attendance():
    checked = check(changed({}, edit=lambda book: book["Kehadiran"].delete_rows(6)))
    assert [str(fault) for fault in checked.galat] == [
        "galat Kehadiran!A1 Belum ada baris untuk anggota nomor 5."
    ]


def test_it_tells_unknown_sheets_columns_and_facts_and_leaves_them_alone():
    edits = {"Catatan!A1": "apa saja", "Anggota!P1": "Golongan darah", "Anggota!P2": "O", "KSM!A18": "Warna"}
    data = changed(edits)
    assert galat_cells(data) == []
    assert warned_cells(data) == ["KSM!A18", "Anggota!P1", "Catatan!A1"]


def test_it_finds_many_faults_in_one_run():
    edits = [case[0] for case in (KSM_AND_PEOPLE["nik letters"], MEETINGS["TB without a reason"])]
    edits += [MONEY["repayment of more than is left"][0], MEETINGS["book unknown"][0]]
    merged = {place: value for edit in edits for place, value in edit.items()}
    assert sorted(galat_cells(changed(merged))) == sorted(merged)


def test_it_never_lets_one_unreadable_cell_be_a_fault_elsewhere():
    """Every cell of a date, an amount or a choice in turn: one galat, there and nowhere else."""
    places = [
        *("KSM!B8", "KSM!B17", "Anggota!A5", "Anggota!N5", "Anggota!O5", "Aturan!D4", "Pertemuan!C4"),
        *("Pertemuan!D4", "Kehadiran!A5", "Kehadiran!E1", "Tabungan!A15", "Tabungan!C15", "Tabungan!H15"),
        *("Agenda!D5", "Buku!D5", "Pinjaman!B2", "Pinjaman!D2", "Pinjaman!E2", "Pinjaman!F2", "Pinjaman!H2"),
        *("Angsuran!A2", "Angsuran!C2", "Kas lain!A3", "Kas lain!D3"),
    ]
    unreadable = "30/02/2025 ?"
    assert [galat_cells(changed({place: unreadable})) for place in places] == [[place] for place in places]
