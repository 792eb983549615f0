"""What a group tells its members after a meeting: a short text for their chat, and one for each who wants it.

Nothing in it tells who owes, unless the members agreed to that: names of borrowers are taken out of what was
typed. Numbers of identity always are.
"""

import datetime
import re
from dataclasses import dataclass
from urllib.parse import quote

from groups.models import Ksm, Member
from ksm.dates import long_date
from ksm.money import format_rupiah
from ledger.journal.balances import member_savings
from ledger.loans.owed import cash_and_debts
from ledger.models import Loan
from meetings.models import Attendance, Meeting
from meetings.overview import MoneyRow, meeting_money

SOMEBODY = "seorang anggota"
HIDDEN_NUMBER = "(nomor)"
_IDENTITY = re.compile(r"\d(?:[\s.–-]?\d){9,}")  # as long as a telephone number or longer
LONGEST = 600  # signs of what was decided; the minutes have the rest


@dataclass(frozen=True, slots=True)
class Told:
    """A text with the addresses under which a phone's own programs send it; no gateway stands between."""

    text: str

    @property
    def whatsapp(self) -> str:
        return f"https://wa.me/?text={quote(self.text)}"

    @property
    def sms(self) -> str:
        return f"sms:?body={quote(self.text)}"


def summary_of(ksm: Ksm, meeting: Meeting) -> Told:
    """The meeting in a few lines: how many came, savings, cash, decisions, the next meeting."""
    statuses = list(meeting.attendance.values_list("status", flat=True))
    came = sum(status in Attendance.PRESENT for status in statuses)
    money = meeting_money(meeting)
    lines = [
        f"{ksm.name}, {long_date(meeting.day)}",
        f"Hadir {came} dari {len(statuses)} anggota.",
        f"Tabungan hari ini {format_rupiah(money.total.saved)}.",
    ]
    if money.total.repaid:
        lines.append(f"Angsuran yang diterima {format_rupiah(money.total.repaid)}.")
    if meeting.counted_cash is not None:
        lines.append(f"Kas di kotak {format_rupiah(meeting.counted_cash)}.")
    if decided := to_be_told(ksm, meeting.decisions, meeting.day):
        lines.append(f"Keputusan: {decided}")
    return Told("\n".join([*lines, *_next_meeting(meeting)]))


def _next_meeting(meeting: Meeting) -> list[str]:
    if meeting.next_date is None:
        return []
    time = f" pukul {meeting.next_time:%H.%M}" if meeting.next_time else ""
    place = f" di {meeting.next_place}" if meeting.next_place else ""
    return [f"Pertemuan berikut {long_date(meeting.next_date)}{time}{place}."]


def member_receipt(ksm: Ksm, meeting: Meeting, member: Member) -> Told:
    """What one member brought on that day, and what they have since; for nobody but that member."""
    row = meeting_money(meeting).by_member.get(member.pk, MoneyRow())
    saved = sum(member_savings(ksm, meeting.day).get(member.pk, {}).values())
    named = (
        ("Tabungan", row.saved),
        ("Angsuran", row.repaid),
        ("Denda", row.fine),
        ("Penarikan tabungan", row.withdrawal),
        ("Pinjaman diterima", row.lent),
    )
    lines = [f"{ksm.name}, {long_date(meeting.day)}", f"Bukti untuk {member.name}, anggota {member.number}."]
    lines += [f"{label} {format_rupiah(amount)}." for label, amount in named if amount]
    lines.append(f"Saldo tabungan {format_rupiah(saved)}.")
    if owed := _owed(ksm, meeting, member):
        lines.append(f"Sisa pokok pinjaman {format_rupiah(owed)}.")
    return Told("\n".join([*lines, *_next_meeting(meeting)]))


def _owed(ksm: Ksm, meeting: Meeting, member: Member) -> int:
    owed = cash_and_debts(ksm, meeting.day).owed
    own = ksm.loans.filter(borrower=Loan.Borrower.MEMBER, member=member).values_list("pk", flat=True)
    return sum(owed.get(pk, 0) for pk in own)


def names_borrowers(ksm: Ksm, day: datetime.date) -> bool:
    """Had the members agreed by that day that a summary may name who borrows?"""
    return ksm.borrowers_named_since is not None and ksm.borrowers_named_since <= day


def to_be_told(ksm: Ksm, text: str, day: datetime.date) -> str:
    """What was typed of a day, cut to what a chat shows, without numbers of identity or telephone.

    Borrowers are called "seorang anggota" however much of their name was used, unless the group agreed.
    """
    plain = _IDENTITY.sub(HIDDEN_NUMBER, " ".join(text.split()))
    if not names_borrowers(ksm, day):
        plain = _without_borrowers(ksm, plain)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1].rstrip()}…"


def _without_borrowers(ksm: Ksm, plain: str) -> str:
    borrowers = ksm.members.filter(loans__borrower=Loan.Borrower.MEMBER).distinct()
    names = {
        part for name in borrowers.values_list("name", flat=True) for part in name.split() if len(part) > 2
    }
    if not names:
        return plain
    word = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.sub(rf"\b(?:{word})\b(?:\s+(?:{word})\b)*", SOMEBODY, plain, flags=re.IGNORECASE)
