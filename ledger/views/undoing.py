"""Pages by which an act outside a meeting is taken back, and the record of what was."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import entitled_or_404, ksm_or_404, second_person_or_404
from groups.pages import attempt, form_page, page_of, posted
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ksm.pdf import pdf_response, render_pdf
from ledger.acts.act import mark_of
from ledger.models import LoanEvent
from ledger.undoing.form import UndoingForm
from ledger.undoing.joint import given_back_on, undo_case, undo_return
from ledger.undoing.loan_acts import undo_act
from ledger.undoing.money import is_fund_move, newest_payment, undo_fund_move, undo_payment, undo_receipt
from ledger.undoing.papers import undoing_context
from ledger.views.acts import event_or_404
from ledger.views.books import book_crumbs
from ledger.views.joint import case_or_404, joint_crumbs
from ledger.views.loans import loan_crumbs, loan_or_404
from ledger.views.outside import outside_crumbs, outside_or_404

METHODS = ["GET", "HEAD", "POST"]
WRITE_OFF = LoanEvent.Kind.WRITTEN_OFF
KEPT = "Catatan semula tetap terbaca dan ditandai dibatalkan."


def undo_page(request, ksm, verb, *, heading: str, lead: str, crumbs, back: str, facts, on=None, seen=""):
    """The page of one undoing: when and why; `facts` are what the verb takes beside that."""
    today = ksm.today()
    form = UndoingForm(posted(request), initial={"on": on or today, "seen": seen})
    if form.is_valid() and attempt(form, verb, what=form.retraction(today, request.user), **facts):
        messages.success(request, f"{heading} dicatat.")
        return redirect(back)
    return form_page(
        request,
        form,
        heading=heading,
        crumbs=crumbs,
        back=back,
        lead=f"{lead} {KEPT}",
        submit="Catat pembatalan",
        is_final=True,
    )


def already_gone(request, back: str):
    """Nothing is left to take back: who sent it twice is led back; to look at there is no page."""
    if request.method != "POST":
        raise Http404
    messages.info(request, "Sudah dibatalkan; tidak ada yang berubah lagi.")
    return redirect(back)


def _undo_event(request, ksm, event: LoanEvent):
    loan = event.loan
    card, crumbs = "ledger:loan_card", loan_crumbs(ksm)
    if loan.is_outside:
        card, crumbs = "ledger:outside_card", outside_crumbs(ksm)
    back = reverse(card, args=[ksm.pk, loan.pk])
    figures = (("pokok", event.principal), ("jasa", event.jasa), ("jasa dibebaskan", event.waived))
    told = ", ".join(f"{word} {format_rupiah(amount)}" for word, amount in figures if amount)
    return undo_page(
        request,
        ksm,
        undo_act,
        heading=f"Pembatalan {event.get_kind_display().lower()} {loan.number}",
        lead=f"Dicatat {date_in_words(event.date)}{': ' if told else ''}{told}.",
        crumbs=[*crumbs, (loan.number, back)],
        back=back,
        seen=mark_of(loan),
        facts={"event": event},
    )


@login_required
@require_http_methods(METHODS)
def loan_act_undo(request, ksm_id: int, act_id: int):
    ksm = entitled_or_404(request.user, ksm_id, "can_undo_acts").ksm
    event = event_or_404(ksm, act_id)
    if event.kind == WRITE_OFF:
        raise Http404
    return _undo_event(request, ksm, event)


@login_required
@require_http_methods(METHODS)
def write_off_undo(request, ksm_id: int, event_id: int):
    """A write-off is taken back by the second person, as it was approved (J12)."""
    ksm = second_person_or_404(request.user, ksm_id).ksm
    event = event_or_404(ksm, event_id)
    if event.kind != WRITE_OFF:
        raise Http404
    return _undo_event(request, ksm, event)


@login_required
@require_http_methods(METHODS)
def heir_payment_undo(request, ksm_id: int, heir_loan_id: int):
    """The newest instalment that an heir brought."""
    ksm = entitled_or_404(request.user, ksm_id, "can_undo_acts").ksm
    loan = loan_or_404(ksm, heir_loan_id)
    back = reverse("ledger:loan_card", args=[ksm.pk, loan.pk])
    return _undo_newest_payment(request, ksm, loan, [*loan_crumbs(ksm), (loan.number, back)], back)


def _undo_newest_payment(request, ksm, loan, crumbs, back: str):
    paid = newest_payment(loan)
    if paid is None:
        return already_gone(request, back)
    return undo_page(
        request,
        ksm,
        undo_payment,
        heading=f"Pembatalan angsuran {loan.number}",
        lead=f"Dicatat {date_in_words(paid.date)}: {format_rupiah(paid.total)}.",
        crumbs=crumbs,
        back=back,
        seen=mark_of(loan),
        facts={"loan": loan},
    )


@login_required
@require_http_methods(METHODS)
def outside_undo(request, ksm_id: int, outside_id: int):
    """The newest payment to a lender; where nothing was paid, that the money came in."""
    ksm = entitled_or_404(request.user, ksm_id, "can_undo_acts").ksm
    loan = outside_or_404(ksm, outside_id)
    back = reverse("ledger:outside_card", args=[ksm.pk, loan.pk])
    crumbs = [*outside_crumbs(ksm), (loan.number, back)]
    if loan.disbursed_on is None or newest_payment(loan):
        return _undo_newest_payment(request, ksm, loan, crumbs, back)
    return undo_page(
        request,
        ksm,
        undo_receipt,
        heading=f"Pembatalan penerimaan {loan.number}",
        lead=f"Diterima {date_in_words(loan.disbursed_on)}: {format_rupiah(loan.principal)}.",
        crumbs=crumbs,
        back=back,
        on=loan.disbursed_on,
        seen=mark_of(loan),
        facts={"loan": loan},
    )


@login_required
@require_http_methods(METHODS)
def joint_undo(request, ksm_id: int, case_id: int):
    ksm = entitled_or_404(request.user, ksm_id, "can_undo_acts").ksm
    case = case_or_404(ksm, case_id)
    return undo_page(
        request,
        ksm,
        undo_case,
        heading=f"Pembatalan tanggung renteng {case.loan.number}",
        lead=f"Dicatat {date_in_words(case.date)}: {format_rupiah(case.amount)}.",
        crumbs=joint_crumbs(ksm),
        back=reverse("ledger:joint_detail", args=[ksm.pk, case.pk]),
        facts={"case": case},
    )


@login_required
@require_http_methods(METHODS)
def joint_return_undo(request, ksm_id: int, case_id: int, returned_id: int):
    ksm = entitled_or_404(request.user, ksm_id, "can_undo_acts").ksm
    case = case_or_404(ksm, case_id)
    found = next((row for row in given_back_on(case) if row["entry"].pk == returned_id), None)
    if found is None:
        raise Http404
    return undo_page(
        request,
        ksm,
        undo_return,
        heading=f"Pembatalan pengembalian {case.loan.number}",
        lead=f"Dicatat {date_in_words(found['date'])}: {format_rupiah(found['amount'])}.",
        crumbs=joint_crumbs(ksm),
        back=reverse("ledger:joint_detail", args=[ksm.pk, case.pk]),
        facts={"case": case, "entry": found["entry"]},
    )


@login_required
@require_http_methods(METHODS)
def fund_move_undo(request, ksm_id: int, moved_id: int):
    ksm = entitled_or_404(request.user, ksm_id, "can_undo_acts").ksm
    entry = get_object_or_404(ksm.entries, pk=moved_id)
    if not is_fund_move(entry):
        raise Http404
    amount = format_rupiah(entry.lines.first().amount)
    return undo_page(
        request,
        ksm,
        undo_fund_move,
        heading="Pembatalan pemindahan antardana",
        lead=f"Dicatat {date_in_words(entry.date)}: {entry.memo}, {amount}.",
        crumbs=[*book_crumbs(ksm), ("Dana", reverse("ledger:fund_list", args=[ksm.pk]))],
        back=reverse("ledger:fund_list", args=[ksm.pk]),
        facts={"ksm": ksm, "entry": entry},
    )


@login_required
@require_safe
def undoing_list(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    rows = ksm.undoings.select_related("entry__reverses", "by")
    context = {"ksm": ksm, "crumbs": book_crumbs(ksm), "page": page_of(request, rows)}
    return render(request, "ledger/undoing_list.html", context)


@login_required
@require_safe
def undoing_pdf(request, ksm_id: int, undoing_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    undoing = get_object_or_404(ksm.undoings.select_related("entry__reverses", "by"), pk=undoing_id)
    pdf = render_pdf("ledger/print_undoing.html", undoing_context(undoing, ksm))
    return pdf_response(f"pembatalan-{ksm.pk}-{undoing.pk}.pdf", pdf)
