"""Receipts (kuitansi) of money that went out of the group's cash or came into it. Reads only.

A receipt is made from one journal entry, so its number is the entry's and never changes.
"""

import datetime
from dataclasses import dataclass

from groups.letterhead import kop_of, officer_names
from groups.models import Ksm
from ksm.dates import date_in_words
from ksm.letters import document_number
from ledger import chart
from ledger.models import JournalEntry

CASH = (chart.KAS, chart.BANK)
# Receipts of more than this carry a meterai (domain.md section 9).
STAMP_ABOVE = 5_000_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """Who gave what to whom, and for what; `amount` in rupiah."""

    number: str
    date: datetime.date
    giver: str
    taker: str
    amount: int
    purpose: str

    @property
    def needs_stamp(self) -> bool:
        return self.amount > STAMP_ABOVE


def receipt_number(ksm: Ksm, entry: JournalEntry, part: int = 0) -> str:
    """The number of the entry's receipt; `part` tells several of one entry apart (the loan or member)."""
    kind = f"KW-{part}" if part else "KW"
    return document_number(entry.number, kind, ksm.code, entry.date)


def cash_of(entry: JournalEntry, loan_id: int) -> int:
    """Rupiah that the entry moved in box or bank for one loan: in +, out -."""
    lines = entry.lines.filter(loan_id=loan_id)
    moved = [(line.debit_id in CASH) - (line.credit_id in CASH) for line in lines]
    return sum(line.amount * sign for line, sign in zip(lines, moved, strict=True))


def receipt_context(ksm: Ksm, receipt: Receipt) -> dict:
    """What templates/ledger/print_receipt.html draws; the taker signs, the treasurer beside them."""
    treasurer = officer_names(ksm, receipt.date)["BENDAHARA"]
    signers = [("Yang menyerahkan,", "", receipt.giver, ""), ("Yang menerima,", "", receipt.taker, "")]
    if treasurer not in (receipt.giver, receipt.taker):
        signers.insert(1, ("Mengetahui,", "Bendahara", treasurer, ""))
    return {
        "ksm": ksm,
        "kop": kop_of(ksm.bkm),
        "receipt": receipt,
        "place_date": f"{ksm.bkm.kelurahan.name}, {date_in_words(receipt.date)}",
        "signers": signers,
    }
