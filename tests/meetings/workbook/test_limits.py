"""What a workbook may hold is weighed before it is read, by the number of things in it."""

import io
import time
import zipfile

import pytest

from meetings.workbook import limits
from meetings.workbook.cells import read_sheets
from meetings.workbook.limits import weigh
from meetings.workbook.package import NOT_A_WORKBOOK, UnreadableWorkbookError
from tests.support.workbooks import sample

pytestmark = pytest.mark.once

SHEET = b"<worksheet><sheetData>%s</sheetData></worksheet>"
MANY = "Berkas ini berisi terlalu banyak {} paling banyak). Hapus yang tidak dipakai, lalu simpan ulang."


def with_part(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample())) as archive, zipfile.ZipFile(stream, "w", 8) as written:
        for part in archive.namelist():
            written.writestr(part, content if part == name else archive.read(part))
        if name not in archive.namelist():
            written.writestr(name, content)
    return stream.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableWorkbookError) as told:
        read_sheets(data, lambda name: True)
    return str(told.value)


def test_a_sample_weighs_what_it_holds():
    weight = weigh(sample())
    assert 300 < weight.cells < 5_000
    assert weight.others < 2_000
    assert not weight.is_large


@pytest.mark.parametrize(
    ("part", "content", "told"),
    [
        ("xl/worksheets/sheet2.xml", SHEET % (b"<row><c><v>1</v></c></row>" * 60_000), "sel (100.000"),
        ("xl/worksheets/sheet2.xml", SHEET % (b"<x:row/>" * 110_000), "sel (100.000"),
        ("xl/lembar.bin", SHEET % (b"<c/>" * 110_000), "sel (100.000"),
        ("xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * 51_000 + b"</sst>", "teks (50.000"),
        ("xl/styles.xml", b"<s>" + b'<xf numFmtId="0"/>' * 21_000 + b"</s>", "format dan gaya (20.000"),
        ("xl/worksheets/sheet2.xml", SHEET % (b"<c>" + b"<v/>" * 1_500_000), "isi (1.500.000"),
    ],
)
def test_a_small_file_with_too_many_things_is_refused_before_it_is_read(part, content, told):
    data = padded(with_part(part, content))
    assert len(data) < 300_000
    begun = time.process_time()
    assert refusal(data) == MANY.format(told)
    assert time.process_time() - begun < 20  # a bound against running away, not a measurement


def padded(data: bytes) -> bytes:
    """With a picture that packs badly, so that the file as a whole is not stretched."""
    stream = io.BytesIO(data)
    noise = b"".join(hash_of(number) for number in range(4_000))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/image1.png", noise)
    return stream.getvalue()


def hash_of(number: int) -> bytes:
    return number.to_bytes(4, "big") * 12


def test_what_is_stretched_is_refused():
    data = with_part("xl/worksheets/sheet2.xml", SHEET % (b" " * 15_000_000))
    assert refusal(data) == limits.TOO_LARGE


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_what_would_be_weighed_as_nothing_is_refused(encoding):
    data = with_part("xl/lembar.bin", (SHEET.decode() % ("<c/>" * 10)).encode(encoding))
    assert refusal(data) == NOT_A_WORKBOOK


def test_a_tag_between_two_pieces_is_counted_once():
    inside = b"<c/>" * (3 * limits.PIECE // 4)
    assert weigh(with_part("xl/worksheets/sheet2.xml", SHEET % inside)).cells >= inside.count(b"<c/>")
