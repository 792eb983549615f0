"""Papers of tanggung renteng: the berita acara of a case, the statement of all members. Reads only."""

import datetime
from collections.abc import Sequence

from groups.letterhead import Office, Signer, coordinator, furniture, group_signers
from groups.models import Ksm
from ledger.journal.receipts import has_receipt
from ledger.models import JournalLine, TanggungRentengCase


def _head(ksm: Ksm, day: datetime.date, signers: Sequence[Signer]) -> dict:
    return {"ksm": ksm, "day": day, **furniture(ksm, day, signers)}


def case_context(case: TanggungRentengCase, ksm: Ksm) -> dict:
    """A case as it stood on its own day: what each put in, and what the debtor then owed to whom.

    What was given back later has receipts of its own (`returns_of`).
    """
    debtor = case.loan.of_member
    acting = group_signers(ksm, case.date, Office.KETUA, Office.BENDAHARA, opposite=[debtor.pk])
    signers = [Signer("", "Peminjam", debtor.name), *acting]
    return _head(ksm, case.date, signers) | {
        "case": case,
        "debtor": case.loan.debtor_on(case.date),
        "shares": case.shares.select_related("payer").order_by("pk"),
        "owed": 0 if case.owes_nobody else case.amount,
    }


def returns_of(case: TanggungRentengCase) -> list[JournalLine]:
    """The money of every return, oldest first: what the debtor paid, then what went on to each payer.

    Each line has its receipt. One query.
    """
    entries = case.shares.values("returns__entry")
    lines = JournalLine.objects.filter(ksm_id=case.ksm_id, entry__in=entries)
    lines = lines.select_related("entry__reversed_by", "member", "payer")
    return [line for line in lines.order_by("date", "entry__number", "pk") if has_receipt(line)]


def statement_context(ksm: Ksm, day: datetime.date) -> dict:
    """All members of the day, each with room to sign; a statement carries a meterai whatever the amount."""
    signers = [
        coordinator(ksm.bkm, day),
        *(one._replace(meterai=True) for one in group_signers(ksm, day, Office.KETUA)),
    ]
    return _head(ksm, day, signers) | {
        "members": ksm.members.active_on(day),
    }
