"""The pipeline and the pillars of an office as tables: what their pages show, column by column."""

from collections.abc import Sequence

from ksm.office.pipeline import StageRow
from ksm.office.tridaya import PillarRow
from ksm.tables import Column, Kind, Table


def pipeline_table(rows: Sequence[StageRow]) -> Table:
    """Every group with its stage and the weeks it is there, who is there longest first."""
    found = [(row, visit) for row in rows for visit in row.now]
    columns = (
        Column("Tahap", lambda row: row[0].label),
        Column("KSM", lambda row: row[1].ksm.name),
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
