"""The four sample workbooks, read whole."""

import datetime
import json
from fractions import Fraction

import pytest

from meetings.workbook.content import Deposit, Mark
from tests.support.workbooks import DATA, changed, check, galat_cells, sample, warned_cells


@pytest.mark.parametrize("name", ["ksm-mawar", "ksm-melati-lama"])
def test_it_accepts_a_sound_workbook_without_a_word(name):  # BUG-083
    checked = check(sample(name))
    assert checked.faults == ()
    assert checked.accepted


def test_it_tells_the_one_cash_count_that_differs_and_accepts():
    checked = check(sample("ksm-mawar-selisih"))
    assert checked.accepted
    assert [str(fault) for fault in checked.faults] == [
        "peringatan Pertemuan!H6 Kas dihitung Rp1, menurut buku Rp233.000."
    ]


def test_it_finds_exactly_the_twenty_faults():
    listed = json.loads((DATA / "ksm-rusak.faults.json").read_text())
    found = check(sample("ksm-rusak"))
    assert sorted((fault.sheet, fault.cell) for fault in found.galat) == sorted(
        (fault["sheet"], fault["cell"]) for fault in listed
    )
    assert not found.accepted
    assert all(fault.text.endswith(".") for fault in found.faults)


def test_it_does_not_compare_counts_while_there_is_a_galat():
    assert warned_cells(changed({"Anggota!D8": "X"}, "ksm-mawar-selisih")) == []


def test_it_reads_the_facts_of_mawar():
    content = check(sample()).content
    assert content.group.name == "KSM Mawar"
    assert content.group.started == datetime.date(2025, 6, 2)
    assert content.group.time == datetime.time(15, 30)
    assert content.group.bidang == ("sosial",)
    assert [member.name for member in content.members][2] == "Ni'mah"
    assert content.members[0].rt == "003"
    assert content.members[0].left is None  # BUG-082
    assert len(content.attendance) == 12 * 12
    assert Mark(datetime.date(2025, 6, 16), 12, "W") in content.attendance
    assert Deposit(datetime.date(2025, 7, 14), 5, "WAJIB", 15_000) in content.deposits
    assert content.loans[2].rate == Fraction(1, 100)
    assert content.loans[1].step == 100
    assert content.repayments[12].paid_from == "TR"


def test_it_reads_columns_as_people_really_type_them():
    content = check(sample("ksm-melati-lama")).content
    assert content.group.minimum == 10_000
    assert content.meetings[3].scheduled == datetime.date(2025, 9, 22)
    assert content.meetings[3].held == datetime.date(2025, 9, 24)
    assert content.meetings[0].counted == 510_000
    assert content.members[1].birth == datetime.date(1971, 2, 16)
    assert content.loans[0].rate == Fraction(3, 200)
    assert content.opening_date == datetime.date(2025, 8, 31)
    assert len([deposit for deposit in content.deposits if deposit.member == 3]) == 3


def reordered(book):
    """The same facts with columns and sheets in another order, headings in capitals with odd spaces."""
    sheet = book["Anggota"]
    rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = f"  {value.upper()} " if row == 1 else value
    book["Pinjaman"]["A1"] = "NO  PINJAMAN"
    book.move_sheet("Buku", -5)


def test_it_finds_columns_in_any_order_case_and_spacing():
    checked = check(changed({}, edit=reordered))
    assert checked.faults == ()
    assert checked.content.fingerprint == check(sample()).content.fingerprint


def test_it_has_another_fingerprint_for_other_content():
    other = check(changed({"Tabungan!D14": 6000, "Pertemuan!H2": 158_000}))
    assert other.content.fingerprint != check(sample()).content.fingerprint


def test_it_knows_the_same_file_again():
    fingerprint = check(sample()).content.fingerprint
    again = check(sample(), stored_fingerprint=lambda group: fingerprint)
    assert again.already_stored
    assert again.accepted


def test_it_refuses_other_content_under_a_known_code():
    checked = check(sample(), stored_fingerprint=lambda group: "other")
    assert [(fault.sheet, fault.cell) for fault in checked.galat] == [("KSM", "B2")]
    assert not checked.accepted


def test_it_asks_for_a_bkm_that_is_there():
    assert galat_cells(sample(), bkm_exists=lambda code, name: False) == ["KSM!B5"]
