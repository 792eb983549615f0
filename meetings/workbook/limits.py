"""How much a workbook may hold, weighed before anything of it is read: in one pass, and in little memory.

What takes time is the number of things inside, not of bytes: sixty thousand formats fit into 7 kB.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from meetings.workbook.package import NOT_A_WORKBOOK, UnreadableWorkbookError

LARGEST_FILE = 5 * 1024 * 1024  # bytes as uploaded
LARGEST_UNPACKED = 20 * 1024 * 1024  # bytes of XML inside
WORTH_A_LOOK, LARGEST_RATIO = 1024 * 1024, 100  # beyond so many bytes: unpacked to packed
MOST_PARTS = 500
MOST_CELLS = 100_000  # with empty ones and rows; five years of a group with fifty members have half of it
MOST_STRINGS = 50_000
MOST_OTHERS = 20_000  # formats, styles, names, remarks
MOST_TAGS = 1_500_000
LARGE = 25_000  # cells from which on reading is the queue's work: about a second

TOO_LARGE = "Isi berkas terlalu besar; kirim buku kerja satu KSM saja."
TOO_MANY = (
    "Berkas ini berisi terlalu banyak {what} ({most} paling banyak). "
    "Hapus yang tidak dipakai, lalu simpan ulang."
)
PIECE = 64 * 1024
LONGEST_NAME = 200
_TAG = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
TWO_BYTES = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")  # a sign each, of which nothing here would be seen
CELLS, STRINGS = {b"c", b"row"}, {b"si"}
INSIDE = {b"v", b"t", b"f", b"is", b"r"}  # of a cell or a string, weighed with it


@dataclass(frozen=True, slots=True)
class Weight:
    """How many things there are in a workbook; `others` is what belongs to no cell and no text."""

    cells: int = 0
    strings: int = 0
    others: int = 0
    tags: int = 0

    @property
    def is_large(self) -> bool:
        return self.cells > LARGE


LIMITS = (
    ("cells", MOST_CELLS, "sel"),
    ("strings", MOST_STRINGS, "teks"),
    ("others", MOST_OTHERS, "format dan gaya"),
    ("tags", MOST_TAGS, "isi"),
)


def weigh(data: bytes) -> Weight:
    """The weight of a workbook. Raises UnreadableWorkbookError beyond any limit, and for what is no zip."""
    if len(data) > LARGEST_FILE:
        raise UnreadableWorkbookError(f"Berkas terlalu besar, paling besar {LARGEST_FILE // 1024**2} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive, len(data))
            return _weighed(archive)
    except UnreadableWorkbookError:
        raise
    except Exception as error:  # a broken zip raises errors of every kind
        raise UnreadableWorkbookError(NOT_A_WORKBOOK) from error


def _refuse_bombs(archive: zipfile.ZipFile, packed: int) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    is_stretched = unpacked > WORTH_A_LOOK and unpacked > LARGEST_RATIO * packed
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or is_stretched:
        raise UnreadableWorkbookError(TOO_LARGE)


def _weighed(archive: zipfile.ZipFile) -> Weight:
    """Counted until the first limit is passed, so that no file is looked at for long."""
    found: Counter[bytes] = Counter()
    for part in archive.infolist():  # by whatever name: a sheet need not be called .xml
        for number, piece in enumerate(_pieces(archive, part)):
            found.update(_TAG.findall(piece))
            in_two_bytes = number == 0 and piece.startswith(TWO_BYTES)
            if in_two_bytes or _DECLARED.search(piece):  # no program writes either
                raise UnreadableWorkbookError(NOT_A_WORKBOOK)
            _refuse_beyond(_weight(found))
    return _weight(found)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part piece by piece; what may be the beginning of a tag is looked at with the next piece."""
    held = b""
    with archive.open(part) as source:
        while read := source.read(PIECE):
            held += read
            cut = held.rfind(b"<", len(held) - LONGEST_NAME)
            cut = len(held) if cut == -1 else cut
            yield held[:cut]
            held = held[cut:]
    yield held


def _weight(found: Counter[bytes]) -> Weight:
    cells, strings = (sum(found[name] for name in names) for names in (CELLS, STRINGS))
    tags = found.total()
    inside = sum(found[name] for name in INSIDE)
    return Weight(cells, strings, tags - cells - strings - inside, tags)


def _refuse_beyond(weight: Weight) -> None:
    for name, most, what in LIMITS:
        if getattr(weight, name) > most:
            limit = f"{most:,}".replace(",", ".")
            raise UnreadableWorkbookError(TOO_MANY.format(what=what, most=limit))
