"""What is unusual and yet right: it is read as meant, without a galat."""

import datetime
from fractions import Fraction

import pytest

from meetings.workbook.content import AgendaResult, BookResult
from tests.support.workbooks import changed, check, galat_cells, warned_cells

D = datetime.date
FIRST = D(2025, 6, 2)


def content_of(edits: dict, name: str = "ksm-mawar", **more):
    checked = check(changed(edits, name, **more))
    assert checked.galat == ()
    return checked.content


@pytest.mark.parametrize("nothing", [None, "", "0", 0, "-", " "])
def test_it_takes_blank_and_zero_as_without_nik(nothing):  # BUG-084
    members = content_of({"Anggota!C7": nothing, "Anggota!C8": nothing}).members
    assert [members[5].nik, members[6].nik] == ["", ""]


def test_it_keeps_a_nik_to_its_last_digit():  # BUG-080
    members = content_of({"Anggota!C7": "3578014601800001", "Anggota!E7": D(1980, 1, 6)}).members
    assert members[5].nik == "3578014601800001"


def test_it_keeps_zeros_in_front():  # BUG-078
    edits = {"Anggota!I4": "081234567890", "KSM!B2": "007", "Anggota!G4": 3, "Pinjaman!A2": "001"}
    edits |= {f"Angsuran!B{row}": "001" for row in (2, 3, 4, 6, 8, 10, 13, 16)}
    content = content_of(edits)
    assert content.members[2].phone == "081234567890"
    assert content.group.code == "007"
    assert content.members[2].rt == "003"
    assert content.loans[0].number == "001"


def test_it_reads_the_day_before_the_month():  # BUG-086
    edits = {"Anggota!E4": "03/04/1980", "Anggota!C4": "9999014304800003"}
    assert content_of(edits).members[2].birth == D(1980, 4, 3)
    assert warned_cells(changed(edits)) == []


def test_it_mixes_up_neither_birth_date_nor_nik():  # BUG-081, as far as reading goes
    edits = {"Anggota!E7": D(1980, 11, 5), "Anggota!C7": "9999014511800001"}
    member = content_of(edits).members[5]
    assert (member.birth, member.nik) == (D(1980, 11, 5), "9999014511800001")
    assert content_of(edits | {"Anggota!E7": "05-11-1980"}).members[5].birth == D(1980, 11, 5)


def test_it_leaves_a_blank_date_of_leaving_blank():  # BUG-082
    assert all(member.left is None for member in content_of({"Anggota!O4": "-"}).members)


def leave(book):
    """Member 9 leaves on 30 June and a new Sekretaris follows the old one on 7 July."""
    book["Anggota"]["O10"] = D(2025, 6, 30)
    for column in "GHIJKLMN":
        book["Kehadiran"][f"{column}10"] = None
    for column in "HIJKLMNO":
        book["Tabungan"][f"{column}22"] = None
    book["Anggota"]["O3"] = D(2025, 8, 19)
    book["Anggota"].append(
        [13, "Sri", "9999015602710099", "P", None, "", "", "", "", "", "", None, "Sekretaris", D(2025, 8, 19)]
    )


def test_it_follows_members_who_leave_and_officers_who_succeed():
    content = content_of({}, edit=leave)
    assert content.members[8].left == D(2025, 6, 30)
    assert content.members[12].office == "SEKRETARIS"


def test_it_refuses_a_mark_on_the_first_day_of_no_longer_being_a_member():
    assert galat_cells(changed({"Kehadiran!G10": "H"}, edit=leave)) == ["Kehadiran!G10"]


def test_it_refuses_a_deposit_after_leaving():
    assert galat_cells(changed({"Tabungan!H22": 5000}, edit=leave)) == ["Tabungan!H22"]


def test_it_lets_somebody_come_back_with_the_same_nik():  # BUG-036
    def come_back(book):
        leave(book)
        book["Anggota"].append(
            [
                14,
                "Yuni Astuti",
                "9999016309780009",
                "P",
                D(1978, 9, 23),
                "",
                "",
                "",
                "",
                "",
                "",
                None,
                "",
                D(2025, 8, 19),
            ]
        )

    assert content_of({}, edit=come_back).members[13].nik == "9999016309780009"


