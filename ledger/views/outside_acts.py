"""Screens of what happens to a loan from outside beside its payments."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from groups.access import Access, ksm_or_404
from ledger.models import Loan
from ledger.outside import forms
from ledger.outside.lender_acts import cancel_contract, reschedule_outside, settle_outside, waive_outside_jasa
from ledger.pages import READS_AND_POSTS, loan_act_page, outside_crumbs, outside_or_404


def _act_page(request, loan: Loan, form_class, verb, **page):
    card = reverse("ledger:outside_card", args=[loan.ksm_id, loan.pk])
    page |= {"who": loan.lender_name, "card": card, "crumbs": outside_crumbs(loan.ksm)}
    return loan_act_page(request, loan, form_class, verb, **page)


def _received_or_404(ksm, outside_id: int) -> Loan:
    loan = outside_or_404(ksm, outside_id)
    if loan.state != Loan.State.DISBURSED:
        raise Http404
    return loan


@login_required
@require_http_methods(READS_AND_POSTS)
def outside_reschedule(request, ksm_id: int, outside_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_change_loans).ksm
    return _act_page(
        request,
        _received_or_404(ksm, outside_id),
        forms.OutsideRescheduleForm,
        reschedule_outside,
        heading="Penjadwalan ulang",
        lead="Sisa pokok dibagi menjadi jadwal baru menurut pemberi pinjaman; jadwal lama tetap terbaca.",
    )


@login_required
@require_http_methods(READS_AND_POSTS)
def outside_settle(request, ksm_id: int, outside_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_settle_loans).ksm
    return _act_page(
        request,
        _received_or_404(ksm, outside_id),
        forms.OutsideSettleForm,
        settle_outside,
        heading="Pelunasan dipercepat",
        lead="Dibayar dari kas kelompok sendiri.",
    )


@login_required
@require_http_methods(READS_AND_POSTS)
def outside_waive(request, ksm_id: int, outside_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_change_loans).ksm
    return _act_page(
        request,
        _received_or_404(ksm, outside_id),
        forms.OutsideWaiveForm,
        waive_outside_jasa,
        heading="Pembebasan jasa",
        lead="Keringanan dari pemberi pinjaman. Jasa menjadi biaya saat dibayar, jadi tidak dijurnal.",
    )


@login_required
@require_http_methods(READS_AND_POSTS)
def outside_cancel(request, ksm_id: int, outside_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_change_loans).ksm
    return _act_page(
        request,
        outside_or_404(ksm, outside_id),
        forms.CancelForm,
        cancel_contract,
        heading="Pembatalan perjanjian",
        lead="Untuk perjanjian yang salah dicatat atau yang uangnya tidak jadi diterima.",
        submit="Batalkan perjanjian",
        is_final=True,
    )
