"""The file itself: in the usual variant of Open XML, and its cells without the rest."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from ksm.refusals import RefusalError

NOT_A_WORKBOOK = (
    "Berkas ini tidak dapat dibaca sebagai buku kerja .xlsx; simpan ulang sebagai .xlsx tanpa sandi."
)
# "Strict Open XML" names everything anew (ISO/IEC 29500-1); openpyxl knows the usual names alone.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/")


class UnreadableWorkbookError(RefusalError):
    """The file cannot be read at all, or a sheet is beyond the limits; names the place, the text says why."""

    def __init__(self, text: str, sheet: str = "Berkas", cell: str = "A1"):
        super().__init__(text)
        self.sheet, self.cell = sheet, cell


def usual_variant(data: bytes) -> bytes:
    """The same workbook with the usual names where it was saved as "Strict Open XML", else as it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist() if _is_xml(part.filename)}
        if not any(_STRICT.search(content) for content in parts.values()):
            return data
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as renamed:
            for name, content in parts.items():
                renamed.writestr(name, _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content))
    return stream.getvalue()


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


class _CellsAlone(WorkSheetParser):
    """Reads rows and leaves alone what openpyxl may stumble over: filters, validation, views, comments."""

    def parse(self) -> Iterator[Any]:
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()

    def parse_cell(self, element: Any) -> Any:
        try:
            found = super().parse_cell(element)
        except ValueError:
            if element.get("t") != "d":
                raise
            element.set("t", "e")  # a date that no calendar has is a fault of its cell, not of the file
            found = super().parse_cell(element)
        return found | {"formula": element.find(FORMULA_TAG) is not None}


def parsed_cells(worksheet: Any) -> Iterator[dict[str, Any]]:
    """Every cell that the sheet's XML holds, sparse: gaps and false dimensions cost nothing.

    The workbook is read with `data_only`: the value of a cell with a `formula` is its saved result.
    """
    book = worksheet.parent
    with worksheet._get_source() as source:
        parser = _CellsAlone(
            source,
            worksheet._shared_strings,
            data_only=book.data_only,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for _, row in parser.parse():
            yield from row
