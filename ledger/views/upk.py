"""UPK's own side: receipts of what groups paid, recorded and withdrawn by its staff."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.areas import unit_bkm_or_404
from groups.models import Bkm, ServiceUnit
from groups.pages import attempt, bkm_crumbs, form_page, posted
from groups.registers.withdraw_page import reason_page
from ksm.money import format_rupiah
from ledger.models import UpkReceipt
from ledger.pages import READS_AND_POSTS
from ledger.upk.forms import ReceiptForm
from ledger.upk.receipts import record_receipt, withdraw_receipt

UPK = ServiceUnit.Kind.UPK


def _crumbs(bkm: Bkm) -> list[tuple[str, str]]:
    return [*bkm_crumbs(bkm), ("Pinjaman UPK", reverse("ledger:upk", args=[bkm.pk]))]


@login_required
@require_http_methods(READS_AND_POSTS)
def receipt_create(request, bkm_id: int):
    bkm = unit_bkm_or_404(request.user, bkm_id, UPK)
    today = bkm.today()
    form = ReceiptForm(posted(request), bkm=bkm, initial={"received_on": today})
    if form.is_valid():
        receipt = attempt(form, record_receipt, today=today, by=request.user, **form.cleaned_data)
        if receipt:
            paid = format_rupiah(receipt.amount)
            messages.success(request, f"{paid} dari {receipt.ksm.name} dicatat sebagai penerimaan UPK.")
            return redirect("ledger:upk", bkm.pk)
    return form_page(
        request,
        form,
        heading="Penerimaan UPK",
        lead="Yang diterima UPK dari KSM, menurut bukti UPK. Buku KSM mencatat pembayarannya sendiri.",
        crumbs=_crumbs(bkm),
        back=reverse("ledger:upk", args=[bkm.pk]),
    )


@login_required
@require_http_methods(READS_AND_POSTS)
def receipt_withdraw(request, bkm_id: int, receipt_id: int):
    bkm = unit_bkm_or_404(request.user, bkm_id, UPK)
    receipt = UpkReceipt.objects.filter(pk=receipt_id, ksm__bkm=bkm).select_related("ksm", "loan").first()
    if receipt is None:
        raise Http404
    return reason_page(
        request,
        partial(withdraw_receipt, receipt=receipt, now=timezone.now(), by=request.user),
        heading=f"Tarik penerimaan {receipt.number}",
        lead=f"{receipt.ksm.name}, {receipt.loan.number}, {format_rupiah(receipt.amount)}.",
        done=f"Penerimaan {receipt.number} ditarik.",
        crumbs=_crumbs(bkm),
        back=reverse("ledger:upk", args=[bkm.pk]),
    )
