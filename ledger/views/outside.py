"""Pages of loans from outside, apart from the loans to members: contract, money, instalments."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.letterhead import furniture
from groups.pages import attempt, form_page, posted
from ksm.money import format_rupiah
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.loans.cards import loan_card, repayments_of, replaced_rows
from ledger.models import Loan
from ledger.outside.borrowing import outside_loans, outside_standings, pay_outside, receive, record_contract
from ledger.outside.forms import ContractForm, PayOutsideForm, ReceiveForm
from ledger.pages import book_crumbs, outside_crumbs, outside_or_404
from ledger.tables import card_table, outside_table
from ledger.undoing.loan_acts import undoable_act
from ledger.undoing.money import may_undo_receipt, undoable_payment


@login_required
@require_safe
def outside_list(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    rows = outside_standings(ksm, list(outside_loans(ksm)), ksm.today())
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": book_crumbs(ksm),
        "rows": rows,
        "owed": sum(row.outstanding for row in rows),
        "late": sum(row.arrears for row in rows),
    }
    table = partial(outside_table, ksm, rows)
    return page_or_file(request, "ledger/outside/list.html", context, table, place=ksm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outside_create(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_change_loans)
    ksm, today = access.ksm, access.ksm.today()
    form = ContractForm(posted(request), initial={"agreed_on": today})
    if form.is_valid():
        loan = attempt(form, record_contract, ksm=ksm, terms=form.terms(), today=today)
        if loan:
            messages.success(request, f"Perjanjian {loan.number} dicatat. Catat uangnya saat diterima.")
            return redirect("ledger:outside_card", ksm.pk, loan.pk)
    return form_page(
        request,
        form,
        heading="Perjanjian pinjaman luar",
        crumbs=outside_crumbs(ksm),
        back=reverse("ledger:outside_list", args=[ksm.pk]),
        lead="Peminjamnya kelompok, bukan anggota. Uang belum berpindah.",
    )


def _card(ksm, loan: Loan) -> dict:
    today = ksm.today()
    [standing] = outside_standings(ksm, [loan], today)
    return {
        "ksm": ksm,
        "loan": loan,
        "summary": standing,
        "today": today,
        "rows": loan_card(loan, today) if loan.state == Loan.State.DISBURSED else [],
        "repayments": repayments_of(loan),
        "undoable_payment": undoable_payment(loan),
        "can_undo_receipt": may_undo_receipt(loan),
        "events": loan.events.all(),
        "undoable": undoable_act(loan),
        "replaced": replaced_rows(loan),
    }


@login_required
@require_safe
def outside_card(request, ksm_id: int, outside_id: int):
    access = ksm_or_404(request.user, ksm_id)
    context = _card(access.ksm, outside_or_404(access.ksm, outside_id))
    context |= {"access": access, "crumbs": outside_crumbs(access.ksm)}
    table = partial(card_table, context["loan"], context["rows"])
    return page_or_file(request, "ledger/outside/card.html", context, table, place=access.ksm)


@login_required
@require_safe
def outside_pdf(request, ksm_id: int, outside_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = _card(ksm, outside_or_404(ksm, outside_id)) | furniture(ksm, ksm.today(), ())
    pdf = render_pdf("ledger/outside/print.html", context)
    name = file_name(f"Kartu pinjaman luar {context['loan'].number} {ksm.name}", ksm.today())
    return pdf_response(name, pdf)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outside_receive(request, ksm_id: int, outside_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_change_loans)
    ksm, today = access.ksm, access.ksm.today()
    loan = outside_or_404(ksm, outside_id)
    form = ReceiveForm(posted(request), loan=loan, today=today)
    if form.is_valid():
        facts = {"loan": loan, "today": today, "by": request.user} | form.cleaned_data
        if attempt(form, receive, **facts):
            messages.success(request, f"Uang pinjaman {loan.number} diterima.")
            return redirect("ledger:outside_card", ksm.pk, loan.pk)
    lead = f"{format_rupiah(loan.principal)} dari {loan.lender_name}. Jadwal dihitung dari hari ini diterima."
    return _act_form(request, form, ksm, loan, heading="Terima pinjaman", lead=lead)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outside_pay(request, ksm_id: int, outside_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_settle_loans)
    ksm, today = access.ksm, access.ksm.today()
    loan = outside_or_404(ksm, outside_id)
    [standing] = outside_standings(ksm, [loan], today)
    form = PayOutsideForm(posted(request), loan=loan, today=today, initial={"amount": standing.due or None})
    if form.is_valid():
        facts = {"loan": loan, "today": today, "by": request.user} | form.cleaned_data
        if attempt(form, pay_outside, **facts):
            messages.success(request, f"Angsuran {loan.number} dicatat.")
            return redirect("ledger:outside_card", ksm.pk, loan.pk)
    lead = (
        f"Jatuh tempo sampai hari ini {format_rupiah(standing.due)}. Bila dibayar dalam pertemuan, catat "
        "sebelum lembarnya ditutup: kas awal lembar sudah dikurangi angsuran ini."
    )
    return _act_form(request, form, ksm, loan, heading="Bayar angsuran", lead=lead)


def _act_form(request, form, ksm, loan: Loan, *, heading: str, lead: str):
    return form_page(
        request,
        form,
        heading=f"{heading} {loan.number}",
        crumbs=outside_crumbs(ksm),
        back=reverse("ledger:outside_card", args=[ksm.pk, loan.pk]),
        lead=lead,
    )
