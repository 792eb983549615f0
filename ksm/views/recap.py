"""The recap of an area: sums by the areas below it, down to groups; on screen, on paper, as a file."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from groups.exporting import bkms_of, page_or_file, tell_of
from groups.letterhead import Signer, coordinator, furniture
from groups.models import Bkm, Ksm
from ksm.dates import date_in_words
from ksm.office.recap import LENGTHS, areas_above, common_area, recap, summed
from ksm.office.tables import recap_table
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.books.forms import MonthForm
from ledger.journal.months import Month

COUNTRY = "Indonesia"


def _asked_area(request, visible) -> str:
    """The asked area, or the smallest one that holds all groups of the reader. 404 for one without any."""
    codes = visible.order_by().values_list("bkm__kelurahan_id", flat=True).distinct()
    asked = request.GET.get("wilayah")
    if asked is None:
        return common_area(codes)
    inside = {code[: len(asked)] for code in codes}
    if len(asked) not in LENGTHS or (asked and asked not in inside):
        raise Http404
    return asked


def asked(request) -> dict:
    """What is asked for, and what is read of it without its sums: area, month, the groups of the area.

    `bkms` are one or two of theirs: whether it is one alone decides about a letterhead.
    """
    today = timezone.localdate()
    visible = Ksm.objects.counted().visible_to(request.user, today)
    area = _asked_area(request, visible)
    inside = Q(bkm__kelurahan_id=area) | Q(bkm__kelurahan__code__startswith=f"{area}.") if area else Q()
    within = visible.filter(inside)
    form = MonthForm(request.GET or None, initial={"bulan": f"{today:%Y-%m}"})
    month = (form.cleaned_data["bulan"] if form.is_bound and form.is_valid() else None) or Month.of(today)
    as_of = min(month.last, today)
    above = areas_above(area)
    return {
        "form": form,
        "month": month,
        "as_of": as_of,
        "area": area,
        "bkms": list(Bkm.objects.filter(pk__in=within.values("bkm")).select_related("kelurahan")[:2]),
        "title": above[-1][1] if above else COUNTRY,
        "above": [("", COUNTRY), *above],
        "is_bottom": len(area) == LENGTHS[-1],
        "within": within,
    }


def _context(request) -> dict:
    context = asked(request)
    month, ksms = context["month"], summed(context["within"])
    return context | {"recap": recap(ksms, context["area"], month.first, context["as_of"])}


def area_furniture(request, context: dict) -> dict:
    """Place, day and signers of a paper about an area; the letterhead of its BKM where it has one alone."""
    today = timezone.localdate()
    maker = Signer("Dibuat oleh,", "", str(request.user))
    if len(context["bkms"]) == 1:  # else nobody's letterhead fits
        [bkm] = context["bkms"]
        other = coordinator(bkm, today)
        if other.name == maker.name:  # nobody acknowledges a paper of their own
            return furniture(bkm, today, [other._replace(lead=maker.lead)])
        return furniture(bkm, today, [maker, other])
    return {"place_date": date_in_words(today), "signers": [maker], "has_meterai": False}


def address_of(code: str, month: Month, page: str = "recap") -> str:
    """A page about an area in a month."""
    return f"{reverse(page)}?{urlencode({'wilayah': code, 'bulan': f'{month.first:%Y-%m}'})}"


@login_required
@require_safe
def recap_page(request):
    context = _context(request)
    month = context["month"]
    context["crumbs"] = [(name, address_of(code, month)) for code, name in context["above"][:-1]]
    context["links"] = [
        (row, reverse("ksm_detail", args=[row.ksm.pk]) if row.ksm else address_of(row.key, month))
        for row in context["recap"].rows
    ]
    table = partial(recap_table, context["title"], month, context["recap"])
    tell_of(request, bkms_of(context["within"]))
    return page_or_file(request, "ksm/office/recap.html", context, table)


@login_required
@require_safe
def recap_pdf(request):
    context = _context(request)
    context |= area_furniture(request, context)
    context["paper_size"] = "A4"
    name = file_name(f"Rekap KSM {context['title']} {context['month']}", context["as_of"])
    tell_of(request, bkms_of(context["within"]))
    return pdf_response(name, render_pdf("ksm/office/print_recap.html", context))
