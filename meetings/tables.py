"""The lists about a group's meetings as tables: what their pages show, column by column."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from groups.models import Ksm
from ksm.dates import moment_in_words
from ksm.statuses import find
from ksm.tables import Column, Kind, Table
from ledger.journal.months import Month
from meetings.borrowing_order import Candidate
from meetings.corrections.reading import CorrectionInWords
from meetings.models import Meeting
from meetings.overview import MeetingMoney, MoneyRow, Week


def week_table(ksm: Ksm, weeks: Sequence[Week]) -> Table:
    """The scheduled weeks, newest first."""
    columns = (
        Column("Minggu", lambda row: row.slot.week, Kind.NUMBER),
        Column("Jadwal", lambda row: row.slot.scheduled_on, Kind.DATE),
        Column("Dilaksanakan", lambda row: row.slot.held_on, Kind.DATE),
        Column("Status", lambda row: find("meeting", row.code).word),
        Column("Hadir", lambda row: row.present if row.marked else None, Kind.NUMBER),
        Column("Anggota", lambda row: row.marked or None, Kind.NUMBER),
        Column("Alasan", lambda row: row.reason),
    )
    return Table(f"Pertemuan {ksm.name}", columns, weeks)


def order_table(ksm: Ksm, candidates: Sequence[Candidate]) -> Table:
    columns = (
        Column("Usul", lambda row: row[0], Kind.NUMBER),
        Column("Nomor anggota", lambda row: row[1].loan.member.number, Kind.NUMBER),
        Column("Anggota", lambda row: row[1].loan.member.name),
        Column("Pinjaman", lambda row: row[1].loan.number),
        Column("Pokok", lambda row: row[1].loan.principal, Kind.RUPIAH),
        Column("Alasan", lambda row: ", ".join(row[1].reasons)),
    )
    return Table(f"Usul urutan peminjam {ksm.name}", columns, list(enumerate(candidates, start=1)))


def month_table(ksm: Ksm, acts: QuerySet) -> Table:
    """Months closed and opened again; rows of `ksm.month_acts`."""
    columns = (
        Column("Bulan", lambda row: str(Month.of(row.month))),
        Column("Tindakan", lambda row: row.get_act_display()),
        Column("Kas menurut buku", lambda row: row.cash, Kind.RUPIAH),
        Column("Oleh", lambda row: str(row.by or "sistem")),
        Column("Dicatat", lambda row: moment_in_words(row.recorded_at, ksm.timezone)),
        Column("Alasan", lambda row: row.reason),
    )
    return Table(f"Tutup bulan {ksm.name}", columns, acts)


def open_month_table(months: Iterable[tuple[Month, Sequence[tuple[Ksm, Sequence[str]]], bool]]) -> Table:
    """The month that each group closes next, and what stands in its way."""
    rows = [(month, ksm, reasons) for month, groups, _ in months for ksm, reasons in groups]
    columns = (
        Column("Bulan", lambda row: str(row[0])),
        Column("KSM", lambda row: row[1].name),
        Column("Yang menghalangi", lambda row: " ".join(row[2]) or "siap ditutup"),
    )
    return Table("Tutup bulan", columns, rows)


def correction_table(ksm: Ksm, corrections: Iterable[CorrectionInWords]) -> Table:
    """A line for each change that was asked for."""
    rows = [(item.correction, change) for item in corrections for change in item.changes]
    columns = (
        Column("Lembar", lambda row: row[0].meeting.scheduled_on, Kind.DATE),
        Column("Apa", lambda row: row[1].subject),
        Column("Semula", lambda row: row[1].old),
        Column("Menjadi", lambda row: row[1].new),
        Column("Alasan", lambda row: row[0].reason),
        Column("Diajukan oleh", lambda row: str(row[0].requested_by)),
        Column("Status", lambda row: find("request", row[0].state).word),
        Column("Dijawab oleh", lambda row: row[0].decided_by and str(row[0].decided_by)),
    )
    return Table(f"Koreksi lembar {ksm.name}", columns, rows)


def sheet_table(meeting: Meeting, money: MeetingMoney) -> Table:
    """Attendance and money of each member in one sheet, with its sums."""
    nothing = MoneyRow()
    rows = [(mark, money.by_member.get(mark.member_id, nothing)) for mark in meeting.attendance.all()]
    fields = {
        "Wajib": "wajib",
        "Sukarela": "sukarela",
        "Pokok": "pokok",
        "Angsuran": "repaid",
        "Denda": "fine",
        "Ditarik": "withdrawal",
        "Dipinjam": "lent",
        "Jumlah": "total",
    }
    columns = (
        Column("Nomor", lambda row: row[0].member.number, Kind.NUMBER),
        Column("Anggota", lambda row: row[0].member.name),
        Column("Kehadiran", lambda row: row[0].get_status_display()),
        *(_paid(heading, field) for heading, field in fields.items()),
    )
    sums = {heading: getattr(money.total, field) for heading, field in fields.items()}
    day = meeting.scheduled_on.isoformat()
    return Table(f"Lembar pertemuan {meeting.ksm.name} {day}", columns, rows, totals=sums)


def _paid(heading: str, field: str) -> Column:
    return Column(heading, lambda row: getattr(row[1], field) or None, Kind.RUPIAH)
