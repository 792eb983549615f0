"""Pages of the balance sheet (neraca) and of the income statement, on screen and on paper."""

import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.exporting import page_or_file
from groups.models import Ksm
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.books.forms import KnownDayForm, KnownPeriodForm
from ledger.books.statements import balance_sheet, income_statement, remarks
from ledger.pages import book_crumbs
from ledger.paper import book_furniture
from ledger.tables import balance_sheet_table, income_table


def _known_at(ksm: Ksm, day: datetime.date | None) -> datetime.datetime | None:
    """The last moment of a day where the group lives; None for everything known."""
    return datetime.datetime.combine(day, datetime.time.max, ZoneInfo(ksm.timezone)) if day else None


def _balance_context(request, ksm: Ksm) -> dict:
    form = KnownDayForm(request.GET or None, initial={"per": ksm.today()})
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    known_at = _known_at(ksm, asked.get("diketahui"))
    sheet = balance_sheet(ksm, asked.get("per") or ksm.today(), known_at)
    told = remarks(ksm, sheet, knows_all=known_at is None)
    return {"ksm": ksm, "form": form, "sheet": sheet, "remarks": told, "known_at": known_at}


@login_required
@require_safe
def balance_sheet_page(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    context = _balance_context(request, access.ksm)
    ksm = access.ksm
    context |= {"crumbs": book_crumbs(ksm)}
    table = partial(balance_sheet_table, ksm, context["sheet"])
    return page_or_file(request, "ledger/books/balance_sheet.html", context, table, place=ksm)


@login_required
@require_safe
def balance_sheet_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = _balance_context(request, ksm)
    pdf = render_pdf("ledger/books/print_balance_sheet.html", context | book_furniture(ksm, ksm.today()))
    return pdf_response(file_name(f"Neraca {ksm.name}", context["sheet"].as_of), pdf)


def _income_context(request, ksm: Ksm) -> dict:
    today = ksm.today()
    first = datetime.date(today.year, 1, 1)
    form = KnownPeriodForm(request.GET or None, initial={"dari": first, "sampai": today})
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first, last = asked.get("dari") or first, asked.get("sampai") or today
    known_at = _known_at(ksm, asked.get("diketahui"))
    income = income_statement(ksm, first, max(first, last), known_at)
    return {"ksm": ksm, "form": form, "income": income, "known_at": known_at}


@login_required
@require_safe
def income_page(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    context = _income_context(request, access.ksm)
    ksm = access.ksm
    context |= {"crumbs": book_crumbs(ksm)}
    table = partial(income_table, ksm, context["income"])
    return page_or_file(request, "ledger/books/income.html", context, table, place=ksm)


@login_required
@require_safe
def income_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = _income_context(request, ksm)
    pdf = render_pdf("ledger/books/print_income.html", context | book_furniture(ksm, ksm.today()))
    income = context["income"]
    return pdf_response(file_name(f"Perhitungan hasil usaha {ksm.name}", income.first, income.last), pdf)
