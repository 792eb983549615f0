"""Standings and decisions as tables: what their pages show, column by column."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from assessment.dashboard import Held, bars_of, held_by
from assessment.eligibility.criteria import EligibilityFinding
from assessment.graduation.figures import LABELS
from assessment.models import Standing
from assessment.next_steps import WHO, Act
from groups.models import ForeignDecision, Ksm
from ksm.statuses import find
from ksm.tables import Column, Kind, Table
from ledger.blm.reading import NextAct
from ledger.models import BlmGrant, GrantMovement


def _reached(code: str) -> Callable[[Standing], Fraction | None]:
    return lambda row: next((bar.actual for bar in bars_of(row) if bar.code == code), None)


def _held(of: Callable[[Held], Any]) -> Callable[[Standing], Any]:
    """Something of the criteria of eligibility; None of a group that is not mentored."""
    return lambda row: of(held) if (held := held_by(row)) else None


def standing_table(standings: QuerySet[Standing]) -> Table:
    """The rows of the dashboard under its filter and tile, in its order."""
    columns = (
        Column("KSM", lambda row: row.ksm.name),
        Column("Kode", lambda row: row.ksm.code),
        Column("Kelurahan/desa", lambda row: row.ksm.bkm.kelurahan.name),
        Column("Anggota", lambda row: row.members, Kind.NUMBER),
        Column("Minggu", lambda row: None if row.status == "FORMING" else row.week or None, Kind.NUMBER),
        Column("Status", _status),
        Column("Catatan", lambda row: find("standing", "LAGGING").word if row.is_lagging else None),
        *(Column(label, _reached(code), Kind.PERCENT) for code, label in LABELS.items()),
        Column("Kelayakan BLM", lambda row: row.eligibility_word),
        Column(
            "Syarat kelayakan terpenuhi",
            lambda row: row.eligibility_asked and row.eligibility_met,
            Kind.NUMBER,
        ),
        Column("dari", lambda row: row.eligibility_asked or None, Kind.NUMBER),
        Column("Syarat belum", lambda row: ", ".join(held.unmet) if (held := held_by(row)) else None),
        Column("Belum dinilai", lambda row: ", ".join(held.unjudged) if (held := held_by(row)) else None),
        Column("Pertemuan terakhir", lambda row: row.last_meeting_on, Kind.DATE),
        Column("Kas", lambda row: row.cash, Kind.RUPIAH),
        Column("Tunggakan", lambda row: row.arrears, Kind.RUPIAH),
        Column("Utang luar", lambda row: row.owed_outside, Kind.RUPIAH),
        Column("Tunggakan utang luar", lambda row: row.outside_arrears, Kind.RUPIAH),
        Column("Langkah berikut", lambda row: row.next_step),
        Column("Oleh", lambda row: WHO[Act(row.next_act)].value),
    )
    return Table("Kelayakan KSM", columns, standings)


def _status(row: Standing) -> str:
    return row.missing_word if row.status == "MISSING" else find("standing", row.status).word


def decision_table(ksm: Ksm, decisions: QuerySet, foreign: QuerySet[ForeignDecision]) -> Table:
    """Decisions on graduation; apart, where there are any, those that a workbook tells of another system."""
    columns = (
        Column("Nomor", lambda row: row.number, Kind.NUMBER),
        Column("Keputusan", lambda row: find("decision", row.outcome).word),
        Column("Masa penilaian dari", lambda row: row.window_first, Kind.DATE),
        Column("sampai", lambda row: row.window_last, Kind.DATE),
        Column("Oleh", lambda row: row.decided_by_name),
        Column("Disetujui", lambda row: row.second_name),
        Column("Alasan", lambda row: row.reason),
    )
    more = (_foreign_table(foreign),) if foreign else ()
    return Table(f"Penilaian {ksm.name}", columns, decisions, more=more)


def _foreign_table(foreign: QuerySet[ForeignDecision]) -> Table:
    columns = (
        Column("Nomor di sana", lambda row: row.number, Kind.NUMBER),
        Column("Jenis", lambda row: row.get_kind_display()),
        Column("Keputusan, belum berlaku di sini", lambda row: row.get_outcome_display()),
        Column("Pengecualian", lambda row: "ya" if row.overruled else None),
        Column("Membatalkan nomor", lambda row: row.revokes, Kind.NUMBER),
        Column("Masa penilaian dari", lambda row: row.window_first, Kind.DATE),
        Column("sampai", lambda row: row.window_last, Kind.DATE),
        Column("Ditetapkan", lambda row: row.decided_on, Kind.DATE),
        Column("Oleh", lambda row: row.decided_by_name),
        Column("Sebagai", lambda row: row.decided_by_role),
        Column("Bersama", lambda row: row.second_name),
        Column("Alasan", lambda row: row.reason),
    )
    return Table("Menurut buku kerja", columns, foreign)


def eligibility_table(ksm: Ksm, findings: Sequence[EligibilityFinding]) -> Table:
    """The criteria of today, with the notes that the reader may see."""
    columns = (
        Column("Syarat", lambda row: row.label),
        Column("Capaian", lambda row: row.figure),
        Column("Ketentuan", lambda row: row.requirement),
        Column("Hasil", lambda row: find("verdict", row.verdict).word),
        Column("Kekurangan", lambda row: row.missing),
    )
    return Table(f"Kelayakan {ksm.name}", columns, findings)


def grant_table(ksm: Ksm, grants: Sequence[tuple[BlmGrant, NextAct]]) -> Table:
    columns = (
        Column("Nomor", lambda row: row[0].number),
        Column("Status", lambda row: find("grant", row[0].state).word),
        Column("Disetujui", lambda row: row[0].approved_amount, Kind.RUPIAH),
        Column("Langkah berikut", lambda row: row[1].words),
        Column("Oleh", lambda row: row[1].who),
    )
    return Table(f"BLM Sosial {ksm.name}", columns, grants)


def movement_table(ksm: Ksm, grant: BlmGrant, movements: Sequence[GrantMovement]) -> Table:
    """Money of a grant in the group's books: what came in tranches and what went back."""
    columns = (
        Column("Tanggal", lambda row: row.entry.date, Kind.DATE),
        Column("Uraian", _moved),
        Column("Tempat", lambda row: row.get_place_display().lower()),
        Column("Masuk", lambda row: row.amount if row.tranche else None, Kind.RUPIAH),
        Column("Keluar", lambda row: None if row.tranche else row.amount, Kind.RUPIAH),
        Column("Dicatat", lambda row: str(row.by)),
        Column("Status", lambda row: "Dibatalkan" if row.is_undone else None),
    )
    return Table(f"Uang BLM {grant.number} {ksm.name}", columns, movements)


def _moved(row: GrantMovement) -> str:
    return f"Pencairan tahap {row.tranche.sequence}" if row.tranche else "Pengembalian kepada BKM"
