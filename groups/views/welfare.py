"""How the members of a group fare: for those who may see PS-2 only (J15); on paper as counts."""

import datetime
from fractions import Fraction
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import Access, ksm_or_404
from groups.exporting import page_or_file
from groups.forms.welfare import WelfareForm
from groups.models import Ksm, Welfare
from groups.pages import attempt, page_of, path_crumbs, posted
from groups.path.aims import Period
from groups.registers.paper import welfare_context
from groups.registers.welfare import not_to_be_named, record_welfare, welfare_counts
from groups.registers.withdraw_page import withdraw_page
from groups.tables import welfare_table
from ksm.dates import DateError, parse_date
from ksm.pdf import file_name, pdf_response, render_pdf

QUARTERS_SHOWN = 4


def _asked_period(request, today: datetime.date) -> Period:
    """The quarter in the address, as long as it has begun; else the current one."""
    try:
        day = parse_date(request.GET.get("triwulan", ""))
    except DateError:
        day = None
    return Period.of(min(day, today)) if day else Period.of(today)


def _members_of(ksm: Ksm, period: Period, today: datetime.date):
    """Who was a member on any day of the quarter so far, and may be written down."""
    until = min(period.last, today)
    staying = Q(left_on__isnull=True) | Q(left_on__gt=period.first)
    return ksm.members.filter(staying, joined_on__lte=until).exclude(pk__in=not_to_be_named(ksm))


@login_required
@require_safe
def welfare_page(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.sees_ps2)
    ksm, today = access.ksm, access.ksm.today()
    rows = list(ksm.welfare.counting())
    counts = welfare_counts(rows)
    shown = [count.period for count in counts[-QUARTERS_SHOWN:]]
    silent = not_to_be_named(ksm)
    found = {(row.member_id, row.period_first): row for row in rows if row.member_id not in silent}
    every = (
        Welfare.everything.filter(ksm=ksm)
        .exclude(member__in=silent)
        .select_related("member", "by", "withdrawn_by")
    )
    history = every.order_by("-pk")
    context = {
        "ksm": ksm,
        "access": access,
        "crumbs": path_crumbs(ksm),
        "counts": counts[::-1],
        "trend": [(count.period.short_label, Fraction(count.better, count.judged)) for count in counts],
        "periods": shown,
        "lines": [
            (member, [found.get((member.pk, period.first)) for period in shown])
            for member in ksm.members.active_on(today)
        ],
        "period": Period.of(today),
        "before": Period.of(today).previous,
        "page": page_of(request, history),
        "counting": {row.pk for row in rows},
    }
    table = partial(welfare_table, ksm, history)
    return page_or_file(request, "groups/registers/welfare.html", context, table, place=ksm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def welfare_withdraw(request, ksm_id: int, welfare_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_judge_welfare).ksm
    named = ksm.welfare.exclude(member__in=not_to_be_named(ksm)).select_related("member")
    row = get_object_or_404(named, pk=welfare_id)
    back = reverse("groups:welfare", args=[ksm.pk])
    crumbs = [*path_crumbs(ksm), ("Kesejahteraan", back)]
    return withdraw_page(request, row, what=f"penilaian: {row}", today=ksm.today(), crumbs=crumbs, back=back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def welfare_record(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id, Access.can_judge_welfare).ksm
    today = ksm.today()
    period = _asked_period(request, today)
    members = list(_members_of(ksm, period, today))
    kept = list(ksm.welfare.filter(period_first=period.first, member__in=members).counting())
    form = WelfareForm(posted(request), members=members, initial=WelfareForm.initial_of(kept))
    facts = {"ksm": ksm, "period": period, "today": today, "by": request.user}
    if form.is_valid() and attempt(form, record_welfare, judged=form.judged(), **facts) is not None:
        messages.success(request, f"Kesejahteraan anggota {period.label} tersimpan.")
        return redirect("groups:welfare", ksm.pk)
    back = reverse("groups:welfare", args=[ksm.pk])
    context = {
        "ksm": ksm,
        "form": form,
        "period": period,
        "back": back,
        "crumbs": [*path_crumbs(ksm), ("Kesejahteraan", back)],
        "rows": [(form[f"m{member.pk}_status"], form[f"m{member.pk}_note"]) for member in members],
    }
    return render(request, "groups/registers/welfare_form.html", context)


@login_required
@require_safe
def welfare_pdf(request, ksm_id: int):
    """The trend as counts; no name stands on paper (J15)."""
    ksm = ksm_or_404(request.user, ksm_id, Access.sees_ps2).ksm
    pdf = render_pdf("groups/registers/print_welfare.html", welfare_context(ksm, ksm.today()))
    return pdf_response(file_name(f"Kesejahteraan anggota {ksm.name}", ksm.today()), pdf)
