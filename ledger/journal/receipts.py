"""Receipts (kuitansi) of money that went out of the group's box or bank or came into it. Reads only.

What one entry moved for one member or loan, in one direction, is one payment and has one receipt. Entries
never change, so the number of a receipt, made of the entry's and the payment's place in it, never does.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from groups.letterhead import Office, Signer, coordinator, furniture, group_signers
from groups.models import Ksm
from groups.papers.register import Act
from ksm.dates import date_in_words
from ksm.letters import document_number
from ksm.money import format_rupiah
from ledger import chart
from ledger.journal.posting import RECEIPT, UNDONE
from ledger.models import GrantSpending, JournalEntry, JournalLine, Loan

# Nobody paid or took these: found in the box as it was counted, or moved within the group.
NOBODYS = (chart.SELISIH_KAS, chart.ANTARDANA)
# Receipts of more than this carry a meterai (domain.md section 9).
STAMP_ABOVE = 5_000_000
UNKNOWN = "................................"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Who gave what to whom, and for what; `amount` in rupiah."""

    number: str
    date: datetime.date
    giver: str
    taker: str
    amount: int
    purpose: str
    mark: str = ""  # printed across it: the entry was undone, or undoes another
    line_id: int = 0  # the first line of the payment, by which it is found again
    serial: int = 0  # the entry's number
    undone_on: datetime.date | None = None
    is_incoming: bool = True  # the group took it
    opposite: tuple[int, ...] = ()  # the members (ids) on the other side

    @property
    def needs_stamp(self) -> bool:
        return self.amount > STAMP_ABOVE


def is_incoming(line: JournalLine) -> bool:
    return line.debit_id in chart.CASH


def contra_of(line: JournalLine) -> str:
    """The code of the account on the other side of box or bank."""
    return line.credit_id if is_incoming(line) else line.debit_id


def has_receipt(line: JournalLine) -> bool:
    """Whether somebody gave or took the money of a line; the caller selects the entry."""
    moves = (line.debit_id in chart.CASH) != (line.credit_id in chart.CASH)
    return moves and contra_of(line) not in NOBODYS and line.entry.kind != JournalEntry.Kind.OPENING


def _party(line: JournalLine) -> tuple:
    """Lines with the same one make up one payment; money of nobody named is a payment of its own."""
    who = (is_incoming(line), line.payer_id or line.member_id, line.loan_id)
    return who if any(who[1:]) else (*who, line.pk)


def payments_of(entry: JournalEntry) -> list[list[JournalLine]]:
    """The payments of an entry in the order of its lines. One query."""
    lines = entry.lines.select_related("entry__reversed_by", "entry__reverses", "member", "payer", "loan")
    found: dict[tuple, list[JournalLine]] = {}
    for line in lines.order_by("pk"):
        if has_receipt(line):
            found.setdefault(_party(line), []).append(line)
    return list(found.values())


def receipt_of(ksm: Ksm, entry: JournalEntry, *, line_id: int = 0, loan_id: int = 0) -> Receipt | None:
    """The receipt of the payment that a line belongs to, or of what the entry moved for a loan."""
    payments = payments_of(entry)
    for place, lines in enumerate(payments, start=1):
        if any(line.pk == line_id or (loan_id and line.loan_id == loan_id) for line in lines):
            kind = f"KW-{place}" if len(payments) > 1 else "KW"
            number = document_number(entry.number, kind, ksm.code, entry.date)
            return _receipt(ksm, number, lines)
    return None


def _receipt(ksm: Ksm, number: str, lines: Sequence[JournalLine]) -> Receipt:
    first = lines[0]
    sides, undone = [_other(ksm, first), ksm.name], _undone_by(first)
    giver, taker = sides if is_incoming(first) else reversed(sides)
    return Receipt(
        number=number,
        date=first.date,
        giver=giver,
        taker=taker,
        amount=sum(line.amount for line in lines),
        purpose=_purpose(lines),
        mark=_mark(first),
        line_id=first.pk,
        serial=first.entry.number,
        undone_on=undone.date if undone else None,
        is_incoming=is_incoming(first),
        opposite=tuple(filter(None, (first.payer_id, first.member_id))),
    )


def receipt_act(receipt: Receipt) -> Act:
    """The receipt in the register of papers, under the number that the journal gave it."""
    given: dict[str, Any] = {"number": receipt.number, "serial": receipt.serial}
    if receipt.undone_on:
        given |= {"withdrawn_on": receipt.undone_on, "withdrawn_reason": UNDONE}
    return Act(RECEIPT, str(receipt.line_id), receipt.date, f"Kuitansi {receipt.serial}", **given)


def _other(ksm: Ksm, line: JournalLine) -> str:
    """Who stands opposite the group: an heir, a member, a lender, the BKM; dots where the books name nobody.

    Those who paid for another (J18) get back their own, whoever brought the money.
    """
    if line.payer:
        return line.payer.name
    if line.entry.counterparty:
        return line.entry.counterparty
    if bought := _purchase_of(line):
        return bought.paid_to
    if line.member:
        return line.member.name
    if line.loan and line.loan.borrower == Loan.Borrower.GROUP:
        return line.loan.lender_name
    return ksm.bkm.name if contra_of(line) == chart.DANA_BLM else UNKNOWN


