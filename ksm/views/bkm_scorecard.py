"""The scorecard of a BKM: its groups' scorecards added up, on screen and on paper."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.areas import bkm_or_404
from groups.pages import bkm_crumbs
from ksm.office.bkm_scorecard import bkm_scorecard, bkm_scorecard_context
from ksm.pdf import file_name, pdf_response, render_pdf


@login_required
@require_safe
def scorecard(request, bkm_id: int):
    bkm = bkm_or_404(request.user, bkm_id)
    context = {"bkm": bkm, "crumbs": bkm_crumbs(bkm), "card": bkm_scorecard(bkm)}
    return render(request, "ksm/office/bkm_scorecard.html", context)


@login_required
@require_safe
def scorecard_pdf(request, bkm_id: int):
    bkm = bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    context = bkm_scorecard_context(bkm, today)
    name = file_name(f"Rapor {bkm.name}", today)
    return pdf_response(name, render_pdf("ksm/office/print_bkm_scorecard.html", context))
