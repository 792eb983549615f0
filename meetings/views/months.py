"""Pages for closing months: of one group, and of all groups a facilitator mentors."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.access import Access, Role, ksm_or_404, roles_of
from groups.areas import mentored_bkms
from groups.exporting import page_or_file, tell_of
from groups.models import Ksm
from groups.pages import attempt, form_page, posted, press, refuse
from ksm.dates import DateError, parse_date
from ledger.journal.months import Month, closed_months, next_months
from ledger.pages import book_crumbs
from meetings.forms import ReasonForm
from meetings.month_end import blockers, close_month, close_months, free_words, reopen_month
from meetings.tables import month_table, open_month_table


def _crumbs(ksm):
    return [*book_crumbs(ksm), ("Tutup bulan", reverse("meetings:months", args=[ksm.pk]))]


def _posted_month(request) -> Month | None:
    """The month that a button names by a day of it; None for anything else."""
    try:
        day = parse_date(request.POST.get("bulan"))
    except DateError:
        return None
    return Month.of(day) if day else None


@login_required
@require_safe
def month_list(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    month = next_months([ksm.pk]).get(ksm.pk)
    context: dict = {
        "ksm": ksm,
        "access": access,
        "crumbs": book_crumbs(ksm),
        "next": month,
        "blockers": blockers([ksm], month, ksm.today())[ksm.pk] if month else [],
        "free_words": free_words(ksm, month) if month else "",
        "last_closed": next(iter(closed_months(ksm)), None),
        "acts": ksm.month_acts.select_related("by").order_by("-pk"),
    }
    table = partial(month_table, ksm, context["acts"])
    return page_or_file(request, "meetings/months.html", context, table, place=ksm)


@login_required
@require_POST
def month_close(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_record)
    month = _posted_month(request)
    facts = {"ksm": access.ksm, "month": month, "today": access.ksm.today()}
    if month is None:
        refuse(request, "Pilih bulan yang ditutup.")
    elif press(request, close_month, by=request.user, **facts):
        messages.success(request, f"Bulan {month} ditutup. Catatan di dalamnya tidak dapat berubah lagi.")
    return redirect("meetings:months", ksm_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def month_reopen(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id, Access.can_edit)
    ksm = access.ksm
    month = next(iter(closed_months(ksm)), None)
    if month is None:
        refuse(request, "Belum ada bulan yang ditutup.")
        return redirect("meetings:months", ksm_id)
    form = ReasonForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, reopen_month, ksm=ksm, month=month, reason=reason, by=request.user):
            messages.success(request, f"Bulan {month} dibuka kembali.")
            return redirect("meetings:months", ksm_id)
    return form_page(
        request,
        form,
        heading=f"Buka kembali bulan {month}",
        crumbs=_crumbs(ksm),
        back=reverse("meetings:months", args=[ksm_id]),
        submit="Buka kembali",
        lead="Siapa yang membuka, kapan, dan mengapa tetap tercatat. Tutup lagi setelah catatannya benar.",
    )


def _mentored(user) -> list[Ksm]:
    if Role.FACILITATOR not in roles_of(user):
        raise PermissionDenied
    mine = mentored_bkms(user, timezone.localdate())
    open_groups = Ksm.objects.filter(bkm__in=mine).exclude(phase=Ksm.Phase.CLOSED)
    return list(open_groups.select_related("bkm").order_by("name", "pk"))


@login_required
@require_safe
def months_of_all(request):
    """The groups a facilitator mentors, by the month each closes next."""
    ksms = _mentored(request.user)
    due = next_months(ksm.pk for ksm in ksms)
    by_month: dict[Month, list[Ksm]] = {}
    for ksm in ksms:
        if ksm.pk in due:
            by_month.setdefault(due[ksm.pk], []).append(ksm)
    today = timezone.localdate()
    months = []
    for month, groups in sorted(by_month.items()):
        found = blockers(groups, month, today)
        months.append((month, [(ksm, found[ksm.pk]) for ksm in groups], not all(found.values())))
    table = partial(open_month_table, months)
    tell_of(request, lambda: {(None, ksm.bkm_id) for ksm in ksms if ksm.pk in due})
    return page_or_file(request, "meetings/months_of_all.html", {"months": months}, table)


@login_required
@require_POST
def months_close_all(request):
    ksms, month = _mentored(request.user), _posted_month(request)
    if month is None:
        refuse(request, "Pilih bulan yang ditutup.")
        return redirect("meetings:months_of_all")
    left = close_months(ksms=ksms, month=month, by=request.user, today=timezone.localdate())
    closed = len(ksms) - len(left)
    note = messages.success if closed else messages.warning
    note(request, f"Bulan {month} ditutup untuk {closed} KSM; {len(left)} KSM masih terbuka.")
    return redirect("meetings:months_of_all")
