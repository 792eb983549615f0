"""People over groups: the register of who came and went in a BKM, and one person in all groups."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.access import ksm_or_404
from groups.areas import bkm_or_404
from groups.exporting import page_or_file
from groups.letterhead import coordinator, furniture
from groups.models import Ksm
from groups.pages import bkm_crumbs, ksm_crumbs
from ksm.group.person import memberships_of
from ksm.office.mutations import mutations
from ksm.office.tables import mutation_table
from ksm.pdf import file_name, pdf_response, render_pdf
from ledger.books.forms import PeriodForm


def _mutations(request, bkm_id: int) -> dict:
    bkm = bkm_or_404(request.user, bkm_id)
    today = bkm.today()
    first, last = today.replace(month=1, day=1), today
    form = PeriodForm(request.GET or None, initial={"dari": first, "sampai": last})
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["dari"] or first, form.cleaned_data["sampai"] or last
    ksms = list(Ksm.objects.counted().visible_to(request.user, today).filter(bkm=bkm))
    rows = mutations(ksms, first, max(first, last))
    return {"bkm": bkm, "form": form, "first": first, "last": max(first, last), "rows": rows}


@login_required
@require_safe
def mutation_list(request, bkm_id: int):
    context = _mutations(request, bkm_id)
    bkm = context["bkm"]
    table = partial(mutation_table, bkm, context["rows"])
    context["crumbs"] = bkm_crumbs(bkm)
    return page_or_file(request, "ksm/office/mutations.html", context, table, place=bkm)


@login_required
@require_safe
def mutation_pdf(request, bkm_id: int):
    context = _mutations(request, bkm_id)
    bkm = context["bkm"]
    context |= furniture(bkm, bkm.today(), [coordinator(bkm, bkm.today())])
    name = file_name(f"Mutasi anggota {bkm.name}", context["first"], context["last"])
    return pdf_response(name, render_pdf("ksm/office/print_mutations.html", context))


@login_required
@require_safe
def person(request, ksm_id: int, member_id: int):
    """Every membership of one person in the groups that the reader may see."""
    ksm = ksm_or_404(request.user, ksm_id).ksm
    member = ksm.members.filter(pk=member_id).first()
    if member is None:
        raise Http404
    today = ksm.today()
    seen = Ksm.objects.visible_to(request.user, today)
    found = memberships_of(member, seen, today)
    context = {
        "member": member,
        "found": found,
        "saved": sum(one.saved for one in found),
        "owed": sum(one.owed for one in found),
        "crumbs": [
            *ksm_crumbs(ksm),
            (member.name, reverse("groups:member_detail", args=[ksm.pk, member.pk])),
        ],
    }
    return render(request, "ksm/group/person.html", context)
