"""The monthly reports of a BKM and of a facilitator, on screen and on paper."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import Role
from groups.areas import bkm_or_404
from groups.exporting import page_or_file, tell_of
from groups.letterhead import Kop, Signer, coordinator, furniture
from groups.models import Bkm, Ksm
from groups.pages import bkm_crumbs
from ksm.office.monthly import meetings_closed_by, office_month
from ksm.office.tables import office_month_table
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.books.forms import MonthForm
from ledger.journal.months import Month


def _asked(request, today):
    form = MonthForm(request.GET or None, initial={"bulan": f"{today:%Y-%m}"})
    asked = form.cleaned_data["bulan"] if form.is_bound and form.is_valid() else None
    return form, asked or Month.of(today)


def _of_bkm(request, bkm: Bkm) -> dict:
    today = bkm.today()
    form, month = _asked(request, today)
    seen = Ksm.objects.counted().visible_to(request.user, today).filter(bkm=bkm)
    ksms = list(seen.select_related("bkm").order_by("name", "pk"))
    report = office_month(ksms, month, today)
    return {"bkm": bkm, "form": form, "report": report, "heading": f"Laporan bulanan {bkm.name}"}


@login_required
@require_safe
def bkm_monthly(request, bkm_id: int):
    bkm = bkm_or_404(request.user, bkm_id)
    context = _of_bkm(request, bkm) | {"crumbs": bkm_crumbs(bkm)}
    table = partial(office_month_table, context["heading"], context["report"])
    return page_or_file(request, "ksm/office/monthly.html", context, table, place=bkm)


@login_required
@require_safe
def bkm_monthly_pdf(request, bkm_id: int):
    bkm = bkm_or_404(request.user, bkm_id)
    context = _of_bkm(request, bkm)
    context |= furniture(bkm, bkm.today(), [coordinator(bkm, bkm.today(), "")])
    report = context["report"]
    name = file_name(f"Laporan bulanan {bkm.name} {report.month}", report.as_of)
    return pdf_response(name, render_pdf("ksm/office/print_monthly.html", context))


def _of_facilitator(request) -> dict:
    """What the reader did as a facilitator. 403 for who is none today."""
    today = timezone.localdate()
    postings = request.user.postings.on(today).filter(role=Role.FACILITATOR)
    if not postings.exists():
        raise PermissionDenied
    form, month = _asked(request, today)
    mentored = Ksm.objects.counted().filter(postings.area(to_bkm="bkm__"))
    ksms = list(mentored.select_related("bkm__kelurahan").order_by("name", "pk"))
    return {
        "form": form,
        "report": office_month(ksms, month, today),
        "attended": meetings_closed_by(request.user, ksms, month),
        "heading": f"Laporan fasilitator {request.user}",
        "bkms": {ksm.bkm for ksm in ksms},
    }


@login_required
@require_safe
def facilitator_monthly(request):
    context = _of_facilitator(request) | {"crumbs": []}
    tell_of(request, lambda: [(None, bkm.pk) for bkm in context["bkms"]])
    table = partial(office_month_table, context["heading"], context["report"], context["attended"])
    return page_or_file(request, "ksm/office/monthly.html", context, table)


@login_required
@require_safe
def facilitator_monthly_pdf(request):
    context = _of_facilitator(request)
    tell_of(request, lambda: [(None, bkm.pk) for bkm in context["bkms"]])
    today, report = timezone.localdate(), context["report"]
    me = Signer("Dibuat oleh,", "Fasilitator", str(request.user))
    if bkms := sorted(context["bkms"], key=lambda bkm: bkm.name):
        places = ", ".join(sorted({bkm.kelurahan.name for bkm in bkms}))
        kop = None if len(bkms) == 1 else Kop("Fasilitator KSM", places, "")  # no one's letterhead fits
        context |= furniture(bkms[0], today, [me, *(coordinator(bkm, today) for bkm in bkms)], kop)
    name = file_name(f"Laporan KSM oleh fasilitator {request.user} {report.month}", report.as_of)
    return pdf_response(name, render_pdf("ksm/office/print_monthly.html", context))
