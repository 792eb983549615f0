"""Workbooks as other programs and people write them; docs/lembar-kerja.md says what each program does."""

import datetime
import re
from fractions import Fraction
from importlib.metadata import version

import pytest

from tests.support.programs import (
    PROGRAMS,
    by_openpyxl,
    by_pyexcelerate,
    by_xlsxwriter,
    rezipped,
    written_by_others,
)
from tests.support.workbooks import DATA, check, galat_cells, sample, warned

pytestmark = pytest.mark.once  # no database is asked
SAME_AS_MAWAR = [
    "03-title-row-merged-ksm-mawar",
    "41-columns-reordered-ksm-mawar",
    "42b-heading-no.-ksm-mawar",
    "45b-agenda-checkmarks-ksm-mawar",
    "c-lo-filter-empty-ksm-mawar",
    "fuzz-formula-ksm-mawar",
    "lo-quoted-percent-ksm-mawar",
    "r09-x000d",
    "r10-strict",
]


@pytest.mark.parametrize("name", SAME_AS_MAWAR)
def test_it_reads_the_same_facts_whatever_program_wrote_them(name):
    checked = check(written_by_others(name))
    assert checked.faults == ()
    assert checked.content.fingerprint == check(sample()).content.fingerprint


def test_it_reads_a_percent_sign_before_a_padding():
    checked = check(written_by_others("b-fmt-paren-ksm-melati-lama"))
    assert checked.faults == ()
    assert checked.content.loans[0].rate == Fraction(3, 200)
    assert checked.content.fingerprint == check(sample("ksm-melati-lama")).content.fingerprint


def test_every_workbook_of_the_collection_is_tried():
    tried = {*SAME_AS_MAWAR, "b-fmt-paren-ksm-melati-lama", "l-dates-minus-7h-no-nik-ksm-mawar"}
    tried |= {"s-jadwal-off-weekday-ksm-mawar", "40d-sheet-angsuran-2025-ksm-mawar"}
    tried |= {"31-phone-number-ksm-mawar", "60b-time-fraction-general-ksm-mawar"}
    tried |= {"04-total-row-tabungan-label-in-nama-ksm-mawar"}
    assert {path.stem for path in PROGRAMS.glob("*.xlsx")} == tried


def test_it_warns_at_every_date_that_carries_a_clock():
    checked = check(written_by_others("l-dates-minus-7h-no-nik-ksm-mawar"))
    assert checked.accepted
    told = warned(checked)
    assert "KSM!B9 Tanggal ini berisi jam 17.00; dibaca 1 Juni 2025. Periksa harinya." in told
    assert "Kehadiran!C1 Tanggal ini berisi jam 17.00; dibaca 1 Juni 2025. Periksa harinya." in told
    assert "Pertemuan!C2 Jadwal ini hari Minggu, padahal hari pertemuan Senin." in told
    clocks = [line for line in told if "berisi jam" in line]
    assert len(clocks) == 181


def test_it_warns_of_a_schedule_on_another_weekday():
    checked = check(written_by_others("s-jadwal-off-weekday-ksm-mawar"))
    assert warned(checked) == ["Pertemuan!C5 Jadwal ini hari Selasa, padahal hari pertemuan Senin."]
    assert checked.accepted


def test_a_sheet_named_almost_like_a_known_one_is_not_left_out_silently():
    checked = check(written_by_others("40d-sheet-angsuran-2025-ksm-mawar"))
    assert [f"{fault.sheet}!{fault.cell}" for fault in checked.faults] == ["Angsuran 2025!A1"]
    assert checked.galat[0].text.startswith("Sheet ini seperti sheet Angsuran, tetapi tidak dibaca.")


def test_it_puts_the_lost_zero_back_before_a_telephone():
    checked = check(written_by_others("31-phone-number-ksm-mawar"))
    assert checked.content.members[0].phone == "081234567802"
    assert warned(checked)[0] == (
        "Anggota!I2 Telepon tersimpan sebagai angka; dibaca 081234567802. Ketik sebagai teks."
    )
    assert len(checked.faults) == 12


