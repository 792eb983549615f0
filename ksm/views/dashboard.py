"""The dashboard of UP-UP, BKM and coordinators."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment.dashboard import StandingFilter, bars_of, chosen_rows, counted, held_by
from assessment.standings import refresh_some
from assessment.tables import standing_table
from groups.access import Role, roles_of
from groups.areas import mentored_bkms, visible_bkms
from groups.exporting import bkms_of, page_or_file, tell_of
from groups.first_steps import missing_bkm_sentences
from groups.handing_over import open_handovers
from groups.models import Ksm
from groups.pages import PAGE_SIZE, ShownRows, bkm_crumbs, page_of
from ksm.office.area_filter import AreaFilter, PhaseFilter, standings_visible_to, visible
from ksm.office.criteria import by_criterion
from ksm.office.hints import hints_for
from ksm.office.pipeline import pipeline, walkers
from ksm.office.step_pipeline import step_rows
from ksm.office.steps import steps_of
from ksm.office.tables import pipeline_table, tridaya_table
from ksm.office.this_week import is_heading, part_of, rows_of, week_of
from ksm.office.tridaya import tridaya

OTHERS = "lain"  # in the address of a heading of what waits for others


def area_crumbs(user, today) -> list[tuple[str, str]]:
    """Where the user works: the one BKM, or the way to the list of them."""
    bkms = list(visible_bkms(user, today)[:2])
    if len(bkms) == 1:
        return bkm_crumbs(bkms[0])
    return [("BKM", reverse("groups:bkm_list"))]


@login_required
@require_safe
def this_week(request):
    """What waits for the user this week, then what for others; or all rows of one heading."""
    today = timezone.localdate()
    ksms = Ksm.objects.visible_to(request.user, today).open()
    context: dict = {
        "today": today,
        "waiting": refresh_some(ksms, now=timezone.now()),
        "missing": missing_bkm_sentences(request.user, today),
        "hints": hints_for(request.user, roles_of(request.user), today, timezone.get_current_timezone_name()),
        "crumbs": area_crumbs(request.user, today),
    }
    code = request.GET.get("bagian", "")
    if is_heading(code):
        own = request.GET.get("milik") != OTHERS
        rows = rows_of(code, request.user, today, own=own)
        page = page_of(request, ShownRows(rows) if isinstance(rows, QuerySet) else rows, PAGE_SIZE)
        context |= {"page": page, "section": part_of(code, list(page), today), "is_own": own}
        return render(request, "ksm/office/week_part.html", context)
    week = week_of(request.user, today)
    can_create = week.is_empty and not ksms.exists() and mentored_bkms(request.user, today).exists()
    context |= {"week": week, "can_create": can_create, "handovers": open_handovers(request.user, today)}
    context["confirms"] = Role.FACILITATOR in roles_of(request.user)
    return render(request, "ksm/office/this_week.html", context)


def _open_standings(user, today):
    """Standings of the open groups of the user's area, and how many of them still wait to be recomputed."""
    ksms, standings = visible(user, today)
    waiting = refresh_some(ksms.exclude(phase=Ksm.Phase.CLOSED), now=timezone.now())
    standings = standings.exclude(ksm__phase=Ksm.Phase.CLOSED)
    return standings.select_related("ksm").order_by("ksm__name"), waiting


@login_required
@require_safe
def pipeline_page(request):
    """The pipeline over open groups of the user's area, of one city or BKM when chosen."""
    today = timezone.localdate()
    standings, waiting = _open_standings(request.user, today)
    listing = AreaFilter(request.GET, standings)
    shown = walkers(listing.qs)
    rows = pipeline(shown, today)
    asked = [row for row in rows if row.code == request.GET.get("bagian")]
    context = {
        "today": today,
        "waiting": waiting,
        "filter": listing,
        "rows": rows,
        "page": page_of(request, asked[0].now, PAGE_SIZE) if asked else None,
        "stage": asked[0] if asked else None,
        "steps": step_rows(shown, listing.qs.order_by().values("ksm")),
        "criteria": () if asked else by_criterion(listing.qs),
        "crumbs": area_crumbs(request.user, today),
    }
    table = partial(pipeline_table, asked or rows)
    tell_of(request, bkms_of(Ksm.objects.filter(standing__in=listing.qs)))
    return page_or_file(request, "ksm/office/pipeline.html", context, table)


@login_required
@require_safe
def tridaya_page(request):
    """The three pillars over open groups of the user's area, of one city or BKM when chosen."""
    today = timezone.localdate()
    standings, waiting = _open_standings(request.user, today)
    listing = PhaseFilter(request.GET, standings)
    context = {
        "today": today,
        "waiting": waiting,
        "filter": listing,
        "rows": tridaya(listing.qs),
        "crumbs": area_crumbs(request.user, today),
    }
    table = partial(tridaya_table, context["rows"])
    tell_of(request, bkms_of(Ksm.objects.filter(standing__in=listing.qs)))
    return page_or_file(request, "ksm/office/tridaya.html", context, table)


def _listed(request, today):
    """The filter of the dashboard, and the rows behind the chosen tile in the chosen order."""
    standings = standings_visible_to(request.user, today).select_related("ksm__bkm__kelurahan")
    listing = StandingFilter(request.GET, standings, on=today)
    return listing, chosen_rows(listing.qs, request.GET.get("status", ""), request.GET.get("urut", ""))


@login_required
@require_safe
def dashboard(request):
    """All groups of the user's area, from stored standings; those shown are brought up to date first."""
    today = timezone.localdate()
    ksms = Ksm.objects.visible_to(request.user, today)

    def shown():
        return page_of(request, _listed(request, today)[1].values_list("pk", flat=True), PAGE_SIZE)

    waiting = refresh_some(ksms, now=timezone.now(), shown=shown)
    listing, rows = _listed(request, today)
    tile = request.GET.get("status", "")
    above = counted(listing.qs, tile)
    page = page_of(request, ShownRows(rows, above.listed), PAGE_SIZE)
    steps = steps_of(page.object_list, request.user, today)
    for standing in page:
        standing.bars, standing.held = bars_of(standing), held_by(standing)
        standing.step = steps[standing.ksm_id]
    is_empty = not page.object_list
    roles = roles_of(request.user) & {Role.CITY_COORDINATOR}  # whose day begins here
    context = {
        "hints": hints_for(request.user, roles, today, timezone.get_current_timezone_name()),
        "can_create": is_empty and mentored_bkms(request.user, today).exists(),
        "filter": listing,
        "tiles": above.tiles,
        "tile": tile,
        "page": page,
        "today": today,
        "waiting": waiting,
        "crumbs": area_crumbs(request.user, today),
        "missing": missing_bkm_sentences(request.user, today),
        "members": above.members,
        "is_filtered": any(request.GET.get(name) for name in (*listing.filters, "status")),
    }
    template = "ksm/office/_dashboard_table.html" if request.htmx else "ksm/office/dashboard.html"
    tell_of(request, bkms_of(Ksm.objects.filter(standing__in=rows)))
    return page_or_file(request, template, context, partial(standing_table, rows))
