"""Pages of loan quality: a group's loans by class, and UPK's indicators over its loans to groups."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.areas import bkm_or_404
from groups.exporting import page_or_file
from groups.models import ServiceUnit
from groups.pages import bkm_crumbs
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.books.forms import MonthForm
from ledger.journal.months import Month
from ledger.loans.papers import upk_furniture
from ledger.loans.quality import class_totals, group_parts, indicators_of, limits_on, loan_quality, trend
from ledger.pages import asked_day, book_crumbs
from ledger.paper import book_furniture
from ledger.policy.collectability import REPAYMENT_LIMITS, RISK_LIMITS, repayment_band, risk_band
from ledger.tables import quality_table, upk_table
from ledger.upk.month import upk_month


def _quality(request, ksm) -> dict:
    form, as_of = asked_day(request, ksm)
    rows, limits = loan_quality(ksm, as_of), limits_on(as_of)
    return {
        "ksm": ksm,
        "form": form,
        "as_of": as_of,
        "rows": rows,
        "totals": class_totals(rows, limits),
        "balance": sum(row.balance for row in rows),
        "reserve": sum(row.reserve for row in rows),
        "limits": limits,
    }


@login_required
@require_safe
def quality_page(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    context = _quality(request, access.ksm)
    ksm = access.ksm
    context |= {"crumbs": book_crumbs(ksm)}
    table = partial(quality_table, ksm, context["as_of"], context["rows"])
    return page_or_file(request, "ledger/loans/quality.html", context, table, place=ksm)


@login_required
@require_safe
def quality_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = _quality(request, ksm)
    context |= book_furniture(ksm, ksm.today())
    name = file_name(f"Kolektibilitas {ksm.name}", context["as_of"])
    return pdf_response(name, render_pdf("ledger/loans/print_quality.html", context))


DRAWN = (
    ("LAR", risk_band, RISK_LIMITS),
    ("PAR", risk_band, RISK_LIMITS),
    ("RR", repayment_band, REPAYMENT_LIMITS),
)


def _drawn(history, name: str, band, limits) -> tuple:
    """An indicator by month with its band, as it is drawn; without, as the table tells it; limits."""
    shares = [(f"{at.first:%m-%y}", getattr(one, name.lower())) for at, one in history]
    return name, [(label, share, band(share)) for label, share in shares], shares, limits


def _upk(request, bkm) -> dict:
    today = bkm.today()
    form = MonthForm(request.GET or None, initial={"bulan": f"{today:%Y-%m}"})
    asked = form.cleaned_data["bulan"] if form.is_bound and form.is_valid() else None
    month = asked or Month.of(today)
    as_of = min(month.last, today)
    parts = group_parts(bkm, as_of)
    found = indicators_of(parts)
    history = trend(bkm, month)
    return {
        "bkm": bkm,
        "form": form,
        "month": month,
        "as_of": as_of,
        "parts": parts,
        "moved": upk_month(bkm, month, today),
        "found": found,
        "limits": limits_on(as_of),
        "rows": [
            ("LAR", "KSM yang menunggak lama : KSM yang punya pinjaman", found.lar, risk_band(found.lar)),
            ("PAR", "saldo pinjaman berisiko : saldo seluruh pinjaman", found.par, risk_band(found.par)),
            ("RR", "(saldo pinjaman - tunggakan pokok) : saldo pinjaman", found.rr, repayment_band(found.rr)),
        ],
        "trends": [_drawn(history, *one) for one in DRAWN],
    }


@login_required
@require_safe
def upk_page(request, bkm_id: int):
    bkm = bkm_or_404(request.user, bkm_id)
    context = _upk(request, bkm) | {"crumbs": bkm_crumbs(bkm)}
    staff = request.user.postings.on(bkm.today()).filter(bkm=bkm, unit=ServiceUnit.Kind.UPK)
    context["may_receive"] = staff.exists()
    trends = {name: shares for name, _, shares, _ in context["trends"]}
    table = partial(upk_table, bkm, context["parts"], context["moved"], trends)
    return page_or_file(request, "ledger/loans/upk.html", context, table, place=bkm)


@login_required
@require_safe
def upk_pdf(request, bkm_id: int):
    bkm = bkm_or_404(request.user, bkm_id)
    context = _upk(request, bkm)
    context |= upk_furniture(bkm, bkm.today())
    name = file_name(f"Kinerja UPK {bkm.name} {context['month']}", context["month"].last)
    return pdf_response(name, render_pdf("ledger/loans/print_upk.html", context))
