"""The whole of a group as one file: what people fill in and, where that is not all, the rest, sealed."""

import datetime
from collections.abc import Sequence

from groups.models import ForeignDecision, Ksm
from ledger.models import Loan
from meetings.carried import KINDS, manager_of, take_along
from meetings.exporting.facts import content_of
from meetings.exporting.sheets import workbook_of
from meetings.importing.storing import surroundings
from meetings.refusals import MeetingError
from meetings.workbook.checking import check_workbook
from meetings.workbook.continuation import PREFIX, SEAL, seal_of, title_of

# Kinds of rows that a file without "Lanjutan" sheets brings in by itself.
BY_ITSELF = {
    "KSM",
    "anggota",
    "pengurus",
    "aturan",
    "buku",
    "jurnal",
    "pinjaman",
    "baris jurnal",
    "jadwal",
    "angsuran",
    "bagian angsuran",
    "tabungan",
    "pertemuan",
    "kehadiran",
    "agenda",
    "buku wajib",
}


def export_workbook(ksm: Ksm, today: datetime.date, decisions: Sequence[ForeignDecision]) -> bytes:
    """The workbook that import takes, with what was decided of the group (assessment/exporting.py).

    Raises MeetingError for a group whose mentoring has not begun.
    """
    if ksm.mentoring_started_on is None:
        raise MeetingError("Mulai pendampingan dulu: buku kerja memuat tanggal mulainya.")
    facts = content_of(ksm)
    plain = workbook_of(facts, {})
    if not decisions and is_told_by_itself(ksm):
        return plain
    carried = take_along(ksm, decisions)
    read = check_workbook(plain, surroundings(today=today, may_create_bkm=True)).content
    if read is None:
        raise MeetingError("Buku kerja KSM ini terlalu besar untuk satu berkas.")
    sealed = {PREFIX: ({SEAL: seal_of(read.fingerprint, carried)},)}
    return workbook_of(facts, sealed | {title_of(kind): rows for kind, rows in carried.items()})


def is_told_by_itself(ksm: Ksm) -> bool:
    """Does everything in the books come from a workbook, with nothing entered by hand since?"""
    last = ksm.imports.order_by("-pk").first()
    if last is None or ksm.meetings.filter(imported=False).exists():
        return False
    if ksm.entries.filter(recorded_at__gt=last.imported_at).exists() or ksm.earlier_rhythms:
        return False
    if ksm.loans.exclude(state=Loan.State.DISBURSED).exists() or ksm.rules.count() > len(_kinds(ksm)):
        return False
    return not any(
        manager_of(model).filter(**{way: ksm.pk}).exists()
        for kind, (model, way) in KINDS.items()
        if kind not in BY_ITSELF
    )


def _kinds(ksm: Ksm) -> set[str]:
    return set(ksm.rules.values_list("kind", flat=True))
