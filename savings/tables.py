"""The savings books and the surplus of a group as tables: what their pages show, column by column."""

import datetime
from collections.abc import Sequence

from groups.models import Ksm, Member
from ksm.tables import Column, Kind, Table
from ledger.models import SurplusShare, SurplusSharing
from ledger.tables import rupiah
from savings.group_book import GroupBook
from savings.models import Dissolution
from savings.passbook import Passbook


def savings_book_table(
    ksm: Ksm, member: Member | None, book: GroupBook, first: datetime.date, last: datetime.date
) -> Table:
    """The savings book of the group, or of one member, after its opening balance."""
    columns = (
        Column("Tanggal", lambda row: row.date, Kind.DATE),
        Column("Bukti", lambda row: row.entry_number, Kind.NUMBER),
        Column("Uraian", lambda row: row.text),
        rupiah("Pokok", "pokok"),
        rupiah("Wajib", "wajib"),
        rupiah("Sukarela", "sukarela"),
        rupiah("Penarikan", "withdrawn"),
        rupiah("Saldo", "balance"),
    )
    opening = {"Tanggal": first, "Uraian": "Saldo awal", "Saldo": book.opening}
    whose = f"anggota {member.number} {ksm.name}" if member else ksm.name
    title = f"Buku tabungan {whose} {first.isoformat()} {last.isoformat()}"
    return Table(title, columns, book.rows, opening)


def passbook_table(member: Member, book: Passbook) -> Table:
    columns = (
        Column("Tanggal", lambda row: row.date, Kind.DATE),
        Column("Jenis", lambda row: row.kind),
        Column("Setor", lambda row: row.deposit or None, Kind.RUPIAH),
        Column("Tarik", lambda row: row.withdrawal or None, Kind.RUPIAH),
        rupiah("Saldo", "balance"),
        Column("Keterangan", lambda row: "Dibatalkan" if row.is_undone else None),
    )
    return Table(f"Buku anggota {member.number} {member.ksm.name}", columns, book.rows)


def surplus_table(
    ksm: Ksm, years: Sequence[tuple[int, int, object]], sharings: Sequence[SurplusSharing]
) -> Table:
    """Years that are over: those not shared yet, then those that were; a loss is negative."""
    rows: list[tuple] = [(year, surplus, None, None) for year, surplus, _ in years]
    for one in sharings:
        undone = one.undone_by.date if one.undone_by else None
        rows.append((one.year, one.surplus, one.decided_on, undone))
    columns = (
        Column("Tahun", lambda row: str(row[0])),
        Column("SHU", lambda row: row[1], Kind.RUPIAH),
        Column("Dibagi", lambda row: row[2], Kind.DATE),
        Column("Dibatalkan", lambda row: row[3], Kind.DATE),
    )
    return Table(f"SHU {ksm.name}", columns, rows)


def share_table(ksm: Ksm, sharing: SurplusSharing, shares: Sequence[tuple[Member, SurplusShare]]) -> Table:
    """Each member's part of a surplus."""
    columns = (
        Column("No", lambda row: row[0].number, Kind.NUMBER),
        Column("Nama", lambda row: row[0].name),
        Column("Dari tabungan", lambda row: row[1].from_savings, Kind.RUPIAH),
        Column("Dari jasa pinjaman", lambda row: row[1].from_borrowing, Kind.RUPIAH),
        Column("Pengurus", lambda row: row[1].from_office, Kind.RUPIAH),
        Column("Jumlah", lambda row: row[1].total, Kind.RUPIAH),
    )
    return Table(f"{sharing} {ksm.name}", columns, shares)


def ending_table(ksm: Ksm, ending: Dissolution) -> Table:
    """What each member got when the group ended; on a sheet of its own what became of its funds."""
    columns = (
        Column("No", lambda row: row[0], Kind.NUMBER),
        Column("Nama", lambda row: row[1]),
        Column("Tabungan", lambda row: row[2], Kind.RUPIAH),
        Column("SHU", lambda row: row[3], Kind.RUPIAH),
        Column("Kekayaan kelompok", lambda row: row[4], Kind.RUPIAH),
    )
    funds = [
        ("Dibagikan kepada anggota", sum(sum(row[2:]) for row in ending.members)),
        *((f"{name} diserahkan", amount) for name, amount in ending.funds.items()),
        ("Jumlah diserahkan", sum(ending.funds.values())),
        ("Pinjaman dihapusbukukan, masih terutang", ending.written_off),
    ]
    told = (Column("Uraian", lambda row: row[0]), Column("Rupiah", lambda row: row[1], Kind.RUPIAH))
    more = [Table("Dana kelompok", told, funds)]
    return Table(f"Laporan akhir {ksm.name}", columns, ending.members, more=more)
