"""What a workbook would bring in, counted: for the command's summary and the page's preview."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from meetings.workbook.content import EXTRA, HOLIDAY, LOAN, ROUTINE, WorkbookContent


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

    def lines(self) -> Iterator[tuple[str, object]]:
        """(label, figure) for people to read; labels that begin with "Uang" are rupiah."""
        yield "KSM", f"{self.name} ({self.code})"
        yield "Anggota", f"{self.members}, aktif {self.active_members}"
        yield "Pertemuan rutin dilaksanakan", self.routine_held
        yield "Pertemuan rutin tidak dilaksanakan", self.routine_not_held
        yield "Libur", self.holidays
        yield "Pertemuan insidental", self.extra
        yield "Pinjaman", self.loans
        yield "Angsuran", self.repayments
        yield "Uang tabungan disetor", self.deposited
        yield "Uang pinjaman dicairkan", self.lent
        yield "Uang angsuran diterima", self.repaid
        yield "Uang denda", self.fines
        yield "Uang masuk lain", self.other_in
        yield "Uang keluar lain", self.other_out
        yield "Uang saldo awal tabungan", self.opening_savings
        yield "Uang saldo awal pinjaman", self.opening_loans


def summarise(content: WorkbookContent) -> Summary:
    """Count a workbook's content; only meant for one without a galat."""
    routine = [meeting for meeting in content.meetings if meeting.kind == ROUTINE]
    held = [meeting.held for meeting in content.meetings if meeting.held]
    members = content.members
    openings = content.openings
    return Summary(
        name=content.group.name,
        code=content.group.code,
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
        lent=sum(loan.principal for loan in content.loans),
        repaid=sum(repayment.amount for repayment in content.repayments),
        fines=sum(repayment.fine for repayment in content.repayments),
        other_in=sum(item.money_in for item in content.other_cash),
        other_out=sum(item.money_out for item in content.other_cash),
        opening_savings=sum(one.amount for one in openings if one.member and one.kind != LOAN),
        opening_loans=sum(one.amount for one in openings if one.kind == LOAN),
    )
