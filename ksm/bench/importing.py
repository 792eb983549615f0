"""A group's workbook of a year: how long taking it in lasts beside only reading its cells."""

import datetime
import io
from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from ksm.bench.data import KELURAHAN, make_area
from ksm.bench.timing import Row, held, median_seconds
from meetings.importing.storing import Importer, store_workbook, surroundings
from meetings.workbook.checking import CheckedWorkbook, check_workbook

WAJIB = 5000
BEGAN = datetime.date(2025, 1, 6)  # a Monday more than a year ago
TODAY = BEGAN + datetime.timedelta(weeks=60)
FEW, MANY, WEEKS = 10, 40, 52
NOTHING_YET = "TB: belum ada pinjaman"
AGENDA = (
    "Pembukaan dan daftar hadir",
    "Pembacaan notulen lalu",
    "Tabungan",
    "Angsuran",
    "Pinjaman",
    "Laporan pembukuan",
    "Masalah anggota",
    "Penetapan pertemuan berikutnya",
)
BOOKS = ("Daftar hadir", "Notulen", "Buku kas", "Buku tabungan", "Buku pinjaman/angsuran")
PERSON = ("No", "Nama", "NIK", "L/P", "Tanggal lahir", "Jabatan", "Tanggal masuk", "Tanggal keluar")
RULES = ("Pertemuan rutin", "Tabungan", "Pencatatan", "Pinjaman", "Angsuran")


def _group(code: str) -> list[tuple]:
    facts = {
        "Kode KSM": code,
        "Nama KSM": f"KSM {code}",
        "Kode kelurahan": KELURAHAN,
        "Nama BKM": "BKM Uji",
        "Bidang": "Sosial",
        "Asal": "Baru",
        "Tanggal berdiri": BEGAN,
        "Mulai pendampingan": BEGAN,
        "Hari pertemuan": "Senin",
        "Frekuensi": "Mingguan",
        "Jam": "15.30",
        "Tempat": "Balai",
        "Tabungan wajib": WAJIB,
    }
    return list(facts.items())


def workbook_of(code: str, members: int, weeks: int) -> bytes:
    """A group that met every week, everybody there and saving, as its workbook."""
    book, start = Workbook(), BEGAN
    days = [start + datetime.timedelta(weeks=week) for week in range(weeks)]
    people = [(number, f"Anggota {number}") for number in range(1, members + 1)]
    sheets: dict[str, list[tuple]] = {
        "KSM": [("Isian", "Nilai"), *_group(code)],
        "Anggota": [PERSON] + [(*one, None, "P", None, None, start, None) for one in people],
        "Aturan": [("Aturan", "Kesepakatan", "Nilai", "Tanggal disepakati")]
        + [(rule, "Sepakat", WAJIB if rule == "Tabungan" else None, start) for rule in RULES],
        "Pertemuan": [("Ke", "Jenis", "Jadwal", "Dilaksanakan", "Tempat", "Kas dihitung")]
        + [
            (week, "Rutin", day, day, "Balai", week * members * WAJIB)
            for week, day in enumerate(days, start=1)
        ],
        "Kehadiran": [("No", "Nama", *days), *((*one, *["H"] * weeks) for one in people)],
        "Tabungan": [("No", "Nama", "Jenis", *days), *((*one, "Wajib", *[WAJIB] * weeks) for one in people)],
        "Agenda": [("Agenda", *days)]
        + [(item, *[NOTHING_YET if item in ("Angsuran", "Pinjaman") else "v"] * weeks) for item in AGENDA],
        "Buku": [("Buku", *days)]
        + [(kept, *(["TB"] * weeks if "pinjaman" in kept else days)) for kept in BOOKS],
    }
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _checked(data: bytes) -> CheckedWorkbook:
    checked = check_workbook(data, surroundings(today=TODAY, may_create_bkm=False))
    if not checked.accepted:
        raise RuntimeError(f"Buku kerja uji ditolak: {'; '.join(map(str, checked.galat[:3]))}")
    return checked


def _take_in(code: str, members: int) -> int:
    """Check and store one workbook; the number of statements."""
    data = workbook_of(code, members, WEEKS)
    with CaptureQueriesContext(connection) as captured:
        _store(data)
    return len(captured)


def _store(data: bytes) -> None:
    store_workbook(checked=_checked(data), importer=Importer("uji"), today=TODAY, now=timezone.now())


def _read_only(data: bytes) -> None:
    """Every cell once, by the plain library: what nobody can do without."""
    for sheet in load_workbook(io.BytesIO(data), read_only=True, data_only=True):
        for _ in sheet.iter_rows(values_only=True):
            pass


def _same(few: int) -> str:
    """SQLite takes only so many values in one statement, so that more rows are more of them."""
    return f"sama: {few}" if connection.vendor == "postgresql" else f"{FEW} anggota: {few}"


def importing() -> list[Row]:
    """A year of 40 members: statements beside 10 members, and time beside reading the file."""
    make_area()
    few, many = _take_in("BK10", FEW), _take_in("BK40", MANY)
    read = median_seconds(partial(_read_only, workbook_of("BK", MANY, WEEKS)), 3)
    books = iter([workbook_of(f"BK-{number}", MANY, WEEKS) for number in range(4)])
    stored = median_seconds(lambda: _store(next(books)), 3)
    return [
        (f"impor {MANY} anggota x {WEEKS} minggu: pernyataan SQL", str(many), _same(few)),
        ("impor dibanding membaca berkasnya saja (openpyxl)", f"{stored / read:.1f} x", held("25 x", "15 x")),
    ]
