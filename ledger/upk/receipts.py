"""UPK's own record of what groups paid to it: written down, withdrawn where it was a mistake."""

import datetime

from django.db import transaction

from groups.days import require_day
from groups.locking import lock_ksm
from groups.models import Bkm, User
from ledger.journal.posting import LedgerError
from ledger.models import Loan, UpkReceipt


def upk_loans(bkm: Bkm):
    """Loans of UPK to the groups of a BKM that were paid out, by group."""
    loans = Loan.objects.filter(ksm__bkm=bkm, lender=Loan.Lender.UPK, state=Loan.State.DISBURSED)
    return loans.select_related("ksm").order_by("ksm__name", "pk")


@transaction.atomic
def record_receipt(
    *,
    loan: Loan,
    received_on: datetime.date,
    amount: int,
    number: str,
    note: str,
    today: datetime.date,
    by: User,
) -> UpkReceipt:
    """Write down that UPK received `amount` rupiah on a loan. Raises LedgerError or GroupError: a day to come
    or before the loan, or a number that stands already at this UPK.
    """
    ksm = lock_ksm(loan.ksm_id)
    require_day(received_on, today=today, field="received_on", what="Tanggal diterima")
    if received_on < loan.paid_out_on:
        raise LedgerError("UPK belum mencairkan pinjaman ini pada tanggal itu.", "received_on")
    same = UpkReceipt.objects.standing().filter(ksm__bkm=ksm.bkm, number__iexact=number)
    if same.exists():
        raise LedgerError("Nomor bukti ini sudah dicatat.", "number")
    return UpkReceipt.objects.create(
        ksm=ksm, loan=loan, received_on=received_on, amount=amount, number=number, note=note, by=by
    )


@transaction.atomic
def withdraw_receipt(*, receipt: UpkReceipt, reason: str, now: datetime.datetime, by: User) -> UpkReceipt:
    """Take back what was a mistake; it stays readable. Raises LedgerError where it was taken back already."""
    lock_ksm(receipt.ksm_id)
    receipt = UpkReceipt.objects.get(pk=receipt.pk)
    if receipt.withdrawn_at:
        raise LedgerError("Penerimaan ini sudah ditarik.")
    receipt.withdrawn_at, receipt.withdrawn_by, receipt.withdrawn_reason = now, by, reason
    receipt.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return receipt
