"""The trails: who changed, printed, took out or looked at what, of a group, of a BKM, of all."""

import datetime
from functools import partial

from django import forms
from django.contrib.auth.decorators import login_required
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404, require_administrator, require_answering_for
from groups.areas import bkm_or_404
from groups.exporting import page_or_file
from groups.models import Bkm, Ksm, Posting
from groups.pages import bkm_crumbs, ksm_crumbs, page_of
from groups.tables import trail_table
from groups.trail.reading import Reader, TrailRows
from ksm.fields import TanggalField
from ksm.office.trails import SOURCES, narrowing_of
from ledger.books.forms import PeriodForm

RECENT = 30  # days of the whole trail that are shown where none are asked for


class TrailForm(PeriodForm):
    jenis = forms.ChoiceField(label="Jenis", required=False)
    oleh = forms.CharField(label="Oleh", max_length=100, required=False)
    dari = TanggalField(label="Dari tanggal", required=False)
    sampai = TanggalField(label="Sampai tanggal", required=False)
    field_order = ("jenis", "oleh", "dari", "sampai")


def _trail(request, reader: Reader, *, title: str, zone: str, place: Ksm | Bkm | None, crumbs, first=None):
    # Another page, or a file, of what is shown where nothing was asked for.
    is_asked = any(name in request.GET for name in TrailForm.base_fields)
    form = TrailForm(request.GET if is_asked else None, initial={"dari": first})
    sources = [one for one in SOURCES if one.is_for(reader) and one.seen_by(reader) is not None]
    form.fields["jenis"].choices = [("", "Semua"), *((one.code, one.label) for one in sources)]  # type: ignore[attr-defined]  # ChoiceField
    form.is_valid()
    asked = form.cleaned_data if is_asked else {}  # what is well typed narrows, also beside what is not
    narrowing = narrowing_of(
        code=asked.get("jenis", ""),
        who=asked.get("oleh", ""),
        first=asked.get("dari") if asked else first,
        last=asked.get("sampai"),
        zone=zone,
    )
    rows = TrailRows(sources, reader, narrowing)
    context = {
        "heading": title,
        "form": form,
        "page": page_of(request, rows),
        "place": place or Posting(),
        "is_filtered": any(asked.values()),
        "crumbs": crumbs,
    }
    if isinstance(place, Ksm):
        context["ksm"] = place
    table = partial(trail_table, title, rows, zone)
    return page_or_file(request, "groups/trail.html", context, table, place=place)


@login_required
@require_safe
def ksm_trail(request, ksm_id: int):
    access = ksm_or_404(request.user, ksm_id)
    ksm = access.ksm
    reader = Reader(ksm, with_ps2=access.sees_ps2, with_files=access.sees_files_taken)
    crumbs, title = ksm_crumbs(ksm), f"Riwayat {ksm.name}"
    return _trail(request, reader, title=title, zone=ksm.timezone, place=ksm, crumbs=crumbs)


@login_required
@require_safe
def bkm_trail(request, bkm_id: int):
    """For the BKM's coordinator, who answers for what is done there, and administrators."""
    bkm = bkm_or_404(request.user, bkm_id)
    require_answering_for(request.user, bkm, bkm.today())
    reader, crumbs = Reader(bkm, with_ps2=False, with_files=True), bkm_crumbs(bkm)
    return _trail(request, reader, title=f"Riwayat {bkm.name}", zone=bkm.timezone, place=bkm, crumbs=crumbs)


@login_required
@require_safe
def whole_trail(request):
    """For administrators: users, postings and everything else, of the last days unless others are asked."""
    require_administrator(request.user)
    zone = Posting().timezone
    first = timezone.localdate() - datetime.timedelta(days=RECENT)
    reader = Reader(None, with_ps2=False, with_files=True)
    return _trail(request, reader, title="Riwayat semua", zone=zone, place=None, crumbs=[], first=first)
