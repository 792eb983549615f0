"""An area drawn: arrears and PAR by month, the path, the criteria of eligibility, its groups side by side."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment.models import Standing
from assessment.standings import refresh_some
from groups.exporting import bkms_of, tell_of
from ksm.office.criteria import by_criterion
from ksm.office.pictures import panels, risk_course
from ksm.office.pipeline import pipeline, walkers
from ksm.pdf import file_name, pdf_response, render_pdf
from ksm.views.recap import address_of, area_furniture, asked
from ledger.policy.collectability import RISK_LIMITS


def _context(request) -> dict:
    """Money as of the end of the month asked for; the path, criteria and groups as they are today."""
    context, today = asked(request), timezone.localdate()
    within = context["within"]
    running = within.open()
    context["waiting"] = refresh_some(running, now=timezone.now())
    standings = Standing.objects.filter(ksm__in=running)
    return context | {
        "today": today,
        "risk_limits": RISK_LIMITS,
        "course": risk_course(within.values("pk"), context["month"], today),
        "rows": pipeline(walkers(standings), today),
        "criteria": by_criterion(standings),
        "panels": panels(standings, today),
    }


@login_required
@require_safe
def recap_pictures(request):
    context = _context(request)
    month = context["month"]
    areas = [(name, address_of(code, month)) for code, name in context["above"]]
    context["crumbs"] = areas
    return render(request, "ksm/office/pictures.html", context)


@login_required
@require_safe
def recap_pictures_pdf(request):
    context = _context(request)
    context |= area_furniture(request, context)
    tell_of(request, bkms_of(context["within"]))
    name = file_name(f"Gambar KSM {context['title']} {context['month']}", context["as_of"])
    return pdf_response(name, render_pdf("ksm/office/print_pictures.html", context))