def test_it_refuses_the_same_nik_twice_at_a_time():  # BUG-036
    assert galat_cells(changed({"Anggota!C6": "9999015804730004"})) == ["Anggota!C6"]


def add_meetings(book):
    """A libur week, a meeting not held, and an extra meeting with its column of attendance only."""
    book["Pertemuan"].append([None, "libur", D(2025, 8, 25), None])
    book["Pertemuan"].append([14, "Rutin", D(2025, 9, 1), None])
    book["Pertemuan"].append([15, "insidental", D(2025, 9, 3), D(2025, 9, 3), None, None, None, 800_250])
    book["Kehadiran"]["O1"] = D(2025, 9, 3)
    for row in range(2, 14):
        book["Kehadiran"][f"O{row}"] = "h"


def test_it_takes_libur_not_held_and_extra_meetings():
    data = changed({}, edit=add_meetings)
    checked = check(data)
    assert checked.galat == ()
    assert [meeting.kind for meeting in checked.content.meetings[12:]] == ["HOLIDAY", "ROUTINE", "EXTRA"]
    assert [meeting.held for meeting in checked.content.meetings[12:]] == [None, None, D(2025, 9, 3)]
    assert warned_cells(data) == ["Tabungan!A1", "Agenda!A1", "Buku!A1"]


def test_it_refuses_figures_under_a_meeting_that_was_not_held():
    data = changed({"Kehadiran!P1": D(2025, 9, 1), "Kehadiran!P2": "H"}, edit=add_meetings)
    assert galat_cells(data) == ["Kehadiran!P1"]


@pytest.mark.parametrize(
    ("typed", "rate"),
    [("0,5", "0.005"), ("0.5", "0.005"), (0.5, "0.005"), ("0,5 %", "0.005"), (1, "0.01"), (0.375, "0.00375")],
)
def test_it_reads_percentages_however_they_are_typed(typed, rate):
    assert content_of({"Pinjaman!F4": typed, "Angsuran!C12": 1, "Angsuran!C15": 1}).loans[2].rate == Fraction(
        rate
    )


def test_it_reads_a_cell_that_is_shown_as_a_percentage():
    def as_percent(book):
        book["Pinjaman"]["F2"].value = 0.005
        book["Pinjaman"]["F2"].number_format = "0.0%"

    assert content_of({}, edit=as_percent).loans[0].rate == Fraction(1, 200)


def test_it_takes_an_empty_step_as_one_rupiah():
    assert content_of({"Pinjaman!J2": None}).loans[0].step == 1


def test_it_allows_a_missing_rule_and_a_rule_without_date():
    assert len(content_of({}, edit=lambda book: book["Aturan"].delete_rows(4)).rules) == 4
    assert content_of({"Aturan!D3": None, "Aturan!B3": None}).rules[1].agreed is None


def test_it_uses_the_rules_minimum_and_tells_where_the_other_sheet_differs():
    data = changed({"KSM!B17": 10_000})
    assert warned_cells(data) == ["KSM!B17"]
    assert galat_cells(data) == []


def test_it_counts_an_empty_agenda_cell_as_not_done_and_an_empty_book_as_not_finished():
    content = content_of(
        {"Agenda!B2": None, "Buku!B2": None, "Agenda!B9": "X", "Agenda!B8": "tb : tidak ada"}
    )
    assert AgendaResult(FIRST, "Pembukaan dan daftar hadir", "NOT_DONE") in content.agenda
    assert AgendaResult(FIRST, "Penetapan pertemuan berikutnya", "NOT_DONE") in content.agenda
    assert AgendaResult(FIRST, "Masalah anggota", "NA", "tidak ada") in content.agenda
    assert BookResult(FIRST, "Daftar hadir", required=True) in content.books
    assert BookResult(FIRST, "Buku pinjaman/angsuran", required=False) in content.books


