"""Pages by which an act outside a meeting is taken back, and the record of what was."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.pages import page_of
from groups.papers.pages import print_paper
from ksm.certain import certain
from ksm.dates import date_in_words
from ksm.money import format_rupiah
from ledger.acts.act import mark_of
from ledger.models import LoanEvent
from ledger.pages import (
    already_gone,
    book_crumbs,
    case_or_404,
    event_or_404,
    joint_crumbs,
    loan_crumbs,
    loan_or_404,
    outside_crumbs,
    outside_or_404,
    undo_page,
)
from ledger.tables import undoing_table
from ledger.undoing.joint import given_back_on, undo_case, undo_return
from ledger.undoing.loan_acts import undo_act, undoing_act
from ledger.undoing.money import is_fund_move, newest_payment, undo_fund_move, undo_payment, undo_receipt
from ledger.undoing.papers import undoing_context

METHODS = ["GET", "HEAD", "POST"]


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
    ksm = ksm_or_404(request.user, ksm_id, Access.can_undo_acts).ksm
    event = event_or_404(ksm, act_id)
    if event.needs_second_person:
        raise Http404
    return _undo_event(request, ksm, event)


@login_required
@require_http_methods(METHODS)
def write_off_undo(request, ksm_id: int, event_id: int):
    """A write-off is taken back by the second person, as it was approved (J12)."""
    ksm = ksm_or_404(request.user, ksm_id, Access.is_second_person).ksm
    event = event_or_404(ksm, event_id)
    if not event.needs_second_person:
        raise Http404
    return _undo_event(request, ksm, event)


@login_required
@require_http_methods(METHODS)
def heir_payment_undo(request, ksm_id: int, heir_loan_id: int):
    """The newest instalment that an heir brought."""
    ksm = ksm_or_404(request.user, ksm_id, Access.can_undo_acts).ksm
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
    ksm = ksm_or_404(request.user, ksm_id, Access.can_undo_acts).ksm
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
    ksm = ksm_or_404(request.user, ksm_id, Access.can_undo_acts).ksm
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
    ksm = ksm_or_404(request.user, ksm_id, Access.can_undo_acts).ksm
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
    ksm = ksm_or_404(request.user, ksm_id, Access.can_undo_acts).ksm
    entry = get_object_or_404(ksm.entries, pk=moved_id)
    if not is_fund_move(entry):
        raise Http404
    amount = format_rupiah(certain(entry.lines.first(), "an entry has lines").amount)
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
    table = partial(undoing_table, ksm, rows)
    return page_or_file(request, "ledger/undoing/list.html", context, table, place=ksm)


@login_required
@require_safe
def undoing_pdf(request, ksm_id: int, undoing_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    undoing = get_object_or_404(ksm.undoings.select_related("entry__reverses", "by"), pk=undoing_id)
    return print_paper(
        request,
        ksm,
        undoing_act(undoing),
        "ledger/undoing/print.html",
        lambda: undoing_context(undoing, ksm),
        about=[undoing],
    )
