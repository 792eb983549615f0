"""Pages of a group's books, on screen and on paper: cash book, loan book, trial balance."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.exporting import page_or_file
from groups.models import Ksm
from groups.pages import ksm_crumbs, page_of, refuse
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.books.cash_book import cash_book, cash_totals, undone_by
from ledger.books.forms import DayForm
from ledger.books.loan_book import LoanBookTotals, first_lent, loan_book
from ledger.books.papers import loan_book_context
from ledger.books.trial_balance import trial_balance
from ledger.loans.owed import MoneySummary, money_by_ksm
from ledger.pages import PAGE_ROWS, asked_day, asked_period, book_crumbs
from ledger.paper import MOST_ROWS, TOO_LONG
from ledger.tables import cash_book_table, loan_book_table, trial_balance_table

NO_MONEY = MoneySummary()


@login_required
@require_safe
def index(request, ksm_id: int):
    """All books of a group on one page."""
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    money = money_by_ksm([ksm.pk], ksm.today()).get(ksm.pk, NO_MONEY)
    context = {"ksm": ksm, "access": access, "crumbs": ksm_crumbs(ksm), "money": money}
    return render(request, "ledger/books/index.html", context)


@login_required
@require_safe
def cash_book_page(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    form, first, last = asked_period(request, ksm)
    totals = cash_totals(ksm, first, last)
    page = page_of(request, range(totals.count), PAGE_ROWS)
    book = cash_book(ksm, totals, start=max(page.start_index() - 1, 0), size=PAGE_ROWS)
    context = {"ksm": ksm, "access": access, "crumbs": book_crumbs(ksm), "form": form}
    undone = undone_by(ksm, book.rows)
    context["rows"] = [(row, undone.get(row.entry_number)) for row in book.rows]
    return page_or_file(
        request,
        "ledger/books/cash_book.html",
        context | {"book": book, "page": page},
        lambda: cash_book_table(ksm, cash_book(ksm, totals)),
        place=ksm,
    )


@login_required
@require_safe
def trial_balance_page(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    form, as_of = asked_day(request, ksm)
    rows = trial_balance(ksm, as_of)
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": book_crumbs(ksm),
        "form": form,
        "as_of": as_of,
        "rows": rows,
        "debit": sum(row.debit for row in rows),
        "credit": sum(row.credit for row in rows),
    }
    table = partial(trial_balance_table, ksm, as_of, rows)
    return page_or_file(request, "ledger/books/trial_balance.html", context, table, place=ksm)


def asked_loan_period(request, ksm: Ksm):
    """As `asked_period`; an address that names one day (`per`) asks for all from the first loan until it."""
    asked = DayForm(request.GET)
    if not request.GET.get("per") or {"dari", "sampai"} & set(request.GET):
        return asked_period(request, ksm)
    if not asked.is_valid():
        return asked_period(request, ksm, {"sampai": request.GET["per"]})
    day = asked.cleaned_data["per"]
    first = min(first_lent(ksm) or day, day)
    return asked_period(request, ksm, {"dari": first.isoformat(), "sampai": day.isoformat()})


@login_required
@require_safe
def loan_book_page(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    form, first, last = asked_loan_period(request, ksm)
    rows = loan_book(ksm, first, last)
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": book_crumbs(ksm),
        "form": form,
        "first": first,
        "last": last,
        "page": page_of(request, rows, PAGE_ROWS),
        "totals": LoanBookTotals.of(rows),
    }
    table = partial(loan_book_table, ksm, first, last, rows)
    return page_or_file(request, "ledger/books/loan_book.html", context, table, place=ksm)


@login_required
@require_safe
def loan_book_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    _, first, last = asked_loan_period(request, ksm)
    rows = loan_book(ksm, first, last)
    if len(rows) > MOST_ROWS:
        refuse(request, TOO_LONG)
        return redirect("ledger:loan_book", ksm_id)
    pdf = render_pdf("ledger/books/print_book.html", loan_book_context(ksm, rows, (first, last), ksm.today()))
    return pdf_response(file_name(f"Buku pinjaman {ksm.name}", first, last), pdf)
