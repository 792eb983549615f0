"""Files that are no workbook, or a malicious one, get a sentence and never an exception."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from meetings.workbook import limits
from tests.support.trials import trials
from tests.support.workbooks import changed, check, galat_cells, sample

pytestmark = pytest.mark.once  # no database is asked

NOT_READ = "Berkas ini tidak dapat dibaca sebagai buku kerja .xlsx; simpan ulang sebagai .xlsx tanpa sandi."


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """Mawar with one part of the package put in another's place."""
    with zipfile.ZipFile(io.BytesIO(sample())) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return zipped(parts | {name: content})


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b'<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    + b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&j;&x;</t></is></c></row></sheetData>'
    + b"</worksheet>"
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"halo",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"<html><table><tr><td>KSM</td></tr></table></html>",
        sample()[:5000],
        zipped({"halo.txt": b"halo"}),
        zipped({"[Content_Types].xml": b"<Types/>"}),
        with_part("xl/workbook.xml", b"bukan xml"),
        with_part("xl/worksheets/sheet2.xml", b"<worksheet><sheetData><row>"),
        with_part("xl/worksheets/sheet2.xml", BOMB),
    ],
)
def test_it_says_that_a_file_is_no_workbook(data):
    checked = check(data)
    assert [str(fault) for fault in checked.faults] == [f"galat Berkas!A1 {NOT_READ}"]
    assert checked.content is None
    assert not checked.accepted


def test_it_refuses_a_file_that_unpacks_to_too_much():
    bomb = with_part("xl/worksheets/sheet2.xml", b" " * (limits.LARGEST_UNPACKED + 1))
    assert len(bomb) < 200_000
    assert check(bomb).galat[0].text == "Isi berkas terlalu besar; kirim buku kerja satu KSM saja."


def test_it_refuses_a_file_that_is_too_large():
    assert check(b"PK" * limits.LARGEST_FILE).galat[0].text == "Berkas terlalu besar, paling besar 5 MB."


def sheet_xml(rows: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{head}{rows}</sheetData></worksheet>".encode()


def test_it_does_not_mind_how_long_an_unknown_sheet_is():
    def fill(book):
        notes = book.create_sheet("Catatan")
        for row in range(1, 10_001):
            notes.cell(row, 1).value = row

    assert galat_cells(changed({}, edit=fill)) == []


def test_it_refuses_a_sheet_of_ten_thousand_rows():
    def fill(book):
        for row in range(14, 10_015):
            book["Anggota"].cell(row, 1).value = row

    checked = check(changed({}, edit=fill))
    assert [(fault.sheet, fault.cell) for fault in checked.faults] == [("Anggota", "A5001")]
    assert checked.faults[0].text.startswith("Sheet ini lebih dari 5000 baris")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
    ],
)
def test_it_refuses_cells_far_away(rows):
    found = check(with_part("xl/worksheets/sheet2.xml", sheet_xml(rows))).galat
    assert len(found) == 1
    assert found[0].sheet in {"Anggota", "Berkas"}


def test_it_ignores_empty_rows_and_columns_that_only_look_used():
    def touch(book):
        for row in range(14, 6000):
            book["Anggota"].cell(row, 1).number_format = "@"
        book["Anggota"].cell(20, 700).number_format = "@"

    assert galat_cells(changed({}, edit=touch)) == []


def test_it_asks_for_every_sheet_of_an_empty_workbook():
    stream = io.BytesIO()
    Workbook().save(stream)
    cells_found = galat_cells(stream.getvalue())
    assert cells_found == [
        f"{name}!A1"
        for name in ("KSM", "Anggota", "Aturan", "Pertemuan", "Kehadiran", "Tabungan", "Agenda", "Buku")
    ]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "@a", "+62 812", "Ni'mah", "Nuraini – ½ ✓ é", "-5", "a" * 60]
)
def test_it_takes_odd_names_as_plain_text(name):
    checked = check(changed({"Anggota!B4": name}))
    assert checked.galat == ()
    assert checked.content.members[2].name == name


@pytest.mark.parametrize("place", ["Anggota!B4", "Anggota!F4", "KSM!B3", "Pertemuan!E4", "Aturan!B2"])
@pytest.mark.parametrize("text", ['=HYPERLINK("http://x.invalid","klik")', "a" * 10_000, "=1"])
def test_it_refuses_formulas_and_endless_text_wherever_text_is_expected(place, text):
    assert galat_cells(changed({place: text})) == [place]


def test_it_refuses_a_formula_that_was_typed_as_text():
    def as_text(book):
        book["Anggota"]["B4"].value = "=1+1"
        book["Anggota"]["B4"].data_type = "s"

    assert galat_cells(changed({}, edit=as_text)) == ["Anggota!B4"]


PLACES = st.sampled_from(
    [
        f"{sheet}!{column}{row}"
        for sheet in ("KSM", "Anggota", "Aturan", "Pertemuan", "Kehadiran", "Tabungan", "Agenda", "Buku")
        for column in "ABCDEH"
        for row in (1, 2, 5)
    ]
    + [f"{sheet}!{column}2" for sheet in ("Pinjaman", "Angsuran", "Kas lain") for column in "ABCDEFGHIJ"]
)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(10**20), max_value=10**20),
    st.floats(allow_nan=False),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40),
    st.sampled_from(["=A1", "#REF!", "-", "TB", "TB:", "1e999", "0", "31/02/2025", "99999999999999999999"]),
)


@pytest.mark.long
@settings(max_examples=trials(25, 300), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(PLACES, ODD, min_size=1, max_size=4))
def test_it_never_raises_whatever_is_typed_into_a_cell(edits):
    checked = check(changed(edits))
    assert checked.accepted is not bool(checked.galat)