def test_it_counts_a_missing_standard_row_as_not_done():
    data = changed({}, edit=lambda book: (book["Agenda"].delete_rows(9), book["Buku"].delete_rows(3)))
    content = check(data).content
    assert AgendaResult(FIRST, "Penetapan pertemuan berikutnya", "NOT_DONE") in content.agenda
    assert BookResult(FIRST, "Notulen", required=True) in content.books
    assert warned_cells(data) == ["Agenda!A1", "Buku!A1"]


def test_it_tells_another_rhythm_than_weekly():
    assert warned_cells(changed({"KSM!B11": "Bulanan"})) == ["KSM!B11"]


@pytest.mark.parametrize(
    ("edits", "cell"),
    [
        ({"Anggota!E2": D(1971, 1, 15)}, "Anggota!C2"),
        ({"Anggota!D2": "L"}, "Anggota!C2"),
        ({"Anggota!C2": "3578015501700001"}, "Anggota!C2"),
        ({"Kehadiran!B2": "Siti Amina"}, "Kehadiran!B2"),
        ({"Pinjaman!C2": "Tri"}, "Pinjaman!C2"),
        ({"Kas lain!A2": D(2025, 6, 1)}, "Kas lain!E2"),
        ({"KSM!B9": D(2025, 6, 3)}, "Pertemuan!C2"),
    ],
)
def test_it_only_warns_of_what_may_be_right(edits, cell):
    data = changed(edits)
    assert galat_cells(data) == []
    assert warned_cells(data) == [cell]


def test_it_warns_of_a_nik_that_another_group_has():
    nik = "9999015602710002"
    assert warned_cells(changed({}), niks_elsewhere=lambda group, niks: frozenset({nik}) & niks) == [
        "Anggota!C3"
    ]


@pytest.mark.parametrize(
    ("edits", "cells"),
    [
        ({"Saldo awal!C3": 20}, ["Saldo awal!C3"]),
        ({"Saldo awal!C3": None}, ["Saldo awal!C3"]),
        ({"Saldo awal!C4": 1}, ["Saldo awal!B4"]),
        ({"Saldo awal!D4": "1,5"}, ["Saldo awal!D4"]),
        ({"Saldo awal!B4": "Deposito"}, ["Saldo awal!B4"]),
        ({"Saldo awal!A4": D(2025, 8, 30)}, ["Saldo awal!A4"]),
        ({"Saldo awal!D2": "entah"}, ["Saldo awal!D2"]),
        ({"Pinjaman!E2": 720_001}, ["Pinjaman!E2"]),
        ({"Pinjaman!D2": "31 Agustus 2025"}, ["Pinjaman!D2"]),
        ({"Kas lain!A2": D(2025, 8, 31), "Kas lain!D2": 5000}, ["Kas lain!A2"]),
        ({"Pertemuan!D2": D(2025, 8, 31)}, ["Pertemuan!D2"]),
    ],
)
def test_it_checks_opening_balances_and_what_follows_them(edits, cells):
    assert galat_cells(changed(edits, "ksm-melati-lama")) == cells


def test_it_takes_repayments_of_an_opening_loan_as_principal():
    edits = {"Angsuran!A3": D(2025, 9, 29), "Angsuran!B3": "SA-2", "Angsuran!C3": 300_000}
    assert galat_cells(changed(edits, "ksm-melati-lama")) == []
    assert galat_cells(changed(edits | {"Angsuran!C3": 300_001}, "ksm-melati-lama")) == ["Angsuran!C3"]
    assert galat_cells(changed(edits | {"Angsuran!B3": "SA-3"}, "ksm-melati-lama")) == ["Angsuran!B3"]


def test_it_refuses_a_payment_once_a_loan_is_paid_off():
    edits = {"Angsuran!A18": D(2025, 8, 19), "Angsuran!B18": "P-01", "Angsuran!C18": 1}
    assert galat_cells(changed(edits)) == ["Angsuran!C18"]


def test_it_lends_exactly_the_cash_of_the_day():
    assert "Pinjaman!E2" not in galat_cells(changed({"Pinjaman!E2": 327_000}))
