"""What a workbook would bring in, counted: for the command's summary and the page's preview."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from ksm.dates import date_in_words
from meetings.carried import DECISIONS
from meetings.workbook.content import EXTRA, HOLIDAY, LOAN, ROUTINE, WorkbookContent, known


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts, and money in rupiah."""

    name: str
    code: str
    members: int
    active_members: int
    routine_held: int
    routine_not_held: int
    holidays: int
    extra: int
    first_meeting: datetime.date | None
    last_meeting: datetime.date | None
    loans: int
    repayments: int
    deposited: int
    lent: int
    repaid: int
    fines: int
    other_in: int
    other_out: int
    opening_savings: int
    opening_loans: int
    decisions: int

    def lines(self) -> Iterator[tuple[str, str]]:
        """(label, figure) for people to read."""
        yield "Anggota", f"{self.members}, sekarang aktif {self.active_members}"
        yield "Pertemuan rutin dilaksanakan", str(self.routine_held)
        if self.first_meeting and self.last_meeting:
            yield "Dari", date_in_words(self.first_meeting)
            yield "Sampai", date_in_words(self.last_meeting)
        yield "Pertemuan rutin tidak dilaksanakan", str(self.routine_not_held)
        yield "Minggu libur", str(self.holidays)
        yield "Pertemuan insidental", str(self.extra)
        yield "Pinjaman", str(self.loans)
        yield "Pembayaran angsuran", str(self.repayments)
        if self.decisions:
            yield "Keputusan menurut sistem lain", f"{self.decisions}, tidak berlaku di sini"

    def money(self) -> Iterator[tuple[str, int]]:
        """(label, rupiah), leaving out what is nothing."""
        figures = (
            ("Saldo awal tabungan", self.opening_savings),
            ("Saldo awal pinjaman", self.opening_loans),
            ("Tabungan disetor", self.deposited),
            ("Pinjaman dicairkan", self.lent),
            ("Angsuran diterima", self.repaid),
            ("Denda", self.fines),
            ("Uang masuk lain", self.other_in),
            ("Uang keluar lain", self.other_out),
        )
        return ((label, amount) for label, amount in figures if amount)


def summarise(content: WorkbookContent) -> Summary:
    """Count a workbook's content; only meant for one without a galat."""
    routine = [meeting for meeting in content.meetings if meeting.kind == ROUTINE]
    held = [meeting.held for meeting in content.meetings if meeting.held]
    members = content.members
    openings = content.openings
    return Summary(
        name=known(content.group.name),
        code=known(content.group.code),
        members=len(members),
        active_members=sum(member.left is None for member in members),
        routine_held=sum(meeting.held is not None for meeting in routine),
        routine_not_held=sum(meeting.held is None for meeting in routine),
        holidays=sum(meeting.kind == HOLIDAY for meeting in content.meetings),
        extra=sum(meeting.kind == EXTRA for meeting in content.meetings),
        first_meeting=min(held, default=None),
        last_meeting=max(held, default=None),
        loans=len(content.loans),
        repayments=sum(bool(repayment.amount) for repayment in content.repayments),
        deposited=sum(deposit.amount for deposit in content.deposits),
        lent=sum(known(loan.principal) for loan in content.loans),
        repaid=sum(known(repayment.amount) for repayment in content.repayments),
        fines=sum(known(repayment.fine) for repayment in content.repayments),
        other_in=sum(known(item.money_in) for item in content.other_cash),
        other_out=sum(known(item.money_out) for item in content.other_cash),
        opening_savings=sum(known(one.amount) for one in openings if one.member and one.kind != LOAN),
        opening_loans=sum(known(one.amount) for one in openings if one.kind == LOAN),
        decisions=len(content.carried.get(DECISIONS, ())),
    )


def foreign_decisions_told(content: WorkbookContent | None) -> str:
    """What is to be known of decisions that came along, as a sentence after others; "" without any."""
    number = len(content.carried.get(DECISIONS, ())) if content else 0
    if not number:
        return ""
    return f" {number} keputusan dari sistem lain dapat dibaca di Penilaian; belum berlaku di sini."