def _purpose(lines: Sequence[JournalLine]) -> str:
    first, loan = lines[0], lines[0].loan
    is_lent = contra_of(first) == chart.PIUTANG_ANGGOTA and not is_incoming(first)
    if loan and is_lent and not first.entry.reverses:
        return ": ".join(filter(None, [f"Pencairan pinjaman {loan.number}", loan.purpose]))
    about, memo = (loan.number if loan else ""), first.entry.memo
    if len(lines) > 1:
        parts = [f"{line.memo or _label(line)} {format_rupiah(line.amount)}" for line in lines]
        told = [", ".join(parts)]
    else:
        told = [_label(first), first.memo]
    named = any(about in text for text in (*told, memo))
    texts = [text for text in (*told, "" if named else about, memo) if text]
    return " · ".join(dict.fromkeys(text for text in texts if not _is_told_by(text, texts)))


def _is_told_by(text: str, others: Iterable[str]) -> bool:
    """Does a longer one of the texts say the same and more?"""
    return any(len(text) < len(other) and text.casefold() in other.casefold() for other in others)


def _label(line: JournalLine) -> str:
    return chart.movement_label(contra_of(line), incoming=is_incoming(line))


def purchase_lines(spendings: Iterable[GrantSpending]) -> dict[int, int]:
    """The journal line of each purchase from a BLM fund, by its id; equal ones in their order. One query."""
    rows = sorted(spendings, key=lambda one: one.pk)
    if not rows:
        return {}
    lines = JournalLine.objects.filter(entry__in={one.entry_id for one in rows}, debit_id=chart.DANA_BLM)
    waiting: dict[tuple, list[int]] = defaultdict(list)
    for pk, *about in lines.order_by("-pk").values_list("pk", "entry_id", "memo", "amount"):
        waiting[tuple(about)].append(pk)
    return {one.pk: waiting[one.entry_id, one.what, one.amount].pop() for one in rows}


def _purchase_of(line: JournalLine) -> GrantSpending | None:
    """What was bought by a line of a meeting's entry that leaves the BLM fund."""
    if line.debit_id != chart.DANA_BLM:
        return None
    rows = {one.pk: one for one in line.entry.grant_spendings.select_related("undone_by")}
    found = {line_id: rows[pk] for pk, line_id in purchase_lines(rows.values()).items()}
    return found.get(line.pk)


def _undone_by(line: JournalLine) -> JournalEntry | None:
    """The entry that took the payment back, alone or with its whole entry."""
    bought = _purchase_of(line)
    return (bought and bought.undone_by) or getattr(line.entry, "reversed_by", None)


def _mark(line: JournalLine) -> str:
    if line.entry.reverses:
        return f"PEMBATALAN bukti nomor {line.entry.reverses.number}"
    undone = _undone_by(line)
    return f"DIBATALKAN {date_in_words(undone.date)}, bukti nomor {undone.number}" if undone else ""


def receipts_for(ksm: Ksm, entries: Iterable[int]) -> dict[tuple[int | None, int | None], int]:
    """(entry, member) to the line whose receipt is theirs, for links on other pages. One query."""
    lines = JournalLine.objects.filter(ksm=ksm, entry__in=set(entries)).select_related("entry")
    return {(line.entry_id, line.member_id): line.pk for line in lines.order_by("-pk") if has_receipt(line)}


def receipt_context(ksm: Ksm, receipt: Receipt) -> dict:
    """What templates/ledger/journal/print_receipt.html draws: two persons, of whom the taker signs over the
    meterai. For the group it is the treasurer, or another officer where the money is the treasurer's own.
    """
    [ours] = group_signers(ksm, receipt.date, Office.BENDAHARA, opposite=receipt.opposite)
    theirs = _theirs(ksm, receipt)
    giver, taker = (theirs, ours) if receipt.is_incoming else (ours, theirs)
    signers = [
        giver._replace(lead="Yang menyerahkan,"),
        taker._replace(lead="Yang menerima,", meterai=receipt.needs_stamp),
    ]
    return {
        "ksm": ksm,
        "receipt": receipt,
        "giver": _words(ksm, giver, receipt.giver),
        "taker": _words(ksm, taker, receipt.taker),
        "copies": (ksm.name, theirs.name or "pihak lain", "arsip"),
        **furniture(ksm, receipt.date, signers),
    }


def _theirs(ksm: Ksm, receipt: Receipt) -> Signer:
    name = receipt.giver if receipt.is_incoming else receipt.taker
    if name == ksm.bkm.name:
        return coordinator(ksm.bkm, receipt.date, "")
    return Signer("", "", "" if name == UNKNOWN else name)


def _words(ksm: Ksm, signer: Signer, party: str) -> str:
    """A person with the office in which they give or take: "Sumarni, Bendahara KSM Mawar"."""
    if not signer.role:
        return party
    office = signer.role.removesuffix(" KSM").removesuffix(" BKM")
    return f"{signer.name or UNKNOWN}, {office} {party}"
