"""Screens of the acts on a running loan, one each, and the paper of each act."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import (
    Access,
    ksm_or_404,
)
from groups.pages import attempt, form_page, posted
from groups.papers.pages import print_paper
from ksm.certain import certain
from ksm.money import format_rupiah
from ledger.acts import forms
from ledger.acts.act import event_act
from ledger.acts.heirs import receive_from_heir
from ledger.acts.papers import event_context
from ledger.acts.rescheduling import move_dates, reschedule
from ledger.acts.settling import settle_early, waive_jasa
from ledger.acts.writing_off import answer_write_off, propose_write_off, record_death, recover
from ledger.loans.owed import left_over
from ledger.models import LoanEvent
from ledger.pages import (
    READS_AND_POSTS,
    act_page,
    event_or_404,
    loan_crumbs,
    running_loan_or_404,
)


@login_required
@require_http_methods(READS_AND_POSTS)
def loan_settle(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_settle_loans)
    return act_page(request, access, loan_id, forms.SettleForm, settle_early, heading="Pelunasan dipercepat")


@login_required
@require_http_methods(READS_AND_POSTS)
def loan_waive(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_change_loans)
    return act_page(
        request,
        access,
        loan_id,
        forms.WaiveForm,
        waive_jasa,
        heading="Pembebasan jasa",
        lead="Jasa menjadi pendapatan saat dibayar, jadi pembebasan tidak dijurnal.",
    )


@login_required
@require_http_methods(READS_AND_POSTS)
def loan_move(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_change_loans)
    return act_page(
        request,
        access,
        loan_id,
        forms.MoveForm,
        move_dates,
        heading="Pindah hari jatuh tempo",
        lead="Jumlah tidak berubah; yang sudah jatuh tempo tetap.",
    )


@login_required
@require_http_methods(READS_AND_POSTS)
def loan_reschedule(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_change_loans)
    return act_page(
        request,
        access,
        loan_id,
        forms.RescheduleForm,
        reschedule,
        heading="Penjadwalan ulang",
        lead="Sisa pokok dibagi menjadi jadwal baru; jadwal lama tetap terbaca.",
    )


@login_required
@require_http_methods(READS_AND_POSTS)
def loan_write_off(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_change_loans)
    return act_page(
        request,
        access,
        loan_id,
        forms.WriteOffForm,
        propose_write_off,
        heading="Usul penghapusbukuan",
        lead="Berlaku sesudah disetujui koordinator BKM. Utangnya tetap ditagih.",
        submit="Usulkan",
        is_final=True,
    )


@login_required
@require_http_methods(READS_AND_POSTS)
def loan_recover(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_settle_loans)
    loan = running_loan_or_404(access.ksm, loan_id)
    left = left_over([loan]).get(loan.pk)
    lead = "Pinjaman ini tidak dihapusbukukan."
    if left:
        lead = f"Masih terutang {format_rupiah(left.total)}; yang diterima menjadi pendapatan."
    return act_page(
        request,
        access,
        loan_id,
        forms.RecoverForm,
        recover,
        heading="Penerimaan pinjaman yang dihapusbukukan",
        lead=lead,
    )


@login_required
@require_http_methods(READS_AND_POSTS)
def loan_death(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_change_loans)
    return act_page(
        request, access, loan_id, forms.DeathForm, record_death, heading="Peminjam meninggal dunia"
    )


@login_required
@require_http_methods(READS_AND_POSTS)
def loan_heir_pay(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_settle_loans)
    return act_page(
        request,
        access,
        loan_id,
        forms.HeirPaymentForm,
        receive_from_heir,
        heading="Angsuran ahli waris",
        lead="Uang masuk ke kotak. Bila diterima dalam pertemuan, catat sebelum lembarnya ditutup.",
    )


@login_required
@require_http_methods(READS_AND_POSTS)
def write_off_answer(request, ksm_id: int, event_id: int):
    """The second person's answer to a proposed write-off (J12)."""
    ksm = ksm_or_404(request.user, ksm_id, Access.is_second_person).ksm
    event = event_or_404(ksm, event_id)
    if not event.needs_second_person:
        raise Http404
    form = forms.AnswerForm(posted(request))
    if form.is_valid():
        approve = form.cleaned_data["choice"] == form.APPROVE
        answer, today, now = form.cleaned_data["answer"], ksm.today(), timezone.now()
        facts = {"event": event, "approve": approve, "answer": answer, "by": request.user}
        if attempt(form, answer_write_off, today=today, now=now, **facts):
            messages.success(request, f"Jawaban atas {event.loan.number} dicatat.")
            return redirect("ledger:loan_card", ksm.pk, event.loan_id)
    return _answer_page(request, ksm, event, form)


def _answer_page(request, ksm, event: LoanEvent, form):
    loan = event.loan
    proposer = certain(event.recorded_by, "a person proposes on a page")
    debt = f"pokok {format_rupiah(event.principal)}, jasa jatuh tempo {format_rupiah(event.jasa)}"
    card = reverse("ledger:loan_card", args=[ksm.pk, loan.pk])
    return form_page(
        request,
        form,
        heading=f"Jawab usul penghapusbukuan {loan.number}",
        crumbs=[*loan_crumbs(ksm), (loan.number, card)],
        back=card,
        lead=f"{loan.debtor}: {debt}. Diusulkan {proposer.full_name}: {event.reason}",
        is_final=True,
        submit="Simpan jawaban",
    )


@login_required
@require_safe
def loan_event_pdf(request, ksm_id: int, event_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    event = event_or_404(ksm, event_id)
    is_draft = event.state not in (LoanEvent.State.DONE, LoanEvent.State.UNDONE)
    return print_paper(
        request,
        ksm,
        event_act(event),
        "ledger/acts/print.html",
        lambda: event_context(event, ksm),
        is_draft=is_draft,
        about=[event],
    )
