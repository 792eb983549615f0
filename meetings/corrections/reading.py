"""Corrections as people read them: each change as a subject with its old and its new value, in words."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from groups.models import Member
from ksm.money import format_rupiah
from ledger import chart
from ledger.models import JournalLine, Loan
from meetings.agenda import SHORT_LABELS
from meetings.corrections.correcting import AGENDA, ATTENDANCE, BOOKS
from meetings.corrections.money import MONEY, contra_of
from meetings.corrections.repayments import REPAYMENT
from meetings.models import AgendaItem, Attendance, BookCheck, Correction


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    subject: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class CorrectionInWords:
    """A correction with its changes written out."""

    correction: Correction
    changes: tuple[ChangeInWords, ...]


def read_corrections(corrections: Iterable[Correction]) -> list[CorrectionInWords]:
    """Write out every change of the corrections, in their order; four queries for any number of them."""
    corrections = list(corrections)
    rows = [row for correction in corrections for row in correction.changes]
    names = _Names(corrections, rows)
    return [
        CorrectionInWords(
            correction, tuple(names.change(correction.meeting_id, row) for row in correction.changes)
        )
        for correction in corrections
    ]


class _Names:
    """What the ids in changes stand for, read once."""

    def __init__(self, corrections: Iterable[Correction], rows: Iterable[Mapping]):
        line_ids = [row["id"] for row in rows if row["part"] == MONEY]
        self.lines = JournalLine.objects.in_bulk(line_ids)
        member_ids = {row["id"] for row in rows if row["part"] == ATTENDANCE}
        for row in rows:
            if row["part"] == MONEY:
                member_ids |= {row["old"]["member"], row["new"]["member"]} - {None}
        self.members = Member.objects.in_bulk(member_ids)
        values = [row[side] for row in rows if row["part"] == REPAYMENT for side in ("old", "new")]
        loans = Loan.objects.select_related("member")
        self.loans = loans.in_bulk({value["loan"] for value in values})
        meeting_ids = {correction.meeting_id for correction in corrections}
        books = BookCheck.objects.filter(meeting_id__in=meeting_ids)
        self.books = {(book.meeting_id, book.code): book.label for book in books}

    def change(self, meeting_id: int, row: Mapping) -> ChangeInWords:
        old, new = row["old"], row["new"]
        if row["part"] == ATTENDANCE:
            words = Attendance.Status
            return ChangeInWords(self._who(row["id"]), words(old).label, words(new).label)
        if row["part"] == AGENDA:
            subject = f"Agenda: {SHORT_LABELS.get(row['id'], row['id'])}"
            return ChangeInWords(subject, _agenda(old), _agenda(new))
        if row["part"] == BOOKS:
            subject = self.books.get((meeting_id, row["id"]), row["id"])
            return ChangeInWords(subject, _book(old), _book(new))
        return self._repayment(row) if row["part"] == REPAYMENT else self._money(row)

    def _who(self, member_id: int | None) -> str:
        member = self.members.get(member_id)
        return f"{member.number}. {member.name}" if member else "anggota"

    def _repayment(self, row: Mapping) -> ChangeInWords:
        old, new = row["old"], row["new"]
        loan = self.loans[old["loan"]]
        before, after = _paid(old), _paid(new)
        if new["loan"] != old["loan"] and new["amount"] + new["jasa"]:
            after = f"{after}, {loan_in_words(self.loans[new['loan']])}"
        return ChangeInWords(f"Angsuran {loan_in_words(loan)}", before, after)

    def _money(self, row: Mapping) -> ChangeInWords:
        old, new, line = row["old"], row["new"], self.lines[row["id"]]
        subject = line_in_words(line)
        if new["amount"] and new["member"] != old["member"]:
            return ChangeInWords(
                subject,
                f"{format_rupiah(old['amount'])}, {self._who(old['member'])}",
                f"{format_rupiah(new['amount'])}, {self._who(new['member'])}",
            )
        if old["member"]:
            subject = f"{subject}, {self._who(old['member'])}"
        shown = format_rupiah(new["amount"]) if new["amount"] else "tidak ada"
        return ChangeInWords(subject, format_rupiah(old["amount"]), shown)


def _agenda(value: Mapping) -> str:
    label = AgendaItem.State(value["state"]).label
    return f"{label}: {value['reason']}" if value["reason"] else label


def _book(value: Mapping) -> str:
    if value["not_applicable"]:
        return "Tidak berlaku"
    day = value["finished_on"]
    return f"selesai {datetime.date.fromisoformat(day):%d-%m-%Y}" if day else "Belum selesai"


def _paid(value: Mapping) -> str:
    if not value["amount"] + value["jasa"]:
        return "tidak ada"
    if value["jasa"]:
        return f"pokok {format_rupiah(value['amount'])}, jasa {format_rupiah(value['jasa'])}"
    return format_rupiah(value["amount"])


def loan_in_words(loan: Loan) -> str:
    """A loan by its number and whose it is: "P-01, 3. Sumarni"."""
    return f"{loan.number}, {loan.of_member.number}. {loan.of_member.name}"


def line_in_words(line: JournalLine) -> str:
    """What kind of money a cash line is: "Tabungan wajib", "Denda", "Pulpen (keluar)"."""
    contra = contra_of(line)
    way = "masuk" if line.debit_id == chart.KAS else "keluar"
    if contra == chart.BANK:
        return "Ambil dari bank" if way == "masuk" else "Setor ke bank"
    if contra in chart.SAVINGS_ACCOUNTS:
        name = chart.BY_CODE[contra].name
        return name if way == "masuk" else f"Penarikan {name.lower()}"
    if contra == chart.DENDA:
        return "Denda"
    return f"{line.memo.split(' (koreksi jurnal')[0] or chart.BY_CODE[contra].cash_label} ({way})"
