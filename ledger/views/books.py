"""Pages of a group's books: cash book and trial balance."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.views.pages import ksm_crumbs, page_of
from ledger.books import cash_book, default_period, trial_balance
from ledger.forms import DayForm, PeriodForm


@login_required
@require_safe
def cash_book_page(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    first, last = default_period(ksm, ksm.today())
    form = PeriodForm(request.GET or None, initial={"dari": first, "sampai": last})
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["dari"] or first, form.cleaned_data["sampai"] or last
    book = cash_book(ksm, first, max(first, last))
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": ksm_crumbs(ksm),
        "form": form,
        "book": book,
        "page": page_of(request, book.rows, 100),
    }
    return render(request, "ledger/cash_book.html", context)


@login_required
@require_safe
def trial_balance_page(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    form = DayForm(request.GET or None, initial={"per": ksm.today()})
    as_of = (form.cleaned_data["per"] if form.is_bound and form.is_valid() else None) or ksm.today()
    rows = trial_balance(ksm, as_of)
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": ksm_crumbs(ksm),
        "form": form,
        "as_of": as_of,
        "rows": rows,
        "debit": sum(row.debit for row in rows),
        "credit": sum(row.credit for row in rows),
    }
    return render(request, "ledger/trial_balance.html", context)
