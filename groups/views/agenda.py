"""The register of papers (buku agenda surat) of a group and of a BKM: listed, searched, printed, opened."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.areas import bkm_or_404
from groups.exporting import page_or_file
from groups.forms.papers import PaperFilter
from groups.models import Bkm, Ksm
from groups.pages import bkm_crumbs, ksm_crumbs, page_of
from groups.papers.agenda import MOST_ROWS, agenda_context, agenda_rows, papers_of_bkm, papers_of_ksm
from groups.papers.pages import reprint
from groups.tables import agenda_table
from ksm.pdf import file_name, pdf_response, render_pdf

FILTERS = ("cari", "jenis", "tahun", "penerbit")


def _page(request, papers, owner: Bkm | Ksm, context: dict, *, back: str, printed: str):
    listing = PaperFilter(request.GET, papers)
    if context["of_bkm"]:  # all of them are the BKM's
        del listing.form.fields["penerbit"]
    page = page_of(request, listing.qs)
    asked = request.GET.copy()
    asked.pop("page", None)
    context |= {
        "owner": owner.name,
        "filter": listing,
        "page": page,
        "rows": agenda_rows(page),
        "back": back,
        "printed": f"{printed}?{asked.urlencode()}" if asked else printed,
        "is_filtered": any(request.GET.get(name) for name in FILTERS),
    }
    table = partial(agenda_table, owner, listing.qs)
    return page_or_file(request, "groups/papers/agenda.html", context, table, place=owner)


def _print(request, papers, issuer: Bkm | Ksm):
    today, rows = issuer.today(), agenda_rows(PaperFilter(request.GET, papers).qs[: MOST_ROWS + 1])
    context = agenda_context(issuer, today, rows[:MOST_ROWS])
    context["most"] = MOST_ROWS if len(rows) > MOST_ROWS else 0
    pdf = render_pdf("groups/papers/print_agenda.html", context)
    return pdf_response(file_name(f"Buku agenda surat {issuer.name}", today), pdf)


def _of_bkm(request, bkm_id: int):
    bkm = bkm_or_404(request.user, bkm_id)
    seen = Ksm.objects.visible_to(request.user, bkm.today()).filter(bkm=bkm)
    return bkm, papers_of_bkm(bkm, seen)


@login_required
@require_safe
def ksm_agenda(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    context = {"crumbs": ksm_crumbs(ksm), "of_bkm": False}
    back, printed = (reverse(f"groups:{name}", args=[ksm.pk]) for name in ("ksm_agenda", "ksm_agenda_pdf"))
    return _page(request, papers_of_ksm(ksm), ksm, context, back=back, printed=printed)


@login_required
@require_safe
def ksm_agenda_pdf(request, ksm_id: int):
    ksm = ksm_or_404(request.user, ksm_id).ksm
    return _print(request, papers_of_ksm(ksm), ksm)


@login_required
@require_safe
def bkm_agenda(request, bkm_id: int):
    bkm, papers = _of_bkm(request, bkm_id)
    context = {"crumbs": bkm_crumbs(bkm), "of_bkm": True}
    back, printed = (reverse(f"groups:{name}", args=[bkm.pk]) for name in ("bkm_agenda", "bkm_agenda_pdf"))
    return _page(request, papers, bkm, context, back=back, printed=printed)


@login_required
@require_safe
def bkm_agenda_pdf(request, bkm_id: int):
    bkm, papers = _of_bkm(request, bkm_id)
    return _print(request, papers, bkm)


@login_required
@require_safe
def paper_pdf(request, ksm_id: int, paper_id: int):
    """A paper as it was printed, also one that was withdrawn since; of what all of the area may read."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    paper = get_object_or_404(ksm.papers, pk=paper_id)
    kept = paper.prints.filter(is_restricted=False).order_by("-pk").first()
    if kept is None:
        raise Http404
    kept.paper = paper
    return reprint(request, ksm, kept)