def test_it_reads_a_part_of_a_day_as_its_clock():
    checked = check(written_by_others("60b-time-fraction-general-ksm-mawar"))
    assert (checked.faults, checked.content.group.time) == ((), datetime.time(14, 0))


def test_it_leaves_out_a_row_of_totals_and_says_so():
    checked = check(written_by_others("04-total-row-tabungan-label-in-nama-ksm-mawar"))
    assert warned(checked) == ["Tabungan!B28 Baris jumlah ini tidak dibaca."]
    assert checked.content.fingerprint == check(sample()).content.fingerprint


# Writers that run here.


@pytest.mark.parametrize(
    "options", [{}, {"write_only": True}, {"iso_dates": True}, {"since_1904": True}], ids=str
)
def test_it_reads_what_openpyxl_writes(options):
    checked = check(by_openpyxl(**options))
    assert checked.faults == ()
    assert checked.content.fingerprint == check(sample()).content.fingerprint


@pytest.mark.parametrize(
    "options", [{}, {"constant_memory": True}, {"date_1904": True}, {"use_zip64": True}], ids=str
)
def test_it_reads_what_xlsxwriter_writes(options):
    checked = check(by_xlsxwriter(**options))
    assert checked.faults == ()
    assert checked.content.fingerprint == check(sample()).content.fingerprint


def test_it_refuses_a_nik_that_a_program_made_a_number():
    def numbers(title, value):
        is_nik = title == "Anggota" and isinstance(value, str) and re.fullmatch("[0-9]{16}", value)
        return int(value) if is_nik else value

    cells = galat_cells(by_xlsxwriter(numbers))
    assert cells == [f"Anggota!C{row}" for row in range(2, 14) if f"Anggota!C{row}" in cells]
    assert len(cells) == sum(bool(member.nik) for member in check(sample()).content.members)


def test_it_refuses_serial_dates_without_a_format():  # pyexcelerate writes them so
    found = check(by_pyexcelerate()).galat
    assert found
    assert {fault.text for fault in found if fault.sheet == "Pertemuan" and fault.cell[0] in "CD"} == {
        "Sel ini harus berisi tanggal, misalnya 21/06/2025."
    }


def test_it_reads_filters_that_openpyxl_cannot():
    def filtered(part):
        bad = (
            b'<autoFilter ref="A1:C9"><filterColumn colId="0"><customFilters><customFilter operator="empty"/>'
        )
        bad += b"</customFilters></filterColumn></autoFilter></worksheet>"
        return part.replace(b"</worksheet>", bad) if b"<sheetData>" in part else part

    assert check(rezipped(sample(), filtered)).faults == ()


def test_a_date_that_no_calendar_has_is_a_fault_of_its_cell():
    def broken(part):
        return re.sub(
            rb'<c r="E4"([^>]*)t="d"[^>]*><v>[^<]*</v>', rb'<c r="E4" t="d"><v>besok</v>', part, count=1
        )

    data = rezipped(by_openpyxl(iso_dates=True), broken)
    assert "Anggota!E4" in galat_cells(data)


def test_a_strict_workbook_is_read():  # R10
    spaces = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }

    def strict(part):
        for usual, narrow in spaces.items():
            part = part.replace(usual, narrow)
        return part

    assert check(rezipped(sample(), strict)).faults == ()


def test_a_line_end_of_windows_is_not_part_of_a_name():  # R09
    data = rezipped(sample(), lambda part: part.replace(b">Siti Aminah<", b">Siti Aminah_x000D_<"))
    assert check(data).content.members[0].name == "Siti Aminah"


def test_the_document_names_the_versions_that_are_tried_here():
    table = (DATA.parents[1] / "docs" / "lembar-kerja.md").read_text()
    tried = dict(re.findall(r"^\| (\w+) ([0-9.]+) \| Diuji \|", table, re.MULTILINE))
    assert tried == {name: version(name) for name in ("openpyxl", "XlsxWriter", "PyExcelerate")}
