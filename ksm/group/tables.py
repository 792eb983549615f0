"""The monthly report of a group as tables: what its page shows, line by line."""

from fractions import Fraction

from groups.models import Ksm
from ksm.group.monthly import MonthlyReport
from ksm.tables import Column, Kind, Table


def monthly_table(ksm: Ksm, report: MonthlyReport) -> Table:
    """The figures, each in the column of its kind, and what was raised in the month."""
    money = report.money
    figures: list[tuple[str, int | Fraction | None, Kind]] = [
        ("Anggota", report.members, Kind.NUMBER),
        ("Anggota perempuan", report.women, Kind.NUMBER),
        ("Pertemuan rutin terjadwal", report.scheduled, Kind.NUMBER),
        ("Pertemuan rutin dilaksanakan", report.held, Kind.NUMBER),
        ("Rata-rata kehadiran", report.attendance, Kind.PERCENT),
        ("Penabung rutin", report.savers, Kind.PERCENT),
        ("Saldo tabungan", money.savings, Kind.RUPIAH),
        ("Pinjaman beredar", money.loans_outstanding, Kind.RUPIAH),
        ("Tunggakan", money.arrears, Kind.RUPIAH),
    ]
    if money.owed_outside or money.outside_arrears:
        figures += [
            ("Utang kepada pihak luar", money.owed_outside, Kind.RUPIAH),
            ("Tunggakan utang luar", money.outside_arrears, Kind.RUPIAH),
        ]
    figures += [
        ("Jasa diterima bulan ini", report.jasa, Kind.RUPIAH),
        ("Denda diterima bulan ini", report.fines, Kind.RUPIAH),
        ("Pendapatan bulan ini", report.income, Kind.RUPIAH),
        ("Biaya bulan ini", report.costs, Kind.RUPIAH),
        ("Kas", money.cash, Kind.RUPIAH),
        ("Bank", money.bank, Kind.RUPIAH),
    ]
    concerns = (
        Column("Tanggal", lambda row: row.raised_on, Kind.DATE),
        Column("Masalah", lambda row: row.text),
        Column("Penyelesaian", lambda row: row.solution),
    )
    return Table(
        f"Laporan bulanan {ksm.name} {report.month}",
        figure_columns(),
        figures,
        more=[Table("Masalah dan tindak lanjut", concerns, report.concerns)],
    )


def figure_columns() -> tuple[Column, ...]:
    """Of rows (label, value, kind): the label, and a column for each kind."""
    kinds = (("Banyaknya", Kind.NUMBER), ("Persen", Kind.PERCENT), ("Rupiah", Kind.RUPIAH))
    return (
        Column("Uraian", lambda row: row[0]),
        *(Column(heading, _of_kind(kind), kind) for heading, kind in kinds),
    )


def _of_kind(kind: Kind):
    return lambda row: row[1] if row[2] == kind else None
