"""The scorecard of a BKM: its groups' scorecards added up, on screen and on paper."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.areas import bkm_or_404
from groups.letterhead import kop_of, place_date
from groups.pages import bkm_crumbs
from ksm.letters import document_number
from ksm.office.bkm_scorecard import bkm_scorecard
from ksm.pdf import pdf_response, render_pdf


@login_required
@require_safe
def scorecard(request, bkm_id: int):
    bkm = bkm_or_404(request.user, bkm_id, timezone.localdate())
    context = {"bkm": bkm, "crumbs": bkm_crumbs(bkm), "card": bkm_scorecard(bkm)}
    return render(request, "ksm/office/bkm_scorecard.html", context)


@login_required
@require_safe
def scorecard_pdf(request, bkm_id: int):
    today = timezone.localdate()
    bkm = bkm_or_404(request.user, bkm_id, today)
    context = {
        "bkm": bkm,
        "kop": kop_of(bkm),
        "card": bkm_scorecard(bkm),
        "as_of": today,
        "number": document_number(1, "RAPOR-BKM", f"BKM-{bkm.pk}", today),
        "place_date": place_date(bkm, today),
        "signers": [("Dibuat oleh,", "Fasilitator", "", ""), ("Mengetahui,", "Koordinator BKM", "", "")],
    }
    return pdf_response(f"rapor-bkm-{bkm.pk}.pdf", render_pdf("ksm/office/print_bkm_scorecard.html", context))
