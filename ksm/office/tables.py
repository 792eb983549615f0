"""The pipeline and the pillars of an office as tables: what their pages show, column by column."""

from collections.abc import Sequence

from groups.models import Bkm
from ksm.office.monthly import OfficeMonth
from ksm.office.mutations import Mutation
from ksm.office.pipeline import StageRow
from ksm.office.recap import Recap, RecapRow
from ksm.office.tridaya import PillarRow
from ksm.tables import Column, Kind, Table
from ledger.journal.months import Month
from meetings.models import Meeting


def pipeline_table(rows: Sequence[StageRow]) -> Table:
    """Every group with its stage and the weeks it is there, who is there longest first."""
    found = [(row, stay) for row in rows for stay in row.now]
    columns = (
        Column("Tahap", lambda row: row[0].label),
        Column("KSM", lambda row: row[1].name),
        Column("Minggu di tahap ini", lambda row: row[1].weeks, Kind.NUMBER),
        Column("Menurut program", lambda row: row[0].expected, Kind.NUMBER),
    )
    return Table("Alur KSM", columns, found)


def tridaya_table(rows: Sequence[PillarRow]) -> Table:
    columns = (
        Column("Bidang", lambda row: row.label),
        Column("KSM", lambda row: row.groups, Kind.NUMBER),
        Column("Anggota", lambda row: row.members, Kind.NUMBER),
        Column("Status", lambda row: ", ".join(f"{label} {count}" for label, count in row.phase_counts)),
        Column("Tabungan", lambda row: row.savings, Kind.RUPIAH),
        Column("Pinjaman beredar", lambda row: row.loans, Kind.RUPIAH),
        Column("Rencana kerja", lambda row: ", ".join(f"{label} {count}" for label, count, _ in row.plan)),
        Column("Biaya rencana", lambda row: row.cost, Kind.RUPIAH),
    )
    return Table("Tridaya", columns, rows)


def recap_table(title: str, month: Month, found: Recap) -> Table:
    """The rows of a recap with their sum."""
    columns = (
        Column("Wilayah", lambda row: row.label),
        Column("KSM", lambda row: row.figures.groups, Kind.NUMBER),
        Column("Pembentukan", lambda row: row.figures.forming, Kind.NUMBER),
        Column("Calon", lambda row: row.figures.candidates, Kind.NUMBER),
        Column("Lulus", lambda row: row.figures.passed, Kind.NUMBER),
        Column("Layak", lambda row: row.figures.eligible, Kind.NUMBER),
        Column("Ditutup", lambda row: row.figures.closed, Kind.NUMBER),
        Column("L", lambda row: row.figures.men, Kind.NUMBER),
        Column("P", lambda row: row.figures.women, Kind.NUMBER),
        Column("PS-2", lambda row: row.figures.ps2, Kind.NUMBER),
        Column("Tabungan", lambda row: row.figures.savings, Kind.RUPIAH),
        Column("Pinjaman", lambda row: row.figures.loans, Kind.RUPIAH),
        Column("Tunggakan", lambda row: row.figures.arrears, Kind.RUPIAH),
        Column("PAR", lambda row: row.figures.par, Kind.PERCENT),
        Column("BLM diterima", lambda row: row.figures.blm, Kind.RUPIAH),
        Column("BLM bulan ini", lambda row: row.figures.blm_now, Kind.RUPIAH),
    )
    whole = RecapRow("Jumlah", "", None, found.total)
    totals = {column.heading: column.of(whole) for column in columns if column.kind != Kind.PERCENT}
    return Table(f"Rekap {title} {month}", columns, found.rows, totals=totals)


def mutation_table(bkm: Bkm, rows: Sequence[Mutation]) -> Table:
    columns = (
        Column("Tanggal", lambda row: row.day, Kind.DATE),
        Column("KSM", lambda row: row.member.ksm.name),
        Column("Nomor", lambda row: row.member.number, Kind.NUMBER),
        Column("Nama", lambda row: row.member.name),
        Column("L/P", lambda row: row.member.sex),
        Column("Mutasi", lambda row: row.kind),
        Column("Keterangan", lambda row: row.note),
        Column("Uang", lambda row: row.paid, Kind.RUPIAH),
    )
    return Table(f"Mutasi anggota {bkm.name}", columns, rows)


def office_month_table(title: str, report: OfficeMonth, attended: Sequence[Meeting] | None = None) -> Table:
    """The month of many groups: a row for each, and what happened and is planned on sheets of their own."""
    columns = (
        Column("KSM", lambda row: row.ksm.name),
        Column("Pertemuan dilaksanakan", lambda row: row.held, Kind.NUMBER),
        Column("Pertemuan terjadwal", lambda row: row.scheduled, Kind.NUMBER),
        Column("Hadir", lambda row: row.attendance, Kind.PERCENT),
        Column("Menabung rutin", lambda row: row.savers, Kind.PERCENT),
        Column("L", lambda row: row.figures.men, Kind.NUMBER),
        Column("P", lambda row: row.figures.women, Kind.NUMBER),
        Column("Tabungan", lambda row: row.figures.savings, Kind.RUPIAH),
        Column("Pinjaman", lambda row: row.figures.loans, Kind.RUPIAH),
        Column("Tunggakan", lambda row: row.figures.arrears, Kind.RUPIAH),
        Column("PAR", lambda row: row.figures.par, Kind.PERCENT),
        Column("BLM bulan ini", lambda row: row.figures.blm_now, Kind.RUPIAH),
    )
    total = report.total
    totals = {
        "Pertemuan dilaksanakan": report.held,
        "Pertemuan terjadwal": report.scheduled,
        "L": total.men,
        "P": total.women,
        "Tabungan": total.savings,
        "Pinjaman": total.loans,
        "Tunggakan": total.arrears,
        "BLM bulan ini": total.blm_now,
    }
    more = _lists_of(report, attended)
    return Table(f"{title} {report.month}", columns, report.rows, totals=totals, more=more)


def _lists_of(report: OfficeMonth, attended: Sequence[Meeting] | None) -> list[Table]:
    def table(title: str, day: str, rows: Sequence, *columns: Column) -> Table:
        first = (
            Column("Tanggal", lambda row: getattr(row, day), Kind.DATE),
            Column("KSM", lambda row: row.ksm.name),
        )
        return Table(title, (*first, *columns), rows)

    found = [] if attended is None else [table("Pertemuan yang dihadiri", "held_on", attended)]
    return [
        *found,
        table(
            "Kunjungan",
            "visited_on",
            report.visits,
            Column("Tamu", lambda row: row.visitor),
            Column("Jabatan", lambda row: row.office),
            Column("Tujuan", lambda row: row.purpose),
        ),
        table(
            "Pelatihan",
            "held_on",
            report.trainings,
            Column("Materi", lambda row: row.get_topic_display()),
            Column("Pelatih", lambda row: row.trainer),
        ),
        table(
            "Masalah dan aspirasi",
            "raised_on",
            report.concerns,
            Column("Masalah", lambda row: row.text),
            Column("Penyelesaian", lambda row: row.solution),
        ),
        table(
            "Keputusan",
            "as_of",
            report.decisions,
            Column("Jenis", lambda row: row.get_kind_display()),
            Column("Keputusan", lambda row: row.get_outcome_display()),
        ),
        Table(
            "Rencana bulan berikut",
            (
                Column("KSM", lambda row: row.ksm.name),
                Column("Pertemuan", lambda row: ", ".join(f"{day:%d-%m-%Y}" for day in row.days)),
                Column("Langkah berikut", lambda row: row.next_step),
            ),
            report.plans,
        ),
    ]
