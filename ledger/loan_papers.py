"""The agreement of a loan. Reads only."""

import datetime

from groups.letterhead import kop_of, officer_names
from groups.models import Ksm
from ksm.dates import date_in_words
from ksm.letters import document_number
from ledger.lending import terms_of
from ledger.models import Installment, Loan
from ledger.models.loans import NEVER


def agreement_context(loan: Loan, ksm: Ksm, today: datetime.date) -> dict:
    """The agreement with its first schedule; before the money is handed out, as it would be today."""
    day = loan.disbursed_on or today
    officers = officer_names(ksm, day)
    rows = first_schedule(loan) or _foreseen(loan, today)
    return {
        "ksm": ksm,
        "kop": kop_of(ksm.bkm),
        "loan": loan,
        "day": day,
        "rows": rows,
        "total": sum(row.principal + row.jasa for row in rows),
        "is_foreseen": loan.disbursed_on is None,
        "number": document_number(loan.pk % 1000, "SPP", ksm.code, day),
        "place_date": f"{ksm.bkm.kelurahan.name}, {date_in_words(day)}",
        "signers": [
            ("", "Peminjam", loan.member.name, ""),
            ("", "Ketua KSM", officers["KETUA"], ""),
            ("", "Bendahara", officers["BENDAHARA"], ""),
        ],
    }


def first_schedule(loan: Loan) -> list[Installment]:
    """The instalments written when the money was handed out, whatever replaced them later."""
    rows = list(loan.installments.exclude(in_force_until=NEVER).order_by("version", "sequence"))
    return [row for row in rows if row.version == rows[0].version]


def _foreseen(loan: Loan, today: datetime.date) -> list[Installment]:
    return [
        Installment(sequence=row.sequence, due_on=row.due, principal=row.principal, jasa=row.jasa)
        for row in terms_of(loan).schedule(today)
    ]
