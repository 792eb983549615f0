"""KSM Mawar's workbook written anew by other programs' libraries, and single parts of a workbook changed."""

import datetime
import io
import zipfile
from collections.abc import Callable

import pyexcelerate
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.support.workbooks import DATA, sample

PROGRAMS = DATA / "programs"


def written_by_others(name: str) -> bytes:
    """One of the workbooks as other programs and people wrote them."""
    return (PROGRAMS / f"{name}.xlsx").read_bytes()


def rezipped(data: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    """A workbook with every part of its package edited."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, edit(old.read(part.filename)))
    return out.getvalue()


def _tables() -> dict[str, list[list]]:
    book = load_workbook(io.BytesIO(sample()))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def by_openpyxl(*, write_only=False, iso_dates=False, since_1904=False) -> bytes:
    book = Workbook(write_only=write_only, iso_dates=iso_dates)
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    for sheet in list(book.worksheets):
        book.remove(sheet)
    for title, rows in _tables().items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter(change: Callable = lambda title, value: value, **options) -> bytes:
    """`change(title, value)` gives what is written of each cell."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    day, moment = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "hh:mm"})
    for title, rows in _tables().items():
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                shown = moment if isinstance(value, datetime.time) else day
                written = change(title, value)
                if isinstance(written, datetime.date | datetime.time):
                    sheet.write_datetime(number, column, written, shown)
                elif isinstance(written, str):
                    sheet.write_string(number, column, written)
                elif written is not None:
                    sheet.write(number, column, written)
    book.close()
    return stream.getvalue()


def by_pyexcelerate() -> bytes:
    stream = io.BytesIO()
    book = pyexcelerate.Workbook()
    for title, rows in _tables().items():
        book.new_sheet(title, data=rows)
    book.save(stream)
    return stream.getvalue()
