"""The monthly report, on screen and on paper."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.letterhead import kop_of
from groups.models import Ksm
from ksm.dates import DateError, date_in_words, parse_date
from ksm.forms import PlainSpoken
from ksm.letters import document_number
from ksm.monthly import monthly_report
from ksm.pdf import pdf_response, render_pdf
from ledger.months import Month
from ledger.papers import signers_of
from ledger.views.books import book_crumbs


class MonthForm(PlainSpoken, forms.Form):
    """A month as the browser's own month field sends it: 2026-10."""

    bulan = forms.CharField(label="Bulan", required=False, widget=forms.TextInput(attrs={"type": "month"}))

    def clean_bulan(self) -> Month | None:
        text = self.cleaned_data["bulan"]
        try:
            day = parse_date(f"{text}-01") if text else None
        except DateError as error:
            raise forms.ValidationError("Tulis bulan seperti 2026-10.") from error
        return Month.of(day) if day else None


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
    return render(request, "ksm/monthly.html", _context(request, ksm) | {"crumbs": book_crumbs(ksm)})


@login_required
@require_safe
def monthly_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = _context(request, ksm)
    report = context["report"]
    context |= {
        "kop": kop_of(ksm.bkm),
        "number": document_number(report.month.first.month, "LAP-BULAN", ksm.code, report.as_of),
        "place_date": f"{ksm.bkm.kelurahan.name}, {date_in_words(ksm.today())}",
        "signers": signers_of(),
    }
    name = f"laporan-bulanan-{ksm.pk}-{report.month.first:%Y-%m}.pdf"
    return pdf_response(name, render_pdf("ksm/print_monthly.html", context))
