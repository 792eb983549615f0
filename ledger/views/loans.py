"""Pages of loans to members: the list, a card, an application, the meeting's decision."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.pages import attempt, form_page, posted, warn
from ledger.acts.heirs import deaths_of
from ledger.loans.applying import apply_for_loan
from ledger.loans.cards import loan_card, loan_rows, repayments_of, replaced_rows
from ledger.loans.forms import LoanDecisionForm, LoanForm, agreed_terms
from ledger.loans.lending import capacity_warning, decide_loan
from ledger.loans.own_rule import rule_of_loans
from ledger.models import Loan
from ledger.pages import book_crumbs, loan_crumbs, loan_or_404
from ledger.tables import card_table, loan_table
from ledger.undoing.loan_acts import undoable_act
from ledger.undoing.money import undoable_payment


@login_required
@require_safe
def loan_list(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    loans = list(ksm.loans.filter(borrower=Loan.Borrower.MEMBER).select_related("member").order_by("-pk"))
    rows = loan_rows(loans, ksm, ksm.today())
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": book_crumbs(ksm),
        "waiting": [row for row in rows if row.code in ("APPLIED", "APPROVED")],
        "running": [row for row in rows if row.code in ("DISBURSED", "ARREARS")],
        "gone": [row for row in rows if row.still_owed],
        "ended": [
            row for row in rows if row.code in ("SETTLED", "REJECTED", "WRITTEN_OFF") and not row.still_owed
        ],
        "has_applications": any(row.code == "APPLIED" for row in rows),
        "outstanding": sum(row.outstanding for row in rows),
        "arrears": sum(row.arrears for row in rows),
    }
    table = partial(loan_table, ksm, rows)
    return page_or_file(request, "ledger/loans/list.html", context, table, place=ksm)


@login_required
@require_safe
def loan_card_page(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    loan = loan_or_404(ksm, loan_id)
    [summary] = loan_rows([loan], ksm, ksm.today())
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": loan_crumbs(ksm),
        "loan": loan,
        "summary": summary,
        "warning": capacity_warning(loan, ksm.today()) if loan.state == Loan.State.APPLIED else "",
        "rows": loan_card(loan, ksm.today()) if loan.state == Loan.State.DISBURSED else [],
        "repayments": repayments_of(loan),
        "events": loan.events.all(),
        "undoable": undoable_act(loan),
        "undoable_payment": undoable_payment(loan),
        "replaced": replaced_rows(loan),
        "death": deaths_of([loan]).get(loan.pk),
    }
    loan.ksm = ksm
    table = partial(card_table, loan, context["rows"])
    return page_or_file(request, "ledger/loans/card.html", context, table, place=ksm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def loan_apply(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    ksm, today = access.ksm, access.ksm.today()
    rule = rule_of_loans(ksm, today)
    form = LoanForm(
        posted(request),
        members=ksm.members.active_on(today),
        today=today,
        initial=agreed_terms(rule),
    )
    if form.is_valid():
        loan = attempt(form, apply_for_loan, ksm=ksm, terms=form.terms(), on=today)
        if loan:
            messages.success(request, f"Permohonan {loan.number} dicatat. Bahas dalam pertemuan.")
            warn(request, filter(None, [capacity_warning(loan, today)]))
            return redirect("ledger:loan_card", ksm_id, loan.pk)
    return form_page(
        request,
        form,
        heading="Permohonan pinjaman",
        crumbs=loan_crumbs(ksm),
        back=reverse("ledger:loan_list", args=[ksm_id]),
        lead="Diputuskan dalam pertemuan menurut urutan prioritas; uang keluar lewat lembar pertemuan.",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def loan_decide(request, ksm_id: int, loan_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    ksm, today = access.ksm, access.ksm.today()
    loan = loan_or_404(ksm, loan_id)
    form = LoanDecisionForm(
        posted(request),
        today=today,
        initial={"decided_on": today, "priority": loan.priority, "seen": loan.state},
    )
    if form.is_valid() and attempt(form, decide_loan, loan=loan, **form.facts()):
        messages.success(request, f"Keputusan atas {loan.number} dicatat.")
        return redirect("ledger:loan_card", ksm_id, loan_id)
    return form_page(
        request,
        form,
        heading=f"Keputusan pinjaman {loan.number}",
        crumbs=loan_crumbs(ksm),
        back=reverse("ledger:loan_card", args=[ksm_id, loan_id]),
        lead=f"{loan.of_member.name}: {loan.purpose}",
        notices=filter(None, [capacity_warning(loan, today)]),
    )
