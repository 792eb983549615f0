"""Papers of tanggung renteng: the berita acara of a case, the statement of all members. Reads only."""

import datetime
from collections.abc import Sequence

from groups.letterhead import Office, Signer, coordinator, furniture, group_signers, meeting_place
from groups.members.identity import identity_of
from groups.models import Ksm
from ledger.journal.receipts import has_receipt
from ledger.loans.owed import outside_principal, outstanding_principal
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
        "place": meeting_place(ksm, case.date),
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


def statement_context(ksm: Ksm, day: datetime.date, *, is_whole: bool = False) -> dict:
    """All members of the day, each with room to sign; a statement carries a meterai whatever the amount.

    Their NIK are masked unless they are to be `is_whole`.
    """
    signers = [
        coordinator(ksm.bkm, day),
        *(one._replace(meterai=True) for one in group_signers(ksm, day, Office.KETUA)),
        Signer("Saksi,", ""),
    ]
    owed = outstanding_principal(ksm, day) | outside_principal(ksm, day)
    loans = ksm.loans.filter(pk__in=owed).select_related("member").order_by("borrower", "number")
    return _head(ksm, day, signers) | {
        "members": [(one.number, identity_of(one, is_whole=is_whole)) for one in ksm.members.active_on(day)],
        "loans": [(loan, owed[loan.pk]) for loan in loans],
        "place": meeting_place(ksm, day),
    }
