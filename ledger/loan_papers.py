"""Papers of loans: the agreement, and the receipts of what was handed out or paid. Reads only."""

import datetime

from groups.letterhead import kop_of, officer_names
from groups.models import Ksm
from ksm.dates import date_in_words
from ksm.letters import document_number
from ledger.lending import terms_of
from ledger.models import Installment, Loan, LoanEvent, Repayment
from ledger.models.loans import NEVER
from ledger.receipts import Receipt, cash_of, receipt_number


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


def disbursement_receipt(loan: Loan, ksm: Ksm) -> Receipt:
    """The borrower's receipt for the money of the loan."""
    return Receipt(
        number=receipt_number(ksm, loan.entry, loan.pk),
        date=loan.disbursed_on,
        giver=ksm.name,
        taker=loan.member.name,
        amount=loan.principal,
        purpose=f"Pencairan pinjaman {loan.number}: {loan.purpose}",
    )


def event_receipt(event: LoanEvent, ksm: Ksm) -> Receipt:
    """The group's receipt for money that came in by an act on a loan."""
    return Receipt(
        number=receipt_number(ksm, event.entry),
        date=event.date,
        giver=event.loan.member.name,
        taker=ksm.name,
        amount=cash_of(event.entry, event.loan_id),
        purpose=f"{event.get_kind_display()} {event.loan.number}",
    )


def outside_receipt(repayment: Repayment, ksm: Ksm) -> Receipt:
    """The lender's receipt for an instalment that the group paid."""
    loan = repayment.loan
    return Receipt(
        number=receipt_number(ksm, repayment.entry),
        date=repayment.date,
        giver=ksm.name,
        taker=loan.lender_name,
        amount=repayment.total,
        purpose=f"Angsuran pinjaman {loan.number}, perjanjian {loan.contract}",
    )
