"""The monthly report and the ratios of a group, on screen and on paper."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.exporting import page_or_file
from groups.models import Ksm
from ksm.group.monthly import monthly_report
from ksm.group.ratios import ratios_of
from ksm.group.tables import monthly_table
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.books.forms import MonthForm
from ledger.journal.months import Month
from ledger.pages import asked_day, book_crumbs
from ledger.paper import book_furniture


def _context(request, ksm: Ksm) -> dict:
    today = ksm.today()
    initial = {"bulan": f"{today:%Y-%m}"}
    form = MonthForm(request.GET or None, initial=initial)
    asked = form.cleaned_data["bulan"] if form.is_bound and form.is_valid() else None
    month = asked or Month.of(today)
    return {"ksm": ksm, "form": form, "report": monthly_report(ksm, month, today)}


@login_required
@require_safe
def monthly(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = _context(request, ksm) | {"crumbs": book_crumbs(ksm)}
    table = partial(monthly_table, ksm, context["report"])
    return page_or_file(request, "ksm/group/monthly.html", context, table, place=ksm)


@login_required
@require_safe
def monthly_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = _context(request, ksm)
    report = context["report"]
    context |= book_furniture(ksm, ksm.today())
    name = file_name(f"Laporan bulanan {ksm.name} {report.month}", report.as_of)
    return pdf_response(name, render_pdf("ksm/group/print_monthly.html", context))


@login_required
@require_safe
def ratios(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    form, as_of = asked_day(request, ksm)
    context = {"ksm": ksm, "form": form, "as_of": as_of, "ratios": ratios_of(ksm, as_of)}
    return render(request, "ksm/group/ratios.html", context | {"crumbs": book_crumbs(ksm)})
